# The admin's pages about orders.

## Today

admin-today-counts = Was zu tun ist
admin-today-needs-attention = { $count ->
    [one] Bestellung zu klären
   *[other] Bestellungen zu klären
}
admin-today-disputes = { $count ->
    [one] Zahlung wird angefochten
   *[other] Zahlungen werden angefochten
}
admin-today-refunds = { $count ->
    [one] Erstattung ohne Angabe, wofür sie ist
   *[other] Erstattungen ohne Angabe, wofür sie sind
}
admin-today-restock = { $count ->
    [one] Erstattung, deren Stücke nicht wieder im Bestand sind
   *[other] Erstattungen, deren Stücke nicht wieder im Bestand sind
}
admin-today-tax-to-return = { $count ->
    [one] Bestellung, deren Steuer erstattet werden kann
   *[other] Bestellungen, deren Steuer erstattet werden kann
}
admin-today-stuck-deliveries = { $count ->
    [one] Nachricht hängt fest
   *[other] Nachrichten hängen fest
}
admin-today-stuck = { $count ->
    [one] Eine Nachricht konnte nicht gesendet werden.
   *[other] { $number } Nachrichten konnten nicht gesendet werden.
}
admin-today-stuck-error = { $count ->
    [one] Eine Nachricht konnte nicht gesendet werden; der Fehler: { $error }
   *[other] { $number } Nachrichten konnten nicht gesendet werden; der letzte Fehler: { $error }
}
admin-today-to-send = { $count ->
    [one] Paket zu verschicken
   *[other] Pakete zu verschicken
}
admin-today-to-prepare = { $count ->
    [one] Abholung vorzubereiten
   *[other] Abholungen vorzubereiten
}
admin-today-unpaid = { $count ->
    [one] Bestellung ist unbezahlt
   *[other] Bestellungen sind unbezahlt
}
admin-today-takings = Einnahmen
admin-today-takings-text = Eingegangene Zahlungen abzüglich der Erstattungen.
admin-today-days = { $days ->
    [one] Heute
   *[other] Letzte { $days } Tage
}
admin-today-newest = Neueste Bestellungen
admin-today-all = Alle Bestellungen

## The list

admin-orders-tabs = Listen der Bestellungen
admin-orders-all = Alle
admin-orders-to-send = Zu verschicken
admin-orders-unpaid = Unbezahlt
admin-orders-needs-attention = Zu klären
admin-orders-refunded = Erstattet
admin-orders-search = Bestellnummer, Name, E-Mail, Zahlungs- oder Sendungsnummer
admin-orders-from = Bestellt ab
admin-orders-until = Bestellt bis
admin-orders-provider = Zahlungsart
admin-orders-country = Land
admin-orders-kind = Art des Artikels
admin-orders-email = E-Mail-Adresse
admin-orders-any = Alle
admin-orders-filter = Suchen
admin-orders-more-filters = Weitere Filter
admin-orders-clear = Filter zurücksetzen
admin-orders-day-wrong = Bitte geben Sie einen Tag an, zum Beispiel 2026-11-30.
admin-orders-filter-wrong = Einer der Filter hat einen Wert, den es nicht gibt. Setzen Sie die Filter zurück und wählen Sie neu.
admin-orders-count = { $count ->
    [one] 1 Bestellung
   *[other] { $count } Bestellungen
}
admin-orders-count-more = { $count }+ Bestellungen
admin-orders-export = Als CSV exportieren
admin-orders-export-items = Artikel als CSV exportieren
admin-orders-export-text = Die erste Datei hat eine Zeile für jede Bestellung, die zweite eine für jeden Artikel dieser Bestellungen.
admin-orders-none = Es gibt noch keine Bestellungen.
admin-orders-none-match = Keine Bestellung passt dazu.
admin-orders-none-so-far = Bisher passt keine Bestellung dazu, ältere vielleicht.
admin-orders-truncated = Mehr Bestellungen fangen so an, als hier stehen. Geben Sie mehr davon ein, um die anderen zu finden.
admin-orders-caption = Bestellungen, die neueste zuerst
admin-orders-number = Bestellung
admin-orders-placed = Bestellt
admin-orders-customer = Kunde
admin-orders-status = Status
admin-orders-total = Summe
admin-orders-choose = Auswahl
admin-orders-choose-one = Bestellung { $number } auswählen
admin-orders-choose-all = Alle, die dazu passen, auf allen Seiten: { $orders }
admin-orders-slips = Lieferscheine drucken
admin-orders-mark-sent = Als verschickt markieren
admin-orders-pages = Seiten
admin-orders-newest = Neueste
admin-orders-older = Ältere

## States

