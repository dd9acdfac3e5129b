# Texts of the store's components, which only the server renders.

## A product

sale-not-yet = Available from { $from }

## The basket

basket-empty = Your basket is empty.
basket-look-around = Continue shopping
basket-removed = { $title } was removed.
basket-undo = Undo
basket-gone = { $title } is no longer available and has left your basket.
basket-gone-hide = OK
basket-gone-hide-it = OK, hide the notice about { $title }
basket-pending = { $problem } Order number: { $number }.
basket-resume = Resume payment or start over
basket-total = Subtotal
basket-shipping-later = Shipping is calculated at checkout.
basket-checkout = Checkout
basket-blocked = Please fix the marked items first.
basket-each = { $price } each
basket-quantity-of = Quantity of { $title }
basket-update = Update
basket-remove = Remove
basket-remove-it = Remove { $title }
notice-price-changed = The price has changed. It was { $was } when you added this item.
notice-only-left = Only { $left } left. Please reduce the quantity.
notice-other-currency = Now sold in a different currency. Please remove it and order it separately.
notice-not-on-sale-yet = Available from { $from }. Please remove it to continue.
notice-sold-out = Sold out. Please remove it to continue.
notice-gone = No longer available, and not part of your order.

## The checkout

checkout-gone = { $title } is no longer available, and not part of your order.
checkout-total-now = The total is now { $total }. Please check your order and confirm.
checkout-prefilled = We've filled in the details from your last order.
checkout-not-you = Not you? Clear the form
checkout-place = Place order
checkout-pay = Pay { $total }
checkout-order = Order now, pay { $total } later
checkout-pay-first = Pay
checkout-email = Email address
checkout-email-hint = We'll send your order confirmation and any downloads here.
checkout-email-contact = We'll use it if we need to contact you about your order.
checkout-contact = Contact
checkout-address = Shipping address
checkout-country = Country
checkout-country-update = Update for this country
checkout-choose = Choose…
checkout-optional = (optional)
checkout-shipping = Shipping
checkout-shipping-parcel = Shipping, parcel { $n } of { $all }
checkout-pick-up-parcel = Pick-up, { $n } of { $all }
checkout-no-shipping = We can't ship this order to this address.
checkout-no-shipping-parcel = We can't ship these items to this address.
checkout-unanswered = We couldn't get a shipping price just now. Please try again in a moment.
checkout-update-total = Update total
checkout-payment = Payment
checkout-no-payment = Sorry, no payment method is available for this order right now.
checkout-summary = Order summary
checkout-errors = Please check the following:
checkout-your-order = Your order
checkout-change = Change
checkout-change-what = your basket
checkout-items = Subtotal
checkout-total = Total

element-unloaded = We couldn't load the payment fields. You can continue and pay on the next page, choose another payment method, or reload this page.
element-unloaded-order = We couldn't load the payment fields. Please reload this page, or start over and choose another payment method.
element-lost = The connection was lost. Please try again: you won't be charged twice.
element-unconfirmed = We couldn't confirm your payment. Please try again.
element-incomplete = Please complete your card details.

## The order

