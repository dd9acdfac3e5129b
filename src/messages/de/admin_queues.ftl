# The admin's pages about the outbox, payment messages (webhooks) and jobs; packing slips.

## Deliveries

admin-deliveries-text = Was mit einer Bestellung geschieht, wird weitergegeben: an E-Mails, Downloads und andere Systeme. Das Folgende ist noch nicht gesendet.
admin-deliveries-none = Alles ist gesendet.
admin-deliveries-failed = Nicht gesendet
admin-deliveries-failed-text = Das wird nicht mehr versucht. Beheben Sie die Ursache und versuchen Sie es dann erneut; gibt es nichts zu beheben, haken Sie es ab.
admin-deliveries-pending = Wartet
admin-deliveries-pending-text = Das wird automatisch wieder versucht.
admin-deliveries-more = Es gibt weitere: Nur die ältesten { $count } sind aufgeführt.
admin-deliveries-event = Was geschehen ist
admin-deliveries-order = Bestellung
admin-deliveries-receiver = Empfänger
admin-deliveries-state = Stand
admin-deliveries-error = Letzter Fehler
admin-deliveries-advice = Was zu tun ist
admin-deliveries-at = Wann
admin-deliveries-id = ID
admin-deliveries-title = Bestellung { $number }: { $event }
admin-deliveries-unknown-event = Etwas, das nur eine neuere Version kennt
admin-deliveries-basket = Warenkorb
admin-deliveries-waiting = Wartet
admin-deliveries-in-progress = Wird gesendet
admin-deliveries-has-failed = Nicht gesendet
admin-deliveries-handled = Gesendet
admin-deliveries-attempts = { $count ->
    [0] Noch nicht versucht
    [one] Einmal versucht
   *[other] { $count }-mal versucht
}
admin-deliveries-next = Nächster Versuch:
admin-deliveries-next-now = Nächster Versuch: jetzt
admin-deliveries-no-error = Keiner
admin-deliveries-unregistered = Dieser Shop hat keinen Empfänger mit diesem Namen. Es wartet, bis es ihn gibt.
admin-deliveries-advice-waiting = Nichts: Es wird automatisch wieder versucht. Soll es jetzt sein, versuchen Sie es erneut.
admin-deliveries-advice-in-progress = Nichts: Es wird gerade gesendet. Scheitert das, wird es automatisch wieder versucht.
admin-deliveries-advice-failed = Es wird nicht mehr versucht. Beheben Sie die Ursache und versuchen Sie es dann erneut. Gibt es nichts zu beheben, haken Sie es ab.
admin-deliveries-advice-handled = Nichts.
admin-deliveries-all = Der ganze Ausgang
admin-deliveries-back = Zurück zum Ausgang

admin-deliveries-retry = Jetzt erneut versuchen
admin-deliveries-retry-text = Alles, was davon wartet oder gescheitert ist, wird jetzt versucht; die Versuche zählen von vorn.
admin-deliveries-nothing-to-retry = Es gibt nichts zu versuchen: Es ist gesendet oder wird gerade gesendet.
admin-deliveries-retry-all = Alle jetzt erneut versuchen
admin-deliveries-retry-all-text = Alles, was wartet oder gescheitert ist, wird jetzt versucht; die Versuche zählen von vorn. Ist die Ursache nicht behoben, scheitert es wieder.
admin-deliveries-dismiss = Abhaken
admin-deliveries-dismiss-text = Was davon nicht gesendet werden konnte, gilt als erledigt und wird nicht nachgeholt. Die Bestellung ist deswegen nicht mehr zu klären.
admin-deliveries-nothing-to-dismiss = Es gibt nichts abzuhaken: Nichts davon ist gescheitert.
admin-deliveries-replay = Erneut senden
admin-deliveries-replay-text = Dies wird noch einmal an „{ $receiver }“ gesendet, obwohl es schon gesendet ist. Gibt es nichts zu senden, wird nichts gesendet. Hat die Bestellung mehrere gleicher Art, etwa zwei verschickte Pakete, werden alle noch einmal gesendet.
admin-deliveries-nothing-to-replay = Das lässt sich nicht erneut senden: Es ist noch nicht gesendet, oder dieser Shop hat keinen solchen Empfänger.

