shop-language = Deutsch
shop-this-page = Diese Seite auf Deutsch
shop-languages = Sprachen

shop-skip = Zum Inhalt
shop-main = Hauptmenü
shop-footer = Fußzeile
shop-breadcrumb = Navigationspfad
shop-home = Startseite
shop-preview = Das ist eine Vorschau. Ihre Kunden sehen diese Seite nur, solange sie veröffentlicht ist.
shop-records = Platten
shop-prints = Drucke
shop-evenings = Abende
shop-things = Dinge
shop-record = Platte
shop-print = Druck
shop-evening = Abend
shop-thing = Ding
shop-claim = Ein kleines Label, eine Druckwerkstatt und ein Konzertraum, betrieben von denselben sechs Leuten.
shop-about = Über uns & Impressum
shop-promise-prices = { $currency ->
    [EUR] Alle Preise in Euro inkl. MwSt., zzgl. Versand
   *[other] Alle Preise in { $currency } inkl. MwSt., zzgl. Versand
}
shop-promise-prices-untaxed = { $currency ->
    [EUR] Alle Preise in Euro, zzgl. Versand
   *[other] Alle Preise in { $currency }, zzgl. Versand
}
shop-promise-account = Kein Kundenkonto nötig
shop-promise-trackers = Kein Tracking, kein Cookie-Banner

## The front page

home-title = Platten, Drucke und Abende
home-description = Ein kleines Label, eine Druckwerkstatt und ein Konzertraum: Platten zum Herunterladen oder auf CD, von Hand gezogene Plakate, Karten für Abende, für die man gern das Haus verlässt.
home-headline = Platten, Drucke und Abende.
home-lede = Wir pressen Musik, ziehen Plakate und füllen einen kleinen Raum mit Leuten, die dort sein wollen. Alles hier hat jemand gemacht, den wir anrufen können.
home-hear = Platten entdecken
home-see = Zum Programm
home-new-records = Neue Platten
home-all-records = Alle Platten
home-next-evenings = Die nächsten Abende
home-all-evenings = Alle Abende
home-studio = Aus der Druckwerkstatt
home-all-prints = Alle Drucke
home-things = Aus unseren Regalen
home-all-things = Alle Dinge
home-how = Wie wir arbeiten
home-at-once = Sofort verfügbar
home-at-once-text = Downloads sind bereit, sobald Sie bezahlt haben. Die Links bleiben auf der Seite Ihrer Bestellung.
home-sent = Flach, gerollt oder gesungen
home-sent-text = CDs und Drucke verlassen die Werkstatt innerhalb von zwei Werktagen. Karten bleiben auf Ihrem Telefon.
home-one-price = Ein Preis
home-one-price-text = Die Summe, die Sie sehen, ist die Summe, die Sie zahlen: inkl. MwSt., ohne Gebühren auf der letzten Seite.
home-one-price-text-untaxed = Die Summe, die Sie sehen, ist die Summe, die Sie zahlen: ohne Gebühren auf der letzten Seite.

## The front page of a shop that sells neither records nor prints nor evenings

home-plain-title = Willkommen
home-plain-description = { $shop }: Stöbern Sie im Shop, und bestellen Sie ohne Kundenkonto.
home-plain-lede = Sehen Sie sich um. Bestellen können Sie ohne Kundenkonto.
home-empty = Hier gibt es noch nichts zu kaufen. Schauen Sie bald wieder vorbei.

## Lists and search

list-page = { $name }, Seite { $page }
list-sort-by = Sortieren nach
list-sort = Sortieren
list-sort-newest = Neueste zuerst
list-sort-ours = Empfohlen
list-sort-match = Beste Treffer
list-sort-title = Titel
list-sort-soonest = Datum
list-sort-price-up = Preis, aufsteigend
list-sort-price-down = Preis, absteigend
list-kinds = Kategorien
list-everything = Alle
list-pages = Seiten
list-page-number = Seite
list-where = Seite { $page } von { $pages }
list-previous = Zurück
list-next = Weiter
list-from = ab { $price }
list-records = { $count } Platten
list-prints = { $count } Drucke
list-evenings = { $count } Abende
list-things = { $count } Dinge