admin-status-created = Warenkorb
admin-status-pending = Unbezahlt
admin-status-completed = Bezahlt
admin-status-cancelled = Storniert
admin-mark-to-send = { $count ->
    [one] 1 Paket zu verschicken
   *[other] { $count } Pakete zu verschicken
}
admin-mark-to-prepare = { $count ->
    [one] 1 Abholung vorzubereiten
   *[other] { $count } Abholungen vorzubereiten
}
admin-mark-on-hold = Gesperrt
admin-mark-withdrawn = Widerruf zu beantworten
admin-mark-refunded = Erstattet
admin-mark-partly-refunded = Teilweise erstattet
admin-mark-stuck-refund = Erstattung kommt nicht durch
admin-mark-refund-waits = Erstattung beim Zahlungsdienst
admin-mark-failed-parcels = { $count ->
    [one] 1 Paket gescheitert
   *[other] { $count } Pakete gescheitert
}
admin-mark-failed-deliveries = { $count ->
    [one] 1 Nachricht nicht gesendet
   *[other] { $count } Nachrichten nicht gesendet
}
admin-issue-paid-after-cancellation = Nach der Stornierung bezahlt
admin-issue-paid-twice = Doppelt bezahlt
admin-issue-amount-mismatch = Anderer Betrag bezahlt
admin-issue-currency-mismatch = In anderer Währung bezahlt
admin-issue-refund-failed = Erstattung gescheitert
admin-issue-disputed = Zahlung angefochten
admin-parcel-status-pending = Zu verschicken
admin-parcel-status-unpaid = Wartet auf Zahlung
admin-parcel-status-to-prepare = Vorzubereiten
admin-parcel-status-sent = Verschickt
admin-parcel-status-ready = Zur Abholung bereit
admin-parcel-status-delivered = Zugestellt
admin-parcel-status-picked-up = Abgeholt
admin-parcel-status-failed = Gescheitert
admin-parcel-status-cancelled = Storniert
admin-payment-starting = Wird begonnen
admin-payment-open = Offen
admin-payment-processing = Unterwegs
admin-payment-succeeded = Bezahlt
admin-payment-declined = Abgelehnt
admin-payment-cancelled = Abgebrochen
admin-payment-expired = Abgelaufen
admin-refund-starting = Noch anzufordern
admin-refund-pending = Angenommen, noch nicht ausgeführt
admin-refund-succeeded = Ausgeführt
admin-refund-status-failed = Gescheitert
admin-refund-by-hand = Von Hand erstattet
admin-refund-taken-back = Ohne Geld zurückgenommen
admin-refund-not-in-stock = Die Stücke sind nicht wieder im Bestand.
admin-refund-by-shop = Vom Shop erstattet
admin-refund-at-gateway = Beim Zahlungsdienst erstattet
admin-dispute-open = Anfechtung offen
admin-dispute-won = Anfechtung gewonnen
admin-dispute-lost = Anfechtung verloren

## What the receivers are told, and who they are

admin-signal-created = Warenkorb angelegt
admin-signal-pending = Bestellung aufgegeben
admin-signal-completed = Bestellung bezahlt
admin-signal-cancelled = Bestellung storniert
admin-signal-processing = Zahlung unterwegs
admin-signal-refunded = Erstattung ausgeführt
admin-signal-attention = Zu klären
admin-signal-dispute-closed = Anfechtung entschieden
admin-signal-fulfilled = Paket verschickt
admin-signal-overdue = Zahlung überfällig
admin-signal-downloads-renewed = Downloads neu freigegeben
admin-signal-file-missing = Datei fehlt
admin-signal-delivery-failed = Senden gescheitert
admin-signal-delivery-delayed = Senden verzögert
admin-signal-refund-allocated = Zweck einer Erstattung erfasst
admin-signal-withdrawn = Widerruf erklärt
admin-signal-invoice-corrected = Rechnung korrigiert
admin-receiver-confirmation-mail = E-Mail an den Kunden
admin-receiver-owner-mail = E-Mail an den Shop
admin-receiver-downloads = Downloads
admin-receiver-invoices = Rechnungen
admin-receiver-webhook = Webhook an ein anderes System

## The page of an order

admin-order-title = Bestellung { $number }
admin-order-to-do = Was zu tun ist
admin-order-items = Artikel
admin-order-customer = Kunde
admin-order-parcels = Pakete
admin-order-downloads = Downloads
admin-order-payments = Zahlungen
admin-order-timeline = Verlauf
admin-order-timeline-of = Bestellung { $number }: Verlauf
admin-order-timeline-earlier = Früher
admin-order-timeline-none = Davor ist nichts passiert.
admin-order-note = Notiz für das Team
admin-order-newest-note = Notiz von { $actor }:
admin-line-title = Artikel
admin-line-quantity = Menge
admin-line-price = Preis
admin-line-total = Betrag
admin-line-discount = nach { $discount } Rabatt
admin-line-refunded = { $refunded } von { $quantity } erstattet
admin-line-taken-back = { $refunded } von { $quantity } zurückgenommen
admin-line-price-refunded = { $amount } des Preises erstattet
admin-sum-items = Artikel
admin-sum-shipping = Versand
admin-sum-total = Gesamtsumme
admin-sum-discount = Enthaltener Rabatt: { $label }
admin-money-paid = Bezahlt
admin-money-refunded = Erstattet
admin-money-refund-pending = Erstattung unterwegs
admin-money-left = Noch erstattbar
admin-customer-email = E-Mail-Adresse
admin-customer-orders = Alle Bestellungen mit dieser Adresse
admin-customer-language = Sprache
admin-customer-country = Land
admin-customer-address = Adresse
admin-customer-ships-to = Lieferadresse
admin-customer-billing = Rechnungsadresse
admin-customer-vat-id = USt-IdNr.
admin-customer-code = Rabattcode
admin-vat-valid = bestätigt
admin-vat-invalid = ungültig: Steuer wurde berechnet
admin-vat-invalid-untaxed = ungültig
admin-vat-unknown = nicht prüfbar: Steuer wurde berechnet
admin-vat-unknown-untaxed = nicht prüfbar
admin-vat-returned = inzwischen bestätigt: { $amount } Steuer wurden erstattet
admin-vat-not-checked = nicht geprüft
admin-customer-page = Bestellseite
admin-customer-page-link = So sehen sie Kunden
admin-language-english = Englisch
admin-language-german = Deutsch
admin-field-optional = { $label } (optional)
admin-parcel-title = Paket { $position }
admin-parcel-with-contents = Paket { $position }: { $contents }
admin-pick-up-title = Abholung { $position }
admin-pick-up-with-contents = Abholung { $position }: { $contents }
admin-pick-up-ready-at = Zuerst bereit
admin-parcel-method = Versand
admin-parcel-to = Geht an
admin-pick-up-by = Kunde
admin-parcel-carrier = Paketdienst
admin-parcel-tracking-number = Sendungsnummer
admin-parcel-tracking-url = Adresse der Sendungsverfolgung
admin-parcel-follow = Sendung verfolgen
admin-parcel-sent-at = Erstmals verschickt
admin-parcel-requested-at = Beim Lieferanten bestellt
admin-parcel-reference = Referenz des Lieferanten
admin-parcel-reference-empty = Bitte geben Sie die Referenz ein, die der Lieferant vergeben hat.
admin-parcel-note = Grund, für das Team
admin-download-title = Download
admin-download-state = Zustand
admin-download-expires = Läuft ab
admin-download-never = Nie
admin-download-refunded = Durch die Erstattung gesperrt
admin-download-expired = Abgelaufen
admin-download-unlimited = Beliebig viele Downloads
admin-download-left = { $left ->
    [one] Noch 1 Download
   *[other] Noch { $left } Downloads
}
admin-payment-status = Status
admin-payment-amount = Zu zahlen
admin-payment-transfer-reference = Verwendungszweck
admin-payment-payer-country = Land des Zahlers
admin-payment-gateway-reference = Referenz des Zahlungsdienstes
admin-payment-id = ID im Shop
admin-technical-details = Technische Angaben
admin-payment-refunds = Erstattungen
admin-payment-disputes = Anfechtungen
admin-refund-column-amount = Betrag
admin-refund-column-why = Grund
admin-refund-column-status = Status

