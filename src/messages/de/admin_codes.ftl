# The admin: discount codes.

admin-tab-codes = Codes
admin-detail-code-created = angelegt: { $off }
admin-detail-codes-created = { $count ->
    [one] ein Code angelegt: { $off }
   *[other] { $count } Codes angelegt: { $off }
}
admin-detail-code-ended = beendet

# The list.
admin-codes-new = Neuer Code
admin-codes-series-new = Neue Serie
admin-codes-tabs = Codes nach Status
admin-codes-active = Aktiv
admin-codes-ended = Beendet
admin-codes-all = Alle
admin-codes-search = Anfang eines Codes, seines Namens für Kunden oder seiner Serie
admin-codes-find = Suchen
admin-codes-clear = Alle Codes anzeigen
admin-codes-none = Es gibt keinen Code, der gilt. Legen Sie einen an; Kunden geben ihn im Warenkorb oder an der Kasse ein.
admin-codes-none-match = Kein Code passt dazu.
admin-codes-none-so-far = Bis hierher passt kein Code. Auf der nächsten Seite geht es weiter.
admin-codes-of-series = Codes der Serie „{ $series }“
admin-codes-series-download = Als CSV herunterladen
admin-codes-first-page = Erste Seite
admin-codes-next-page = Nächste Seite
admin-codes-code = Code
admin-codes-off = Rabatt
admin-codes-period = Gültig
admin-codes-uses = Einlösungen
admin-codes-state = Status
admin-codes-free-shipping = Versandkostenfrei
admin-codes-from = ab { $from }
admin-codes-until = bis { $until }
admin-codes-between = von { $from } bis { $until }
admin-codes-uses-of = { $uses } von { $most }
admin-codes-state-active = Aktiv
admin-codes-state-upcoming = Gilt noch nicht
admin-codes-state-used-up = Aufgebraucht
admin-codes-state-expired = Abgelaufen
admin-codes-state-ended = Vom Shop beendet

# The page of a code.
admin-codes-title = Code { $code }
admin-codes-back = Alle Codes
admin-codes-back-to = Zurück zu { $code }
admin-codes-label = Name für Kunden
admin-codes-kinds = Nur für
admin-codes-least-amount = Mindestbestellwert
admin-codes-most-per-person = Einlösungen pro Person
admin-codes-series = Serie
admin-codes-created-at = Angelegt
admin-codes-ended-at = Beendet
admin-codes-orders = Bestellungen mit diesem Code
admin-codes-orders-none = Diesen Code hat noch niemand eingelöst.
admin-codes-orders-newest = Das sind die neuesten { $count }.
admin-codes-order = Bestellung
admin-codes-order-at = Eingelöst
admin-codes-order-status = Status
admin-codes-order-amount = Rabatt
admin-codes-end = Code beenden
admin-codes-end-text = Ab jetzt kann niemand mehr { $code } einlösen. Bestellungen, die damit aufgegeben wurden, behalten ihren Rabatt. Das lässt sich nicht rückgängig machen, aber Sie können einen anderen Code anlegen.
admin-codes-end-done = Dieser Code ist schon beendet, deshalb ist hier nichts zu tun.
admin-done-code-ended = Der Code ist beendet. Niemand kann ihn mehr einlösen.

# The forms.
admin-codes-create = Code anlegen
admin-codes-code-hint = Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle. Lassen Sie das Feld leer, um einen zufälligen Code zu erzeugen.
admin-codes-off-percent = Prozent
admin-codes-off-amount = Betrag in { $currency }
admin-codes-off-how-much = Höhe
admin-codes-off-hint = Die Prozent, zum Beispiel 10, oder der Betrag, zum Beispiel 5,00. Lassen Sie das Feld leer, wenn der Versand kostenfrei sein soll.
admin-codes-label-hint = Steht neben dem Rabatt, zum Beispiel Willkommensrabatt. Lassen Sie das Feld leer, wenn dort der Code stehen soll.
admin-codes-kinds-hint = Ohne Auswahl gilt der Rabatt für alles.
admin-codes-least = Mindestbestellwert in { $currency }
admin-codes-least-hint = Was die Artikel, für die der Code gilt, zusammen mindestens kosten müssen, vor Rabatten und ohne Versand.
admin-codes-from-at = Gültig ab
admin-codes-until-at = Gültig bis
admin-codes-most-uses = Einlösungen insgesamt
admin-codes-most-uses-hint = In wie vielen Bestellungen er eingelöst werden kann. Lassen Sie das Feld leer für beliebig viele.
admin-codes-most-uses-each-hint = In wie vielen Bestellungen jeder Code eingelöst werden kann. Lassen Sie das Feld leer für eine.
admin-codes-most-per-person-hint = In wie vielen Bestellungen mit derselben E-Mail-Adresse. Lassen Sie das Feld leer für beliebig viele.
admin-codes-series-text = Alle Codes einer Serie geben denselben Rabatt und sind zufällig. Sie bekommen sie als CSV-Datei und können diese in der Liste noch einmal herunterladen.
admin-codes-series-create = Codes anlegen und herunterladen
admin-codes-series-hint = Ein interner Name, unter dem Sie die Codes wiederfinden, zum Beispiel Frühjahrsmesse 2027. Kunden sehen ihn nicht.
admin-codes-count = Anzahl der Codes
admin-codes-count-hint = Bis zu 1.000.
admin-codes-prefix = Anfang jedes Codes
admin-codes-prefix-hint = Zum Beispiel MESSE. Zehn Buchstaben und Ziffern folgen.
admin-done-code-created = Der Code ist angelegt.
admin-done-codes-created = Die Codes sind angelegt. Hier können Sie sie herunterladen.

# What is wrong with a form.
admin-codes-invalid = Es wurde noch nichts angelegt. Bitte korrigieren Sie, was markiert ist.
admin-codes-wrong-code = Bitte verwenden Sie Buchstaben oder Ziffern und weniger Zeichen: höchstens 60, oder 40, wenn jeder Code einer Serie so anfängt.
admin-codes-wrong-duplicate = Den Code { $code } gibt es schon. Bitte wählen Sie einen anderen.
admin-codes-wrong-label = Bitte kürzen Sie das auf eine Zeile mit höchstens 100 Zeichen.
admin-codes-wrong-off = Bitte geben Sie höchstens 100 Prozent ein, zum Beispiel 10, oder einen Betrag über null, zum Beispiel 5,00.
admin-codes-wrong-kinds = Der Shop verkauft nicht mehr alles davon. Bitte wählen Sie noch einmal.
admin-codes-wrong-least = Bitte geben Sie einen Betrag über null ein, zum Beispiel 50,00.
admin-codes-wrong-until = Bitte geben Sie einen Zeitpunkt ein, der in der Zukunft und nach dem Beginn liegt.
admin-codes-wrong-uses = Bitte geben Sie mindestens 1 ein, oder lassen Sie das Feld leer.
admin-codes-wrong-series = Bitte geben Sie einen Namen mit höchstens 60 Zeichen ein.
admin-codes-wrong-count = Bitte geben Sie eine Zahl von 1 bis 1.000 ein.