search-title = Suche
search-quick = Schnellsuche
search-description = Den Shop durchsuchen: nach Titel, Hersteller oder Thema.
search-label = Was suchen Sie?
search-results = { $count ->
    [one] { $shown } Treffer
   *[other] { $shown } Treffer
}
search-found = „{ $words }“: { $results }
search-more = Das sind die ersten von mehr als tausend Treffern. Ein weiteres Wort grenzt die Suche ein.
search-heading = Treffer
search-nothing = Keine Treffer.
search-nothing-called = Keine Treffer für „{ $words }“.
search-nothing-text = Versuchen Sie es mit einem Wortteil oder mit weniger Wörtern. Oder stöbern Sie im Shop:
search-everywhere = Im ganzen Shop suchen

## Records

records-description = Klavier, Jazz, Folk, Drones und eine sehr gerade Straße: alle Platten unseres Labels, zum Herunterladen oder auf CD.
records-lede = Alles auf unserem Label, die neuesten Lieblinge zuerst. Als Download oder auf CD.
record-by = { $title } von { $artist }
record-cover = Cover von { $title }
record-ways = Formate
record-download = Download
record-download-detail = { $type }, { $allowance }
record-cd = CD
record-cd-detail = Kartonhülle, in unserer Werkstatt gedruckt. Kommt per Post.
record-tracks = Stücke
record-released = Erschienen
record-playing-time = Spielzeit
record-playing = { $minutes } Min., { $tracks } Stücke
record-what = Das bekommen Sie
record-what-any = Als Download eine Datei ({ $type }) ohne Kopierschutz, so oft Sie möchten und solange es uns gibt.
record-what-some = Als Download eine Datei ({ $type }) ohne Kopierschutz, sofort verfügbar: { $allowance }. Unterbrochene Downloads lassen sich fortsetzen oder wiederholen.
record-what-disc = Die CD in ihrer Kartonhülle.
record-none = Diese Platte ist noch nicht im Verkauf.
record-more = Weitere Platten
record-category = Musik
allowance-any = beliebig viele Downloads
allowance-times = { $times ->
    [one] ein Download
   *[other] { $times } Downloads
}
allowance-within = { $times } innerhalb von { $days } Tagen

## Prints

prints-description = Siebdrucke, Risographien und Linolschnitte in drei Größen, in unserer eigenen Werkstatt von Hand gedruckt.
prints-lede = Von Hand gezogen in der Werkstatt hinter dem Laden, in begrenzter Auflage. Je drei Größen, und drei Drucke zum Preis von zweien.
print-by = { $title }, ein Druck von { $designer }
print-picture = Das Plakat { $title }
print-sizes = Größen
print-technique = Technik
print-paper = Papier
print-what = Das bekommen Sie
print-what-text = Den Druck, ungerahmt, in Seidenpapier gerollt, in einer Röhre, die bisher noch jede Reise überstanden hat.
print-more = Weitere Drucke
print-category = Kunstdruck

## Evenings

evenings-description = Konzerte, Workshops und Hörabende in einem kleinen Raum am Hafen: Termine, Plätze und Karten.
evenings-lede = Kleine Räume, wenige Plätze, keine Vorgruppe. Alle Termine, der nächste zuerst.
evenings-none = Zurzeit sind keine Karten im Verkauf.
evening-over = Der Onlineverkauf für diesen Abend ist beendet.
evening-seat = Ein Platz
evening-seat-detail = Freie Platzwahl. Per E-Mail, kein Ausdruck nötig.
evening-picture = Karte für { $title }
evening-seats = Plätze
evening-when = Wann
evening-when-text = { $day }, { $time } Uhr; etwa { $minutes } Minuten
evening-where = Wo
evening-room = Plätze im Raum
evening-what = Das bekommen Sie
evening-what-text = Ihren Namen auf der Gästeliste. Einlass ist eine halbe Stunde vor Beginn.
evening-more = Weitere Abende
evening-category = Eintrittskarte

## Things

things-description = Dinge zum Benutzen, Verschenken und Behalten: alles, was es sonst in unserem Shop gibt.
things-lede = Zum Benutzen, Verschenken und Behalten.
things-none = Zurzeit gibt es hier nichts zu kaufen.
thing-by = { $title } von { $by }
thing-picture = Eine Zeichnung zu { $title }
thing-options = Ausführungen
thing-piece = Ein Stück
thing-sent = Kommt per Post.
thing-file = Ein Download, verfügbar, sobald Sie bezahlt haben.
thing-sent-and-file = Kommt per Post, mit einem Download, der verfügbar ist, sobald Sie bezahlt haben.
thing-not-sent = Ohne Versand.
thing-weight = Gewicht
thing-grams = { $grams } g
thing-more = Weitere Dinge
thing-category = Waren

