# Die Widerrufe von Verträgen.

admin-tab-withdrawals = Widerrufe
admin-today-withdrawals = { $count ->
    [one] Widerruf zu beantworten
   *[other] Widerrufe zu beantworten
}

admin-withdrawals-text = Was Kunden widerrufen haben. Erstattet wird nichts von selbst: Das tun Sie, innerhalb von 14 Tagen, und schließen den Widerruf dann ab. Bis Sie erstatten, gilt weiter als zu verschicken, was noch nicht unterwegs ist.
admin-withdrawals-tabs = Welche Widerrufe
admin-withdrawals-open = Offen
admin-withdrawals-all = Alle
admin-withdrawals-none-open = Nichts wartet auf eine Antwort.
admin-withdrawals-none = Bisher hat niemand widerrufen.
admin-withdrawals-list = Alle offenen Widerrufe
admin-withdrawals-title = Widerruf von { $name }

admin-withdrawals-received = Eingegangen
admin-withdrawals-who = Kunde
admin-withdrawals-order = Bestellung
admin-withdrawals-what = Widerruft
admin-withdrawals-state = Stand
admin-withdrawals-message = Nachricht
admin-withdrawals-receipt = Eingangsbestätigung
admin-withdrawals-closed-at = Abgeschlossen
admin-withdrawals-everything = Die ganze Bestellung
admin-withdrawals-in-words = Was die Nachricht nennt
admin-withdrawals-no-order = nicht gefunden
admin-withdrawals-identified = von der Seite der Bestellung
admin-withdrawals-typed = eingegeben als „{ $number }“
admin-withdrawals-is-open = Offen
admin-withdrawals-is-closed = Abgeschlossen
admin-withdrawals-period = Widerrufsfrist
admin-withdrawals-in-time = Rechtzeitig eingegangen
admin-withdrawals-late = Verspätet
admin-withdrawals-late-text = Die Widerrufsfrist war abgelaufen, als dies einging. Entscheiden Sie, ob Sie den Widerruf annehmen, und antworten Sie.
admin-withdrawals-unmatched = Keine Bestellung hat diese Nummer und diese E-Mail-Adresse. Wenn Sie wissen, welche gemeint ist, ordnen Sie sie zu. Mitgeteilt wurde das nicht, damit niemand erfährt, wer bestellt hat.
admin-withdrawals-receipt-sent = Gesendet
admin-withdrawals-receipt-waiting = Noch zu senden
admin-withdrawals-receipt-failed = Nicht gesendet
admin-withdrawals-receipt-failed-text = Die Eingangsbestätigung konnte nicht gesendet werden und wird nicht mehr versucht. Das Gesetz verlangt sie: Schreiben Sie selbst.

admin-withdrawals-refund-by = Zu erstatten bis
admin-withdrawals-refund-by-day = { $day }, 14 Tage nach dem Eingang. Sie dürfen warten, bis die Ware zurück ist oder ihr Versand nachgewiesen.
admin-withdrawals-refunded = Seitdem erstattet
admin-withdrawals-refunded-all = Was widerrufen wurde, ist erstattet. Sie können den Widerruf als erledigt markieren.
admin-withdrawals-ends = Dazu gehört ein Download. Hat der Kunde zugestimmt, ihn sofort zu erhalten, ist das Widerrufsrecht erloschen, als er bereitstand. Entscheiden Sie, ob Sie ihn erstatten, und antworten Sie.
admin-withdrawals-excluded = Dazu gehört ein Artikel ohne Widerrufsrecht, etwa weil er eigens angefertigt wird, schnell verdirbt oder an einen Termin gebunden ist. Entscheiden Sie, ob Sie ihn erstatten, und antworten Sie.

admin-withdrawals-refund = Widerrufene Artikel erstatten
admin-withdrawals-match = Einer Bestellung zuordnen
admin-withdrawals-match-text = Geben Sie die Nummer der Bestellung ein, die gemeint ist. Hat sie eine andere E-Mail-Adresse, geht ein Hinweis dorthin. Das lässt sich nicht mehr ändern.
admin-withdrawals-number = Nummer der Bestellung
admin-withdrawals-number-wrong = Bitte geben Sie die Nummer einer Bestellung ein, etwa 1001.
admin-withdrawals-close = Als erledigt markieren
admin-withdrawals-close-text = Der Widerruf steht dann nicht mehr unter den offenen. Schließen Sie ihn ab, wenn erstattet ist oder wenn Sie anders geantwortet haben.
admin-withdrawals-back = Zurück zum Widerruf

admin-done-withdrawal-matched = Der Widerruf gehört jetzt zu der Bestellung.
admin-done-withdrawal-closed = Der Widerruf ist abgeschlossen.
