# The admin: products, their stock and states, and the settings of the site.

admin-tab-products = Produkte
admin-products-in = { $field } ({ $unit })
admin-products-about-field = { $field }: { $text }
admin-products-act-title = { $act }: { $product }
admin-products-back-to = Zurück zu { $kind }
admin-products-yes = ja
admin-products-no = nein

# The kinds, and the list of one.
admin-products-new = Hinzufügen: { $kind }
admin-products-import = Tabelle importieren
admin-products-export = Als CSV exportieren
admin-products-states = Produkte nach Status
admin-products-all = Alle
admin-products-state-draft = Entwurf
admin-products-state-published = Im Verkauf
admin-products-state-retired = Eingestellt
admin-products-count-draft = { $count ->
    [one] { $number } Entwurf
   *[other] { $number } Entwürfe
}
admin-products-count-published = { $count ->
    [one] { $number } im Verkauf
   *[other] { $number } im Verkauf
}
admin-products-count-retired = { $count ->
    [one] { $number } eingestellt
   *[other] { $number } eingestellt
}
admin-products-search = Titel oder Name in der Adresse
admin-products-find = Suchen
admin-products-clear = Suche zurücksetzen
admin-products-truncated = Es fängt mehr so an, als hier steht. Geben Sie mehr vom Titel ein, um die anderen zu finden.
admin-products-none = Hier ist noch nichts.
admin-products-none-match = Nichts passt dazu.
admin-products-title = Titel
admin-products-state = Status
admin-products-changed-at = Geändert
admin-products-changed-by = Von
admin-products-from-price = ab { $price }
admin-products-sold-out = Ausverkauft
admin-products-partly-sold-out = Eine Option ist ausverkauft
admin-products-first-page = Erste Seite
admin-products-next-page = Nächste Seite

# The form.
admin-products-new-title = Neu: { $kind }
admin-field-id = Name in der Adresse (optional)
admin-products-id-hint = Der letzte Teil der Adresse der Seite, zum Beispiel blaue-tasse. Wenn das Feld leer bleibt, wird er aus dem Titel gebildet. Später lässt er sich nicht mehr ändern.
admin-products-save = Speichern
# A choice of a tax class, with what consumers in the shop's country are charged today: "Book, 7% in Germany".
admin-products-tax-rate = { $class }, { $rate } in { $country }
admin-products-save-draft = Als Entwurf speichern
admin-products-save-and-publish = Speichern und verkaufen
admin-products-invalid = Es wurde noch nichts gespeichert. Bitte korrigieren Sie:
admin-products-changed = Jemand anderes hat inzwischen gespeichert, deshalb ist von Ihnen noch nichts gespeichert. Ihre Eingaben stehen weiter hier. Wo Sie nichts geändert haben, sehen Sie den jetzigen Stand. Prüfen Sie, was markiert ist, und speichern Sie noch einmal.
admin-products-changed-meanwhile = { $actor } hat das am { $at } geändert. Jetzt steht dort: { $now }
admin-products-upload-later = { $field }: Das können Sie hochladen, sobald Sie gespeichert haben.
admin-products-stock-hint = Wie viele Stück es gibt. Lassen Sie das Feld leer, wenn es nie ausgeht.
admin-products-time-hint = Zeitzone: { $zone }.
admin-products-own-color = Eigene Farbe verwenden für: { $field }

# Options.
admin-options-hint = Lassen Sie einen Preis leer, wenn der Preis des Produkts gilt, und den Bestand einer neuen Option, wenn sie nie ausgeht. Eine Option, die Sie umbenennen, behält ihren Bestand; den ändern Sie auf einer eigenen Seite.
admin-options-name = Option
admin-options-price = Preis ({ $currency })
admin-options-price-short = Preis
admin-options-stock = Bestand
admin-options-remove = Entfernen
admin-options-name-of = Name der Option { $option }
admin-options-price-of = Preis der Option { $option }
admin-options-stock-of = Bestand der Option { $option }
admin-options-remove-one = Option { $option } entfernen

# The page of a product.
admin-products-preview = Vorschau
admin-products-in-shop = Im Laden ansehen
admin-products-change-pictures = Ändern: { $field }
admin-products-change-file = Ändern: { $field }
admin-products-no-alternative-text = Ein Bild ohne Alternativtext
admin-products-none-uploaded = Noch nichts hochgeladen.
admin-products-in-stock = Auf Lager
admin-products-unlimited = unbegrenzt
admin-products-history = Verlauf
admin-products-whole-history = Der ganze Verlauf

