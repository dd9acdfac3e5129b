# Texts of the shop's own pages. Titles and descriptions of items are in the database.

shop-language = English
shop-this-page = This page in English
shop-languages = Languages

shop-skip = Skip to content
shop-main = Main
shop-footer = Footer
shop-breadcrumb = Breadcrumb
shop-home = Home
shop-preview = This is a preview. Shoppers see this page only while it is published.
shop-records = Records
shop-prints = Prints
shop-evenings = Evenings
shop-things = Things
shop-record = Record
shop-print = Print
shop-evening = Evening
shop-thing = Thing
shop-claim = A small label, a print studio and a concert room, run by the same six people.
shop-about = About & legal notice
shop-promise-prices = { $currency ->
    [EUR] All prices in euros, tax included, plus shipping
   *[other] All prices in { $currency }, tax included, plus shipping
}
shop-promise-prices-untaxed = { $currency ->
    [EUR] All prices in euros, plus shipping
   *[other] All prices in { $currency }, plus shipping
}
shop-promise-account = No account needed, ever
shop-promise-trackers = No trackers, no cookie banner

## The front page

home-title = Records, prints and evenings
home-description = A small label, a print studio and a concert room: records to download or on CD, posters pulled by hand, tickets to evenings worth leaving the house for.
home-headline = Records, prints and evenings.
home-lede = We press music, pull posters and fill a small room with people who want to be there. Everything here was made by someone we can phone.
home-hear = Browse records
home-see = See what's on
home-new-records = New records
home-all-records = All records
home-next-evenings = Next evenings
home-all-evenings = All evenings
home-studio = From the print studio
home-all-prints = All prints
home-things = From our shelves
home-all-things = All things
home-how = How we work
home-at-once = Yours right away
home-at-once-text = Downloads are ready as soon as you've paid. The links stay on your order page.
home-sent = Sent flat, or rolled, or sung
home-sent-text = CDs and prints leave the studio within two working days. Tickets never leave your phone.
home-one-price = One price
home-one-price-text = The total you see is the total you pay: tax included, no extra fees on the last page.
home-one-price-text-untaxed = The total you see is the total you pay: no extra fees on the last page.

## The front page of a shop that sells neither records nor prints nor evenings

home-plain-title = Welcome
home-plain-description = { $shop }: see what's in the shop, and order without an account.
home-plain-lede = Have a look around. You can order without an account.
home-empty = There's nothing for sale here yet. Please come back soon.

## Lists and search

list-page = { $name }, page { $page }
list-sort-by = Sort by
list-sort = Sort
list-sort-newest = Newest first
list-sort-ours = Featured
list-sort-match = Best match
list-sort-title = Title
list-sort-soonest = Date
list-sort-price-up = Price, low to high
list-sort-price-down = Price, high to low
list-kinds = Categories
list-everything = All
list-pages = Pages
list-page-number = Page
list-where = Page { $page } of { $pages }
list-previous = Previous
list-next = Next
list-from = from { $price }
list-records = { $count } records
list-prints = { $count } prints
list-evenings = { $count } evenings
list-things = { $count } things

search-title = Search
search-quick = Quick search
search-description = Search the shop by title, maker or subject.
search-label = What are you looking for?
search-results = { $count ->
    [one] { $shown } result
   *[other] { $shown } results
}
search-found = “{ $words }”: { $results }
search-more = Showing the first of more than a thousand results. Add a word to narrow them down.
search-heading = Results
search-nothing = No results.
search-nothing-called = No results for “{ $words }”.
search-nothing-text = Try part of a word, or fewer words. Or browse the shop:
search-everywhere = Search the whole shop

## Records