## What to do about an issue

admin-advice-mismatch = Markieren Sie die Bestellung als bezahlt, um diese Zahlung anzunehmen, oder stornieren Sie sie, um die Zahlung zu erstatten.
admin-advice-being-refunded = Die Zahlung wird erstattet. Das ist erledigt, sobald der Zahlungsdienst die Erstattung bestätigt hat.
admin-advice-disputed = Antworten Sie beim Zahlungsdienst, solange die Anfechtung offen ist. Wenn Sie nicht gewinnen, bleiben Downloads und Pakete gesperrt, bis Sie die Sperre aufheben.
admin-advice-dispute-lost = Der Kunde hat das Geld zurück. Um Downloads und Pakete trotzdem auszugeben, heben Sie die Sperre auf.
admin-advice-transfer-back = Überweisen Sie { $amount } von Hand zurück und erfassen Sie dann die Erstattung.
admin-advice-transfer-back-all = Überweisen Sie das Geld von Hand zurück und erfassen Sie dann die Erstattung.
admin-advice-refund-again = Erstatten Sie die Zahlung, um es noch einmal zu versuchen. Wenn Sie das Geld anderswo zurückgegeben haben, erfassen Sie die Erstattung.
admin-advice-transfer-tax-back = Überweisen Sie { $amount } Steuer von Hand zurück und erfassen Sie das dann über den Link neben der Erstattung. Nach einer gewöhnlichen Erstattung bliebe der Verkauf steuerpflichtig.
admin-advice-return-tax-again = Erstatten Sie die Steuer über den Link neben der Erstattung noch einmal. Wenn Sie sie anderswo zurückgegeben haben, erfassen Sie das dort. Nach einer gewöhnlichen Erstattung bliebe der Verkauf steuerpflichtig.
admin-advice-release = Um das ohne Erstattung abzuschließen, heben Sie die Sperre auf.
admin-advice-release-held = Um dem Kunden die Ware ohne Erstattung zu lassen, heben Sie die Sperre auf.
admin-advice-stuck-refund = Die Erstattung über { $amount } ist noch immer nicht ausgeführt. Der letzte Fehler lautet: { $error }.
admin-advice-stuck-refund-do = Prüfen Sie Konto und Schlüssel beim Zahlungsdienst: Die Erstattung wird von selbst noch einmal versucht. Hilft das nicht, geben Sie sie auf, geben Sie das Geld anderswo zurück und erfassen Sie diese Erstattung.
admin-advice-refund-waits = Dort wurden { $amount } erstattet. Geben Sie über den Link neben der Erstattung an, wofür: Dann gelten die Stücke als erstattet, und die Steuern werden berichtigt.
admin-advice-refund-restock = Dort wurden { $amount } erstattet, alles, was von der Bestellung übrig war. Die Stücke gelten als erstattet und sind nicht wieder im Bestand: Geben Sie über den Link bei der Erstattung an, ob sie zurückkommen.
admin-refund-underway-requested = Eine Erstattung über { $amount } ist unterwegs: Der Zahlungsdienst hat sie noch nicht angenommen.
admin-refund-underway-accepted = Eine Erstattung über { $amount } ist unterwegs: Der Zahlungsdienst hat sie angenommen und führt sie später aus.
admin-refund-underway-error = Der letzte Fehler lautet: { $error }.
admin-hold-disputed = Gesperrt, weil die Zahlung angefochten wird.
admin-hold-dispute-lost = Gesperrt, weil eine Anfechtung der Zahlung verloren ging.
admin-hold-refund-failed = Gesperrt, weil eine Erstattung gescheitert ist.
admin-hold-refunding = Gesperrt, weil die Zahlung erstattet wird.

## The timeline

