shop-language = Deutsch
shop-this-page = Diese Seite auf Deutsch
shop-languages = Sprachen

shop-skip = Zum Inhalt
shop-main = Hauptmenü
shop-footer = Fußzeile
shop-breadcrumb = Brotkrumen
shop-home = Startseite
shop-records = Platten
shop-prints = Drucke
shop-evenings = Abende
shop-record = Platte
shop-print = Druck
shop-evening = Abend
shop-claim = Ein kleines Label, eine Druckwerkstatt und ein Konzertraum, betrieben von denselben sechs Leuten.
shop-about = Über uns & Impressum
shop-promise-prices = Alle Preise in Euro, einschließlich Steuer
shop-promise-account = Nie ein Konto nötig
shop-promise-trackers = Keine Überwachung, kein Cookie-Banner

## The front page

home-title = Platten, Drucke und Abende
home-description = Ein kleines Label, eine Druckwerkstatt und ein Konzertraum: Platten zum Herunterladen oder auf CD, von Hand gezogene Plakate, Karten für Abende, für die man gern das Haus verlässt.
home-headline = Platten, Drucke und Abende.
home-lede = Wir pressen Musik, ziehen Plakate und füllen einen kleinen Raum mit Leuten, die dort sein wollen. Alles hier hat jemand gemacht, den wir anrufen können.
home-hear = Die Platten hören
home-see = Was ansteht
home-new-records = Neue Platten
home-all-records = Alle Platten
home-next-evenings = Die nächsten Abende
home-all-evenings = Alle Abende
home-studio = Aus der Druckwerkstatt
home-all-prints = Alle Drucke
home-how = Wie wir arbeiten
home-at-once = Sofort Ihres
home-at-once-text = Downloads sind bereit, sobald die Zahlung da ist. Die Links bleiben auf der Seite Ihrer Bestellung.
home-sent = Flach, gerollt oder gesungen
home-sent-text = CDs und Drucke verlassen die Werkstatt innerhalb von zwei Werktagen. Karten verlassen nie Ihr Telefon.
home-one-price = Ein Preis
home-one-price-text = Die Summe, die Sie sehen, ist die, die abgebucht wird: einschließlich Steuer, ohne Gebühren auf der letzten Seite.

## Lists and search

list-page = { $name }, Seite { $page }
list-sort-by = Sortieren nach
list-sort = Sortieren
list-sort-newest = Neueste zuerst
list-sort-ours = Unsere Reihenfolge
list-sort-match = Was am besten passt
list-sort-title = Titel
list-sort-soonest = Datum
list-sort-price-up = Preis, aufsteigend
list-sort-price-down = Preis, absteigend
list-kinds = Arten
list-everything = Alles
list-pages = Seiten
list-page-number = Seite
list-where = Seite { $page } von { $pages }
list-previous = Zurück
list-next = Weiter
list-from = ab { $price }
list-records = { $goods } Platten
list-prints = { $goods } Drucke
list-evenings = { $goods } Abende

search-title = Suche
search-quick = Schnellsuche
search-description = Platten, Drucke und Abende finden: nach dem Titel, nach denen, die sie gemacht haben, oder danach, wovon sie handeln.
search-label = Was suchen Sie?
search-results = { $count ->
    [one] { $shown } Treffer
   *[other] { $shown } Treffer
}
search-found = „{ $words }“: { $results }
search-more = Das sind die ersten von mehr als tausend. Mit einem Wort mehr werden es weniger.
search-heading = Treffer
search-nothing = Hier ist nichts.
search-nothing-called = Nichts heißt „{ $words }“.
search-nothing-text = Ein Teil eines Wortes genügt, und weniger Wörter finden mehr. Oder sehen Sie, was da ist:
search-everywhere = In allem suchen, was wir haben

## Records

records-description = Klavier, Jazz, Folk, Drones und eine sehr gerade Straße: alle Platten unseres Labels, zum Herunterladen oder auf CD.
records-lede = Alles auf dem Label, die neuesten Lieblinge zuerst. Zum Herunterladen oder auf einer Scheibe mit Rücken.
record-by = { $title } von { $artist }
record-cover = Cover von { $title }
record-ways = So können Sie sie kaufen
record-download = Download
record-download-detail = WAV, { $allowance }
record-cd = CD
record-cd-detail = Kartonhülle, in unserer Werkstatt gedruckt. Kommt mit der Post.
record-tracks = Stücke
record-released = Erschienen
record-playing-time = Spielzeit
record-playing = { $minutes } Min., { $tracks } Stücke
record-what = Was Sie bekommen
record-what-any = Zum Download eine WAV-Datei ohne Kopierschutz, so oft Sie möchten und solange es uns gibt.
record-what-some = Zum Download eine WAV-Datei ohne Kopierschutz, sofort bereit: { $allowance }. Was abbricht, geht dort weiter.
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
prints-lede = Von Hand gezogen in der Werkstatt hinter dem Laden, in Auflagen, die enden. Je drei Größen.
print-by = { $title }, ein Druck von { $designer }
print-picture = Das Plakat { $title }
print-sizes = Größen
print-technique = Technik
print-paper = Papier
print-what = Was Sie bekommen
print-what-text = Den Druck, ungerahmt, in Seidenpapier gerollt, in einer Röhre, die noch nie zerdrückt wurde.
print-more = Weitere Drucke
print-category = Kunstdruck