stock-none = Ausverkauft
stock-few = Nur noch { $left } verfügbar

## The store's pages

page-basket = Warenkorb
page-basket-description = Die Artikel in Ihrem Warenkorb und ihre Summe.
page-checkout-wrong = Fehler: Kasse
page-checkout-description = Adresse, Versand, Zahlung und Gesamtsumme auf einer Seite.
page-your-order-description = Der Stand Ihrer Bestellung und Ihre Downloads.
page-your-download-description = Eine Datei, die Sie gekauft haben.
page-withdraw-description = Einen Vertrag widerrufen, ohne einen Grund anzugeben.
page-your-basket = Ihr Warenkorb
page-checkout = Kasse
page-your-order = Ihre Bestellung
page-your-download = Ihr Download
page-withdraw = Vertrag widerrufen

## About

about-description = Wer wir sind, wie wir versenden, was wir bei Problemen tun und welche Daten wir nicht sammeln.
about-us = Über uns
about-lede = { $shop } ist ein Label, eine Druckwerkstatt und ein Konzertraum in derselben alten Seilerei am Hafen von Vesper.
about-invented = Nichts davon gibt es. Dies ist der Demo-Shop eines Programms namens Pannier: Die Musiker, die Drucker und der Hafen sind erfunden, die Bilder und die Klänge macht das Programm selbst. Warenkorb, Kasse, Zahlung und Downloads sind echter Code, und bei der Testzahlung fließt kein Geld.
about-sending = Versand
about-sending-text = Downloads sind verfügbar, sobald Ihre Zahlung bestätigt ist; die Links bleiben auf der Seite Ihrer Bestellung. CDs und Drucke verpacken wir innerhalb von zwei Werktagen. Was der Versand kostet, zeigt die Kasse, bevor Sie bezahlen. Karten sind Namen auf einer Liste.
about-wrong = Wenn etwas nicht stimmt
about-wrong-text = Kommt ein Druck mit einem Knick an, ersetzen wir ihn. Sind Ihre Downloads verbraucht, schreiben Sie uns mit Ihrer Bestellnummer: Wir schalten sie wieder frei. Fällt ein Abend aus, erstatten wir Ihnen den vollen Preis, ohne dass Sie fragen müssen.
about-know = Was wir über Sie wissen
about-know-text = Ein Cookie, gesetzt, wenn Sie zum ersten Mal etwas in den Warenkorb legen, damit es morgen noch da ist. Ihre Adresse, wenn wir Ihnen etwas schicken. Wir messen nichts und geben nichts weiter, und es gibt kein Konto, das man schließen müsste.
about-imprint = Impressum

## Pages that the law may ask for, as soon as the owner has written them

legal-imprint = Impressum
legal-terms = AGB
legal-withdrawal = Widerrufsbelehrung
legal-withdrawal-read = Widerrufsbelehrung (öffnet einen neuen Tab)
legal-privacy = Datenschutz
legal-description = { $name } von { $shop }.

## The settings of the shop, in the admin

