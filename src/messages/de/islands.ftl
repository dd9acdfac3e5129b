## Adding to the basket

add-done = { $pieces ->
    [one] In den Warenkorb gelegt.
   *[other] { $pieces } Artikel in den Warenkorb gelegt.
}

## The basket in the header

basket-words = { $count ->
    [0] Warenkorb, leer
    [one] Warenkorb, { $count } Artikel
   *[other] Warenkorb, { $count } Artikel
}

## Why a change was refused

problem-unknown-item = Dieser Artikel ist nicht erhältlich.
problem-not-on-sale-yet = Dieser Artikel ist noch nicht erhältlich.
problem-sold-out = Dieser Artikel ist leider ausverkauft.
problem-only-left = Leider nur noch { $left } verfügbar.
problem-too-many = Sie können höchstens { $max } Stück davon bestellen.
problem-bad-quantity = Bitte geben Sie als Menge eine ganze Zahl ein.
problem-basket-full = Ihr Warenkorb fasst höchstens { $max } verschiedene Artikel. Bitte bestellen Sie zuerst diese.
problem-mixed-currencies = Artikel in verschiedenen Währungen können nicht zusammen bestellt werden. Bitte bestellen Sie sie separat.
problem-no-total = Die Summe lässt sich nicht berechnen. Bitte verringern Sie eine Menge oder entfernen Sie einen Artikel.
problem-payment-pending = Ihre Bestellung wartet auf Zahlung. Um den Warenkorb zu ändern, setzen Sie die Zahlung fort oder beginnen Sie neu.
problem-too-many-unpaid = Es gibt zu viele unbezahlte Bestellungen von Ihnen oder mit dieser E-Mail-Adresse. Bitte bezahlen oder stornieren Sie eine davon, oder versuchen Sie es später noch einmal.
problem-not-in-basket = Dieser Artikel liegt nicht mehr in Ihrem Warenkorb.
problem-empty-basket = Ihr Warenkorb ist leer.
problem-unknown-order = Wir haben diese Bestellung nicht gefunden.
problem-bad-request = Das hat nicht geklappt. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
problem-gateway-unavailable = Der Zahlungsdienst antwortet nicht. Bitte setzen Sie die Zahlung fort: Es wird nichts doppelt abgebucht.
problem-declined = Ihre Zahlung wurde abgelehnt. Es wurde nichts abgebucht.
problem-declined-because = Ihre Zahlung wurde abgelehnt: { $reason }
problem-unavailable = Der Shop ist gerade nicht erreichbar. Es ist nichts verloren gegangen. Bitte versuchen Sie es noch einmal.
problem-offline = Keine Verbindung. Es ist nichts verloren gegangen. Bitte versuchen Sie es noch einmal, wenn Sie online sind.

## Errors in the fields of the checkout

field-email-missing = Bitte geben Sie Ihre E-Mail-Adresse ein.
field-email-form = Bitte geben Sie eine E-Mail-Adresse wie name@example.com ein.
field-email-ascii = Vor dem @ sind nur Buchstaben von a bis z, Ziffern und Satzzeichen möglich.
email-meant = Meinten Sie { $address }?
field-missing = Bitte ausfüllen: { $label }.
field-choose = Bitte auswählen: { $label }.
field-too-long = Bitte höchstens { $max } Zeichen eingeben.
field-characters = Bitte nur Buchstaben, Ziffern und Satzzeichen eingeben.
field-link = Bitte geben Sie hier keine Internetadresse ein.
field-postal-code = Bitte prüfen: { $label }. Beispiel: { $example }.
