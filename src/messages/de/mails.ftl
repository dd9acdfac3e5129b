mail-subject = Ihre Bestellung { $number } bei { $shop }
mail-subject-how-to-pay = { $subject }: so bezahlen Sie
mail-subject-cancelled = { $subject } ist storniert
mail-subject-refund = { $subject }: { $amount } erstattet
mail-subject-goes-back = { $subject }: Ihre Zahlung geht zurück
mail-subject-ready = { $subject }: zur Abholung bereit
mail-subject-sent = { $subject }: unterwegs
mail-subject-overdue = { $subject } wartet auf Ihre Zahlung
mail-subject-renewed = { $subject }: Sie können wieder herunterladen

mail-see-order = Ihre Bestellung ansehen
mail-see-downloads = Ihre Bestellung und Ihre Downloads ansehen
mail-total = Summe
mail-ships-to = Geht an

mail-thank-you = Vielen Dank für Ihre Bestellung { $number }
mail-nothing-to-pay = Es ist nichts zu bezahlen.
mail-paid = Ihre Zahlung ist angekommen.

mail-overdue = Ihre Bestellung { $number } wartet auf Ihre Zahlung
mail-overdue-text = Wir haben Ihre Zahlung noch nicht gesehen. Wenn sie schon unterwegs ist, brauchen Sie nichts zu tun.
mail-overdue-start-over = Wenn Sie die Bestellung nicht mehr möchten, wählen Sie auf ihrer Seite „Neu anfangen“.

mail-renewed = Sie können wieder herunterladen
mail-renewed-text = Die Downloads zu Ihrer Bestellung { $number } wurden erneuert.
mail-allowance-any = beliebig oft
mail-allowance = { $times ->
    [one] einmal
   *[other] { $times }-mal
}
mail-allowance-until = { $times }, bis { $day } (UTC)

mail-cancelled = Ihre Bestellung { $number } ist storniert
mail-cancelled-text = Sie brauchen sie nicht mehr zu bezahlen.
mail-cancelled-money = Wenn das Geld schon unterwegs ist, antworten Sie bitte auf diese Mail: Dann schicken wir es zurück.

mail-refund = Wir haben Ihnen { $amount } erstattet
mail-refund-cancelled = Das Geld war für die Bestellung { $number }, die storniert ist.
mail-refund-all = Das ist alles, was Sie für die Bestellung { $number } bezahlt haben.
mail-refund-rest = Damit ist alles erstattet, was Sie für die Bestellung { $number } bezahlt haben.
mail-refund-part = Das ist ein Teil dessen, was Sie für die Bestellung { $number } bezahlt haben.
mail-refund-account = Das Geld geht auf ein Bankkonto und braucht ein paar Tage.
mail-refund-way = Das Geld nimmt denselben Weg zurück. Bis Ihre Bank es zeigt, kann es ein paar Tage dauern.
mail-nothing-to-do = Sie brauchen nichts zu tun.
mail-refund-so-far = Insgesamt bisher erstattet
mail-refund-downloads = Was Sie herunterladen konnten, ist nicht mehr da.

mail-parcel-sent = Ihre Bestellung { $number } ist unterwegs
mail-parcel-ready = Ihre Bestellung { $number } liegt zur Abholung bereit
mail-one-parcel-sent = Ein Paket Ihrer Bestellung { $number } ist unterwegs
mail-one-parcel-ready = Ein Paket Ihrer Bestellung { $number } liegt zur Abholung bereit
mail-parcel-in-it = Darin: { $contents }.
mail-parcel-others = Was Sie sonst noch bestellt haben, reist getrennt.
mail-parcel-shipping = Versand
mail-parcel-carrier = Paketdienst
mail-parcel-number = Sendungsnummer
mail-parcel-follow = Paket verfolgen

mail-goes-back = Ihre Zahlung geht an Sie zurück
mail-too-late = Die Bestellung { $number } war schon storniert, als Ihre Zahlung über { $amount } ankam.
mail-twice = Die Bestellung { $number } war schon storniert, als Ihre Zahlung über { $amount } ankam, und Sie haben dasselbe seitdem neu bestellt und bezahlt. Die neue Bestellung gilt.
mail-giving-back = Deshalb erstatten wir das Geld: Sie brauchen nichts zu tun.
mail-write-again = Wir schreiben noch einmal, wenn das geschehen ist.
