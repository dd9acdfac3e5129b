# What the store's components say. An app that is hydrated as a whole sends it along with its pages: values and choices by a value
# are all that can be used here.

## Adding to the basket

add-quantity = Quantity
add-button = Add to basket
add-sold-out = Sold out

## The basket

basket-empty = Your basket is empty.
basket-look-around = Look around
basket-removed = { $title } was removed.
basket-undo = Undo
basket-pending = { $problem } It is order { $number }.
basket-resume = Resume payment or start over
basket-total = Total
basket-shipping-later = Shipping is added at checkout.
basket-checkout = Checkout
basket-blocked = Please change the lines that are marked first.
basket-each = { $price } each
basket-quantity-of = Quantity of { $title }
basket-update = Update
basket-remove = Remove
basket-remove-it = Remove { $title }
notice-price-changed = The price has changed. It was { $was } when you added it.
notice-only-left = Only { $left } left. Please lower the quantity.
notice-sold-out = Sold out. Please remove it to go on.
notice-gone = No longer for sale. Please remove it to go on.

## The checkout

checkout-total-now = The total is now { $total }. Please check your order and confirm.
checkout-place = Place order
checkout-pay = Pay { $total }
checkout-order = Order for { $total }, pay later
checkout-pay-first = Pay
checkout-email = E-mail address
checkout-email-hint = Your confirmation and your downloads go there.
checkout-contact = Contact
checkout-address = Shipping address
checkout-country = Country
checkout-country-update = Update for this country
checkout-choose = Choose…
checkout-optional = (optional)
checkout-shipping = Shipping
checkout-shipping-parcel = Shipping, parcel { $n } of { $all }
checkout-no-shipping = We cannot ship this order there.
checkout-no-shipping-parcel = We cannot ship this there.
checkout-unanswered = What it costs to ship this there could not be found out just now. Please try again in a moment.
checkout-update-total = Update the total
checkout-payment = Payment
checkout-no-payment = There is no way to pay for this order right now.
checkout-summary = Order summary
checkout-errors = Please check this before you pay:
checkout-your-order = Your order
checkout-change = Change
checkout-change-what = your basket
checkout-items = Items
checkout-total = Total
checkout-free = Free

element-unloaded = The payment fields cannot be loaded. You can go on all the same and pay on the next page, choose another way to pay, or reload this page.
element-unloaded-order = The payment fields cannot be loaded. Please reload this page, or start over and choose another way to pay.
element-lost = The connection was lost. Please try again: you will not be charged twice.
element-unconfirmed = The payment could not be confirmed. Please try again.
element-incomplete = Please enter the details of your card.

## The order

order-check-address = Please check the address: it is the one in your confirmation e-mail.
order-resume = Resume payment
order-start-over = Start over
order-check-again = Check again
order-badge-created = Open
order-badge-held = On hold
order-badge-pending = Waiting for payment
order-badge-completed = Paid
order-badge-cancelled = Cancelled
order-title-created = Not placed yet
order-title-held = Order { $number } is on hold
order-title-offline = Thank you! Order { $number } is waiting for your payment
order-title-pending = Order { $number }: we are waiting for your payment
order-title-completed = Thank you! Order { $number } is paid
order-title-cancelled = Order { $number } was not paid
order-follows = This page follows by itself. If you have paid already, there is nothing more to do.
order-mailed = A confirmation is on its way to { $email }.
order-not-charged = You were not charged.
order-basket-back = Everything is back in your basket.
order-to-basket = Back to the basket
order-continue = Continue to payment
order-needs-script = The payment was begun with JavaScript, and goes on with it. Without it, start over: then you pay on a page of the payment service.
order-how-to-pay = How to pay
order-mailed-as-well = We mail this to { $email } as well.
order-downloads = Downloads
order-downloads-due = Your downloads appear here as soon as the payment has arrived.
order-download = Download
order-download-refunded = Switched off: the order was refunded.
order-download-expired = The time for this download is over.
order-download-any = Any number of times
order-downloads-left = { $left ->
    [0] No downloads left
    [one] { $left } download left
   *[other] { $left } downloads left
}
order-ordered = What you ordered
order-refunded = Refunded
order-ships-to = Ships to

## Parcels

parcel-yours = { $all ->
    [one] Your parcel
   *[other] Your parcels
}
parcel-title = Parcel { $n } of { $all }: { $label }
parcel-failed = Something went wrong on its way. We are looking into it.
parcel-follow = Follow the parcel
parcel-to-do = Being prepared
parcel-sent = On its way
parcel-ready = Ready to be picked up
parcel-delivered = Delivered
parcel-picked-up = Picked up
parcel-delayed = Delayed

## Downloads

download-yours = Your download
download-follow = Follow the link on your order's page to fetch the file.
download-starts = It starts in a moment.
download-used-up = No downloads left
download-used-up-text = This file could be downloaded { $times ->
    [one] once
   *[other] { $times } times
}, and has been. If something went wrong, answer to your confirmation e-mail: the shop can renew your downloads.
download-expired = The time for this download is over
download-expired-text = If you could not fetch your file in time, answer to your confirmation e-mail: the shop can renew it.
download-refunded = This order was refunded
download-refunded-text = Its downloads are switched off. If that is a mistake, answer to your confirmation e-mail.
download-unknown = No such download
download-unknown-text = Please use the link on your order's page.
download-missing = The file cannot be fetched right now
download-missing-text = This has cost you no download. Please try again in a few minutes.
