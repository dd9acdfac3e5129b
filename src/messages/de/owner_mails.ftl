owner-order = Bestellung
owner-shopper = Kunde
owner-amount = Betrag
owner-order-total = Gesamtsumme
owner-reason = Grund
owner-gateway-error = Fehler des Zahlungsdienstes
owner-view-order = Bestellung ansehen

owner-sale = Bestellung { $number } ist bezahlt: { $total }
owner-sale-to-send = Bestellung { $number } ist bezahlt: { $total }, { $parcels ->
    [one] 1 Paket zu versenden
   *[other] { $parcels } Pakete zu versenden
}
owner-sale-to-prepare = Bestellung { $number } ist bezahlt: { $total }, { $pick_ups ->
    [one] 1 Abholung vorzubereiten
   *[other] { $pick_ups } Abholungen vorzubereiten
}
owner-sale-to-send-and-prepare = Bestellung { $number } ist bezahlt: { $total }, { $parcels ->
    [one] 1 Paket zu versenden
   *[other] { $parcels } Pakete zu versenden
}, { $pick_ups ->
    [one] 1 Abholung vorzubereiten
   *[other] { $pick_ups } Abholungen vorzubereiten
}
owner-shipping = Versand
owner-discount = Rabatt: { $label }
owner-total = Gesamtsumme
owner-paid-with = Bezahlt mit
owner-vat-number = USt-IdNr.
owner-vat-proof-valid = gültig
owner-vat-proof-invalid = ungültig
owner-vat-proof-unknown = nicht prüfbar
owner-vat-proof-unknown-taxed = nicht prüfbar, deshalb wurde Mehrwertsteuer berechnet
owner-vat-proof-none = nicht geprüft
owner-parcel = Paket { $position }
owner-pick-up = Abholung { $position }
owner-billing-address = Rechnungsadresse
owner-send-to = Lieferadresse
owner-picked-up-by = Anschrift des Kunden
owner-nothing-to-send = Es ist nichts zu versenden.
owner-do-not-send = Bitte noch nicht versenden: Die Zahlung wird angefochten oder erstattet, und die Bestellung ist angehalten, bis das entschieden ist.
owner-mark-sent = Sobald ein Paket unterwegs ist oder zur Abholung bereitliegt, markieren Sie es auf der Seite der Bestellung als versendet, oder mit `pannier shipment mark-sent { $number } { $position }`. Der Kunde bekommt dann eine E-Mail.

owner-day = { $day }: { $orders ->
    [one] 1 Bestellung
   *[other] { $orders } Bestellungen
}, { $sums }
owner-day-text = Diese Zahlungen sind am { $day } ({ $zone }) eingegangen, abzüglich dessen, was an diesem Tag erstattet wurde.
owner-orders = Bestellungen
owner-takings = Einnahmen
owner-waiting = { $parcels ->
    [one] 1 Paket ist zu versenden:
   *[other] { $parcels } Pakete sind zu versenden:
}
owner-waiting-or-more = { $parcels } Pakete oder mehr sind zu versenden:
owner-parcel-of = Bestellung { $number }, Paket { $position }
owner-more-parcels = { $parcels ->
    [one] Es gibt noch 1 weiteres: Die Verwaltung zeigt es, und auch `pannier shipment list`.
   *[other] Es gibt noch { $parcels } weitere: Die Verwaltung zeigt sie, und auch `pannier shipment list`.
}
owner-mark-each-sent = Sobald ein Paket unterwegs ist oder zur Abholung bereitliegt, markieren Sie es auf der Seite der Bestellung als versendet, oder mit `pannier shipment mark-sent ORDER PARCEL`. Der Kunde bekommt dann eine E-Mail.
owner-view-orders = Bestellungen ansehen
owner-view-to-send = Ansehen, was zu versenden ist