order-check-address = Please check that the link is complete.
order-pay = Pay { $total }
order-resume = Resume payment
order-start-over = Start over
order-check-again = Check again
order-badge-created = Open
order-badge-held = On hold
order-badge-processing = Payment on its way
order-badge-pending = Waiting for payment
order-badge-completed = Paid
order-badge-refunded = Refunded
order-badge-cancelled = Cancelled
order-title-created = Not placed yet
order-title-held = Order { $number } is on hold
order-title-offline = Thank you! Order { $number } is waiting for your payment
order-title-processing = Thank you! Your payment for order { $number } is on its way
order-title-pending = Order { $number } is waiting for your payment
order-title-completed = Thank you! Order { $number } is paid
order-title-free = Thank you for your order { $number }
order-title-refunding = Your payment for order { $number } is being refunded
order-title-refunded = Order { $number } has been refunded
order-title-cancelled = Order { $number } was not paid
order-title-called-off = Order { $number } has been cancelled
order-processing = Some payments take a few days. You don't need to do anything.
order-processing-mailed = Some payments take a few days. You don't need to do anything: we'll email { $email } once yours has arrived.
order-follows = This page updates automatically. If you've already paid, you're done.
order-mailed = A confirmation is on its way to { $email }.
order-unsettled = There's a problem with the payment for this order. We can't send anything for now, and downloads are on hold. If you have any questions, please contact us.
order-refunding = You don't need to do anything.
order-refunding-mailed = You don't need to do anything: we'll email { $email } when the refund is complete.
order-refunding-part = We're refunding { $amount } of your payment.
order-refunded-all = We've refunded { $amount }. It can take a few days for the money to reach you.
order-refunded-part = We've refunded { $amount } of your payment.
order-not-charged = You were not charged.
order-not-owed = You don't need to pay for it. If you've already paid, contact us and we'll refund you.
order-basket-back = Your items are back in your basket.
order-to-basket = Back to the basket
order-continue = Continue to payment
order-needs-script = You started this payment with JavaScript turned on. Turn it back on to continue, or start over to pay on the payment service's own page.
order-how-to-pay = How to pay
order-mailed-as-well = We'll email these details to { $email } too.
order-downloads = Downloads
order-downloads-due = Your downloads will appear here once we've received your payment.
order-downloads-soon = Your downloads will appear here shortly.
order-download = Download
order-download-refunded = Not available: this order was refunded.
order-download-on-hold = On hold while the payment is disputed or being refunded.
order-download-expired = This download link has expired.
order-download-any = Unlimited downloads
order-downloads-left = { $left ->
    [0] No downloads left
    [one] { $left } download left
   *[other] { $left } downloads left
}
order-download-again = Interrupted? Try again now: it won't use up another download.
order-ordered = Order summary
order-refunded = Refunded
order-line-refunded = { $refunded } of { $quantity } refunded
order-line-taken-back = { $refunded } of { $quantity } taken back
order-line-price-refunded = { $amount } of the price refunded
order-refund-pending = Refund on its way
order-ships-to = Shipping address

## Parcels

parcel-yours = { $all ->
    [one] Your parcel
   *[other] Your parcels
}
parcel-title = Parcel { $n } of { $all }: { $label }
parcel-pick-up-title = Pick-up { $n } of { $all }: { $label }
parcel-failed = There was a problem with this delivery. We're looking into it.
parcel-pick-up-failed = There's a problem with this pick-up. We're looking into it.
parcel-follow = Track your parcel
parcel-to-do = Being prepared
parcel-sent = On its way
parcel-ready = Ready to pick up
parcel-delivered = Delivered
parcel-picked-up = Picked up
parcel-delayed = Delayed
parcel-cancelled = Cancelled

## Downloads

download-yours = Your download
download-follow = To download your file, use the link on your order page.
download-starts = Your download will start in a moment.
download-used-up = No downloads left
download-used-up-text = You've used { $times ->
    [one] the only download
   *[other] all { $times } downloads
} of this file. Something went wrong? { $mailed ->
    [yes] Reply to your confirmation email
   *[no] Contact us
} and we'll renew your downloads.
download-expired = This download link has expired
download-expired-text = Didn't get your file in time? { $mailed ->
    [yes] Reply to your confirmation email
   *[no] Contact us
} and we'll renew your downloads.
download-refunded = This order was refunded
download-refunded-text = Its downloads are no longer available. If you think this is a mistake, { $mailed ->
    [yes] reply to your confirmation email
   *[no] contact us
}.
download-on-hold = This download is on hold
download-on-hold-text = The payment for this order is disputed or being refunded. You can't download the file until that's settled. Questions? { $mailed ->
    [yes] Reply to your confirmation email
   *[no] Contact us
}.
download-unknown = Download not found
download-unknown-text = Please use the link on your order page.
download-missing = This file is unavailable right now
download-missing-text = This didn't use up a download. Please try again in a few minutes.