# States.
admin-products-publish = In den Verkauf geben
admin-products-publish-text = Ab sofort sehen und kaufen Kunden dieses Produkt.
admin-products-retire = Einstellen
admin-products-retire-text = Das Produkt verschwindet sofort aus dem Laden. Seine Seite sagt, dass es nicht mehr verkauft wird, und aus Warenkörben wird es mit einem Hinweis entfernt. In Bestellungen bleibt es. Sie können es jederzeit zurückholen.
admin-products-bring-back = Zurückholen
admin-products-bring-back-text = Das Produkt ist sofort wieder im Verkauf, so wie es war.
admin-products-not-ready = Das Produkt kann noch nicht in den Verkauf. Bitte ergänzen Sie zuerst:
admin-products-not-now = Der Status hat sich inzwischen geändert, hier ist nichts zu tun. Gehen Sie zurück, um den Stand zu sehen.
admin-done-product-created = Gespeichert.
admin-done-product-saved = Ihre Änderungen sind gespeichert.
admin-done-product-unchanged = Es wurde nichts geändert, also gab es nichts zu speichern.
admin-done-product-published = Das Produkt ist im Verkauf.
admin-done-product-retired = Das Produkt ist eingestellt. Kunden sehen es nicht mehr.
admin-done-product-brought-back = Das Produkt ist wieder im Verkauf.

# A price of zero.
admin-products-free = Der Preis ist null, Kunden bekämen das also umsonst. Korrigieren Sie den Preis, oder bestätigen Sie ihn mit dem Häkchen.
admin-products-free-tick = Das ist so gewollt: Der Preis ist null, und Kunden bekommen das umsonst
admin-products-discards = Diese Optionen werden mit den Stücken entfernt, die sie noch haben: { $options }. Sollen die Stücke bleiben, behalten Sie die Option, oder geben Sie ihr einen anderen Namen.
admin-products-discards-tick = Das ist so gewollt: Diese Optionen werden mit ihren Stücken entfernt

# Settings of which there are several, such as shipping rates: they are not sold, and have no page.
admin-settings-state-published = In Gebrauch
admin-settings-search = Titel oder ID
admin-settings-id = ID (optional)
admin-settings-id-hint = So heißt es in Tabellen, zum Beispiel express. Wenn das Feld leer bleibt, wird die ID aus dem Titel gebildet. Später lässt sie sich nicht mehr ändern.
admin-settings-save-and-publish = Speichern und verwenden
admin-settings-publish = Verwenden
admin-settings-publish-text = Ab sofort gilt es.
admin-settings-not-ready = Es kann noch nicht gelten. Bitte kümmern Sie sich zuerst darum:
admin-settings-retire-text = Ab sofort gilt es nicht mehr. In Bestellungen bleibt es. Sie können es jederzeit zurückholen.
admin-settings-bring-back-text = Es gilt sofort wieder, so wie es war.
admin-done-setting-published = Es wird jetzt verwendet.
admin-done-setting-retired = Es ist eingestellt und gilt nicht mehr.

# Stock.
admin-stock = Bestand
admin-stock-adjust = Bestand ändern
admin-detail-stock = { $by }, noch { $left }
admin-detail-stock-limited = begrenzt auf { $units }
admin-detail-stock-unlimited = nicht mehr begrenzt
admin-stock-text = Was verkauft wird, während Sie das hier ausfüllen, wird berücksichtigt. Wenn Sie gezählt haben, geben Sie die gezählte Menge ein: Gebucht wird der Unterschied zur Zahl oben.
admin-stock-option = Option
admin-stock-how = Was ist passiert?
admin-stock-add = Zugang: Es sind Stücke dazugekommen
admin-stock-take = Abgang: Es fehlen Stücke, oder sie sind kaputt
admin-stock-counted = Gezählt: So viele sind da
admin-stock-number = Stück
admin-stock-reason = Grund, für das Personal (optional)
admin-stock-number-wrong = Bitte geben Sie eine ganze Zahl ein, zum Beispiel 5.
admin-stock-too-few = { $left ->
    [0] Es ist keines mehr da, also kann keines abgehen.
    [one] Es ist nur noch eines da, also kann höchstens eines abgehen.
   *[other] Es sind nur noch { $left } da, also können höchstens so viele abgehen.
}
admin-stock-not-limited = Der Bestand dieses Produkts ist nicht begrenzt.
admin-stock-limit = Bestand begrenzen
admin-stock-limit-text = Ab dann wird nicht mehr verkauft, als da ist. Geben Sie ein, was für neue Bestellungen übrig ist, also ohne das, was schon bestellt wurde.
admin-stock-limit-units = Übrig für neue Bestellungen
admin-stock-lift = Unbegrenzt verkaufen
admin-stock-lift-text = Ab dann können Kunden jede Menge bestellen, und der Bestand wird nicht mehr gezählt. Sie können ihn jederzeit wieder begrenzen, auf das, was dann übrig ist.
admin-stock-changed = Es wurde nichts geändert, weil der Bestand nicht mehr so ist, wie das Formular ihn gezeigt hat, oder weil das bei diesem Produkt nicht geht. Hier sehen Sie den jetzigen Stand.
admin-done-stock-adjusted = Der Bestand ist geändert.
admin-done-stock-limited = Der Bestand ist jetzt begrenzt.
admin-done-stock-unlimited = Das Produkt wird jetzt unbegrenzt verkauft.
admin-done-stock-same = Der Bestand ist so, wie Sie ihn gezählt haben. Es wurde nichts geändert.

