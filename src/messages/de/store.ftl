## Payment and shipping methods, by id

payment-free = Nichts zu bezahlen
payment-bank-transfer = Überweisung
payment-bank-transfer-description = Nach der Bestellung erhalten Sie unsere Bankverbindung. Wir bearbeiten Ihre Bestellung, sobald wir Ihre Zahlung erhalten haben.
payment-paypal-description = Sie bestätigen die Zahlung bei PayPal und kommen dann hierher zurück.
payment-stripe-description = Sichere Zahlung mit Stripe.
payment-sandbox = Testzahlung
payment-sandbox-description = Zum Testen: Sie bestimmen, wie die Zahlung ausgeht. Es fließt kein Geld.

transfer-how = Bitte überweisen Sie den Betrag mit diesem Verwendungszweck auf dieses Konto. Wir bearbeiten Ihre Bestellung, sobald wir Ihre Zahlung erhalten haben.
transfer-holder = Kontoinhaber
transfer-amount = Betrag
transfer-reference = Verwendungszweck

shipping-days = { $from ->
    [one] { $from } Werktag
   *[other] { $from } Werktage
}
shipping-days-range = { $from } bis { $to } Werktage
free-shipping = Kostenlos

try-again = Noch einmal versuchen

# Promotions, by id: promotion-ID. Without such a message, the label of the promotion is shown.
promotion-three-for-two = Drei zum Preis von zwei
promotion-free-shipping = Versandkostenfrei

pick-up = Abholung
pick-up-address = Adresse

## The checkout

basket-line-gone = Ein Artikel
checkout-basket-changed = Ihr Warenkorb hat sich geändert. Bitte prüfen und bestätigen Sie Ihre Bestellung.
checkout-just-ended = „{ $title }“ ist leider nicht mehr erhältlich. Es wurde nichts abgebucht.
checkout-just-sold = Leider hat gerade jemand anderes „{ $title }“ gekauft. Es wurde nichts abgebucht.
checkout-unknown-country = Bitte wählen Sie ein Land aus der Liste.
checkout-other-country = In dieses Land können wir diese Bestellung nicht liefern. Bitte wählen Sie ein anderes.
checkout-parcel-not-there = In dieses Land können wir { $contents } nicht liefern. Bitte wählen Sie ein anderes Land oder bestellen Sie separat.
checkout-parcel-unanswered = Wir konnten die Versandkosten für { $contents } gerade nicht ermitteln. Bitte versuchen Sie es gleich noch einmal.
checkout-choice-lost = Die gewählte Versandart ist nicht mehr verfügbar. Bitte prüfen Sie die neue Auswahl.
checkout-tax-unknown = Wir konnten die Steuer gerade nicht ermitteln. Es wurde nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.
checkout-vat-id-form = Bitte prüfen Sie die USt-IdNr. Sie beginnt mit einem Länderkürzel, etwa DE123456788.

## Codes for a discount

problem-unknown-code = Dieser Code ist ungültig oder gilt nicht mehr. Bitte prüfen Sie ihn, oder lassen Sie das Feld leer, um ohne ihn fortzufahren.
problem-too-many-codes = Zu viele Codes haben nicht funktioniert. Bitte versuchen Sie es in einer Stunde noch einmal.
problem-code-used = Diesen Code haben Sie schon eingelöst.
# $amount: of the items that the code is for, at listed prices.
code-least-amount = Dieser Code gilt ab einem Warenwert von { $amount }.
code-other-items = Dieser Code gilt nicht für die Artikel in Ihrem Warenkorb.
code-beaten = Auf diese Artikel bekommen Sie schon einen höheren Rabatt, deshalb ändert dieser Code nichts.
code-nothing-ships = Mit diesem Code ist der Versand kostenlos, aber die Artikel, für die er gilt, werden nicht versendet.
code-shipping-free = Der Versand dieser Artikel ist schon kostenlos, deshalb ändert dieser Code nichts.
code-shipping-shared = Mit diesem Code ist der Versand nur für Pakete kostenlos, in denen keine anderen Artikel sind.

## The order

# Why the VAT is refunded of an order that had charged it, on the credit note and in the mail.
refund-tax-note = Ihre USt-IdNr. { $vat_id } wurde bestätigt, deshalb erstatten wir die Mehrwertsteuer.
order-refused = Der Zahlungsdienst hat Ihre Zahlung nicht angenommen. Es wurde nichts abgebucht.
order-pay-by = Wenn Ihre Zahlung bis zum { $day } nicht eingegangen ist, stornieren wir diese Bestellung.
order-too-many-declines = Zu viele Karten wurden abgelehnt, deshalb haben wir diese Zahlung abgebrochen. Es wurde nichts abgebucht. Bitte wählen Sie eine andere Zahlungsart oder wenden Sie sich an Ihre Bank.
order-payment-failed = Ihre Zahlung ist fehlgeschlagen. Es wurde nichts abgebucht.
order-held = Wir haben eine Zahlung erhalten, die nicht zu dieser Bestellung passt. Wir prüfen das und melden uns bei Ihnen.

## Fields that an app adds to the checkout: what a tick is called, and what is missing of one

field-tick = Bitte ankreuzen, um fortzufahren: { $label }
field-yes = Ja
checkout-field-instant_downloads = Ich stimme ausdrücklich zu, dass Sie meinen Download sofort bereitstellen, also vor Ablauf der Widerrufsfrist. Mir ist bekannt, dass ich dadurch mein Widerrufsrecht verliere.

## The form of a withdrawal

withdrawal-error-number = Bitte geben Sie die Bestellnummer ein. Sie steht in Ihrer Bestellbestätigung.
withdrawal-error-name = Bitte geben Sie Ihren Namen ein.
withdrawal-error-lines = Bitte wählen Sie aus, was Sie widerrufen möchten.
withdrawal-error-pieces = Von „{ $title }“ können Sie höchstens { $most } Stück widerrufen.

## Corrections of an order, for the merchant

correction-country = Das Land muss bleiben, denn der Versand wurde dafür berechnet. Geht die Bestellung in ein anderes Land, stornieren Sie sie und lassen Sie sie neu aufgeben.
correction-nothing-ships = Aus dieser Bestellung wird nichts verschickt, sie hat also keine Adresse. Bitte lassen Sie das Feld leer.

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