kind-site = Shop-Einstellungen
kind-site-one = Shop-Einstellungen
field-site-shop_name = Name des Shops
field-site-tagline = Kurzbeschreibung in der Fußzeile
field-site-email = E-Mail-Adresse für Kunden
field-site-accent = Akzentfarbe
field-site-accent_dark = Akzentfarbe im Dunkelmodus (leer: ein hellerer Ton)
field-site-home_title = Überschrift der Startseite
field-site-home_text = Text darunter
field-site-about = Über uns
field-site-about-hint = Reiner Text: Eine leere Zeile beginnt einen neuen Absatz. Markdown und HTML erscheinen so, wie Sie sie eingeben.
field-site-imprint = Impressum
field-site-imprint-hint = Fehlt der Text in einer Sprache, sehen Kunden ihn in der ersten Sprache, die ihn hat. Reiner Text: Eine leere Zeile beginnt einen neuen Absatz. Markdown und HTML erscheinen so, wie Sie sie eingeben.
field-site-terms = AGB
field-site-terms-hint = Sobald es AGB gibt, müssen Kunden ihnen an der Kasse mit einem Häkchen zustimmen. Sie sind dort und in der Fußzeile verlinkt, werden mit jeder Bestellung aufbewahrt und hängen an der Bestellbestätigung. Fehlt der Text in einer Sprache, sehen Kunden ihn in der ersten Sprache, die ihn hat. Reiner Text: Eine leere Zeile beginnt einen neuen Absatz. Markdown und HTML erscheinen so, wie Sie sie eingeben.
field-site-withdrawal = Widerrufsbelehrung
field-site-withdrawal-hint = Sobald es eine gibt, ist sie an der Kasse und in der Fußzeile verlinkt, wird mit jeder Bestellung aufbewahrt und hängt an der Bestellbestätigung. Ein Häkchen ist dafür nicht nötig. Fehlt der Text in einer Sprache, sehen Kunden ihn in der ersten Sprache, die ihn hat. Reiner Text: Eine leere Zeile beginnt einen neuen Absatz. Markdown und HTML erscheinen so, wie Sie sie eingeben.
field-site-privacy = Datenschutzerklärung
field-site-privacy-hint = Fehlt der Text in einer Sprache, sehen Kunden ihn in der ersten Sprache, die ihn hat. Reiner Text: Eine leere Zeile beginnt einen neuen Absatz. Markdown und HTML erscheinen so, wie Sie sie eingeben.
site-not-an-email = Das sieht nicht nach einer E-Mail-Adresse aus. Bitte prüfen Sie sie oder lassen Sie das Feld leer.

## Errors

trouble-not-found = Seite nicht gefunden
trouble-not-found-head = Diese Seite gibt es nicht.
trouble-not-found-text = Vielleicht ist sie umgezogen, oder in der Adresse ist ein Tippfehler. Der Rest des Shops ist da, wo er war.
trouble-not-found-description = Diese Seite gibt es nicht.
trouble-wrong-description = Der Shop ist gerade nicht erreichbar.
trouble-gone = Nicht mehr erhältlich
trouble-gone-head = Das haben wir nicht mehr.
trouble-gone-text = Es wird nicht mehr verkauft. Vielleicht finden Sie hier etwas Ähnliches.
trouble-wrong = Etwas ist schiefgegangen
trouble-wrong-head = Bei uns ist etwas schiefgegangen.
trouble-wrong-text = Es wurde nichts geändert und nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.
trouble-front-page = Zur Startseite

## What the checkout asks for, by id

checkout-field-phone = Telefonnummer
checkout-field-phone-hint = Der Zusteller braucht sie für Pakete in dieses Land.
checkout-field-terms = Ich habe die AGB gelesen und stimme ihnen zu.

## Promotions, by id

promotion-three-for-two = Drei Drucke zum Preis von zweien
promotion-free-shipping = Versandkostenfrei ab 100 €

## Items, as baskets and orders name them

product-download = { $title } (Download)
product-cd = { $title } (CD)
product-print = { $title } (Druck, { $size })
product-option = { $title } ({ $option })
product-ticket = { $title } (Karte, { $day }. { $month }, { $time })

## What the staff edit of a thing

kind-product = Dinge
kind-product-one = Ding
field-product-title = Titel
field-product-by = Hersteller
field-product-text = Beschreibung
field-product-pictures = Bilder
field-product-price = Preis
field-product-options = Ausführungen, etwa Farben oder Größen
field-product-stock = Bestand
field-product-weight = Gewicht in Gramm, mit Verpackung; leer, wenn nichts versandt wird
field-product-file = Datei zum Herunterladen
field-product-available_from = Im Verkauf ab
field-product-available_until = Im Verkauf bis
field-product-tax_class = Steuerklasse
field-product-tax_class-hint = Wählen Sie nur dort etwas anderes, wo ein anderer Satz gilt, etwa für Bücher.
field-product-tax_class-empty = Ware, oder digitale Leistung bei einem Download
field-product-tax_class-goods = Waren
field-product-tax_class-digital = Digitale Leistung
field-product-tax_class-book = Buch
field-product-tax_class-ebook = E-Book
field-product-tax_class-voucher = Gutschein für alles im Shop
thing-ends-too-early = Das liegt vor dem Beginn des Verkaufs. Geben Sie ein späteres Ende oder einen früheren Beginn ein.

## What the staff edit of shipping

