## Ways to pay and to ship, by their ids

payment-free = Nichts zu bezahlen
payment-bank-transfer = Überweisung
payment-bank-transfer-description = Nach der Bestellung bekommen Sie unsere Bankverbindung. Wir liefern, wenn das Geld da ist.
payment-paypal-description = Sie bestätigen die Zahlung auf der Seite von PayPal und kommen dann hierher zurück.
payment-stripe-description = Sicher über Stripe.
payment-sandbox = Sandkasten
payment-sandbox-description = Ein Test: Sie entscheiden auf einer eigenen Seite, wie die Zahlung ausgeht. Es fließt kein Geld.

transfer-how = Bitte überweisen Sie den Betrag auf dieses Konto, mit diesem Verwendungszweck. Wir liefern, wenn das Geld da ist.
transfer-holder = Kontoinhaber
transfer-amount = Betrag
transfer-reference = Verwendungszweck

shipping-days = { $from ->
    [one] { $from } Werktag
   *[other] { $from } Werktage
}
shipping-days-range = { $from } bis { $to } Werktage

## The checkout

basket-line-gone = Wird nicht mehr verkauft
checkout-total-changed = Die Summe ist jetzt { $total }. Bitte prüfen und bestätigen Sie Ihre Bestellung.
checkout-basket-changed = Ihr Warenkorb hat sich inzwischen geändert. Bitte prüfen und bestätigen Sie Ihre Bestellung.
checkout-something-gone = Etwas in Ihrem Warenkorb wird nicht mehr verkauft.
checkout-just-sold = Leider wurde { $title } gerade jemand anderem verkauft. Es wurde nichts abgebucht.
checkout-other-country = Dorthin können wir diese Bestellung nicht schicken. Bitte wählen Sie ein anderes Land.
checkout-parcel-not-there = Dorthin können wir das nicht schicken: { $contents }. Bitte wählen Sie ein anderes Land oder bestellen Sie es getrennt.
checkout-parcel-unanswered = Was der Versand dorthin kostet, war gerade nicht herauszufinden: { $contents }. Bitte versuchen Sie es gleich noch einmal.
checkout-choice-lost = Die gewählte Versandart wird nicht mehr angeboten. Bitte prüfen Sie die, die jetzt gewählt ist.

## The order

order-refused = Der Zahlungsdienst hat die Bestellung nicht angenommen. Es wurde nichts abgebucht.
order-held = Bei uns ist eine Zahlung angekommen, die nicht zu dieser Bestellung passt. Wir kümmern uns darum und schreiben Ihnen.

## The fields of an address, and what countries call them

address-full-name = Vor- und Nachname
address-company = Firma
address-address = Straße und Hausnummer
address-apartment-floor-c-o = Adresszusatz, c/o
address-city = Ort
address-district = Bezirk
address-suburb = Vorort
address-town-or-city = Ort
address-area = Gebiet
address-county = Grafschaft
address-department = Departamento
address-emirate = Emirat
address-island = Insel
address-oblast = Oblast
address-parish = Gemeinde
address-prefecture = Präfektur
address-province = Provinz
address-province-or-city = Provinz oder Stadt
address-state = Bundesstaat
address-postal-code = Postleitzahl
address-eircode = Eircode
address-pin-code = PIN-Code
address-postcode = Postleitzahl
address-zip-code = ZIP-Code