owner-delivery-failed = Bestellung { $number }: { $receiver } ist gescheitert
owner-delivery-failed-text = { $receiver } konnte ein Ereignis dieser Bestellung nicht verarbeiten und versucht es nicht noch einmal.
owner-delivery-failed-then = Beheben Sie die Ursache und wiederholen Sie die Zustellung auf ihrer Seite, oder mit `pannier delivery retry { $id }`. Wenn es nichts zu beheben gibt, verwerfen Sie sie dort, oder mit `pannier delivery dismiss { $id }`. Bis dahin zeigen die Verwaltung und `pannier order list --needs-attention` die Bestellung.
owner-delivery-delayed = Bestellung { $number }: wartet noch auf { $receiver }
owner-delivery-delayed-text = { $receiver } arbeitet seit mehr als einer Woche an einem Ereignis dieser Bestellung.
owner-delivery-delayed-then = Prüfen Sie, worauf gewartet wird. Die Seite der Zustellung zeigt die Einzelheiten, und auch `pannier delivery show { $id }`.
owner-event = Ereignis
owner-receiver = Empfänger
owner-attempts = Versuche
owner-last-response = Letzte Antwort
owner-view-delivery = Zustellung ansehen
owner-file-missing = Ein Download fehlt: { $key }
owner-file-missing-text = Ein Kunde hat für diese Datei bezahlt, kann sie aber nicht herunterladen, weil sie im Speicher des Shops fehlt.
owner-file-missing-then = Laden Sie sie mit `pannier file put FILE --key '{ $key }'` hoch. Kunden werden gebeten, es später noch einmal zu versuchen, und verlieren keinen Download. Sie bekommen höchstens eine E-Mail am Tag zu dieser Datei, wie viele Kunden auch danach fragen.
owner-file = Datei

