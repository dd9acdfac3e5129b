## Adding to the basket

add-quantity = Menge
add-button = In den Warenkorb
add-sold-out = Ausverkauft

## The basket

basket-empty = Ihr Warenkorb ist leer.
basket-look-around = Umschauen
basket-removed = Entfernt: { $title }.
basket-undo = Rückgängig
basket-pending = { $problem } Es ist die Bestellung { $number }.
basket-resume = Zahlung fortsetzen oder neu anfangen
basket-total = Summe
basket-shipping-later = Der Versand kommt an der Kasse dazu.
basket-checkout = Zur Kasse
basket-blocked = Bitte ändern Sie zuerst die markierten Zeilen.
basket-each = je { $price }
basket-quantity-of = Menge von { $title }
basket-update = Ändern
basket-remove = Entfernen
basket-remove-it = { $title } entfernen
notice-price-changed = Der Preis hat sich geändert. Er war { $was }, als Sie es in den Warenkorb gelegt haben.
notice-only-left = Nur noch { $left } da. Bitte verringern Sie die Menge.
notice-sold-out = Ausverkauft. Bitte entfernen Sie es, um fortzufahren.
notice-gone = Wird nicht mehr verkauft. Bitte entfernen Sie es, um fortzufahren.

## The checkout

checkout-total-now = Die Summe ist jetzt { $total }. Bitte prüfen und bestätigen Sie Ihre Bestellung.
checkout-place = Bestellen
checkout-pay = { $total } bezahlen
checkout-order = Zahlungspflichtig bestellen: { $total }
checkout-pay-first = Bezahlen
checkout-email = E-Mail-Adresse
checkout-email-hint = Dorthin gehen die Bestätigung und Ihre Downloads.
checkout-contact = Kontakt
checkout-address = Lieferadresse
checkout-country = Land
checkout-country-update = Für dieses Land anzeigen
checkout-choose = Bitte wählen …
checkout-optional = (freiwillig)
checkout-shipping = Versand
checkout-shipping-parcel = Versand, Paket { $n } von { $all }
checkout-no-shipping = Dorthin können wir diese Bestellung nicht schicken.
checkout-no-shipping-parcel = Dorthin können wir das nicht schicken.
checkout-unanswered = Was der Versand dorthin kostet, war gerade nicht herauszufinden. Bitte versuchen Sie es gleich noch einmal.
checkout-update-total = Summe neu berechnen
checkout-payment = Zahlung
checkout-no-payment = Diese Bestellung lässt sich gerade auf keine Art bezahlen.
checkout-summary = Übersicht der Bestellung
checkout-errors = Bitte prüfen Sie dies, bevor Sie bezahlen:
checkout-your-order = Ihre Bestellung
checkout-change = Ändern
checkout-change-what = (Warenkorb)
checkout-items = Artikel
checkout-total = Summe
checkout-free = Kostenlos

element-unloaded = Die Felder für die Zahlung lassen sich nicht laden. Sie können trotzdem fortfahren und auf der nächsten Seite bezahlen, eine andere Zahlungsart wählen oder diese Seite neu laden.
element-unloaded-order = Die Felder für die Zahlung lassen sich nicht laden. Bitte laden Sie diese Seite neu, oder fangen Sie neu an und wählen Sie eine andere Zahlungsart.
element-lost = Die Verbindung ist abgerissen. Bitte versuchen Sie es noch einmal: Es wird nichts doppelt abgebucht.
element-unconfirmed = Die Zahlung ließ sich nicht bestätigen. Bitte versuchen Sie es noch einmal.
element-incomplete = Bitte geben Sie die Daten Ihrer Karte ein.

## The order

