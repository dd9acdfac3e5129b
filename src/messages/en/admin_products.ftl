# The admin: products, their stock and states, and the settings of the site.

admin-tab-products = Products
admin-products-in = { $field } ({ $unit })
admin-products-about-field = { $field }: { $text }
admin-products-act-title = { $act }: { $product }
admin-products-back-to = Back to { $kind }
admin-products-yes = yes
admin-products-no = no

# The kinds, and the list of one.
admin-products-new = Add: { $kind }
admin-products-import = Import a spreadsheet
admin-products-export = Export as CSV
admin-products-states = Products by state
admin-products-all = All
admin-products-state-draft = Draft
admin-products-state-published = For sale
admin-products-state-retired = Retired
admin-products-count-draft = { $count ->
    [one] { $number } draft
   *[other] { $number } drafts
}
admin-products-count-published = { $count ->
    [one] { $number } for sale
   *[other] { $number } for sale
}
admin-products-count-retired = { $count ->
    [one] { $number } retired
   *[other] { $number } retired
}
admin-products-search = Title or name in the address
admin-products-find = Search
admin-products-clear = Clear the search
admin-products-truncated = More begin like this than are listed here. Enter more of the title to find the others.
admin-products-none = There is nothing here yet.
admin-products-none-match = Nothing matches.
admin-products-title = Title
admin-products-state = State
admin-products-changed-at = Changed
admin-products-changed-by = By
admin-products-from-price = from { $price }
admin-products-sold-out = Sold out
admin-products-partly-sold-out = An option is sold out
admin-products-first-page = First page
admin-products-next-page = Next page

# The form.
admin-products-new-title = New: { $kind }
admin-field-id = Name in the address (optional)
admin-products-id-hint = The last part of the page’s address, such as blue-mug. Leave it empty to make it from the title. It cannot be changed later.
admin-products-save = Save
# A choice of a tax class, with what consumers in the shop's country are charged today: "Book, 7% in Germany".
admin-products-tax-rate = { $class }, { $rate } in { $country }
admin-products-save-draft = Save as draft
admin-products-save-and-publish = Save and put up for sale
admin-products-invalid = Nothing was saved yet. Please correct this:
admin-products-changed = Somebody else has saved this meanwhile, so nothing of yours was saved yet. What you typed is still here. Where you changed nothing, you see what it is now. Check what is marked, and save again.
admin-products-changed-meanwhile = { $actor } changed this on { $at }. It is now: { $now }
admin-products-upload-later = { $field }: you can upload this once you have saved.
admin-products-stock-hint = How many there are. Leave it empty if you never run out.
admin-products-time-hint = Time zone: { $zone }.
admin-products-own-color = Use a color of your own for: { $field }

# Options.
admin-options-hint = Leave a price empty if it is the price of the product, and the stock of a new option if you never run out. An option that you rename keeps its stock, which you change on its own page.
admin-options-name = Option
admin-options-price = Price ({ $currency })
admin-options-price-short = Price
admin-options-stock = Stock
admin-options-remove = Remove
admin-options-name-of = Name of option { $option }
admin-options-price-of = Price of option { $option }
admin-options-stock-of = Stock of option { $option }
admin-options-remove-one = Remove option { $option }

# The page of a product.
admin-products-preview = Preview
admin-products-in-shop = Show in the shop
admin-products-change-pictures = Change: { $field }
admin-products-change-file = Change: { $field }
admin-products-no-alternative-text = A picture without an alternative text
admin-products-none-uploaded = Nothing uploaded yet.
admin-products-in-stock = In stock
admin-products-unlimited = not limited
admin-products-history = History
admin-products-whole-history = The whole history

# States.
admin-products-publish = Put up for sale
admin-products-publish-text = From now on, customers see and buy it.
admin-products-retire = Retire
admin-products-retire-text = It is taken out of the shop at once. Its page says that it is no longer sold, and it leaves the baskets that hold it, which say so. Orders keep it. You can bring it back at any time.
admin-products-bring-back = Bring back
admin-products-bring-back-text = It is for sale again at once, as it was.
admin-products-not-ready = It cannot be for sale yet. Please complete this first:
admin-products-not-now = Its state has changed meanwhile, so there is nothing to do here. Go back to see how it stands.
admin-done-product-created = It is saved.
admin-done-product-saved = Your changes are saved.
admin-done-product-unchanged = Nothing was changed, so there was nothing to save.
admin-done-product-published = It is for sale.
admin-done-product-retired = It is retired. Customers no longer see it.
admin-done-product-brought-back = It is for sale again.

# A price of zero.
admin-products-free = The price is zero, so customers would get this for free. Correct the price, or tick the box to confirm it.
admin-products-free-tick = I mean it: the price is zero, and customers get this for free
admin-products-discards = These options are removed with the pieces that they have left: { $options }. If the pieces are to stay, keep the option, or give it another name.
admin-products-discards-tick = I mean it: these options are removed, with their pieces