owner-dispute-won = Bestellung { $number }: Zahlungsanfechtung gewonnen
owner-dispute-won-text = Über die Anfechtung wurde zu Ihren Gunsten entschieden, und Sie behalten die Zahlung.
owner-dispute-won-then = Die Bestellung ist nicht mehr angehalten: Ihre Downloads sind wieder verfügbar, und ihre Pakete können versendet werden.
owner-dispute-lost = Bestellung { $number }: Zahlungsanfechtung verloren
owner-dispute-lost-text = Über die Anfechtung wurde zugunsten des Kunden entschieden, der sein Geld zurückhat.
owner-dispute-lost-then = Downloads bleiben gesperrt, und Pakete, die noch nicht versendet sind, bleiben angehalten. Wenn der Kunde auf anderem Weg bezahlt, geben Sie die Bestellung auf ihrer Seite frei, oder mit `pannier order release { $number }`.
owner-disputed = Bestellung { $number }: Zahlung angefochten
owner-disputed-text = Der Kunde ficht diese Zahlung an, oder der Zahlungsdienst hat sie zurückgebucht.
owner-disputed-then = Beantworten Sie die Anfechtung vor Ablauf der Frist in Ihrem Konto beim Zahlungsdienst. Bis zur Entscheidung ist die Bestellung angehalten: Ihre Downloads sind gesperrt, und was noch nicht versendet ist, sollte es nicht werden. Wenn der Kunde die Anfechtung zurückzieht, geben Sie die Bestellung auf ihrer Seite frei, oder mit `pannier order release { $number }`.
owner-amount-mismatch = Bestellung { $number }: Der gezahlte Betrag stimmt nicht
owner-amount-mismatch-text = Die Zahlung weicht von der Gesamtsumme ab.
owner-currency-mismatch = Bestellung { $number }: Die Währung der Zahlung stimmt nicht
owner-currency-mismatch-text = Die Zahlung ist in einer anderen Währung als der der Bestellung eingegangen.
owner-mismatch-then = Markieren Sie die Bestellung auf ihrer Seite als bezahlt, um die Zahlung anzunehmen, oder stornieren Sie sie, um die Zahlung zu erstatten. Die Befehle sind `pannier order mark-paid { $number }` und `pannier order cancel { $number }`. Bis dahin ist die Bestellung angehalten.
owner-paid-late = Bestellung { $number } wurde nach der Stornierung bezahlt
owner-paid-late-text = Die Zahlung ist eingegangen, nachdem die Bestellung storniert war.
owner-paid-twice = Bestellung { $number } wurde doppelt bezahlt
owner-paid-twice-text = Die Zahlung ist eingegangen, nachdem die Bestellung storniert war. Inzwischen hat der Kunde dieselben Artikel neu bestellt und bezahlt.
owner-refunding-then = Wir erstatten die Zahlung automatisch. Sie hören nur dann wieder davon, wenn die Erstattung scheitert.
owner-refund-failed = Bestellung { $number }: Erstattung gescheitert
owner-refund-failed-text = Wir konnten die Zahlung nicht erstatten.
owner-refund-by-hand-then = Überweisen Sie { $amount } von Hand zurück und vermerken Sie das auf der Seite der Bestellung, oder mit `pannier order refund { $number }{ $part } --manual`.
owner-refund-again-then = Versuchen Sie es auf der Seite der Bestellung noch einmal, oder mit `pannier order refund { $number }{ $part }`. Wenn Sie das Geld auf anderem Weg erstattet haben, vermerken Sie es dort, oder mit `pannier order refund { $number }{ $part } --manual`.
owner-return-tax-by-hand-then = Damit sollte die Steuer der Bestellung erstattet werden. Überweisen Sie { $amount } von Hand zurück und vermerken Sie das auf der Seite „Steuer erstatten“, zu der die Seite der Bestellung führt, oder mit `pannier order return-tax { $number } --manual`. Nach einer gewöhnlichen Erstattung bliebe der Verkauf steuerpflichtig.
owner-return-tax-again-then = Damit sollte die Steuer der Bestellung erstattet werden. Versuchen Sie es auf der Seite „Steuer erstatten“ noch einmal, zu der die Seite der Bestellung führt, oder mit `pannier order return-tax { $number }`. Wenn Sie die Steuer auf anderem Weg erstattet haben, vermerken Sie es dort, oder mit `pannier order return-tax { $number } --manual`. Nach einer gewöhnlichen Erstattung bliebe der Verkauf steuerpflichtig.
owner-refund-held = Bis dahin sind Downloads und noch nicht versendete Pakete angehalten. Um sie ohne Erstattung freizugeben, geben Sie die Bestellung auf ihrer Seite frei, oder mit `pannier order release { $number }`.
owner-attention = Bestellung { $number } braucht Sie
owner-attention-text = Mit dieser Bestellung gibt es ein Problem.
owner-attention-then = Die Seite der Bestellung zeigt die Einzelheiten, und auch `pannier order show { $number }`.

owner-withdrawal = Widerruf der Bestellung { $number }
owner-withdrawal-unmatched = Widerruf einer Bestellung, die nicht gefunden wurde
owner-withdrawal-received = Eingegangen
owner-withdrawal-order = Bestellung, wie eingegeben
owner-withdrawal-name = Name
owner-withdrawal-email = E-Mail-Adresse
owner-withdrawal-from = Widerrufen
owner-withdrawal-in-words = was die Nachricht nennt
owner-withdrawal-everything = alles
owner-withdrawal-message = Nachricht
owner-withdrawal-unmatched-then = Keine Bestellung hat diese Nummer zusammen mit dieser E-Mail-Adresse. Wenn Sie wissen, welche gemeint ist, ordnen Sie den Widerruf in der Verwaltung zu. Dem Kunden wurde davon nichts gesagt, damit niemand herausfinden kann, wer bestellt hat.
owner-withdrawal-late-then = Die Frist war abgelaufen, als dieser Widerruf einging. Entscheiden Sie, ob Sie ihn annehmen, und teilen Sie es dem Kunden mit.
owner-withdrawal-then = Erstatten Sie innerhalb von 14 Tagen, was widerrufen wurde. Sie dürfen warten, bis die Ware zurück oder ihr Versand nachgewiesen ist. Was noch nicht versendet ist, bleibt zu versenden, bis Sie es erstatten.
owner-view-withdrawal = Widerruf ansehen