admin-timeline-placed = Bestellung aufgegeben, { $amount }
admin-timeline-completed = Bestellung bezahlt
admin-timeline-cancelled = Bestellung storniert
admin-timeline-payment-started = Zahlung begonnen: { $provider }
admin-timeline-payment-processing = Der Kunde hat bezahlt, das Geld ist unterwegs
admin-timeline-payment-ended = Zahlung beendet: { $provider }
admin-timeline-issue-found = Zahlung passt nicht
admin-timeline-issue-closed = Problem erledigt
admin-timeline-refund-started = Erstattung über { $amount } angefordert
admin-timeline-refund-found = Erstattung über { $amount } vom Zahlungsdienst gemeldet
admin-timeline-refund-accepted = Erstattung über { $amount } vom Zahlungsdienst angenommen
admin-timeline-refund-made = Erstattung über { $amount } ausgeführt
admin-timeline-refund-recorded = Erstattung über { $amount } von Hand ausgeführt
admin-timeline-taken-back = Kostenlose Stücke zurückgenommen
admin-timeline-refund-failed = Erstattung über { $amount } gescheitert
admin-timeline-dispute-opened = Zahlung angefochten
admin-timeline-dispute-won = Anfechtung gewonnen
admin-timeline-dispute-lost = Anfechtung verloren
admin-timeline-parcel-begun = Paket { $position } beim Lieferanten bestellt
admin-timeline-parcel-sent = Paket { $position } verschickt
admin-timeline-parcel-delivered = Paket { $position } zugestellt
admin-timeline-parcel-failed = Paket { $position } gescheitert
admin-timeline-parcel-cancelled = Paket { $position } storniert
admin-timeline-pick-up-ready = Abholung { $position } bereit
admin-timeline-pick-up-picked-up = Abholung { $position } abgeholt
admin-timeline-pick-up-failed = Abholung { $position } gescheitert
admin-timeline-pick-up-cancelled = Abholung { $position } storniert
admin-timeline-download-activated = Download bereit: { $title }
admin-timeline-download-used = Heruntergeladen: { $title } (bisher { $attempts }-mal)
admin-timeline-download-used-of = Heruntergeladen: { $title } ({ $attempts }- von { $most }-mal)
admin-timeline-unknown-signal = Ein Ereignis, das nur eine neuere Version kennt
admin-timeline-delivery-waiting = wartet, nächster Versuch
admin-timeline-delivery-in-progress = in Arbeit seit
admin-timeline-delivery-failed = fehlgeschlagen
admin-timeline-delivery-handled = erledigt
admin-timeline-again = Erneut senden
admin-timeline-details = Details
admin-timeline-delivery-idle = nichts zu tun
admin-timeline-webhook = Nachricht von { $provider }
admin-timeline-webhook-waiting = Nachricht von { $provider }, noch nicht verarbeitet
admin-timeline-corrected = Berichtigt von { $actor }
admin-timeline-note = Notiz von { $actor }
admin-timeline-act = { $act } ({ $actor })

## What can be done about an order

admin-do-title = Bestellung { $number }: { $act }
admin-do-back = Zurück zur Bestellung { $number }
admin-do-not-now = Der Zustand der Bestellung lässt das nicht zu, oder es ist schon geschehen. Es wurde nichts geändert.
admin-do-more = Mehr
admin-do-mark-paid = Als bezahlt markieren
admin-do-poll-payment = Zahlungsstatus abfragen
admin-do-cancel = Bestellung stornieren
admin-do-refund = Erstatten
admin-do-record-refund = Anderswo ausgeführte Erstattung erfassen
admin-do-take-back = Artikel zurücknehmen
admin-do-allocate-refund = Angeben, wofür eine Erstattung ist
admin-do-allocate-refund-now = Erfassen
admin-do-restock-refund = Stücke wieder in den Bestand nehmen
admin-do-leave-out-of-stock = Nicht in den Bestand nehmen
admin-do-abandon-refund = Erstattung aufgeben
admin-do-release = Sperre aufheben
admin-do-renew-downloads = Downloads neu freigeben
admin-do-end-downloads = Downloads sperren
admin-do-correct = E-Mail oder Adresse berichtigen
admin-do-note = Notiz speichern
admin-do-mark-sent = Als verschickt markieren
admin-do-update-tracking = Sendungsverfolgung ergänzen
admin-do-mark-delivered = Als zugestellt markieren
admin-do-mark-failed = Nicht zustellbar
admin-do-pick-up-failed = Als gescheitert markieren
admin-do-mark-pending = Noch einmal verschicken
admin-do-mark-ready = Als zur Abholung bereit markieren
admin-do-mark-picked-up = Als abgeholt markieren
admin-do-prepare-again = Noch einmal vorbereiten
admin-do-set-reference = Referenz des Lieferanten eintragen
admin-do-reorder = Noch einmal beim Lieferanten bestellen

admin-mark-paid-offline = Die Zahlung über { $total } ist außerhalb aller Zahlungsdienste eingegangen.
admin-mark-paid-mismatch = Bezahlt wurden { $paid }, die Bestellung beträgt { $total }. Die Zahlung wird so angenommen, wie sie ist.
admin-mark-paid-effect = Die Bestellung wird abgeschlossen: Der Kunde erhält eine E-Mail, Downloads können benutzt und Pakete verschickt werden. Das lässt sich nicht rückgängig machen, aber Sie können die Zahlung erstatten.
admin-poll-payment-effect = Der Zahlungsdienst wird jetzt nach dem Stand der Zahlung gefragt, und die Bestellung folgt ihm: Sie wird abgeschlossen, wenn die Zahlung eingegangen ist.
admin-cancel-effect = Die Bestellung wird endgültig storniert, und der Kunde erhält eine E-Mail. Die Artikel liegen wieder im Warenkorb des Kunden, der neu bestellen kann.
admin-cancel-refunds = Die Zahlung über { $paid } wird erstattet.
admin-release-effect = Die Downloads können wieder benutzt und die Pakete verschickt werden. Die Anfechtung oder die gescheiterte Erstattung muss nicht mehr geklärt werden.
admin-release-dispute = Beim Zahlungsdienst bleibt eine Anfechtung offen. Geht sie doch noch verloren, sperrt sie die Bestellung wieder.
admin-renew-downloads-effect = Alle Downloads der Bestellung beginnen von vorn, mit allen Versuchen und einer neuen Frist. Der Kunde erhält eine E-Mail.
admin-end-downloads-effect = Kein Link der Bestellung funktioniert mehr; ein begonnener Download kann noch zu Ende gehen. Eine E-Mail geht nicht hinaus. Wenn Sie die Downloads neu freigeben, funktionieren die Links wieder.
admin-correct-effect = Die Bestellung selbst bleibt, wie sie aufgegeben wurde. E-Mails gehen ab jetzt an die neue Adresse. Eine schon gesendete E-Mail können Sie im Verlauf erneut senden.
admin-correct-parcels = Pakete, die weder verschickt noch bei einem Lieferanten bestellt sind, gehen an die neue Adresse. Das Land muss bleiben, denn der Versand wurde dafür berechnet.
admin-note-text = Nur das Team sieht sie. Sie kann weder geändert noch gelöscht werden.
admin-note-empty = Bitte schreiben Sie zuerst etwas.