# Settings of which there are several, such as shipping rates: they are not sold, and have no page.
admin-settings-state-published = In use
admin-settings-search = Title or id
admin-settings-id = Id (optional)
admin-settings-id-hint = What spreadsheets call it, such as express. Leave it empty to make it from the title. It cannot be changed later.
admin-settings-save-and-publish = Save and use
admin-settings-publish = Use it
admin-settings-publish-text = It takes effect at once.
admin-settings-not-ready = It cannot be used yet. Please see to this first:
admin-settings-retire-text = It has no effect from now on. Orders keep what they have. You can bring it back at any time.
admin-settings-bring-back-text = It takes effect again at once, as it was.
admin-done-setting-published = It is in use.
admin-done-setting-retired = It is retired. It has no effect any more.

# Stock.
admin-stock = Stock
admin-stock-adjust = Adjust the stock
admin-detail-stock = { $by }, { $left } left
admin-detail-stock-limited = limited to { $units }
admin-detail-stock-unlimited = no longer limited
admin-stock-text = What is sold while you fill this in is taken into account. If you counted, enter what you counted: the difference from the number above is booked.
admin-stock-option = Option
admin-stock-how = What happened
admin-stock-add = Add: pieces have arrived
admin-stock-take = Take away: pieces are broken or gone
admin-stock-counted = Counted: this many are here
admin-stock-number = Pieces
admin-stock-reason = Reason, for the staff (optional)
admin-stock-number-wrong = Please enter a whole number, such as 5.
admin-stock-too-few = { $left ->
    [0] None are left, so nothing can be taken away.
    [one] Only one is left, so you can take away at most one.
   *[other] Only { $left } are left, so you can take away at most that many.
}
admin-stock-not-limited = The stock of this product is not limited.
admin-stock-limit = Limit the stock
admin-stock-limit-text = From then on, no more is sold than there is. Enter what is left for new orders, without what has been ordered already.
admin-stock-limit-units = Left for new orders
admin-stock-lift = Sell without a limit
admin-stock-lift-text = From then on, customers can order any quantity, and the stock is no longer counted. You can limit it again at any time, by what is left then.
admin-stock-changed = Nothing was changed, because the stock is no longer as the form showed it, or this product does not allow it. This page shows how it stands now.
admin-done-stock-adjusted = The stock is adjusted.
admin-done-stock-limited = The stock is limited now.
admin-done-stock-unlimited = It is sold without a limit now.
admin-done-stock-same = The stock is as you counted it. Nothing was changed.

# Starting with an empty shop.
admin-empty-shop = Start with an empty shop
admin-empty-shop-about = Retire all products at once, such as those of the demo, and add your own.
admin-empty-shop-text = All products, of every kind, are taken out of the shop at once, drafts as well. Orders, customers and the settings of the site stay as they are.
admin-empty-shop-undo = Nothing is deleted. You can bring back each product, one by one.
admin-empty-shop-button = Retire all products
admin-done-shop-emptied = The shop is empty. Add your first product.

# What is wrong with a value.
admin-problem-required = Please fill this in.
admin-problem-too-long = Please shorten this to { $max } at most.
admin-problem-not-an-amount = Please enter an amount, such as 12.90.
admin-problem-not-a-number = Please enter a whole number, such as 12.
admin-problem-too-large = Please enter { $max } at most.
admin-problem-not-a-choice = Please choose one from the list.
admin-problem-not-a-flag = Please answer with yes or no.
admin-problem-not-a-time = Please enter a day and a time, such as 2026-12-24 18:00.
admin-problem-not-a-color = Please enter a color, such as #24506b.
admin-problem-unknown-file = This file is not in the shop’s storage. Please upload it again.
admin-problem-unknown-picture = One of the pictures is not in the shop’s storage, or is there twice. Please upload it again.
admin-problem-no-alternative-text = Please describe each picture in a few words, for people who cannot see it.
admin-problem-options = Please give each option a name of its own, of up to 60 characters and without “=”, and a price such as 12.90, or none.
admin-problem-fixed-options = The names of these options are fixed. Please leave them as they are.
admin-problem-stock = Please enter a whole number, such as 12, or leave this empty.
admin-problem-stock-of-options = This has options, and each of them has a stock of its own. Please enter it beside the option, and leave this empty.
admin-problem-no-stock-of-options = This is limited to the pieces that are left. Please enter how many of them each option has; or sell it without a limit first.
admin-problem-taken = Another product has this. Please choose something else.
admin-problem-id = Please use lower-case letters, digits and hyphens only, 60 at most, and begin with a letter or digit.
admin-problem-published = At most { $max } can be in use at a time. Retire another one first.
admin-problem-contrast = Text would be hard to read in this color. Please choose a darker or stronger one.

# Fields that many shops have.
admin-field-title = Title
admin-field-by = Maker
admin-field-text = Text
admin-field-description = Description
admin-field-pictures = Pictures
admin-field-price = Price
admin-field-options = Options
admin-field-stock = Stock
admin-field-weight = Weight in grams
admin-field-file = File to download
admin-field-available_from = For sale from
admin-field-available_until = For sale until
admin-field-email = E-mail
admin-field-state = State
