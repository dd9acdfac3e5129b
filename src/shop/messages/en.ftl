# What the shop's own pages say. The goods' titles and descriptions are in the database, in the language they were written in.

shop-language = English
shop-this-page = This page in English
shop-languages = Languages

shop-skip = Skip to content
shop-main = Main
shop-footer = Footer
shop-breadcrumb = Breadcrumb
shop-home = Home
shop-records = Records
shop-prints = Prints
shop-evenings = Evenings
shop-record = Record
shop-print = Print
shop-evening = Evening
shop-claim = A small label, a print studio and a concert room, run by the same six people.
shop-about = About & imprint
shop-promise-prices = All prices in euros, tax included
shop-promise-account = No account needed, ever
shop-promise-trackers = No trackers, no cookie banner

## The front page

home-title = Records, prints and evenings
home-description = A small label, a print studio and a concert room: records to download or on CD, posters pulled by hand, tickets to evenings worth leaving the house for.
home-headline = Records, prints and evenings.
home-lede = We press music, pull posters and fill a small room with people who want to be there. Everything here was made by somebody we can telephone.
home-hear = Hear the records
home-see = See what is on
home-new-records = New records
home-all-records = All records
home-next-evenings = Next evenings
home-all-evenings = All evenings
home-studio = From the print studio
home-all-prints = All prints
home-how = How we work
home-at-once = Yours at once
home-at-once-text = Downloads are ready the moment your payment is. The links stay on your order's page.
home-sent = Sent flat, or rolled, or sung
home-sent-text = CDs and prints leave the studio within two working days. Tickets never leave your telephone.
home-one-price = One price
home-one-price-text = The total that you see is the total that is charged: tax included, no fees on the last page.

## Lists and search

list-page = { $name }, page { $page }
list-sort-by = Sort by
list-sort = Sort
list-sort-newest = Newest first
list-sort-ours = Our order
list-sort-match = Best match
list-sort-title = Title
list-sort-soonest = Date
list-sort-price-up = Price, low to high
list-sort-price-down = Price, high to low
list-kinds = Kinds
list-everything = Everything
list-pages = Pages
list-page-number = Page
list-where = Page { $page } of { $pages }
list-previous = Previous
list-next = Next
list-from = from { $price }
list-records = { $goods } records
list-prints = { $goods } prints
list-evenings = { $goods } evenings

search-title = Search
search-quick = Quick search
search-description = Look for records, prints and evenings by title, by who made them, or by what they are about.
search-label = What are you looking for?
search-results = { $count ->
    [one] { $shown } result
   *[other] { $shown } results
}
search-found = “{ $words }”: { $results }
search-more = These are the first of more than a thousand. Another word finds fewer.
search-heading = Results
search-nothing = Nothing is here.
search-nothing-called = Nothing is called “{ $words }”.
search-nothing-text = A part of a word is enough, and fewer words find more. Or see what there is:
search-everywhere = Look for it in everything we have

## Records

records-description = Piano, jazz, folk, drones and one very straight road: every record on our label, to download or on CD.
records-lede = Everything on the label, newest favourites first. To download, or on a disc with a spine.
record-by = { $title } by { $artist }
record-cover = Cover of { $title }
record-ways = Ways to buy it
record-download = Download
record-download-detail = WAV, { $allowance }
record-cd = CD
record-cd-detail = Card sleeve, printed in our studio. Ships.
record-tracks = Tracks
record-released = Released
record-playing-time = Playing time
record-playing = { $minutes } min, { $tracks } tracks
record-what = What you get
record-what-any = With the download, a WAV file without copy protection, as often as you like, for as long as we are here.
record-what-some = With the download, a WAV file without copy protection, ready at once: { $allowance }. Broken transfers can be resumed.
record-more = More records
record-category = Music
allowance-any = any number of downloads
allowance-times = { $times ->
    [one] one download
   *[other] { $times } downloads
}
allowance-within = { $times } within { $days } days