records-description = Piano, jazz, folk, drones and one very straight road: every record on our label, to download or on CD.
records-lede = Everything on the label, newest favourites first. As a download, or on a disc with a spine.
record-by = { $title } by { $artist }
record-cover = Cover of { $title }
record-ways = Formats
record-download = Download
record-download-detail = { $type }, { $allowance }
record-cd = CD
record-cd-detail = Card sleeve, printed in our studio. Sent by post.
record-tracks = Tracks
record-released = Released
record-playing-time = Playing time
record-playing = { $minutes } min, { $tracks } tracks
record-what = What you get
record-what-any = With the download, one file ({ $type }) without copy protection: as often as you like, for as long as we're here.
record-what-some = With the download, one file ({ $type }) without copy protection, ready right away: { $allowance }. You can resume or repeat interrupted downloads.
record-what-disc = The CD, in its card sleeve.
record-none = This record isn't for sale yet.
record-more = More records
record-category = Music
allowance-any = unlimited downloads
allowance-times = { $times ->
    [one] one download
   *[other] { $times } downloads
}
allowance-within = { $times } within { $days } days

## Prints

prints-description = Screen prints, risographs and linocuts in three sizes, printed by hand in our own studio.
prints-lede = Pulled by hand in the studio behind the shop, in limited editions. Three sizes each, and three prints for the price of two.
print-by = { $title }, a print by { $designer }
print-picture = The poster { $title }
print-sizes = Sizes
print-technique = Technique
print-paper = Paper
print-what = What you get
print-what-text = The print, unframed, rolled in tissue paper, in a tube that has survived every parcel so far.
print-more = More prints
print-category = Art print

## Evenings

evenings-description = Concerts, workshops and listening sessions in a small room by the harbour: dates, seats and tickets.
evenings-lede = Small rooms, few seats, no support act. All dates, soonest first.
evenings-none = No tickets are on sale right now.
evening-over = Online sales for this evening have ended.
evening-seat = One seat
evening-seat-detail = Unreserved seating. By email, nothing to print.
evening-picture = Ticket for { $title }
evening-seats = Seats
evening-when = When
evening-when-text = { $day }, { $time }; about { $minutes } minutes
evening-where = Where
evening-room = Seats in the room
evening-what = What you get
evening-what-text = Your name on the guest list. Doors open half an hour before.
evening-more = More evenings
evening-category = Event ticket

## Things

things-description = Things to use, to give away and to keep: everything else that's in our shop.
things-lede = To use, to give away and to keep.
things-none = There's nothing for sale here right now.
thing-by = { $title } by { $by }
thing-picture = A drawing for { $title }
thing-options = Options
thing-piece = One piece
thing-sent = Sent by post.
thing-file = A download, ready as soon as you've paid.
thing-sent-and-file = Sent by post, with a download that's ready as soon as you've paid.
thing-not-sent = Nothing to ship.
thing-weight = Weight
thing-grams = { $grams } g
thing-more = More things
thing-category = Merchandise

stock-none = Sold out
stock-few = Only { $left } left

## The store's pages

page-basket = Basket
page-basket-description = The items in your basket, and their total.
page-checkout-wrong = Error: Checkout
page-checkout-description = Address, shipping, payment and total, all on one page.
page-your-order-description = The status of your order, and your downloads.
page-your-download-description = A file that you've bought.
page-withdraw-description = Withdraw from a contract, without giving a reason.
page-your-basket = Your basket
page-checkout = Checkout
page-your-order = Your order
page-your-download = Your download
page-withdraw = Withdraw from contract

## About

about-description = Who we are, how we ship, how we put things right, and the data we don't collect.
about-us = About us
about-lede = { $shop } is a label, a print studio and a concert room in the same old rope works by the harbour of Vesper.
about-invented = None of it exists. This is the demo shop of a program called Pannier: the musicians, the printers and the harbour are invented, and the program makes the pictures and sounds itself. The basket, checkout, payment and downloads are real code, and the sandbox gateway takes no money.
about-sending = Shipping
about-sending-text = Downloads are ready as soon as your payment is confirmed, and the links stay on your order page. We pack CDs and prints within two working days. The checkout shows what shipping costs before you pay. Tickets are names on a list.
about-wrong = If something goes wrong
about-wrong-text = If a print arrives with a crease, we replace it. If you've used up your downloads, write to us with your order number and we'll renew them. If an evening is cancelled, we refund you in full, without you having to ask.
about-know = What we know about you
about-know-text = One cookie, set when you first add something to your basket, so that it's still there tomorrow. Your address, if we have something to send you. We measure nothing and share nothing, and there's no account to close.
about-imprint = Legal notice

