# The admin: its frame, signing in, staff, and the audit log.

admin-language-name = Deutsch
admin-language = Sprache
admin-skip = Zum Inhalt
admin-navigation = Verwaltung
admin-times = Alle Zeiten sind in UTC angegeben.
admin-signed-in = { $name } · { $role }
admin-sign-out = Abmelden
admin-back = Zurück
admin-filter = Filtern
admin-older = Ältere
admin-pages = Seiten
admin-email = E-Mail

admin-tab-today = Heute
admin-tab-orders = Bestellungen
admin-tab-deliveries = Zustellungen
admin-tab-webhooks = Webhooks
admin-tab-staff = Personal
admin-tab-audit = Protokoll

admin-role-owner = Inhaber
admin-role-owner-may = darf alles und entscheidet, wer hier arbeitet
admin-role-manager = Leitung
admin-role-manager-may = bearbeitet Bestellungen, Zustellungen und Webhooks
admin-role-packer = Versand
admin-role-packer-may = verschickt Sendungen, druckt Packzettel und schreibt Notizen
admin-role-reader = Einsicht
admin-role-reader-may = sieht und exportiert alles außer Webhooks und ändert nichts

# Pages that are not there.
admin-not-found = Diese Seite gibt es nicht
admin-not-found-text = Unter dieser Adresse ist nichts oder nichts mehr. Prüfen Sie die Adresse, oder beginnen Sie in der Navigation.
admin-unavailable = Die Verwaltung ist gerade nicht erreichbar
admin-unavailable-text = Die Datenbank hat nicht geantwortet. Laden Sie die Seite gleich noch einmal. Bevor Sie eine Änderung wiederholen, prüfen Sie, ob sie schon vorgenommen wurde.
admin-conflict = Das geht jetzt nicht
admin-conflict-text = Die Bestellung hat sich inzwischen geändert, und es wurde nichts getan. Gehen Sie zur Bestellung zurück, um ihren Stand zu sehen.
admin-bad-request = Das konnten wir nicht lesen
admin-bad-request-text = Im Formular fehlt etwas, oder etwas hat die falsche Form. Es wurde nichts geändert. Gehen Sie zurück und versuchen Sie es erneut.
admin-forbidden = Ihre Rolle erlaubt das nicht
admin-forbidden-text = Sie sind angemeldet mit der Rolle „{ $role }“. Wenn Sie das für Ihre Arbeit brauchen, bitten Sie einen Inhaber um eine andere Rolle.

# Signing in.
admin-sign-in = Anmelden
admin-sign-in-text = Geben Sie die E-Mail-Adresse ein, unter der Sie hier geführt werden. Wir senden Ihnen einen Link und einen Code.
admin-send-code = E-Mail senden
admin-confirm = Bestätigen Sie, dass Sie es sind
admin-confirm-text = Ihre Anmeldung liegt mehr als eine Stunde zurück. Bevor sich diese Seite öffnet, senden wir Ihnen noch einmal einen Link und einen Code.
admin-check-mail = Sehen Sie in Ihre E-Mails
admin-code-text = Wenn die Adresse hier geführt wird, ist eine E-Mail unterwegs. Öffnen Sie den Link darin, oder geben Sie hier den Code ein. Beides gilt einmal und 15 Minuten lang.
admin-code = Code aus der E-Mail
admin-code-again = Neue E-Mail anfordern
admin-code-wrong = Das ist nicht der Code. { $left ->
    [one] Sie haben noch einen Versuch.
   *[other] Sie haben noch { $left } Versuche.
}
admin-code-dead = Dieser Code gilt nicht mehr: Er wurde verwendet, ist zu alt oder wurde zu oft falsch eingegeben. Fordern Sie eine neue E-Mail an.
admin-link = Willkommen zurück
admin-link-text = Ihr Link ist gültig. Melden Sie sich mit der Schaltfläche auf diesem Gerät an.
admin-link-button = Anmelden als { $name }
admin-link-dead = Dieser Link gilt nicht mehr: Er wurde verwendet, ist zu alt oder wurde nicht ganz kopiert. Fordern Sie eine neue E-Mail an.
admin-over = Das gilt nicht mehr
admin-email-invalid = Bitte geben Sie eine E-Mail-Adresse ein, etwa ada@shop.example.
admin-too-many-mails = Es wurden zu viele E-Mails angefordert. Verwenden Sie die neueste, oder versuchen Sie es in einer Stunde noch einmal.
admin-no-mails = Dieser Shop sendet seinem Personal keine E-Mails. Wer den Server betreibt, erstellt Ihnen einen Link: pannier staff link, gefolgt von Ihrer Adresse.
admin-sign-in-elsewhere = Sie sind nicht angemeldet. Diese Verwaltung verwendet die Anmeldung der Website, zu der sie gehört.
admin-way-in = Zur Anmeldung
admin-not-staff = Sie sind angemeldet als { $email }. Diese Adresse wird in diesem Shop nicht als Personal geführt. Hinzufügen kann Sie ein Inhaber, oder wer den Server betreibt: pannier staff add, gefolgt von der Adresse.