admin-refund-amount = Betrag in { $currency }
admin-refund-amount-wrong = Bitte geben Sie einen Betrag ein, zum Beispiel { $example }.
admin-refund-effect = Der Zahlungsdienst wird gebeten, die Zahlung zu erstatten. Der Kunde erhält eine E-Mail, sobald das geschehen ist.
admin-record-refund-effect = Sie haben das Geld anderswo zurückgegeben, etwa per Überweisung oder bar. Der Shop erfasst das nur, und der Kunde erhält eine E-Mail.
admin-record-refund-lost = Eine Anfechtung dieser Zahlung ging verloren, der Kunde hat das Geld also schon zurück. Erfassen Sie nur, was Sie darüber hinaus zurückgegeben haben.
admin-take-back-effect = Die Bestellung war kostenlos: Es fließt kein Geld, und der Kunde erhält keine E-Mail. Downloads dieser Artikel funktionieren nicht mehr, und was noch nicht versandt ist, ist nicht mehr zu versenden.
admin-take-back-free = Diese Artikel waren kostenlos: Es fließt kein Geld, und der Kunde erhält keine E-Mail.
admin-take-back-pieces = { $title }: zurückzunehmende Stücke
admin-take-back-note-hint = Nur das Personal liest ihn. Freiwillig.
admin-take-back-restocked = Die Stücke kommen wieder in den Bestand.
admin-allocate-refund-effect = Der Zahlungsdienst hat diese Erstattung schon ausgeführt, es fließt also kein Geld. Wählen Sie, für welche Stücke sie ist: Sie gelten dann als erstattet, und die Steuern werden berichtigt. Was über Stücke und Versand hinausgeht, zählt als weiterer Betrag.
admin-allocate-refund-for-good = Es fließt kein Geld. Was Sie hier angeben, lässt sich später nicht mehr ändern.
admin-allocate-refund-too-much = Das ist mehr als die { $amount }, die erstattet wurden. Wählen Sie weniger aus.
admin-restock-pieces = Aus dem Bestand
admin-restock-effect = Der Zahlungsdienst hat diese Erstattung schon ausgeführt, es fließt also kein Geld. Wenn Sie die Stücke wieder haben oder sie nie verschickt wurden, nehmen Sie sie wieder in den Bestand: Dann können sie wieder verkauft werden.
admin-restock-twice = Wenn Sie den Bestand des Produkts schon von Hand geändert haben, nehmen Sie sie hier nicht in den Bestand: Sie würden doppelt zählen.
admin-refund-two-steps = Auf der nächsten Seite steht, wie viel das ergibt. Erst danach geschieht etwas.
admin-refund-pieces = { $title }: zu erstattende Stücke
admin-refund-pieces-left = Noch { $left } von { $quantity }, zusammen { $amount }.
admin-refund-pieces-wrong = Bitte geben Sie eine Stückzahl ein, zum Beispiel 1.
admin-refund-pieces-too-many = Höchstens { $left } können erstattet werden.
admin-refund-pieces-none = Von { $item } ist nichts mehr zu erstatten.
admin-refund-shipping = Versand (noch { $left })
admin-refund-extra = Weiterer Betrag in { $currency }
admin-refund-extra-hint = Für einen Nachlass, oder allein für einen Teil der Zahlung. Für die Steuern wird er auf alles verteilt, was noch übrig ist.
admin-refund-restock = Stücke wieder in den Bestand nehmen
admin-refund-note = Grund
admin-refund-note-hint = Der Kunde liest ihn in der E-Mail und, falls es eine gibt, auf der Rechnungskorrektur. Freiwillig.
admin-allocate-refund-note-hint = Der Kunde liest ihn auf der Rechnungskorrektur, falls es eine gibt. Freiwillig.
admin-refund-note-long = Bitte verwenden Sie höchstens { $most } Zeichen.
admin-refund-nothing = Wählen Sie, was Sie erstatten: Stücke, den Versand oder einen Betrag.
admin-refund-continue = Weiter
admin-refund-everything = Alles, was noch übrig ist
admin-refund-change = Angaben ändern
admin-take-back-change = Auswahl der Rücknahme ändern
admin-refund-changed = Inzwischen wurde etwas erstattet, und damit hat sich die Summe geändert. Bitte prüfen Sie sie noch einmal.
admin-refund-what = Wofür
admin-refund-what-amount = Ein Betrag, ohne Stücke
admin-refund-what-extra = Weitere { $amount }
admin-refund-what-price = Teil des Preises von { $titles }
admin-refund-in-full = { $downloads ->
    [0] Von der Zahlung bleibt nichts übrig: Pakete, die nicht verschickt sind, werden storniert.
   *[other] Von der Zahlung bleibt nichts übrig: Die Downloads funktionieren nicht mehr, und Pakete, die nicht verschickt sind, werden storniert.
}
admin-refund-downloads = Downloads funktionieren nicht mehr, sobald alle ihre Stücke erstattet sind.
admin-refund-parcel-ordered = { $parcel } ist beim Lieferanten schon bestellt: Stornieren Sie dort, was Sie erstatten.
admin-refund-parcel-cancelled = { $parcel } wird storniert: Davon ist nichts mehr zu verschicken.
admin-refund-parcel-less = { $parcel } ist noch nicht verschickt. Zu verschicken ist nur noch der Rest, { $left ->
    [one] 1 Stück.
   *[other] { $left } Stück.
}
admin-refund-restocked = Die Stücke kommen wieder in den Bestand, sobald die Erstattung ausgeführt ist.
admin-refund-not-restocked = Nichts kommt wieder in den Bestand.
admin-refund-failed = Der Zahlungsdienst hat es abgelehnt, { $amount } zu erstatten: { $reason }. Versuchen Sie es noch einmal, oder geben Sie das Geld anderswo zurück und erfassen Sie die Erstattung.
admin-refund-without-reason = Er nannte keinen Grund
admin-return-tax = Steuer erstatten
admin-record-returned-tax = Erstattung der Steuer erfassen
admin-return-tax-failed = Der Zahlungsdienst hat es abgelehnt, { $amount } zu erstatten: { $reason }. Versuchen Sie es noch einmal, oder geben Sie die Steuer anderswo zurück und erfassen Sie das.
admin-return-tax-possible = Die USt-IdNr. { $vat_id } hat sich seit der Bestellung als gültig erwiesen: { $amount } Steuer können erstattet werden.
admin-return-tax-text = Die USt-IdNr. { $vat_id } ließ sich bei der Bestellung nicht prüfen. Inzwischen hat sie sich als gültig erwiesen, deshalb werden dem Kunden { $amount } Steuer erstattet. Sonst ändert sich an der Bestellung nichts.
admin-return-tax-documents = Der Verkauf zählt dann im Quartal der Erstattung als steuerfrei und steht in der Zusammenfassenden Meldung. Hat die Bestellung eine Rechnung, so hebt eine Rechnungskorrektur sie auf, und eine neue ohne Steuer tritt an ihre Stelle. Fragen Sie im Zweifel Ihre Steuerberatung.
admin-abandon-refund-which = Erstattung
admin-abandon-refund-effect = Die Erstattung wird nicht mehr angefordert und gilt als gescheitert. Sollte sie die ganze Zahlung zurückgeben, bleibt die Bestellung gesperrt, bis Sie sie freigeben.
admin-abandon-refund-look-first = Sehen Sie zuerst beim Zahlungsdienst nach: Vielleicht hat er sie ausgeführt, und nur seine Antwort ging verloren.

