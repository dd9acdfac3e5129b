# The admin's pages about CSV files of products.

admin-imports-export = Als CSV exportieren
admin-imports-title = Import: { $kind }
admin-imports-text = Wählen Sie eine CSV-Datei in UTF-8 mit bis zu 50 MB, deren Zellen durch Kommas, Semikolons oder Tabulatoren getrennt sind. Sie wird zuerst geprüft; geändert wird erst etwas, wenn Sie sie übernehmen.
admin-imports-ids = Eine Zeile mit ID ändert, was diese ID hat; eine Zeile ohne ID legt etwas Neues an. Nur die Spalten, die in der Datei stehen, werden geändert.
admin-imports-stock = Die Spalte { $stock } gilt nur für neue Produkte. Um den Bestand anderer zu ändern, schreiben Sie +5 oder -2 in die Spalte { $change }, bei Optionen je eine Zeile wie „Blau = -2“.
admin-imports-rename = Um eine Option umzubenennen, ohne dass ihr Bestand verloren geht, schreiben Sie in die Spalte { $rename } eine Zeile wie „Blau = Marine“.
admin-imports-columns = Spalten:
admin-imports-sample = Eine passende Datei bekommen Sie, wenn Sie die Produkte exportieren.
admin-imports-file = CSV-Datei
admin-imports-create = Auch Zeilen mit unbekannter ID anlegen, mit dieser ID
admin-imports-check = Datei prüfen
admin-imports-no-file = Bitte wählen Sie eine Datei.
admin-imports-too-large = Diese Datei ist größer als 50 MB. Teilen Sie sie und importieren Sie die Teile einzeln.
admin-imports-cut-off = Die Datei ist nicht vollständig angekommen. Bitte versuchen Sie es noch einmal.

admin-imports-recent = Importe der letzten 30 Tage
admin-imports-of = Datei
admin-imports-at = Wann
admin-imports-by = Von
admin-imports-state = Stand
admin-imports-rows = Zeilen
admin-imports-unnamed = Eine Datei ohne Namen

admin-imports-state-reading = Wird gelesen
admin-imports-state-checking = Wird geprüft
admin-imports-state-checked = Geprüft, nicht übernommen
admin-imports-state-applying = Wird übernommen
admin-imports-state-applied = Übernommen
admin-imports-state-stopped = Angehalten
admin-imports-stopped-text = Dieser Import wurde angehalten: { $who } darf nicht mehr importieren. Was bis dahin geschehen ist, bleibt bestehen.
admin-imports-progress = { $done } von { $total } Zeilen sind erledigt.
admin-imports-at-work = Diese Seite zeigt den Fortschritt automatisch. Sie können sie verlassen: Die Arbeit läuft weiter.
admin-imports-checked-text = Noch ist nichts geändert. Zeilen ohne ID legen etwas Neues an, auch wenn es denselben Titel schon gibt. Wenn Sie diese Datei übernehmen:
admin-imports-applied-text = Diese Datei ist übernommen:
admin-imports-created = Angelegt
admin-imports-updated = Geändert
admin-imports-unchanged = Unverändert
admin-imports-refused = Abgelehnt
admin-imports-refused-text = { $count ->
    [one] Eine Zeile lässt sich nicht übernehmen und wird ausgelassen. Berichtigen Sie sie in der Datei und prüfen Sie diese erneut, oder übernehmen Sie die anderen.
   *[other] { $count } Zeilen lassen sich nicht übernehmen und werden ausgelassen. Berichtigen Sie sie in der Datei und prüfen Sie diese erneut, oder übernehmen Sie die anderen.
}
admin-imports-left-out = { $count ->
    [one] Eine Zeile wurde ausgelassen. Berichtigen Sie sie und importieren Sie sie allein.
   *[other] { $count } Zeilen wurden ausgelassen. Berichtigen Sie sie und importieren Sie nur diese.
}
admin-imports-nothing = Es gibt nichts zu übernehmen.
admin-imports-apply = Datei übernehmen
admin-imports-again = Andere Datei wählen
admin-imports-report = Bericht über alle Zeilen herunterladen
admin-imports-noted = Zeilen, die Sie ansehen sollten
admin-imports-row = Zeile
admin-imports-row-title = Titel
admin-imports-id = ID
admin-imports-result = Ergebnis
admin-imports-why = Hinweise und Änderungen
admin-imports-first = Das sind die ersten { $count }. Alle stehen im Bericht.
admin-imports-more = { $count ->
    [one] Und noch eine Zeile. Alle stehen im Bericht.
   *[other] Und { $count } weitere Zeilen. Alle stehen im Bericht.
}
admin-imports-gone = Diesen Import gibt es nicht mehr: Importe bleiben 30 Tage lang hier. Bitte wählen Sie die Datei noch einmal.