## Evenings

evenings-description = Konzerte, Werkstätten und Hörabende in einem kleinen Raum am Hafen: Termine, Plätze und Karten.
evenings-lede = Kleine Räume, wenige Plätze, keine Vorgruppe. Was ansteht, in der Reihenfolge, in der es geschieht.
evenings-none = Zurzeit ist nichts im Verkauf.
evening-over = Der Verkauf für diesen Abend ist beendet.
evening-seat = Ein Platz
evening-seat-detail = Freie Platzwahl. Per E-Mail, nichts zu drucken.
evening-picture = Karte für { $title }
evening-seats = Plätze
evening-when = Wann
evening-when-text = { $day }, { $time } Uhr; etwa { $minutes } Minuten
evening-where = Wo
evening-room = Plätze im Raum
evening-what = Was Sie bekommen
evening-what-text = Ihren Namen auf der Liste an der Tür. Einlass ist eine halbe Stunde vorher.
evening-more = Weitere Abende
evening-category = Eintrittskarte

stock-none = Ausverkauft
stock-few = Nur noch { $left } da

## The store's pages

page-basket = Warenkorb
page-basket-description = Was in Ihrem Warenkorb liegt, und was es kostet.
page-checkout-wrong = Bitte prüfen: Kasse
page-checkout-description = Eine Seite: Ihre Adresse, der Versand, die Zahlung und die Summe.
page-your-order-description = Wie es um Ihre Bestellung steht, und was es herunterzuladen gibt.
page-your-download-description = Eine Datei, die Sie gekauft haben.
page-your-basket = Ihr Warenkorb
page-checkout = Kasse
page-your-order = Ihre Bestellung
page-your-download = Ihr Download

## About

about-description = Wer wir sind, wie wir verschicken, was geschieht, wenn etwas schiefgeht, und was wir nicht sammeln.
about-us = Über uns
about-lede = { $shop } ist ein Label, eine Druckwerkstatt und ein Konzertraum in derselben alten Seilerei am Hafen von Vesper.
about-invented = Nichts davon gibt es. Dies ist der Vorführladen eines Programms namens Pannier: Die Musiker, die Drucker und der Hafen sind erfunden, die Bilder und die Klänge macht das Programm selbst. Warenkorb, Kasse, Zahlung und Downloads sind echter Code, und die Sandkasten-Zahlung nimmt kein Geld.
about-sending = Verschicken
about-sending-text = Downloads sind bereit, sobald die Zahlung bestätigt ist; die Links bleiben auf der Seite Ihrer Bestellung. CDs und Drucke werden innerhalb von zwei Werktagen gepackt. Karten sind Namen auf einer Liste.
about-wrong = Wenn etwas schiefgeht
about-wrong-text = Ein Druck, der mit einem Knick ankommt, wird ersetzt. Ein Download, dessen Versuche verbraucht sind, wird erneuert: Schreiben Sie uns mit Ihrer Bestellnummer. Ein Abend, der ausfällt, wird ganz erstattet, ohne dass Sie fragen müssen.
about-know = Was wir über Sie wissen
about-know-text = Ein Cookie, gesetzt, wenn Sie zum ersten Mal etwas in den Warenkorb legen, damit es morgen noch da ist. Ihre Adresse, wenn etwas dorthin geschickt werden muss. Nichts wird gemessen, nichts weitergegeben, und es gibt kein Konto, das man schließen müsste.
about-imprint = Impressum

## Trouble

trouble-not-found = Nicht gefunden
trouble-not-found-head = In diesem Regal steht nichts.
trouble-not-found-text = Die Seite ist umgezogen oder war nie hier. Der Rest des Ladens ist, wo er war.
trouble-not-found-description = An dieser Adresse ist nichts.
trouble-wrong-description = Der Shop kann jetzt nicht antworten.
trouble-gone = Nicht mehr da
trouble-gone-head = Das haben wir nicht mehr.
trouble-gone-text = Es war einmal hier und hat den Laden endgültig verlassen. Ähnliches ist vielleicht noch da.
trouble-wrong = Etwas ist schiefgegangen
trouble-wrong-head = Bei uns ist etwas schiefgegangen.
trouble-wrong-text = Nichts wurde geändert und nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.
trouble-front-page = Zur Startseite

## Ways to ship, by their ids

shipping-standard = Standardversand
shipping-tracked = Paket mit Sendungsverfolgung
shipping-tube = Gerollt in einer Röhre
shipping-pick-up = Abholung im Laden in Berlin

## Waren, wie eine Zeile im Warenkorb oder in einer Bestellung sie nennt

goods-download = { $title } (Download)
goods-cd = { $title } (CD)
goods-print = { $title } (Druck, { $size })
goods-ticket = { $title } (Karte, { $day }. { $month }, { $time })