admin-mark-sent-effect = Der Kunde erhält eine E-Mail mit der Sendungsverfolgung. Was Sie leer lassen, fehlt darin.
admin-parcel-withdrawn = Zu dieser Bestellung ist ein Widerruf zu beantworten. Bitte fragen Sie vor dem Versand nach.
admin-parcel-withdrawn-pieces = Der Kunde hat den Kauf widerrufen ({ $pieces }), und niemand hat bisher geantwortet. Bitte fragen Sie vor dem Versand nach.
admin-mark-sent-again-effect = Der Kunde wurde beim ersten Versand benachrichtigt und erhält keine weitere E-Mail.
admin-update-tracking-effect = Die Seite der Bestellung zeigt die neue Sendungsverfolgung. Der Kunde erhält keine weitere E-Mail. Was Sie leer lassen, bleibt, wie es ist.
admin-mark-delivered-effect = Das Paket ist angekommen. Der Kunde erhält keine E-Mail.
admin-mark-failed-effect = Das Paket konnte nicht verschickt werden oder kam zurück. Der Kunde erhält keine E-Mail. Sie können es später noch einmal verschicken.
admin-mark-pending-effect = Das Paket soll noch einmal verschickt werden, an die zuletzt berichtigte Adresse. Eine Referenz des Lieferanten wird entfernt.
admin-mark-ready-effect = Der Kunde erfährt per E-Mail, dass er es abholen kann.
admin-mark-picked-up-effect = Der Kunde hat es abgeholt. Er erhält keine E-Mail.
admin-pick-up-failed-effect = Es konnte nicht vorbereitet werden, oder niemand hat es abgeholt. Der Kunde erhält keine E-Mail. Sie können es später noch einmal vorbereiten.
admin-prepare-again-effect = Es soll noch einmal zur Abholung vorbereitet werden.
admin-set-reference-effect = Der Lieferant hat diesen Auftrag, aber seine Antwort ging verloren. Mit der Referenz verfolgt der Shop den Auftrag und erteilt ihn nicht noch einmal.
admin-reorder-effect = Der Shop bestellt dieses Paket noch einmal beim Lieferanten.
admin-reorder-look-first = Sehen Sie zuerst beim Lieferanten nach: Ist der Auftrag dort, tragen Sie stattdessen seine Referenz ein. Sonst erhält der Kunde das Paket doppelt.