## Why a file is not read

admin-imports-workbook = Das ist eine Arbeitsmappe. Speichern Sie sie in Ihrem Tabellenprogramm als CSV in UTF-8 und wählen Sie diese Datei.
admin-imports-utf-16 = Diese Datei ist in UTF-16. Speichern Sie sie in Ihrem Tabellenprogramm als CSV in UTF-8 und wählen Sie diese Datei.
admin-imports-not-utf-8 = Zeile { $line } ist nicht in UTF-8. Speichern Sie die Datei in Ihrem Tabellenprogramm als CSV in UTF-8 und wählen Sie diese Datei.
admin-imports-too-long = Die Zeile { $line } ist länger als 1 MB. Bitte prüfen Sie, ob an ihrem Ende ein Anführungszeichen fehlt.
admin-imports-open-quote = Das Anführungszeichen in Zeile { $line } wird nicht geschlossen. Bitte prüfen Sie, ob die Datei vollständig ist.
admin-imports-empty = Diese Datei hat keine Zeilen unter der Kopfzeile.
admin-imports-unknown-column = Eine Spalte „{ $name }“ gibt es nicht. Die Spalten sind: { $known }.
admin-imports-duplicate-column = Die Spalte „{ $name }“ kommt zweimal vor. Bitte entfernen Sie eine davon.

## Notes about a row; $text is from the row, or the name of a column

admin-imports-row-too-short = Diese Zeile hat weniger Zellen als die Kopfzeile: { $text }.
admin-imports-row-no-column = „{ $text }“ steht in einer Spalte ohne Namen. Bitte geben Sie der Spalte einen Namen oder leeren Sie sie.
admin-imports-row-unknown-id = Die ID „{ $text }“ ist unbekannt. Um etwas Neues anzulegen, lassen Sie die ID leer oder wählen Sie, dass Zeilen mit unbekannter ID angelegt werden.
admin-imports-row-free = Der Preis ist null, Kunden bekommen das also umsonst. Wenn das nicht so gewollt ist, korrigieren Sie ihn.
admin-imports-row-discards = Optionen werden mit den Stücken entfernt, die sie noch haben: { $text }.
admin-imports-row-rename = Bitte schreiben Sie für jede Option, die einen anderen Namen bekommt, eine Zeile wie „Blau = Marine“, zuerst mit dem jetzigen Namen.
admin-imports-row-no-option = Eine Option „{ $text }“ gibt es nicht. Bitte schreiben Sie den Namen, den sie jetzt hat.
admin-imports-row-state = Bitte schreiben Sie draft, published oder retired.
admin-imports-row-choice = Bitte schreiben Sie eines davon: { $text }.
admin-imports-row-stock = Bitte schreiben Sie eine ganze Zahl wie 12, bei Optionen je eine Zeile wie „Blau = 3“. Was unbegrenzt ist, lassen Sie weg.
admin-imports-row-no-stock-of-options = Davon ist nur noch eine begrenzte Zahl da. Bitte schreiben Sie, wie viele davon jede Option hat, je eine Zeile wie „Blau = 3“.
admin-imports-row-again = Diesen Titel gibt es schon, und diese Zeile legt noch einmal etwas damit an. Wenn das nicht so gewollt ist, entfernen Sie die Zeile oder geben Sie ihr die vorhandene ID.
admin-imports-row-stock-kept = Das wurde nicht geändert, weil seit dem Export etwas verkauft worden sein kann. Den Bestand ändern Sie in der Spalte { $text }.
admin-imports-row-change = Bitte schreiben Sie eine Zahl wie +5 oder -2, bei Optionen je eine Zeile wie „Blau = -2“.
admin-imports-row-new-stock = Dieses Produkt ist neu. Bitte schreiben Sie seinen Bestand in die Spalte { $text }.
admin-imports-row-no-stock = Diesen Bestand gibt es nicht, oder er ist unbegrenzt. An diesem Produkt wurde nichts geändert.
admin-imports-row-too-few = Es ist weniger übrig, als abgezogen werden soll. An diesem Produkt wurde nichts geändert.
admin-imports-row-failed = Die Datenbank nimmt diese Zeile nicht an. Bitte prüfen Sie ihre Werte.
