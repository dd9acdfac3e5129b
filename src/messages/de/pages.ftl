## A product

sale-not-yet = Erhältlich ab { $from }

## The basket

basket-empty = Ihr Warenkorb ist leer.
basket-look-around = Weiter einkaufen
basket-removed = „{ $title }“ wurde entfernt.
basket-undo = Rückgängig machen
basket-gone = „{ $title }“ ist nicht mehr erhältlich und liegt nicht mehr in Ihrem Warenkorb.
basket-gone-hide = OK
basket-gone-hide-it = OK, Hinweis zu „{ $title }“ ausblenden
basket-pending = { $problem } Bestellnummer: { $number }.
basket-resume = Zahlung fortsetzen oder neu beginnen
basket-total = Zwischensumme
basket-shipping-later = Die Versandkosten werden an der Kasse berechnet.
basket-checkout = Zur Kasse
basket-blocked = Bitte ändern Sie zuerst die markierten Artikel.
basket-each = je { $price }
basket-quantity-of = Menge von { $title }
basket-update = Aktualisieren
basket-remove = Entfernen
basket-remove-it = { $title } entfernen
notice-price-changed = Der Preis hat sich geändert. Er betrug { $was }, als Sie den Artikel in den Warenkorb gelegt haben.
notice-only-left = Nur noch { $left } verfügbar. Bitte verringern Sie die Menge.
notice-other-currency = Wird jetzt in einer anderen Währung verkauft. Bitte entfernen Sie den Artikel und bestellen Sie ihn separat.
notice-not-on-sale-yet = Erhältlich ab { $from }. Bitte entfernen Sie den Artikel, um fortzufahren.
notice-sold-out = Ausverkauft. Bitte entfernen Sie den Artikel, um fortzufahren.
notice-gone = Nicht mehr erhältlich und nicht Teil Ihrer Bestellung.

## The checkout. The button that orders has to say that it costs money (section 312j of the German Civil Code).

checkout-gone = „{ $title }“ ist nicht mehr erhältlich und nicht Teil Ihrer Bestellung.
checkout-total-now = Die Gesamtsumme beträgt jetzt { $total }. Bitte prüfen und bestätigen Sie Ihre Bestellung.
checkout-prefilled = Wir haben die Angaben aus Ihrer letzten Bestellung übernommen.
checkout-not-you = Das sind nicht Sie? Felder leeren
checkout-place = Bestellen
checkout-pay = Jetzt kaufen: { $total }
checkout-order = Zahlungspflichtig bestellen: { $total }
checkout-pay-first = Jetzt kaufen
checkout-email = E-Mail-Adresse
checkout-email-hint = An diese Adresse schicken wir Ihre Bestellbestätigung und eventuelle Downloads.
checkout-email-contact = Für Rückfragen zu Ihrer Bestellung.
checkout-contact = Kontakt
checkout-address = Lieferadresse
checkout-country = Land
checkout-country-update = Für dieses Land aktualisieren
checkout-choose = Bitte wählen …
checkout-optional = (optional)
checkout-shipping = Versand
checkout-shipping-parcel = Versand, Paket { $n } von { $all }
checkout-pick-up-parcel = Abholung { $n } von { $all }
checkout-no-shipping = An diese Adresse können wir diese Bestellung nicht liefern.
checkout-no-shipping-parcel = An diese Adresse können wir diese Artikel nicht liefern.
checkout-unanswered = Wir konnten die Versandkosten gerade nicht ermitteln. Bitte versuchen Sie es gleich noch einmal.
checkout-update-total = Gesamtsumme aktualisieren
checkout-payment = Zahlungsart
checkout-no-payment = Für diese Bestellung ist gerade leider keine Zahlungsart verfügbar.
checkout-summary = Bestellübersicht
checkout-errors = Bitte prüfen Sie Folgendes:
checkout-your-order = Ihre Bestellung
checkout-change = Ändern
checkout-change-what = (Warenkorb)
checkout-items = Zwischensumme
checkout-total = Gesamtsumme