order-check-address = Bitte prüfen Sie die Adresse: Es ist die aus Ihrer Bestätigungsmail.
order-resume = Zahlung fortsetzen
order-start-over = Neu anfangen
order-check-again = Noch einmal nachsehen
order-badge-created = Offen
order-badge-held = Angehalten
order-badge-pending = Wartet auf Bezahlung
order-badge-completed = Bezahlt
order-badge-cancelled = Storniert
order-title-created = Noch nicht bestellt
order-title-held = Bestellung { $number } ist angehalten
order-title-offline = Vielen Dank! Bestellung { $number } wartet auf Ihre Zahlung
order-title-pending = Bestellung { $number }: Wir warten auf Ihre Zahlung
order-title-completed = Vielen Dank! Bestellung { $number } ist bezahlt
order-title-cancelled = Bestellung { $number } wurde nicht bezahlt
order-follows = Diese Seite aktualisiert sich von selbst. Wenn Sie schon bezahlt haben, ist nichts weiter zu tun.
order-mailed = Eine Bestätigung ist unterwegs an { $email }.
order-not-charged = Es wurde nichts abgebucht.
order-basket-back = Alles liegt wieder in Ihrem Warenkorb.
order-to-basket = Zurück zum Warenkorb
order-continue = Weiter zur Zahlung
order-needs-script = Die Zahlung wurde mit JavaScript begonnen und geht damit weiter. Ohne JavaScript fangen Sie bitte neu an: Dann bezahlen Sie auf einer Seite des Zahlungsdienstes.
order-how-to-pay = So bezahlen Sie
order-mailed-as-well = Wir schicken das auch an { $email }.
order-downloads = Downloads
order-downloads-due = Ihre Downloads erscheinen hier, sobald die Zahlung angekommen ist.
order-download = Herunterladen
order-download-refunded = Abgeschaltet: Die Bestellung wurde erstattet.
order-download-expired = Die Zeit für diesen Download ist abgelaufen.
order-download-any = Beliebig oft
order-downloads-left = { $left ->
    [0] Keine Downloads mehr
    [one] Noch { $left } Download
   *[other] Noch { $left } Downloads
}
order-ordered = Was Sie bestellt haben
order-refunded = Erstattet
order-ships-to = Geht an

## Parcels

parcel-yours = { $all ->
    [one] Ihr Paket
   *[other] Ihre Pakete
}
parcel-title = Paket { $n } von { $all }: { $label }
parcel-failed = Unterwegs ist etwas schiefgegangen. Wir kümmern uns darum.
parcel-follow = Paket verfolgen
parcel-to-do = Wird vorbereitet
parcel-sent = Unterwegs
parcel-ready = Zur Abholung bereit
parcel-delivered = Zugestellt
parcel-picked-up = Abgeholt
parcel-delayed = Verzögert

## Downloads

download-yours = Ihr Download
download-follow = Folgen Sie dem Link auf der Seite Ihrer Bestellung, um die Datei zu holen.
download-starts = Er beginnt gleich.
download-used-up = Keine Downloads mehr
download-used-up-text = Diese Datei konnte { $times ->
    [one] einmal
   *[other] { $times }-mal
} heruntergeladen werden, und das ist geschehen. Wenn etwas schiefgegangen ist, antworten Sie auf Ihre Bestätigungsmail: Der Shop kann Ihre Downloads erneuern.
download-expired = Die Zeit für diesen Download ist abgelaufen
download-expired-text = Wenn Sie Ihre Datei nicht rechtzeitig holen konnten, antworten Sie auf Ihre Bestätigungsmail: Der Shop kann den Download erneuern.
download-refunded = Diese Bestellung wurde erstattet
download-refunded-text = Ihre Downloads sind abgeschaltet. Wenn das ein Irrtum ist, antworten Sie auf Ihre Bestätigungsmail.
download-unknown = Diesen Download gibt es nicht
download-unknown-text = Bitte nehmen Sie den Link auf der Seite Ihrer Bestellung.
download-missing = Die Datei lässt sich gerade nicht holen
download-missing-text = Das hat Sie keinen Download gekostet. Bitte versuchen Sie es in ein paar Minuten noch einmal.