admin-done-mark-paid = Die Bestellung ist bezahlt.
admin-done-poll-payment = Der Zahlungsstatus ist abgefragt. Die Bestellung zeigt die Antwort des Zahlungsdienstes.
admin-done-cancel = Die Bestellung ist storniert.
admin-done-release = Die Sperre ist aufgehoben.
admin-done-renew-downloads = Die Downloads sind neu freigegeben. Der Kunde erhält eine E-Mail.
admin-done-end-downloads = Die Downloads sind gesperrt.
admin-done-correct = Die Bestellung ist berichtigt. Schon gesendete E-Mails können Sie im Verlauf erneut senden.
admin-done-note = Die Notiz ist gespeichert.
admin-done-refund-made = Die Erstattung ist ausgeführt. Der Kunde erhält eine E-Mail.
admin-done-refund-accepted = Der Zahlungsdienst hat die Erstattung angenommen und führt sie später aus.
admin-done-refund-requested = Die Erstattung ist angefordert. Der Zahlungsdienst hat noch nicht geantwortet und wird gefragt, bis er es tut.
admin-done-refund-submitted = Die Erstattung wurde schon abgeschickt. Sie wurde nur einmal ausgeführt.
admin-done-record-refund = Die Erstattung ist erfasst. Der Kunde erhält eine E-Mail.
admin-done-take-back = Die Artikel sind zurückgenommen.
admin-done-allocate-refund = Es ist erfasst, wofür die Erstattung ist.
admin-done-restock-refund = Die Stücke sind wieder im Bestand.
admin-done-leave-out-of-stock = Die Stücke kommen nicht wieder in den Bestand.
admin-done-abandon-refund = Die Erstattung ist aufgegeben.
admin-done-mark-sent = Das Paket ist verschickt. Der Kunde erhält eine E-Mail.
admin-done-mark-sent-again = Das Paket ist noch einmal verschickt. Der Kunde erhält keine weitere E-Mail.
admin-done-update-tracking = Die Sendungsverfolgung ist auf dem neuesten Stand. Der Kunde erhält keine weitere E-Mail.
admin-done-mark-delivered = Das Paket ist zugestellt.
admin-done-mark-failed = Das Paket ist gescheitert.
admin-done-mark-pending = Das Paket soll noch einmal verschickt werden.
admin-done-mark-ready = Die Abholung ist bereit. Der Kunde erhält eine E-Mail.
admin-done-mark-ready-again = Die Abholung ist wieder bereit. Der Kunde erhält keine weitere E-Mail.
admin-done-mark-picked-up = Es ist abgeholt.
admin-done-pick-up-failed = Die Abholung ist gescheitert.
admin-done-prepare-again = Die Abholung ist noch einmal vorzubereiten.
admin-done-no-next-parcel = Kein weiteres Paket wartet darauf, von Ihnen verschickt zu werden.
admin-next-parcel = Nächstes Paket zum Verschicken
admin-done-set-reference = Die Referenz ist gespeichert.
admin-done-reorder = Das Paket wird noch einmal beim Lieferanten bestellt.

## Refunds that wait

admin-refunds = Beim Zahlungsdienst ausgeführte Erstattungen
admin-refunds-text = Diese Erstattungen wurden in der Verwaltung des Zahlungsdienstes vorgenommen. Die ältesten stehen oben.
admin-refunds-none = Keine Erstattung wartet.
admin-refunds-items = Wofür sie sind
admin-refunds-items-text = Geben Sie an, wofür jede ist: Dann gelten die Stücke als erstattet, und die Steuern werden berichtigt.
admin-refunds-stock = Was wieder in den Bestand kommt
admin-refunds-stock-text = Hier wurde alles erstattet, was von der Bestellung übrig war. Die Stücke gelten als erstattet. Geben Sie an, ob sie wieder in den Bestand kommen.
admin-refunds-allocate = Angeben, wofür eine Erstattung ist: Bestellung { $number }
admin-refunds-restock = Stücke wieder in den Bestand nehmen: Bestellung { $number }

## What was refused, and what to do instead