element-unloaded = Die Zahlungsfelder konnten nicht geladen werden. Sie können fortfahren und auf der nächsten Seite bezahlen, eine andere Zahlungsart wählen oder diese Seite neu laden.
element-unloaded-order = Die Zahlungsfelder konnten nicht geladen werden. Bitte laden Sie diese Seite neu, oder beginnen Sie neu und wählen Sie eine andere Zahlungsart.
element-lost = Die Verbindung wurde unterbrochen. Bitte versuchen Sie es noch einmal: Es wird nichts doppelt abgebucht.
element-unconfirmed = Wir konnten Ihre Zahlung nicht bestätigen. Bitte versuchen Sie es noch einmal.
element-incomplete = Bitte vervollständigen Sie Ihre Kartendaten.

## The order

order-check-address = Bitte prüfen Sie, ob der Link vollständig ist.
order-pay = { $total } bezahlen
order-resume = Zahlung fortsetzen
order-start-over = Neu beginnen
order-check-again = Erneut prüfen
order-badge-created = Offen
order-badge-held = In Prüfung
order-badge-processing = Zahlung unterwegs
order-badge-pending = Zahlung ausstehend
order-badge-completed = Bezahlt
order-badge-refunded = Erstattet
order-badge-cancelled = Storniert
order-title-created = Noch nicht bestellt
order-title-held = Bestellung { $number } wird geprüft
order-title-offline = Vielen Dank! Bestellung { $number } wartet auf Ihre Zahlung
order-title-processing = Vielen Dank! Ihre Zahlung für Bestellung { $number } ist unterwegs
order-title-pending = Bestellung { $number } wartet auf Ihre Zahlung
order-title-completed = Vielen Dank! Bestellung { $number } ist bezahlt
order-title-free = Vielen Dank für Ihre Bestellung { $number }
order-title-refunding = Ihre Zahlung für Bestellung { $number } wird erstattet
order-title-refunded = Bestellung { $number } wurde erstattet
order-title-cancelled = Bestellung { $number } wurde nicht bezahlt
order-title-called-off = Bestellung { $number } wurde storniert
order-processing = Manche Zahlungen dauern ein paar Tage. Sie müssen nichts weiter tun.
order-processing-mailed = Manche Zahlungen dauern ein paar Tage. Sie müssen nichts weiter tun: Sobald Ihre eingegangen ist, schreiben wir an { $email }.
order-follows = Diese Seite aktualisiert sich automatisch. Wenn Sie schon bezahlt haben, müssen Sie nichts weiter tun.
order-mailed = Eine Bestätigung ist unterwegs an { $email }.
order-unsettled = Mit der Zahlung für diese Bestellung gibt es ein Problem. Wir verschicken vorerst nichts, und Downloads sind gesperrt. Wenn Sie Fragen haben, melden Sie sich bitte bei uns.
order-refunding = Sie müssen nichts weiter tun.
order-refunding-mailed = Sie müssen nichts weiter tun: Sobald die Erstattung abgeschlossen ist, schreiben wir an { $email }.
order-refunding-part = Von Ihrer Zahlung erstatten wir Ihnen { $amount }.
order-refunded-all = Wir haben Ihnen { $amount } erstattet. Bis das Geld bei Ihnen ankommt, kann es ein paar Tage dauern.
order-refunded-part = Von Ihrer Zahlung haben wir Ihnen { $amount } erstattet.
order-not-charged = Es wurde nichts abgebucht.
order-not-owed = Sie müssen sie nicht mehr bezahlen. Wenn Sie schon bezahlt haben, melden Sie sich bitte bei uns. Wir erstatten Ihnen dann den Betrag.
order-basket-back = Ihre Artikel liegen wieder im Warenkorb.
order-to-basket = Zurück zum Warenkorb
order-continue = Weiter zur Zahlung
order-needs-script = Sie haben diese Zahlung mit JavaScript begonnen. Schalten Sie JavaScript wieder ein, um fortzufahren, oder beginnen Sie neu und bezahlen Sie auf der Seite des Zahlungsdienstes.
order-how-to-pay = So bezahlen Sie
order-mailed-as-well = Wir schicken diese Angaben auch an { $email }.
order-downloads = Downloads
order-downloads-due = Ihre Downloads erscheinen hier, sobald wir Ihre Zahlung erhalten haben.
order-downloads-soon = Ihre Downloads erscheinen in Kürze hier.
order-download = Herunterladen
order-download-refunded = Nicht verfügbar: Diese Bestellung wurde erstattet.
order-download-on-hold = Gesperrt, solange die Zahlung strittig ist oder erstattet wird.
order-download-expired = Dieser Download-Link ist abgelaufen.
order-download-any = Beliebig viele Downloads
order-downloads-left = { $left ->
    [0] Keine Downloads übrig
    [one] Noch { $left } Download
   *[other] Noch { $left } Downloads
}
order-download-again = Abgebrochen? Versuchen Sie es gleich noch einmal: Das verbraucht keinen weiteren Download.
order-ordered = Bestellübersicht
order-refunded = Erstattet
order-line-refunded = { $refunded } von { $quantity } erstattet
order-line-taken-back = { $refunded } von { $quantity } zurückgenommen
order-line-price-refunded = { $amount } des Preises erstattet
order-refund-pending = Erstattung unterwegs
order-ships-to = Lieferadresse