# Starting with an empty shop.
admin-empty-shop = Mit leerem Laden beginnen
admin-empty-shop-about = Nehmen Sie alle Produkte auf einmal aus dem Verkauf, zum Beispiel die des Beispielladens, und legen Sie Ihre eigenen an.
admin-empty-shop-text = Alle Produkte jeder Art verschwinden sofort aus dem Laden, auch die Entwürfe. Bestellungen, Kunden und die Einstellungen der Website bleiben, wie sie sind.
admin-empty-shop-undo = Es wird nichts gelöscht. Sie können jedes Produkt einzeln zurückholen.
admin-empty-shop-button = Alle Produkte einstellen
admin-done-shop-emptied = Der Laden ist leer. Legen Sie Ihr erstes Produkt an.

# What is wrong with a value.
admin-problem-required = Bitte füllen Sie dieses Feld aus.
admin-problem-too-long = Bitte kürzen Sie das auf höchstens { $max }.
admin-problem-not-an-amount = Bitte geben Sie einen Betrag ein, zum Beispiel 12,90.
admin-problem-not-a-number = Bitte geben Sie eine ganze Zahl ein, zum Beispiel 12.
admin-problem-too-large = Bitte geben Sie höchstens { $max } ein.
admin-problem-not-a-choice = Bitte wählen Sie etwas aus der Liste.
admin-problem-not-a-flag = Bitte antworten Sie mit ja oder nein.
admin-problem-not-a-time = Bitte geben Sie Tag und Uhrzeit ein, zum Beispiel 2026-12-24 18:00.
admin-problem-not-a-color = Bitte geben Sie eine Farbe ein, zum Beispiel #24506b.
admin-problem-unknown-file = Diese Datei liegt nicht im Speicher des Ladens. Bitte laden Sie sie noch einmal hoch.
admin-problem-unknown-picture = Eines der Bilder liegt nicht im Speicher des Ladens oder ist doppelt. Bitte laden Sie es noch einmal hoch.
admin-problem-no-alternative-text = Bitte beschreiben Sie jedes Bild in wenigen Worten, für alle, die es nicht sehen können.
admin-problem-options = Bitte geben Sie jeder Option einen eigenen Namen mit höchstens 60 Zeichen und ohne „=“ und einen Preis, zum Beispiel 12,90, oder keinen.
admin-problem-fixed-options = Die Namen dieser Optionen stehen fest. Bitte lassen Sie sie, wie sie sind.
admin-problem-stock = Bitte geben Sie eine ganze Zahl ein, zum Beispiel 12, oder lassen Sie das Feld leer.
admin-problem-stock-of-options = Dieses Produkt hat Optionen, und jede hat ihren eigenen Bestand. Bitte tragen Sie ihn neben der Option ein, und lassen Sie dieses Feld leer.
admin-problem-no-stock-of-options = Davon ist nur noch eine begrenzte Zahl da. Bitte geben Sie an, wie viele davon jede Option hat. Oder verkaufen Sie das Produkt zuerst unbegrenzt.
admin-problem-taken = Das hat schon ein anderes Produkt. Bitte wählen Sie etwas anderes.
admin-problem-id = Bitte verwenden Sie nur Kleinbuchstaben, Ziffern und Bindestriche, höchstens 60, und beginnen Sie mit einem Buchstaben oder einer Ziffer.
admin-problem-published = Höchstens { $max } können gleichzeitig in Gebrauch sein. Bitte stellen Sie zuerst ein anderes ein.
admin-problem-contrast = Text wäre in dieser Farbe schwer zu lesen. Bitte wählen Sie eine dunklere oder kräftigere.

# Fields that many shops have.
admin-field-title = Titel
admin-field-by = Hersteller
admin-field-text = Text
admin-field-description = Beschreibung
admin-field-pictures = Bilder
admin-field-price = Preis
admin-field-options = Optionen
admin-field-stock = Bestand
admin-field-weight = Gewicht in Gramm
admin-field-file = Datei zum Herunterladen
admin-field-available_from = Im Verkauf ab
admin-field-available_until = Im Verkauf bis
admin-field-email = E-Mail
admin-field-state = Status