kind-shipping = Versand
kind-shipping-one = Versandtarif
field-shipping-title = Name, wie ihn die Kasse zeigt
field-shipping-title-hint = Tarife mit demselben Namen sind an der Kasse eine Auswahl: Gewichtsstufen und Preise für verschiedene Länder.
field-shipping-way = Wofür er gilt
field-shipping-way-hint = Die meisten Produkte werden flach verpackt, im Karton oder im Umschlag. Große Drucke werden gerollt, in einer Versandrolle.
field-shipping-way-all = Versand von allem
field-shipping-way-flat = Versand von allem, was nicht gerollt wird
field-shipping-way-rolled = Versand von allem, was gerollt wird, etwa große Drucke
field-shipping-way-pick-up = Abholung
field-shipping-place = Adresse des Abholorts
field-shipping-place-hint = Nur bei Abholung. Die Kasse zeigt sie hinter dem Namen.
field-shipping-countries = Länder
field-shipping-countries-hint = Länderkürzel, etwa DE, AT, NL. Leer für jedes Land, das kein anderer Tarif mit diesem Namen nennt.
field-shipping-countries-empty = Alle anderen
field-shipping-up_to = Bis zu diesem Gewicht, in Gramm
field-shipping-up_to-hint = Das Gewicht aller Artikel im Paket. Leer, wenn es auf das Gewicht nicht ankommt.
field-shipping-up_to-empty = Beliebig
field-shipping-price = Preis
field-shipping-free_from = Kostenlos, wenn die Artikel mindestens so viel kosten
field-shipping-days_from = Werktage, mindestens
field-shipping-days_until = Werktage, höchstens
field-shipping-position = Platz in der Liste an der Kasse
field-shipping-position-hint = Die kleinste Zahl steht vorn und ist vorausgewählt. Tarife ohne Zahl kommen zuletzt.
rate-problem-countries = Geben Sie die zwei Buchstaben jedes Landes ein, etwa DE, AT, NL.
rate-problem-place = Nur bei Abholung gibt es einen Ort. Lassen Sie das Feld leer, oder wählen Sie „Abholung“.
rate-problem-free-from = Ab 0 wäre der Versand immer kostenlos. Geben Sie einen größeren Betrag ein, oder lassen Sie das Feld leer und setzen Sie den Preis auf 0.
rate-problem-days = Höchstens kann nicht weniger sein als mindestens. Geben Sie dieselbe Zahl oder eine größere ein.

## What the staff edit, by kind and field

kind-album = Platten
kind-album-one = Platte
field-album-title = Titel
field-album-artist = Interpret
field-album-year = Jahr
field-album-genre = Genre
field-album-description = Beschreibung
field-album-tracks = Stücke: eines pro Zeile, etwa 4:07 Low Water
field-album-price = Preis des Downloads
field-album-file = Datei des Downloads
field-album-downloads = Downloads pro Bestellung
field-album-download_days = Tage für den Download
field-album-cd_price = Preis der CD
field-album-cd_weight = Gewicht der CD in Gramm
field-album-available_from = Im Verkauf ab
album-problem-track = Schreiben Sie ein Stück pro Zeile: die Länge, ein Leerzeichen und den Titel, etwa 4:07 Low Water.
album-problem-free-cd = Eine CD kann nicht kostenlos sein. Geben Sie ihren Preis ein, oder lassen Sie Preis und Gewicht leer, wenn es keine CD gibt.

kind-poster = Drucke
kind-poster-one = Druck
field-poster-title = Titel
field-poster-designer = Gestaltung
field-poster-technique = Technik
field-poster-paper = Papier
field-poster-description = Beschreibung
field-poster-prints = Größen und Preise
field-poster-stock = Bestand
poster-problem-size = Wir versenden diese Größen: A4, A3, A2 und 50 × 70. Wählen Sie eine davon.
poster-problem-price = Jede Größe braucht einen Preis, etwa A3 = 19.00.

kind-ticket = Abende
kind-ticket-one = Abend
field-ticket-title = Titel
field-ticket-performer = Auftretende
field-ticket-starts_at = Beginn
field-ticket-starts_at-hint = Nach der Uhr am Veranstaltungsort.
field-ticket-minutes = Dauer in Minuten
field-ticket-venue = Veranstaltungsort
field-ticket-street = Straße
field-ticket-city = Stadt
field-ticket-country = Länderkürzel
field-ticket-description = Beschreibung
field-ticket-price = Preis eines Platzes
field-ticket-seats = Plätze im Saal
field-ticket-stock = Plätze im Verkauf
field-ticket-available_from = Im Verkauf ab
ticket-problem-country = Geben Sie die zwei Buchstaben des Landes ein, etwa NL.