## Prints

prints-description = Screen prints, risographs and linocuts in three sizes, printed by hand in our own studio.
prints-lede = Pulled by hand in the studio behind the shop, in editions that end. Three sizes each.
print-by = { $title }, a print by { $designer }
print-picture = The poster { $title }
print-sizes = Sizes
print-technique = Technique
print-paper = Paper
print-what = What you get
print-what-text = The print, unframed, rolled in tissue in a tube that has never been crushed yet.
print-more = More prints
print-category = Art print

## Evenings

evenings-description = Concerts, workshops and listening sessions in a small room by the harbour: dates, seats and tickets.
evenings-lede = Small rooms, few seats, no support act. What is on, in the order in which it happens.
evenings-none = Nothing is on sale at the moment.
evening-over = Online sales for this evening have ended.
evening-seat = One seat
evening-seat-detail = Free choice of seats. By e-mail, nothing to print.
evening-picture = Ticket for { $title }
evening-seats = Seats
evening-when = When
evening-when-text = { $day }, { $time }; about { $minutes } minutes
evening-where = Where
evening-room = Seats in the room
evening-what = What you get
evening-what-text = Your name on the list at the door. Doors open half an hour before.
evening-more = More evenings
evening-category = Event ticket

stock-none = Sold out
stock-few = Only { $left } left

## The store's pages

page-basket = Basket
page-basket-description = What you have put into your basket, and what it costs.
page-checkout-wrong = Please check: Checkout
page-checkout-description = One page: your address, how it is sent, how you pay, and the total.
page-your-order-description = How your order stands, and what there is to download.
page-your-download-description = A file that you have bought.
page-your-basket = Your basket
page-checkout = Checkout
page-your-order = Your order
page-your-download = Your download

## About

about-description = Who we are, how we send things, what happens when something goes wrong, and what we do not collect.
about-us = About us
about-lede = { $shop } is a label, a print studio and a concert room in the same old rope works by the harbour of Vesper.
about-invented = None of it exists. This is the demonstration shop of a program called Pannier: the musicians, the printers and the harbour are invented, the pictures and the sounds are made by the program itself. The basket, the checkout, the payment and the downloads are real code, and the sandbox gateway takes no money.
about-sending = Sending things
about-sending-text = Downloads are active as soon as the payment is confirmed; the links stay on the page of your order. CDs and prints are packed within two working days. Tickets are names on a list.
about-wrong = When something goes wrong
about-wrong-text = A print that arrives with a crease is replaced. A download that ran out of attempts is granted again: write to us with your order number. An evening that is called off is paid back in full, without your asking.
about-know = What we know about you
about-know-text = One cookie, set when you first put something into the basket, so that it is still there tomorrow. Your address if something has to be sent to it. Nothing is measured, nothing is shared, and there is no account to close.
about-imprint = Imprint

## Trouble

trouble-not-found = Not found
trouble-not-found-head = There is nothing on this shelf.
trouble-not-found-text = The page has moved, or was never here. The rest of the shop is where it was.
trouble-not-found-description = There is nothing at this address.
trouble-wrong-description = The shop cannot answer now.
trouble-gone = Gone
trouble-gone-head = We do not have this any more.
trouble-gone-text = It was here once, and has left the shop for good. What is like it may still be here.
trouble-wrong = Something went wrong
trouble-wrong-head = Something went wrong on our side.
trouble-wrong-text = Nothing was changed and nothing was charged. Please try again in a moment.
trouble-front-page = Go to the front page

## Ways to ship, by their ids

shipping-standard = Standard
shipping-tracked = Tracked parcel
shipping-tube = Rolled, in a tube
shipping-pick-up = Pick-up at the shop in Berlin

## Goods, as a line of a basket or an order calls them

goods-download = { $title } (download)
goods-cd = { $title } (CD)
goods-print = { $title } (print, { $size })
goods-ticket = { $title } (ticket, { $day } { $month }, { $time })
