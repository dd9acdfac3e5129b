# Emails to the owner of the shop. Commands stay as they are.

owner-order = Order
owner-shopper = Shopper
owner-amount = Amount
owner-order-total = Order total
owner-reason = Reason
owner-gateway-error = Error from the gateway
owner-view-order = View the order

## A sale

owner-sale = Order { $number } is paid: { $total }
owner-sale-to-send = Order { $number } is paid: { $total }, { $parcels ->
    [one] 1 parcel to send
   *[other] { $parcels } parcels to send
}
owner-sale-to-prepare = Order { $number } is paid: { $total }, { $pick_ups ->
    [one] 1 pick-up to prepare
   *[other] { $pick_ups } pick-ups to prepare
}
owner-sale-to-send-and-prepare = Order { $number } is paid: { $total }, { $parcels ->
    [one] 1 parcel to send
   *[other] { $parcels } parcels to send
}, { $pick_ups ->
    [one] 1 pick-up to prepare
   *[other] { $pick_ups } pick-ups to prepare
}
owner-shipping = Shipping
owner-discount = Discount: { $label }
owner-total = Total
owner-paid-with = Paid with
owner-vat-number = VAT number
owner-vat-proof-valid = valid
owner-vat-proof-invalid = invalid
owner-vat-proof-unknown = couldn't be checked
owner-vat-proof-unknown-taxed = couldn't be checked, so VAT was charged
owner-vat-proof-none = not checked
owner-parcel = Parcel { $position }
owner-pick-up = Pick-up { $position }
owner-billing-address = Billing address
owner-send-to = Send to
owner-picked-up-by = Address of the customer
owner-nothing-to-send = There's nothing to send.
owner-do-not-send = Don't send it yet: the payment is disputed or being refunded, and the order is on hold until that's decided.
owner-mark-sent = Once a parcel is on its way or ready for pick-up, mark it as sent on the order's page, or with `pannier shipment mark-sent { $number } { $position }`. The shopper then gets an email.

## The sales of a day

owner-day = { $day }: { $orders ->
    [one] 1 order
   *[other] { $orders } orders
}, { $sums }
owner-day-text = These payments arrived on { $day } ({ $zone }), less what was refunded on that day.
owner-orders = Orders
owner-takings = Takings
owner-waiting = { $parcels ->
    [one] 1 parcel is waiting to be sent:
   *[other] { $parcels } parcels are waiting to be sent:
}
owner-waiting-or-more = { $parcels } parcels or more are waiting to be sent:
owner-parcel-of = Order { $number }, parcel { $position }
owner-more-parcels = { $parcels ->
    [one] There is 1 more: the admin lists it, and so does `pannier shipment list`.
   *[other] There are { $parcels } more: the admin lists them, and so does `pannier shipment list`.
}
owner-mark-each-sent = Once a parcel is on its way or ready for pick-up, mark it as sent on the order's page, or with `pannier shipment mark-sent ORDER PARCEL`. The shopper then gets an email.
owner-view-orders = View the orders
owner-view-to-send = View what is to send

## What could not be delivered

owner-delivery-failed = Order { $number }: { $receiver } failed
owner-delivery-failed-text = { $receiver } couldn't handle an event of this order, and won't try again.
owner-delivery-failed-then = Fix the cause, then retry the delivery on its page, or with `pannier delivery retry { $id }`. If there's nothing to fix, dismiss it there, or with `pannier delivery dismiss { $id }`. Until then, the admin and `pannier order list --needs-attention` list the order.
owner-delivery-delayed = Order { $number }: still waiting for { $receiver }
owner-delivery-delayed-text = { $receiver } has been busy with an event of this order for more than a week.
owner-delivery-delayed-then = Check what it's waiting for. The delivery's page shows the details, and so does `pannier delivery show { $id }`.
owner-event = Event
owner-receiver = Receiver
owner-attempts = Attempts
owner-last-response = Last response
owner-view-delivery = View the delivery
owner-file-missing = A download is missing: { $key }
owner-file-missing-text = A shopper has paid for this file but can't download it, because it's missing from the shop's storage.
owner-file-missing-then = Upload it with `pannier file put FILE --key '{ $key }'`. Shoppers are asked to try again later and don't lose a download. You get one email a day about this file, however many shoppers ask for it.
owner-file = File