# Staff.
admin-staff-text = Wer hier arbeiten darf, und in welcher Rolle. Alles, was jemand tut, steht im Protokoll.
admin-staff-name = Name
admin-staff-role = Rolle ändern
admin-staff-role-label = Rolle
admin-staff-seen = Zuletzt gesehen
admin-staff-never = nie
admin-staff-change = Ändern
admin-staff-disabled = kein Zugang
admin-staff-of = { $act }: { $name }
admin-staff-link = Link erstellen
admin-staff-disable = Zugang beenden
admin-staff-enable = Zugang wiederherstellen
admin-staff-add = Jemanden hinzufügen
admin-staff-add-text = Die Anmeldung erfolgt über eine E-Mail an diese Adresse. Wählen Sie die kleinste Rolle, die für die Arbeit genügt.
admin-staff-duplicate = { $email } wird hier schon geführt. Ändern Sie stattdessen die Rolle in der Liste.
admin-staff-last-owner = Das ist der einzige Inhaber, daher wurde nichts geändert. Machen Sie zuerst jemand anderen zum Inhaber.
admin-staff-is-disabled = { $email } hat keinen Zugang, ein Link wäre daher wirkungslos. Stellen Sie zuerst den Zugang wieder her.
admin-staff-role-title = Rolle von { $name }
admin-staff-role-text = Die neue Rolle gilt sofort: Alle Sitzungen dieser Person enden, und ab der nächsten Anmeldung hat sie die neue Rolle.
admin-staff-role-button = Rolle setzen
admin-staff-disable-title = Zugang von { $name } beenden
admin-staff-disable-text = { $name } wird sofort überall abgemeldet und kann sich nicht mehr anmelden. Was diese Person getan hat, bleibt im Protokoll. Sie können den Zugang jederzeit wiederherstellen.
admin-staff-disable-button = Zugang beenden
admin-staff-enable-title = Zugang von { $name } wiederherstellen
admin-staff-enable-text = { $name } kann sich wieder anmelden, mit der bisherigen Rolle.
admin-staff-enable-button = Zugang wiederherstellen
admin-staff-link-title = Link für { $name }
admin-staff-link-text = Der Link meldet an, wer ihn öffnet, und zwar als { $name }: einmal, innerhalb von 15 Minuten. Übergeben Sie ihn selbst, wenn keine E-Mail ankommt.
admin-staff-link-button = Link erstellen
admin-staff-link-made = Das ist der Link für { $name }. Er wird nur jetzt angezeigt und gilt einmal, 15 Minuten lang.
admin-staff-link-shown = Dieser Link wurde schon angezeigt. Erstellen Sie einen neuen, wenn Sie ihn brauchen.
admin-done-staff-added = Hinzugefügt. Die Anmeldung ist jetzt möglich.
admin-done-staff-role = Die Rolle ist gesetzt.
admin-done-staff-disabled = Der Zugang ist beendet.
admin-done-staff-enabled = Der Zugang ist wiederhergestellt.

# The audit log.
admin-audit-everybody = Alle
admin-audit-actor = Wer
admin-audit-order = Bestellung
admin-audit-order-invalid = Eine Bestellnummer besteht nur aus Ziffern, etwa 1001.
admin-audit-none = Dazu ist nichts verzeichnet.
admin-audit-at = Wann
admin-audit-act = Was
admin-audit-about = Betrifft
admin-actor-command-line = Kommandozeile
admin-actor-system = Der Shop selbst
admin-actor-plugin = Plug-in { $name }
admin-act-view = Angesehen
admin-act-export = Bestellungen exportiert
admin-act-slips-print = Packzettel gedruckt
admin-act-order-mark-paid = Als bezahlt markiert
admin-act-order-cancel = Bestellung storniert
admin-act-order-refund = Erstattung angefordert
admin-act-order-record-refund = Anderswo vorgenommene Erstattung verzeichnet
admin-act-order-abandon-refund = Erstattung aufgegeben
admin-act-order-release = Bestellung freigegeben
admin-act-order-poll-payment = Zahlungsanbieter nach der Zahlung gefragt
admin-act-order-renew-downloads = Downloads erneuert
admin-act-order-end-downloads = Downloads beendet
admin-act-order-correct = Bestellung berichtigt
admin-act-order-note = Notiz geschrieben
admin-act-shipment-mark-sent = Sendung als verschickt markiert
admin-act-job-mark-sent = Begonnen, die Sendungen vieler Bestellungen als verschickt zu markieren
admin-act-shipment-mark-delivered = Sendung als zugestellt markiert
admin-act-shipment-mark-failed = Sendung als fehlgeschlagen markiert
admin-act-shipment-mark-pending = Sendung wieder zum Versand vorgemerkt
admin-act-shipment-set-reference = Kennung einer Sendung gesetzt
admin-act-shipment-begin = Sendung reserviert
admin-act-shipment-abort = Reservierte Sendung aufgegeben
admin-act-delivery-retry = Zustellung wiederholt
admin-act-delivery-dismiss = Zustellung erledigt
admin-act-delivery-replay = Noch einmal zugestellt
admin-act-webhook-read = Webhooks gelesen
admin-act-webhook-replay = Webhook noch einmal verarbeitet
admin-act-staff-manage = Personal geändert
admin-act-staff-link = Anmeldelink erstellt
admin-act-staff-sign-in = Angemeldet
admin-act-staff-sign-in-refused = Anmeldung abgelehnt
admin-act-staff-sign-out = Abgemeldet
admin-act-refused = Abgelehnt: Die Rolle erlaubt es nicht