admin-done-deliveries-retried = Es wird erneut versucht.
admin-done-deliveries-dismissed = Was nicht gesendet werden konnte, ist abgehakt.
admin-done-deliveries-replayed = Es wird erneut gesendet.

## Received webhooks

admin-webhooks-text = Was Zahlungsdienste dem Shop gemeldet haben (per Webhook), das Neueste zuerst.
admin-webhooks-none = Es sind keine Zahlungsmeldungen eingegangen.
admin-webhooks-one = Zahlungsmeldung
admin-webhooks-received = Eingegangen
admin-webhooks-order = Bestellung
admin-webhooks-provider = Zahlungsdienst
admin-webhooks-event = Ereignis
admin-webhooks-payment = Zahlung
admin-webhooks-id = ID
admin-webhooks-outcome = Ergebnis
admin-webhooks-handled = Verarbeitet
admin-webhooks-ignored = Nicht beachtet
admin-webhooks-no-effect = Ohne Wirkung
admin-webhooks-pending = Wartet
admin-webhooks-headers = Header
admin-webhooks-headers-text = Ohne solche mit Zugangsdaten.
admin-webhooks-body = Inhalt
admin-webhooks-deleted = Der Inhalt dieser Meldung ist gelöscht, weil er zu alt ist.
admin-webhooks-all = Alle Zahlungsmeldungen
admin-webhooks-back = Zurück zur Meldung
admin-webhooks-replay = Erneut verarbeiten
admin-webhooks-replay-text = Der Shop prüft, was { $provider } gesendet hat, auf den Zeitpunkt des Eingangs und verarbeitet es noch einmal. Was schon gewirkt hat, wirkt kein zweites Mal.
admin-webhooks-not-replayed = Das hat nichts bewirkt. Der Shop meldet: { $answer }

admin-done-webhooks-replayed = Die Meldung ist erneut verarbeitet.

## What is done to many orders at once

admin-bulk-mark-sent = Als verschickt markieren
admin-bulk-mark-sent-text = { $count ->
    [one] Die ausstehenden Pakete einer Bestellung werden als verschickt markiert.
   *[other] Die ausstehenden Pakete von { $count } Bestellungen werden als verschickt markiert.
}
admin-bulk-mark-sent-many = Die ausstehenden Pakete von mehr als { $count } Bestellungen werden als verschickt markiert.
admin-bulk-mark-sent-mail = Jeder Kunde erfährt das per E-Mail, Paket für Paket. Das lässt sich nicht rückgängig machen.
admin-bulk-mark-sent-left-out = Eine Bestellung bleibt, wie sie ist, wenn sie nicht bezahlt ist, gesperrt ist oder erst bezahlt wird, während dies läuft; ebenso ein Paket, das ein Lieferant verschickt. Sie sehen danach, welche das sind und warum.
admin-bulk-without = Nichts zu verschicken für { $numbers }: nicht bezahlt, gesperrt, ohne ausstehendes Paket oder von einem Lieferanten verschickt.
admin-bulk-withdrawn = Zu diesen Bestellungen ist ein Widerruf zu beantworten: { $numbers }. Möchten Sie sie trotzdem versenden?
admin-bulk-pick-up = Wird abgeholt und als bereit markiert.
admin-bulk-tracking-number = Sendungsnummer für Bestellung { $number }, Paket { $position } (optional)
admin-bulk-carrier = Paketdienst (optional)
admin-bulk-show = Diese Bestellungen ansehen
admin-bulk-back = Zurück zu den Bestellungen
admin-bulk-none = Es sind keine Bestellungen ausgewählt. Kreuzen Sie welche in der Liste an oder wählen Sie alle passenden.
admin-bulk-too-broad = Die Suche findet nur einen Teil dieser Bestellungen. Suchen Sie nach mehr vom Namen oder von der E-Mail-Adresse und wählen Sie dann erneut.
admin-bulk-too-many = Das sind zu viele Bestellungen, um sie einzeln auszuwählen. Wählen Sie stattdessen alle passenden.

## Jobs

