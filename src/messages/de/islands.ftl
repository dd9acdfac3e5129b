## Adding to the basket

add-done = { $pieces ->
    [one] Liegt in Ihrem Warenkorb.
   *[other] { $pieces } Stück liegen in Ihrem Warenkorb.
}

## The basket in the header

basket-words = { $count ->
    [0] Warenkorb, leer
    [one] Warenkorb, { $count } Artikel
   *[other] Warenkorb, { $count } Artikel
}

## Why the store said no

problem-unknown-item = Das wird nicht (mehr) verkauft.
problem-sold-out = Das ist leider ausverkauft.
problem-only-left = Leider sind nur noch { $left } da.
problem-too-many = Mehr als { $max } davon passen nicht in eine Bestellung.
problem-bad-quantity = Bitte geben Sie die Menge als ganze Zahl ein.
problem-mixed-currencies = Das wird in einer anderen Währung verkauft als das, was in Ihrem Warenkorb liegt. Bitte bestellen Sie es getrennt.
problem-payment-pending = Ihre Bestellung wartet auf ihre Bezahlung. Setzen Sie die Zahlung fort oder fangen Sie neu an, dann können Sie den Warenkorb ändern.
problem-not-in-basket = Das liegt nicht mehr in Ihrem Warenkorb.
problem-empty-basket = Ihr Warenkorb ist leer.
problem-unknown-order = Diese Bestellung gibt es nicht.
problem-bad-request = Diese Anfrage war nicht zu verstehen. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.
problem-gateway-unavailable = Der Zahlungsdienst hat nicht geantwortet. Es wurde nichts doppelt abgebucht: Bitte setzen Sie die Zahlung fort.
problem-declined = Die Zahlung wurde abgelehnt. Es wurde nichts abgebucht.
problem-declined-because = Die Zahlung wurde abgelehnt: { $reason }
problem-unavailable = Der Shop kann gerade nicht antworten. Es ist nichts verloren: Bitte versuchen Sie es noch einmal.
problem-offline = Keine Verbindung. Es ist nichts verloren: Bitte versuchen Sie es noch einmal, wenn Sie online sind.

## What is wrong with a field of the checkout

field-email-missing = Geben Sie Ihre E-Mail-Adresse ein: Dorthin geht die Bestätigung.
field-email-form = Geben Sie eine E-Mail-Adresse wie name@example.com ein.
email-meant = Meinten Sie { $address }?
field-missing = Hier fehlt noch etwas: { $label }.
field-choose = Bitte wählen Sie aus: { $label }.
field-too-long = Höchstens { $max } Zeichen, bitte.
field-characters = Bitte nur Buchstaben, Ziffern und Satzzeichen.
field-postal-code = Bitte prüfen: Es sollte aussehen wie { $example }.