## Parcels

parcel-yours = { $all ->
    [one] Ihr Paket
   *[other] Ihre Pakete
}
parcel-title = Paket { $n } von { $all }: { $label }
parcel-pick-up-title = Abholung { $n } von { $all }: { $label }
parcel-failed = Bei der Lieferung gibt es ein Problem. Wir kümmern uns darum.
parcel-pick-up-failed = Bei der Abholung gibt es ein Problem. Wir kümmern uns darum.
parcel-follow = Sendung verfolgen
parcel-to-do = In Vorbereitung
parcel-sent = Unterwegs
parcel-ready = Abholbereit
parcel-delivered = Zugestellt
parcel-picked-up = Abgeholt
parcel-delayed = Verzögert
parcel-cancelled = Storniert

## Downloads

download-yours = Ihr Download
download-follow = Zum Herunterladen nutzen Sie bitte den Link auf der Seite Ihrer Bestellung.
download-starts = Ihr Download startet gleich.
download-used-up = Keine Downloads übrig
download-used-up-text = Sie haben { $times ->
    [one] den einzigen Download
   *[other] alle { $times } Downloads
} dieser Datei verbraucht. Hat etwas nicht geklappt? { $mailed ->
    [yes] Antworten Sie auf Ihre Bestätigungs-E-Mail
   *[no] Schreiben Sie uns
}, und wir schalten Ihre Downloads wieder frei.
download-expired = Dieser Download-Link ist abgelaufen
download-expired-text = Haben Sie es nicht rechtzeitig geschafft? { $mailed ->
    [yes] Antworten Sie auf Ihre Bestätigungs-E-Mail
   *[no] Schreiben Sie uns
}, und wir schalten Ihre Downloads wieder frei.
download-refunded = Diese Bestellung wurde erstattet
download-refunded-text = Die Downloads sind nicht mehr verfügbar. Wenn das ein Irrtum ist, { $mailed ->
    [yes] antworten Sie bitte auf Ihre Bestätigungs-E-Mail
   *[no] schreiben Sie uns bitte
}.
download-on-hold = Dieser Download ist gesperrt
download-on-hold-text = Die Zahlung für diese Bestellung ist strittig oder wird gerade erstattet. Bis das geklärt ist, bleibt der Download gesperrt. Haben Sie Fragen? { $mailed ->
    [yes] Antworten Sie auf Ihre Bestätigungs-E-Mail
   *[no] Schreiben Sie uns
}.
download-unknown = Download nicht gefunden
download-unknown-text = Bitte nutzen Sie den Link auf der Seite Ihrer Bestellung.
download-missing = Diese Datei ist gerade nicht verfügbar
download-missing-text = Es wurde kein Download verbraucht. Bitte versuchen Sie es in ein paar Minuten noch einmal.