admin-jobs = Aufträge
admin-jobs-text = Was mit vielen Bestellungen geschieht, wird im Hintergrund erledigt. Aufträge bleiben 30 Tage lang hier.
admin-jobs-none = Es gibt keine Aufträge.
admin-jobs-all = Alle Aufträge
admin-jobs-job = Auftrag
admin-jobs-mark-sent = Bestellungen als verschickt markieren
admin-jobs-unknown = Etwas, das nur eine neuere Version kennt
admin-jobs-started = Begonnen
admin-jobs-ended = Beendet
admin-jobs-staff = Begonnen von
admin-jobs-state = Stand
admin-jobs-done = Erledigte Bestellungen
admin-jobs-parcels-sent = { $count ->
    [one] 1 Paket verschickt.
   *[other] { $count } Pakete verschickt.
}
admin-jobs-running = In Arbeit
admin-jobs-finished = Fertig
admin-jobs-stopped = Angehalten
admin-jobs-stopped-text = Dieser Auftrag wurde angehalten: { $staff } darf keine Pakete mehr als verschickt markieren. Was bis dahin geschehen ist, bleibt bestehen.
admin-jobs-progress = { $done } von { $total } Bestellungen sind erledigt.
admin-jobs-progress-of-many = { $done ->
    [one] Eine Bestellung ist erledigt.
   *[other] { $done } Bestellungen sind erledigt.
}
admin-jobs-at-work = Diese Seite zeigt den Fortschritt automatisch. Sie können sie verlassen: Der Auftrag läuft weiter.
admin-jobs-skipped = { $count ->
    [one] 1 Bestellung ausgelassen:
   *[other] { $count } Bestellungen ausgelassen:
}
admin-jobs-refused-table = Bestellungen, die blieben, wie sie sind
admin-jobs-more = { $count ->
    [one] Eine weitere ist nicht aufgeführt.
   *[other] { $count } weitere sind nicht aufgeführt.
}
admin-jobs-order = Bestellung
admin-jobs-reason = Warum
admin-jobs-unknown-order = Diese Bestellung gibt es nicht.
admin-jobs-not-paid = Sie ist nicht bezahlt. Ihre Pakete werden verschickt oder zur Abholung vorbereitet, sobald sie es ist.
admin-jobs-cancelled = Sie ist storniert.
admin-jobs-paid-since = Sie wurde erst bezahlt, als die Auswahl schon getroffen war. Packen Sie sie und wählen Sie sie dann erneut aus.
admin-jobs-on-hold = Sie ist gesperrt: Ihre Zahlung ist strittig oder wird erstattet.
admin-jobs-nothing-to-send = Sie hat kein Paket zu verschicken und keine Abholung vorzubereiten.
admin-jobs-sent-by-supplier = Ein Lieferant verschickt ein Paket davon und meldet das selbst.
admin-jobs-changed = Inzwischen hat sie jemand anderes geändert.
admin-jobs-failed = Die Datenbank hat immer wieder einen Fehler gemeldet. Markieren Sie sie auf ihrer eigenen Seite als verschickt.
admin-jobs-unknown-reason = Aus einem Grund, den nur eine neuere Version kennt.

## Packing slips, for whom prints them

admin-slips = Lieferscheine
admin-slips-text = { $count ->
    [0] Es ist kein Paket zu packen.
    [one] Es ist ein Paket zu packen. Drucken Sie diese Seite mit Ihrem Browser.
   *[other] Es sind { $count } Pakete zu packen. Drucken Sie diese Seite mit Ihrem Browser: Jedes steht auf einer eigenen Seite.
}
admin-slips-more = Womöglich gibt es mehr als die { $count } Pakete auf dieser Seite. Drucken Sie sie, dann geht es weiter:
admin-slips-next = Nächste Pakete
admin-slips-without = Kein Lieferschein für { $numbers }: nicht bezahlt, gesperrt, ohne Paket, das zu verschicken ist, oder vom Lieferanten verschickt.
admin-slips-sent-too = Auch schon verschickte Pakete drucken
admin-slips-was-sent = Schon verschickt
admin-slips-withdrawn = Widerrufen: vor dem Versand nachfragen

## Packing slips, in the language of the customer

admin-slips-order = Bestellung { $number }
admin-slips-parcel = Paket { $position } von { $parcels }
admin-slips-contents = Inhalt
admin-slips-pieces = Anzahl
admin-slips-item = Artikel
