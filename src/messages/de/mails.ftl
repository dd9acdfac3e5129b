mail-subject = Ihre Bestellung { $number } bei { $shop }
mail-subject-how-to-pay = { $subject }: So bezahlen Sie
mail-subject-cancelled = { $subject } wurde storniert
mail-subject-processing = { $subject }: Ihre Zahlung ist unterwegs
mail-subject-payment-failed = { $subject }: Ihre Zahlung ist fehlgeschlagen
mail-subject-refund = { $subject }: { $amount } erstattet
mail-subject-goes-back = { $subject }: Ihre Zahlung wird erstattet
mail-subject-ready = { $subject }: zur Abholung bereit
mail-subject-sent = { $subject }: unterwegs
mail-subject-overdue = { $subject }: Ihre Zahlung steht noch aus
mail-subject-renewed = { $subject }: Ihre Downloads sind wieder verfügbar
mail-subject-invoice-corrected = { $subject }: korrigierte Rechnung

mail-see-order = Bestellung ansehen
mail-see-downloads = Bestellung und Downloads ansehen
mail-see-documents = Bestellung und Dokumente ansehen
mail-see-invoice = Rechnung ansehen
mail-total = Gesamtsumme
mail-ships-to = Lieferadresse
mail-billing-address = Rechnungsadresse
mail-payment = Zahlungsart
mail-delivery-time = Lieferzeit
mail-discount = Enthaltener Rabatt: { $label }
mail-vat-id = USt-IdNr.
mail-vat-unknown = Wir konnten Ihre USt-IdNr. bei der Bestellung nicht prüfen, deshalb wurde Mehrwertsteuer wie sonst auch berechnet. Wir prüfen sie später noch einmal.
mail-terms = Die Bedingungen, die für Ihre Bestellung gelten, finden Sie im Anhang.
mail-terms-file = Vertragsbedingungen.txt

mail-thank-you = Vielen Dank für Ihre Bestellung { $number }
mail-nothing-to-pay = Sie müssen nichts bezahlen.
mail-paid = Wir haben Ihre Zahlung erhalten.

mail-overdue = Die Zahlung für Ihre Bestellung { $number } steht noch aus
mail-overdue-text = Wir haben Ihre Zahlung noch nicht erhalten. Wenn Sie schon bezahlt haben, müssen Sie nichts weiter tun.
mail-overdue-start-over = Wenn Sie diese Bestellung nicht mehr möchten, wählen Sie auf der Seite Ihrer Bestellung „Neu beginnen“.

mail-renewed = Ihre Downloads sind wieder verfügbar
mail-renewed-text = Wir haben die Downloads Ihrer Bestellung { $number } wieder freigeschaltet.
mail-allowance-any = beliebig oft
mail-allowance = { $times ->
    [one] noch 1 Download
   *[other] noch { $times } Downloads
}
mail-allowance-until = { $times }, bis { $day } ({ $zone })

mail-cancelled = Ihre Bestellung { $number } wurde storniert
mail-cancelled-text = Sie müssen sie nicht mehr bezahlen.
mail-cancelled-money = Wenn Sie schon bezahlt haben, antworten Sie bitte auf diese E-Mail. Wir erstatten Ihnen dann den Betrag.

mail-processing-text = Ihre Zahlung ist unterwegs. Bei manchen Zahlungsarten dauert das ein paar Tage. Sie müssen nichts weiter tun: Wir schreiben Ihnen, sobald sie eingegangen ist.
mail-payment-failed = Ihre Zahlung für die Bestellung { $number } ist fehlgeschlagen
mail-payment-failed-text = Ihre Bestellung wurde storniert. Wenn Sie sie noch möchten, bestellen Sie bitte noch einmal.

mail-refund = Wir haben Ihnen { $amount } erstattet
mail-refund-cancelled = Das ist Ihre Zahlung für die Bestellung { $number }, die storniert wurde.
mail-refund-all = Das ist der volle Betrag, den Sie für die Bestellung { $number } bezahlt haben.
mail-refund-rest = Ihre Bestellung { $number } ist damit vollständig erstattet.
mail-refund-part = Das ist eine Teilerstattung für die Bestellung { $number }.
mail-refund-account = Wir haben den Betrag überwiesen. Bis er auf dem Konto ist, kann es ein paar Tage dauern.
mail-refund-way = Sie erhalten den Betrag auf dem Weg zurück, auf dem Sie bezahlt haben. Bis er auf Ihrem Konto erscheint, kann es ein paar Tage dauern.
mail-nothing-to-do = Sie müssen nichts weiter tun.
mail-refund-so-far = Bisher erstattet
mail-refund-for = Erstattet für
mail-refund-further = weitere { $amount }
mail-refund-price = Teil des Preises von { $titles }
mail-refund-note = Grund
mail-refund-downloads = Ihre Downloads sind nicht mehr verfügbar.
mail-refund-some-downloads = Downloads, die wir Ihnen erstattet haben, sind nicht mehr verfügbar.