## Payments, disputes and refunds

owner-dispute-won = Order { $number }: dispute won
owner-dispute-won-text = The dispute was decided in your favor, and you keep the payment.
owner-dispute-won-then = The order is no longer on hold: its downloads are available again, and its shipments can be sent.
owner-dispute-lost = Order { $number }: dispute lost
owner-dispute-lost-text = The dispute was decided for the shopper, who has the money back.
owner-dispute-lost-then = Downloads stay disabled, and shipments that haven't been sent stay on hold. If the shopper pays in another way, release the order on its page, or with `pannier order release { $number }`.
owner-disputed = Order { $number }: payment disputed
owner-disputed-text = The shopper disputes this payment, or the payment service has reversed it.
owner-disputed-then = Answer the dispute in your account at the payment service before its deadline. Until it's decided, the order is on hold: its downloads are disabled, and shipments that haven't been sent should not be. If the shopper withdraws it, release the order on its page, or with `pannier order release { $number }`.
owner-amount-mismatch = Order { $number }: payment amount doesn't match
owner-amount-mismatch-text = The payment differs from the order total.
owner-currency-mismatch = Order { $number }: payment currency doesn't match
owner-currency-mismatch-text = The payment arrived in a different currency from the order.
owner-mismatch-then = On the order's page, mark the order as paid to accept this payment, or cancel the order to refund it. The commands are `pannier order mark-paid { $number }` and `pannier order cancel { $number }`. Until then the order is on hold.
owner-paid-late = Order { $number } was paid after it was cancelled
owner-paid-late-text = The payment arrived after the order was cancelled.
owner-paid-twice = Order { $number } was paid twice
owner-paid-twice-text = The payment arrived after the order was cancelled. The shopper has since ordered and paid for the same items again.
owner-refunding-then = We're refunding the payment automatically. You'll only hear about it again if the refund fails.
owner-refund-failed = Order { $number }: refund failed
owner-refund-failed-text = We couldn't refund the payment.
owner-refund-by-hand-then = Transfer { $amount } back by hand, then record it on the order's page, or with `pannier order refund { $number }{ $part } --manual`.
owner-refund-again-then = Try again on the order's page, or with `pannier order refund { $number }{ $part }`. If you've refunded the money another way, record it there, or with `pannier order refund { $number }{ $part } --manual`.
owner-return-tax-by-hand-then = It returns the order's tax. Transfer { $amount } back by hand, then record it on the page that returns the tax, which the order's page leads to, or with `pannier order return-tax { $number } --manual`. An ordinary refund would leave the sale taxed.
owner-return-tax-again-then = It returns the order's tax. Try again on the page that returns the tax, which the order's page leads to, or with `pannier order return-tax { $number }`. If you've returned the tax another way, record it there, or with `pannier order return-tax { $number } --manual`. An ordinary refund would leave the sale taxed.
owner-refund-held = Until then, downloads and shipments that haven't been sent are on hold. To release them without a refund, release the order on its page, or with `pannier order release { $number }`.
owner-attention = Order { $number } needs your attention
owner-attention-text = There's a problem with this order.
owner-attention-then = The order's page shows the details, and so does `pannier order show { $number }`.

## A withdrawal

owner-withdrawal = Withdrawal from order { $number }
owner-withdrawal-unmatched = Withdrawal from an order that was not found
owner-withdrawal-received = Received
owner-withdrawal-order = Order, as typed
owner-withdrawal-name = Name
owner-withdrawal-email = Email
owner-withdrawal-from = Withdraws from
owner-withdrawal-in-words = what the message names
owner-withdrawal-everything = everything
owner-withdrawal-message = Message
owner-withdrawal-unmatched-then = No order has this number together with this email address. If you know which one is meant, assign it in the admin. The customer was told nothing about that, so that nobody can find out who has ordered.
owner-withdrawal-late-then = The period was over when this arrived. Decide whether you accept it, and tell the customer.
owner-withdrawal-then = Refund what was withdrawn within 14 days. You may wait for the goods, or for proof that they were sent back. What has not left yet is still to be sent until you refund it.
owner-view-withdrawal = View the withdrawal