## Pages that the law may ask for, as soon as the owner has written them

legal-imprint = Legal notice
legal-terms = Terms of sale
legal-withdrawal = Right of withdrawal
legal-withdrawal-read = Right of withdrawal (opens a new tab)
legal-privacy = Privacy
legal-description = { $name } of { $shop }.

## The settings of the shop, in the admin

kind-site = Shop settings
kind-site-one = Shop settings
field-site-shop_name = Name of the shop
field-site-tagline = Tagline, in the footer
field-site-email = E-mail address for shoppers
field-site-accent = Accent color
field-site-accent_dark = Accent color in dark mode (a lighter tint if empty)
field-site-home_title = Heading of the home page
field-site-home_text = Text below it
field-site-about = About us
field-site-about-hint = Plain text: an empty line starts a new paragraph. Markdown and HTML appear as you type them.
field-site-imprint = Legal notice
field-site-imprint-hint = Shoppers in a language without a text get the first language that has one. Plain text: an empty line starts a new paragraph. Markdown and HTML appear as you type them.
field-site-terms = Terms of sale
field-site-terms-hint = Once there are any, shoppers have to tick at the checkout that they accept them. They are linked there and in the footer, kept with each order, and attached to its confirmation mail. Shoppers in a language without a text get the first language that has one. Plain text: an empty line starts a new paragraph. Markdown and HTML appear as you type them.
field-site-withdrawal = Right of withdrawal
field-site-withdrawal-hint = Once there is one, it is linked at the checkout and in the footer, kept with each order, and attached to its confirmation mail. Nobody has to tick it. Shoppers in a language without a text get the first language that has one. Plain text: an empty line starts a new paragraph. Markdown and HTML appear as you type them.
field-site-privacy = Privacy policy
field-site-privacy-hint = Shoppers in a language without a text get the first language that has one. Plain text: an empty line starts a new paragraph. Markdown and HTML appear as you type them.
site-not-an-email = This doesn't look like an e-mail address. Please check it, or leave it empty.

## Errors

trouble-not-found = Page not found
trouble-not-found-head = We can't find this page.
trouble-not-found-text = It may have moved, or there may be a typo in the address. The rest of the shop is where it was.
trouble-not-found-description = We can't find this page.
trouble-wrong-description = The shop isn't responding right now.
trouble-gone = No longer available
trouble-gone-head = We no longer sell this.
trouble-gone-text = It's no longer for sale. You may find something similar here.
trouble-wrong = Something went wrong
trouble-wrong-head = Something went wrong on our side.
trouble-wrong-text = Nothing was changed and you were not charged. Please try again in a moment.
trouble-front-page = Go to the home page

## What the checkout asks for, by id

checkout-field-phone = Phone number
checkout-field-phone-hint = The carrier needs it for parcels to this country.
checkout-field-terms = I have read the terms of sale and accept them.

## Promotions, by id

promotion-three-for-two = Three prints for two
promotion-free-shipping = Free shipping from €100

## Items, as baskets and orders name them

product-download = { $title } (download)
product-cd = { $title } (CD)
product-print = { $title } (print, { $size })
product-option = { $title } ({ $option })
product-ticket = { $title } (ticket, { $day } { $month }, { $time })

## What the staff edit of a thing

kind-product = Things
kind-product-one = Thing
field-product-title = Title
field-product-by = Maker
field-product-text = Description
field-product-pictures = Pictures
field-product-price = Price
field-product-options = Options, such as colors or sizes
field-product-stock = Stock
field-product-weight = Weight in grams, with packaging; empty if it isn't shipped
field-product-file = File to download
field-product-available_from = On sale from
field-product-available_until = On sale until
field-product-tax_class = Tax class
field-product-tax_class-hint = Choose another only where another rate applies, such as for books.
field-product-tax_class-empty = Goods, or a digital service if it is a download
field-product-tax_class-goods = Goods
field-product-tax_class-digital = Digital service
field-product-tax_class-book = Book
field-product-tax_class-ebook = E-book
field-product-tax_class-voucher = Voucher, for anything in the shop
thing-ends-too-early = This is before sales begin. Enter a later end, or an earlier beginning.