mail-invoice-corrected = Wir haben die Rechnung zu Ihrer Bestellung { $number } korrigiert
mail-invoice-corrected-text = Eine Rechnungskorrektur hebt die bisherige Rechnung auf, und eine neue Rechnung tritt an ihre Stelle. Der Betrag bleibt gleich, und Sie müssen nichts weiter tun.

mail-parcel-sent = Ihre Bestellung { $number } ist unterwegs
mail-parcel-ready = Ihre Bestellung { $number } liegt zur Abholung bereit
mail-one-parcel-sent = Ein Paket aus Ihrer Bestellung { $number } ist unterwegs
mail-part-ready = Ein Teil Ihrer Bestellung { $number } liegt zur Abholung bereit
mail-parcel-in-it = In diesem Paket: { $contents }.
mail-pick-up-in-it = Für Sie bereit: { $contents }.
mail-parcel-others = Den Rest Ihrer Bestellung verschicken wir separat.
mail-pick-up-others = Den Rest Ihrer Bestellung holen Sie separat ab.
mail-parcel-shipping = Versand
mail-parcel-carrier = Paketdienst
mail-parcel-number = Sendungsnummer
mail-parcel-follow = Sendung verfolgen

mail-goes-back = Ihre Zahlung wird erstattet
mail-too-late = Die Bestellung { $number } war schon storniert, als Ihre Zahlung über { $amount } einging.
mail-twice = Die Bestellung { $number } war schon storniert, als Ihre Zahlung über { $amount } einging. Inzwischen haben Sie dieselben Artikel neu bestellt und bezahlt. Ihre neue Bestellung bleibt gültig.
mail-giving-back = Wir erstatten Ihnen diese Zahlung. Sie müssen nichts weiter tun.
mail-write-again = Sie erhalten eine weitere E-Mail, sobald die Erstattung abgeschlossen ist.

mail-withdrawal = Ihr Widerruf ist bei uns eingegangen
mail-withdrawal-text = Sie haben einen Vertrag mit uns widerrufen. Diese E-Mail bestätigt, was Sie erklärt haben und wann es bei uns eingegangen ist. Bitte bewahren Sie sie auf.
mail-withdrawal-received = Eingegangen
mail-withdrawal-moment = { $day }, { $time } Uhr ({ $zone })
mail-withdrawal-order = Bestellung
mail-withdrawal-name = Name
mail-withdrawal-email = E-Mail-Adresse
mail-withdrawal-from = Widerrufen
mail-withdrawal-everything = die ganze Bestellung
mail-withdrawal-message = Ihre Nachricht
mail-withdrawal-next = Wir prüfen jetzt Ihren Widerruf und schreiben Ihnen, wie es weitergeht. Bis dahin müssen Sie nichts tun.
mail-withdrawal-not-you = Wenn Sie das nicht erklärt haben, antworten Sie bitte auf diese E-Mail.
mail-withdrawal-note = Widerruf Ihrer Bestellung { $number }
mail-withdrawal-note-text = Jemand hat Ihre Bestellung widerrufen. Die Bestätigung ging an eine andere E-Mail-Adresse.
mail-withdrawal-note-not-you = Wenn das weder Sie waren noch jemand in Ihrem Auftrag, antworten Sie bitte auf diese E-Mail: Wir führen den Widerruf dann nicht aus.

mail-sign-in = Anmeldung zur Verwaltung von { $shop }
mail-sign-in-text = Mit diesem Link melden Sie sich an. Er gilt einmal, { $minutes } Minuten lang.
mail-sign-in-button = Anmelden
mail-sign-in-code-text = Oder geben Sie diesen Code auf der Seite ein, auf der Sie ihn angefordert haben:
mail-sign-in-code = Code
mail-sign-in-not-you = Wenn Sie das nicht angefordert haben, können Sie diese E-Mail ignorieren: Ohne sie kann sich niemand in Ihrem Namen anmelden. Leiten Sie sie nicht weiter.
mail-welcome = Sie können die Bestellungen von { $shop } bearbeiten
mail-welcome-text = Guten Tag { $name }, Sie gehören jetzt zum Personal. Öffnen Sie die Verwaltung und geben Sie dort { $email } ein: Dann erhalten Sie eine E-Mail, mit der Sie sich anmelden.
mail-welcome-button = Verwaltung öffnen