admin-error-unknown-order = Es gibt keine Bestellung { $number }.
admin-error-already-paid = Die Bestellung ist schon bezahlt. Um die Zahlung zurückzugeben, erstatten Sie sie.
admin-error-already-cancelled = Die Bestellung ist schon storniert. Es wurde nichts geändert.
admin-error-gateway-decides = Nur der Zahlungsdienst kann diese Zahlung bestätigen, und er wird gefragt, bis er es tut. Es wurde nichts geändert.
admin-error-not-paid = Diese Bestellung wurde nicht bezahlt, es gibt also nichts zu erstatten.
admin-error-dispute-lost = Eine Anfechtung der Zahlung ging verloren, der Kunde hat das Geld also: Eine Erstattung gäbe es ihm zweimal zurück. Wenn Sie anderswo eine ausgeführt haben, erfassen Sie sie. Es wurde nichts geändert.
admin-error-exceeds-refundable = Höchstens { $left } können erstattet werden.
admin-error-not-positive = Der Betrag muss größer als { $zero } sein.
admin-error-nothing-chosen = Wählen Sie aus, was erstattet werden soll: Stücke eines Artikels, den Versand oder einen Betrag.
admin-error-not-so-many = { $left ->
    [one] Von { $title } kann nur noch { $number } Stück erstattet werden.
   *[other] Von { $title } können nur noch { $number } Stück erstattet werden.
}
admin-error-not-completed = Diese Bestellung ist nicht abgeschlossen. Erstattet werden kann nur ein Betrag ihrer Zahlung.
admin-error-not-completed-cancelled = Diese Bestellung ist storniert. Erstattet werden kann nur ein Betrag ihrer Zahlung.
admin-error-no-waiting-refund = Wofür diese Erstattung ist, ist schon erfasst, oder sie ist gescheitert.
admin-error-nothing-to-restock = Ob die Stücke dieser Erstattung wieder in den Bestand kommen, ist schon erfasst, oder sie ist gescheitert.
admin-error-no-open-refund = Diese Erstattung wartet nicht mehr: Sie wurde ausgeführt, ist gescheitert oder wurde aufgegeben.
admin-error-several-refunds = Mehrere Erstattungen sind noch anzufordern. Wählen Sie eine davon.
admin-error-refund-made = Der Zahlungsdienst hat diese Erstattung ausgeführt. Es wurde nichts geändert.
admin-error-refund-accepted = Der Zahlungsdienst hat diese Erstattung schon und führt sie aus. Es wurde nichts geändert.
admin-error-refund-in-progress = Die Erstattung wird gerade angefordert. Versuchen Sie es in einer Minute noch einmal.
admin-error-unknown-receiver = Dieser Shop hat keinen Empfänger namens { $name }.
admin-error-nothing-handled = Noch wurde nichts gesendet, das sich erneut senden ließe. Was wartet oder gescheitert ist, können Sie stattdessen wiederholen.
admin-error-no-downloads = Diese Bestellung hat keine Downloads.
admin-error-refunded-in-full = Diese Bestellung wurde vollständig erstattet, ihre Downloads bleiben also gesperrt.
admin-error-downloads-refunded = Alles, wozu diese Bestellung Downloads hat, wurde erstattet. Sie bleiben also gesperrt.
admin-error-on-hold = Diese Bestellung ist gesperrt, weil ihre Zahlung angefochten wird oder zu erstatten ist. Es wurde nichts geändert.
admin-error-payment-processing = Die Zahlung ist unterwegs und lässt sich nicht mehr abbrechen. Erstatten Sie sie, sobald sie eingegangen ist.
admin-error-not-on-hold = Diese Bestellung ist nicht gesperrt.
admin-error-held-by-refund = Eine Erstattung dieser Bestellung wird noch ausgeführt, und die Bestellung ist so lange gesperrt. Um die Sperre jetzt aufzuheben, geben Sie zuerst die Erstattung auf.
admin-error-gateway-unavailable = Der Zahlungsdienst antwortet nicht, und die Bestellung ist unverändert. Versuchen Sie es in einer Minute noch einmal.
admin-error-polled-just-now = Der Zahlungsdienst wurde gerade erst gefragt. Versuchen Sie es in ein paar Sekunden noch einmal.
admin-error-not-at-gateway = Über diese Zahlung entscheidet kein Zahlungsdienst: Markieren Sie die Bestellung als bezahlt, oder stornieren Sie sie.
admin-error-invalid-note = Eine Notiz hat 1 bis 2.000 Zeichen.
admin-error-unknown-withdrawal = Diesen Widerruf gibt es nicht.
admin-error-withdrawal-matched = Dieser Widerruf gehört schon zu einer Bestellung. Es wurde nichts geändert.
admin-error-order-cancelled = Diese Bestellung ist storniert, an ihr ist also nichts mehr zu berichtigen.
admin-error-invalid-correction = Einige der Angaben können nicht verwendet werden. Es wurde nichts geändert.
admin-error-no-seller = Dieser Shop stellt noch keine Rechnungen aus. Geben Sie zuerst an, wer verkauft.
admin-error-unknown-invoice = Eine Rechnung mit dieser Nummer gibt es nicht.
admin-error-nothing-to-invoice = Es gibt nichts in Rechnung zu stellen: Die Bestellung ist nicht bezahlt oder kostet nichts.
admin-error-no-tax-to-return = Es gibt keine Steuer zu erstatten: Die USt-IdNr. hat sich seit der Bestellung nicht als gültig erwiesen, die Steuer hängt nicht von ihr ab, oder sie ist schon erstattet. Es wurde nichts geändert.
admin-error-unsettled-refund = Eine andere Erstattung dieser Bestellung geht vor: Sie ist noch nicht ausgeführt, oder es ist noch nicht erfasst, wofür sie ist. Es wurde nichts geändert.
admin-error-nothing-invoiced = Diese Bestellung hat keine Rechnung, oder alles darauf ist schon erstattet. Es wurde nichts geändert.
admin-error-already-done = Dieses Formular wurde schon abgeschickt und hat einmal gewirkt.
admin-error-not-allowed = Ihre Rolle erlaubt das nicht mehr. Nichts wurde geändert.
admin-error-database = Die Datenbank antwortet nicht. Prüfen Sie, ob etwas geändert wurde, und versuchen Sie es in einer Minute noch einmal.
admin-error-unknown-parcel = Es gibt kein solches Paket.
admin-error-parcel-not-paid = Die Bestellung ist noch nicht bezahlt. Ihre Pakete werden danach verschickt.
admin-error-parcel-of-cancelled-order = Die Bestellung ist storniert, ihre Pakete werden also nicht verschickt.
admin-error-parcel-is-pending = Das Paket wurde noch nicht verschickt. Markieren Sie es zuerst als verschickt.
admin-error-parcel-is-sent = Das Paket ist schon verschickt. Es wurde nichts geändert.
admin-error-parcel-is-delivered = Das Paket ist schon zugestellt. Es wurde nichts geändert.
admin-error-parcel-is-failed = Das Paket ist gescheitert. Verschicken Sie es zuerst noch einmal.
admin-error-parcel-is-cancelled = Das Paket ist storniert, weil die Bestellung vollständig erstattet wurde. Es wurde nichts geändert.
admin-error-parcel-on-hold = Die Bestellung ist gesperrt, weil ihre Zahlung angefochten wird oder zu erstatten ist. Heben Sie die Sperre auf, bevor Sie das Paket verschicken.
admin-error-tracking-url = Bitte geben Sie die Adresse einer Seite ein, zum Beispiel https://carrier.example/track.