## What the staff edit of shipping

kind-shipping = Shipping
kind-shipping-one = Shipping rate
field-shipping-title = Name, as the checkout shows it
field-shipping-title-hint = Rates of the same name are one choice at the checkout: steps of weight, and prices for different countries.
field-shipping-way = What it's for
field-shipping-way-hint = Most products are packed flat, in a box or an envelope. Large prints are rolled, in a tube.
field-shipping-way-all = Sending everything
field-shipping-way-flat = Sending all but what is rolled
field-shipping-way-rolled = Sending what ships rolled, such as large prints
field-shipping-way-pick-up = Picking up
field-shipping-place = Address of the pick-up place
field-shipping-place-hint = Only for picking up. The checkout shows it after the name.
field-shipping-countries = Countries
field-shipping-countries-hint = Country codes, such as DE, AT, NL. Leave it empty for every country that no other rate of this name lists.
field-shipping-countries-empty = All others
field-shipping-up_to = Up to this weight, in grams
field-shipping-up_to-hint = The weight of all items in the parcel. Leave it empty if any weight will do.
field-shipping-up_to-empty = Any
field-shipping-price = Price
field-shipping-free_from = Free if the items cost at least
field-shipping-days_from = Working days, at least
field-shipping-days_until = Working days, at most
field-shipping-position = Place in the list at the checkout
field-shipping-position-hint = The lowest number comes first, and is preselected. Rates without a number come last.
rate-problem-countries = Enter the two letters of each country, such as DE, AT, NL.
rate-problem-place = Only a rate for picking up has a place. Leave this empty, or choose “Picking up”.
rate-problem-free-from = From 0, shipping would always be free. Enter a greater amount, or leave this empty and set the price to 0.
rate-problem-days = The most working days can't be fewer than the least. Enter the same number or a greater one.

## What the staff edit, by kind and field

kind-album = Records
kind-album-one = Record
field-album-title = Title
field-album-artist = Artist
field-album-year = Year
field-album-genre = Genre
field-album-description = Description
field-album-tracks = Tracks: one a line, such as 4:07 Low Water
field-album-price = Price of the download
field-album-file = File of the download
field-album-downloads = Downloads per order
field-album-download_days = Days to download
field-album-cd_price = Price of the CD
field-album-cd_weight = Weight of the CD, in grams
field-album-available_from = On sale from
album-problem-track = Write one track a line: its length, a space and its title, such as 4:07 Low Water.
album-problem-free-cd = A CD can't be free. Enter its price, or leave price and weight empty if there is no CD.

kind-poster = Prints
kind-poster-one = Print
field-poster-title = Title
field-poster-designer = Designer
field-poster-technique = Technique
field-poster-paper = Paper
field-poster-description = Description
field-poster-prints = Sizes and prices
field-poster-stock = Stock
poster-problem-size = We ship these sizes: A4, A3, A2 and 50 × 70. Choose one of them.
poster-problem-price = Each size needs a price, such as A3 = 19.00.

kind-ticket = Evenings
kind-ticket-one = Evening
field-ticket-title = Title
field-ticket-performer = Performer
field-ticket-starts_at = Start
field-ticket-starts_at-hint = As clocks at the venue show it.
field-ticket-minutes = Length in minutes
field-ticket-venue = Venue
field-ticket-street = Street
field-ticket-city = City
field-ticket-country = Country code
field-ticket-description = Description
field-ticket-price = Price of a seat
field-ticket-seats = Seats in the room
field-ticket-stock = Seats for sale
field-ticket-available_from = On sale from
ticket-problem-country = Enter the two letters of the country, such as NL.
