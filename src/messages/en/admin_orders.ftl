# The admin's pages about orders.

## Today

admin-today-counts = What needs you
admin-today-needs-attention = { $count ->
    [one] order needs attention
   *[other] orders need attention
}
admin-today-disputes = { $count ->
    [one] dispute is open
   *[other] disputes are open
}
admin-today-refunds = { $count ->
    [one] refund that isn’t assigned to items yet
   *[other] refunds that aren’t assigned to items yet
}
admin-today-restock = { $count ->
    [one] refund whose pieces aren’t back in stock
   *[other] refunds whose pieces aren’t back in stock
}
admin-today-tax-to-return = { $count ->
    [one] order whose tax can be returned
   *[other] orders whose tax can be returned
}
admin-today-stuck-deliveries = { $count ->
    [one] message is stuck
   *[other] messages are stuck
}
admin-today-stuck = { $count ->
    [one] One message could not be sent.
   *[other] { $number } messages could not be sent.
}
admin-today-stuck-error = { $count ->
    [one] One message could not be sent; the error: { $error }
   *[other] { $number } messages could not be sent; the last error: { $error }
}
admin-today-to-send = { $count ->
    [one] parcel to send
   *[other] parcels to send
}
admin-today-to-prepare = { $count ->
    [one] pick-up to prepare
   *[other] pick-ups to prepare
}
admin-today-unpaid = { $count ->
    [one] order is unpaid
   *[other] orders are unpaid
}
admin-today-takings = Takings
admin-today-takings-text = Payments that arrived, less what was refunded.
admin-today-days = { $days ->
    [one] Today
   *[other] Last { $days } days
}
admin-today-newest = Newest orders
admin-today-all = All orders

## The list

admin-orders-tabs = Lists of orders
admin-orders-all = All
admin-orders-to-send = To send
admin-orders-unpaid = Unpaid
admin-orders-needs-attention = Needs attention
admin-orders-refunded = Refunded
admin-orders-search = Order number, name, e-mail, payment or tracking number
admin-orders-from = Placed from
admin-orders-until = Placed until
admin-orders-provider = Payment method
admin-orders-country = Country
admin-orders-kind = Kind of product
admin-orders-email = E-mail address
admin-orders-any = Any
admin-orders-filter = Search
admin-orders-more-filters = More filters
admin-orders-clear = Clear the filters
admin-orders-day-wrong = Please enter a day, such as 2026-11-30.
admin-orders-filter-wrong = One of the filters has a value that does not exist. Clear the filters, and choose again.
admin-orders-count = { $count ->
    [one] 1 order
   *[other] { $count } orders
}
admin-orders-count-more = { $count }+ orders
admin-orders-export = Export as CSV
admin-orders-export-items = Export items as CSV
admin-orders-export-text = The first file has a row for each order, the second one for each item of these orders.
admin-orders-none = There are no orders yet.
admin-orders-none-match = No order matches.
admin-orders-none-so-far = No order matches so far. Older orders may.
admin-orders-truncated = More orders begin with this than are shown. Type more of it to find the others.
admin-orders-caption = Orders, the newest first
admin-orders-number = Order
admin-orders-placed = Placed
admin-orders-customer = Customer
admin-orders-status = Status
admin-orders-total = Total
admin-orders-choose = Choose
admin-orders-choose-one = Choose order { $number }
admin-orders-choose-all = All that match, on every page: { $orders }
admin-orders-slips = Print packing slips
admin-orders-mark-sent = Mark as sent
admin-orders-pages = Pages
admin-orders-newest = Newest
admin-orders-older = Older

## States

admin-status-created = Basket
admin-status-pending = Unpaid
admin-status-completed = Paid
admin-status-cancelled = Cancelled
admin-mark-to-send = { $count ->
    [one] 1 parcel to send
   *[other] { $count } parcels to send
}
admin-mark-to-prepare = { $count ->
    [one] 1 pick-up to prepare
   *[other] { $count } pick-ups to prepare
}
admin-mark-on-hold = On hold
admin-mark-withdrawn = Withdrawal to answer
admin-mark-refunded = Refunded
admin-mark-partly-refunded = Partly refunded
admin-mark-stuck-refund = Refund does not get through
admin-mark-refund-waits = Refund made at the payment service
admin-mark-failed-parcels = { $count ->
    [one] 1 parcel failed
   *[other] { $count } parcels failed
}
admin-mark-failed-deliveries = { $count ->
    [one] 1 message not sent
   *[other] { $count } messages not sent
}
admin-issue-paid-after-cancellation = Paid after it was cancelled
admin-issue-paid-twice = Paid twice
admin-issue-amount-mismatch = Paid a different amount
admin-issue-currency-mismatch = Paid in a different currency
admin-issue-refund-failed = Refund failed
admin-issue-disputed = Payment disputed
admin-parcel-status-pending = To send
admin-parcel-status-unpaid = Waits for payment
admin-parcel-status-to-prepare = To prepare
admin-parcel-status-sent = Sent
admin-parcel-status-ready = Ready for pick-up
admin-parcel-status-delivered = Delivered
admin-parcel-status-picked-up = Picked up
admin-parcel-status-failed = Failed
admin-parcel-status-cancelled = Cancelled
admin-payment-starting = Being started
admin-payment-open = Open
admin-payment-processing = On its way
admin-payment-succeeded = Paid
admin-payment-declined = Declined
admin-payment-cancelled = Cancelled
admin-payment-expired = Expired
admin-refund-starting = To be requested
admin-refund-pending = Accepted, not made yet
admin-refund-succeeded = Made
admin-refund-status-failed = Failed
admin-refund-by-hand = Made by hand
admin-refund-taken-back = Taken back without money
admin-refund-not-in-stock = Its pieces are not back in stock.
admin-refund-by-shop = Made by the shop
admin-refund-at-gateway = Made at the payment service
admin-dispute-open = Dispute open
admin-dispute-won = Dispute won
admin-dispute-lost = Dispute lost

## What the receivers are told, and who they are

admin-signal-created = Basket created
admin-signal-pending = Order placed
admin-signal-completed = Order paid
admin-signal-cancelled = Order cancelled
admin-signal-processing = Payment on its way
admin-signal-refunded = Refund made
admin-signal-attention = Needs attention
admin-signal-dispute-closed = Dispute decided
admin-signal-fulfilled = Parcel sent
admin-signal-overdue = Payment overdue
admin-signal-downloads-renewed = Downloads renewed
admin-signal-file-missing = File missing
admin-signal-delivery-failed = Could not be sent
admin-signal-delivery-delayed = Sending is delayed
admin-signal-refund-allocated = What a refund is for was recorded
admin-signal-withdrawn = The customer has withdrawn
admin-signal-invoice-corrected = Invoice corrected
admin-receiver-confirmation-mail = Mail to the customer
admin-receiver-owner-mail = Mail to the shop
admin-receiver-downloads = Downloads
admin-receiver-invoices = Invoices
admin-receiver-webhook = Webhook to another system

## The page of an order

admin-order-title = Order { $number }
admin-order-to-do = What to do
admin-order-items = Items
admin-order-customer = Customer
admin-order-parcels = Parcels
admin-order-downloads = Downloads
admin-order-payments = Payments
admin-order-timeline = Timeline
admin-order-timeline-of = Order { $number }: timeline
admin-order-timeline-earlier = Earlier
admin-order-timeline-none = Nothing happened before this.
admin-order-note = Note for the staff
admin-order-newest-note = Note by { $actor }:
admin-line-title = Item
admin-line-quantity = Quantity
admin-line-price = Price
admin-line-total = Sum
admin-line-discount = after { $discount } off
admin-line-refunded = { $refunded } of { $quantity } refunded
admin-line-taken-back = { $refunded } of { $quantity } taken back
admin-line-price-refunded = { $amount } of the price refunded
admin-sum-items = Items
admin-sum-shipping = Shipping
admin-sum-total = Total
admin-sum-discount = Discount included: { $label }
admin-money-paid = Paid
admin-money-refunded = Refunded
admin-money-refund-pending = Refund on its way
admin-money-left = Can still be refunded
admin-customer-email = E-mail address
admin-customer-orders = All orders with this address
admin-customer-language = Language
admin-customer-country = Country
admin-customer-address = Address
admin-customer-ships-to = Shipping address
admin-customer-billing = Billing address
admin-customer-vat-id = VAT number
admin-customer-code = Discount code
admin-vat-valid = confirmed
admin-vat-invalid = not valid: tax was charged
admin-vat-invalid-untaxed = not valid
admin-vat-unknown = could not be checked: tax was charged
admin-vat-unknown-untaxed = could not be checked
admin-vat-returned = has proved valid since: { $amount } of tax was returned
admin-vat-not-checked = not checked
admin-customer-page = Page of the order
admin-customer-page-link = As the customer sees it
admin-language-english = English
admin-language-german = German
admin-field-optional = { $label } (optional)
admin-parcel-title = Parcel { $position }
admin-parcel-with-contents = Parcel { $position }: { $contents }
admin-pick-up-title = Pick-up { $position }
admin-pick-up-with-contents = Pick-up { $position }: { $contents }
admin-pick-up-ready-at = First ready
admin-parcel-method = Shipping
admin-parcel-to = Goes to
admin-pick-up-by = Customer
admin-parcel-carrier = Carrier
admin-parcel-tracking-number = Tracking number
admin-parcel-tracking-url = Address of the tracking page
admin-parcel-follow = Track the parcel
admin-parcel-sent-at = First sent
admin-parcel-requested-at = Ordered from the supplier
admin-parcel-reference = Reference of the supplier
admin-parcel-reference-empty = Please enter the reference that the supplier has given the order.
admin-parcel-note = Reason, for the staff
admin-download-title = Download
admin-download-state = State
admin-download-expires = Expires
admin-download-never = Never
admin-download-refunded = Disabled by the refund
admin-download-expired = Expired
admin-download-unlimited = Any number of downloads
admin-download-left = { $left ->
    [one] 1 download left
   *[other] { $left } downloads left
}
admin-payment-status = Status
admin-payment-amount = To pay
admin-payment-transfer-reference = Reference for the transfer
admin-payment-payer-country = Country of the payer
admin-payment-gateway-reference = Reference of the payment service
admin-payment-id = ID in the shop
admin-technical-details = Technical details
admin-payment-refunds = Refunds
admin-payment-disputes = Disputes
admin-refund-column-amount = Amount
admin-refund-column-why = Why
admin-refund-column-status = Status

## What to do about an issue

admin-advice-mismatch = Mark the order as paid to accept this payment, or cancel the order to refund it.
admin-advice-being-refunded = The payment is being refunded. This is resolved once the payment service has confirmed the refund.
admin-advice-disputed = Answer it at the payment service while it is open. Unless it is won, downloads and parcels stay on hold until you lift the hold.
admin-advice-dispute-lost = The customer has the money back. To hand out the downloads and parcels all the same, lift the hold.
admin-advice-transfer-back = Transfer { $amount } back by hand, then record the refund.
admin-advice-transfer-back-all = Transfer the money back by hand, then record the refund.
admin-advice-refund-again = Refund the payment to try again. If you have returned the money elsewhere, record the refund.
admin-advice-transfer-tax-back = Transfer { $amount } of tax back by hand, then record it with the link beside the refund. An ordinary refund would leave the sale taxed.
admin-advice-return-tax-again = Return the tax again with the link beside the refund. If you have returned it elsewhere, record it there. An ordinary refund would leave the sale taxed.
admin-advice-release = To close this without a refund, lift the hold.
admin-advice-release-held = To let the customer keep the goods without a refund, lift the hold.
admin-advice-stuck-refund = The refund of { $amount } is still not made. The last error is: { $error }.
admin-advice-stuck-refund-do = Check the account and the keys at the payment service: the refund is tried again by itself. If that does not help, give it up, return the money elsewhere, and record that refund.
admin-advice-refund-waits = { $amount } was refunded there. Say what it is for, with the link beside the refund: pieces count as refunded, and the taxes follow.
admin-advice-refund-restock = { $amount } was refunded there, which was all that was left of the order. Its pieces count as refunded and are not back in stock: say whether they go back, with the link beside the refund.
admin-refund-underway-requested = A refund of { $amount } is on its way: the payment service has not accepted it yet.
admin-refund-underway-accepted = A refund of { $amount } is on its way: the payment service has accepted it, and makes it later.
admin-refund-underway-error = The last error is: { $error }.
admin-hold-disputed = On hold, because the payment is disputed.
admin-hold-dispute-lost = On hold, because a dispute of the payment was lost.
admin-hold-refund-failed = On hold, because a refund has failed.
admin-hold-refunding = On hold, because the payment is being refunded.

## The timeline

admin-timeline-placed = Order placed, { $amount }
admin-timeline-completed = Order paid
admin-timeline-cancelled = Order cancelled
admin-timeline-payment-started = Payment started: { $provider }
admin-timeline-payment-processing = The customer has paid, the money is on its way
admin-timeline-payment-ended = Payment ended: { $provider }
admin-timeline-issue-found = Payment does not match
admin-timeline-issue-closed = Issue resolved
admin-timeline-refund-started = Refund of { $amount } requested
admin-timeline-refund-found = Refund of { $amount } reported by the payment service
admin-timeline-refund-accepted = Refund of { $amount } accepted by the payment service
admin-timeline-refund-made = Refund of { $amount } made
admin-timeline-refund-recorded = Refund of { $amount } made by hand
admin-timeline-taken-back = Pieces taken back that cost nothing
admin-timeline-refund-failed = Refund of { $amount } failed
admin-timeline-dispute-opened = Dispute opened
admin-timeline-dispute-won = Dispute won
admin-timeline-dispute-lost = Dispute lost
admin-timeline-parcel-begun = Parcel { $position } ordered from the supplier
admin-timeline-parcel-sent = Parcel { $position } sent
admin-timeline-parcel-delivered = Parcel { $position } delivered
admin-timeline-parcel-failed = Parcel { $position } failed
admin-timeline-parcel-cancelled = Parcel { $position } cancelled
admin-timeline-pick-up-ready = Pick-up { $position } ready
admin-timeline-pick-up-picked-up = Pick-up { $position } picked up
admin-timeline-pick-up-failed = Pick-up { $position } failed
admin-timeline-pick-up-cancelled = Pick-up { $position } cancelled
admin-timeline-download-activated = Download ready: { $title }
admin-timeline-download-used = Downloaded: { $title } ({ $attempts } times so far)
admin-timeline-download-used-of = Downloaded: { $title } ({ $attempts } of { $most } times)
admin-timeline-unknown-signal = An event that only a newer version knows
admin-timeline-delivery-waiting = waiting, next attempt
admin-timeline-delivery-in-progress = in progress since
admin-timeline-delivery-failed = failed
admin-timeline-delivery-handled = done
admin-timeline-again = Send again
admin-timeline-delivery-idle = nothing to do
admin-timeline-details = Details
admin-timeline-webhook = Message from { $provider }
admin-timeline-webhook-waiting = Message from { $provider }, not handled yet
admin-timeline-corrected = Corrected by { $actor }
admin-timeline-note = Note by { $actor }
admin-timeline-act = { $act } ({ $actor })

## What can be done about an order

admin-do-title = Order { $number }: { $act }
admin-do-back = Back to order { $number }
admin-do-not-now = The order is in a state that does not allow this, or it was done already. Nothing was changed.
admin-do-more = More
admin-do-mark-paid = Mark as paid
admin-do-poll-payment = Ask the payment service now
admin-do-cancel = Cancel the order
admin-do-refund = Refund
admin-do-record-refund = Record a refund made elsewhere
admin-do-take-back = Take items back
admin-do-allocate-refund = Say what a refund is for
admin-do-allocate-refund-now = Record
admin-do-restock-refund = Put the pieces back into stock
admin-do-leave-out-of-stock = Leave them out
admin-do-abandon-refund = Give up a refund
admin-do-release = Lift the hold
admin-do-renew-downloads = Renew the downloads
admin-do-end-downloads = End the downloads
admin-do-correct = Correct e-mail or address
admin-do-note = Save the note
admin-do-mark-sent = Mark as sent
admin-do-update-tracking = Update the tracking
admin-do-mark-delivered = Mark as delivered
admin-do-mark-failed = Mark as not delivered
admin-do-pick-up-failed = Mark as failed
admin-do-mark-pending = Send again
admin-do-mark-ready = Mark as ready for pick-up
admin-do-mark-picked-up = Mark as picked up
admin-do-prepare-again = Prepare again
admin-do-set-reference = Enter the supplier’s reference
admin-do-reorder = Order from the supplier again

admin-mark-paid-offline = The payment of { $total } has arrived, outside of any payment service.
admin-mark-paid-mismatch = { $paid } was paid, and the order’s total is { $total }. The payment is accepted as it is.
admin-mark-paid-effect = The order is completed: the customer gets a mail, downloads can be used, and parcels can be sent. This cannot be undone, but you can refund the payment.
admin-poll-payment-effect = The payment service is asked for the state of the payment now, and the order follows it: it is completed if the payment has arrived.
admin-cancel-effect = The order is cancelled for good, and the customer gets a mail. The items are back in the basket of the customer, who can order again.
admin-cancel-refunds = The payment of { $paid } is refunded.
admin-release-effect = The downloads can be used again, and the parcels can be sent. The dispute or the failed refund no longer needs attention.
admin-release-dispute = A dispute stays open at the payment service. If it is lost after all, it holds the order again.
admin-renew-downloads-effect = All downloads of the order start over, with all attempts and a new expiry. The customer gets a mail.
admin-end-downloads-effect = No link of the order works any more; a download that has begun can still end. The customer gets no mail. If you renew the downloads, the links work again.
admin-correct-effect = The order itself stays as it was placed. Mails from now on go to the new address. A mail that was sent already can be sent again, from the timeline.
admin-correct-parcels = Parcels that were neither sent nor ordered from a supplier go to the new address. The country has to stay, because shipping was quoted for it.
admin-note-text = Only the staff sees it. It cannot be changed or deleted.
admin-note-empty = Please write something first.

admin-refund-amount = Amount in { $currency }
admin-refund-amount-wrong = Please enter an amount, such as { $example }.
admin-refund-effect = The payment service is asked to refund the payment. The customer gets a mail once it is made.
admin-record-refund-effect = You have returned the money elsewhere, such as by bank transfer or in cash. The shop only records that, and the customer gets a mail.
admin-record-refund-lost = A dispute of this payment was lost, so the customer has the money back already. Record only what you have returned beyond that.
admin-take-back-effect = The order cost nothing, so no money moves and the customer gets no mail. Downloads of these items stop working, and what was not sent is no longer to be sent.
admin-take-back-free = These items cost nothing, so no money moves and the customer gets no mail.
admin-take-back-pieces = { $title }: pieces to take back
admin-take-back-note-hint = Only the staff reads it. Optional.
admin-take-back-restocked = The pieces go back into stock.
admin-allocate-refund-effect = The payment service has made this refund, and no money moves now. Choose the pieces it is for: they count as refunded, and the taxes follow. What it returns beyond pieces and shipping counts as a further amount.
admin-allocate-refund-for-good = No money moves. What you say here cannot be changed later.
admin-allocate-refund-too-much = These come to more than the { $amount } that was refunded. Choose less.
admin-restock-pieces = Taken from stock
admin-restock-effect = The payment service has already made this refund, so no money moves. If the pieces were returned or never sent, put them back into stock, so that they can be sold again.
admin-restock-twice = If you have already adjusted the stock by hand, leave them out: they would be counted twice.
admin-refund-two-steps = The next page says what it comes to, before anything happens.
admin-refund-pieces = { $title }: pieces to refund
admin-refund-pieces-left = { $left } of { $quantity } left, { $amount } for all that are left.
admin-refund-pieces-wrong = Please enter a number of pieces, such as 1.
admin-refund-pieces-too-many = At most { $left } can be refunded.
admin-refund-pieces-none = Nothing is left to refund of { $item }.
admin-refund-shipping = Shipping ({ $left } left)
admin-refund-extra = Further amount in { $currency }
admin-refund-extra-hint = For a discount, or alone for a part of the payment. For the taxes, it is spread over all that is left.
admin-refund-restock = Put the pieces back into stock
admin-refund-note = Reason
admin-refund-note-hint = The customer reads it in the mail, and on the credit note if there is one. Optional.
admin-allocate-refund-note-hint = The customer reads it on the credit note, if there is one. Optional.
admin-refund-note-long = Please use { $most } characters at most.
admin-refund-nothing = Choose what to refund: pieces, the shipping or an amount.
admin-refund-continue = Continue
admin-refund-everything = Everything that is left
admin-refund-change = Change what is refunded
admin-take-back-change = Change what is taken back
admin-refund-changed = Something was refunded in the meantime, so the sum has changed. Please check it again.
admin-refund-what = For
admin-refund-what-amount = An amount, without pieces
admin-refund-what-extra = A further { $amount }
admin-refund-what-price = Part of the price of { $titles }
admin-refund-in-full = { $downloads ->
    [0] Nothing of the payment is left: parcels that were not sent are cancelled.
   *[other] Nothing of the payment is left: the downloads stop working, and parcels that were not sent are cancelled.
}
admin-refund-downloads = Downloads stop working once all their pieces are refunded.
admin-refund-parcel-ordered = { $parcel } was already ordered from the supplier: cancel there what you refund.
admin-refund-parcel-cancelled = { $parcel } is cancelled: nothing of it is left to send.
admin-refund-parcel-less = { $parcel } was not sent yet. Only what is left of it is to be sent, { $left ->
    [one] 1 piece.
   *[other] { $left } pieces.
}
admin-refund-restocked = The pieces go back into stock once the refund is made.
admin-refund-not-restocked = Nothing goes back into stock.
admin-refund-failed = The payment service has refused to refund { $amount }: { $reason }. Try again, or return the money elsewhere and record the refund.
admin-refund-without-reason = it gave no reason
admin-return-tax = Return the tax
admin-record-returned-tax = Record that the tax was returned
admin-return-tax-failed = The payment service has refused to refund { $amount }: { $reason }. Try again, or return the tax elsewhere and record that.
admin-return-tax-possible = The VAT number { $vat_id } has proved valid since the order was placed: { $amount } of tax can be returned.
admin-return-tax-text = The VAT number { $vat_id } couldn’t be checked when the order was placed. It has proved valid since, so { $amount } of tax is refunded to the customer. Nothing else of the order changes.
admin-return-tax-documents = The sale then counts as one without tax, in the quarter of the refund, and appears in the EC sales list. If the order has an invoice, a credit note takes it back, and a new invoice without the tax replaces it. Ask your accountant if you’re not sure.
admin-abandon-refund-which = Refund
admin-abandon-refund-effect = The refund is no longer requested, and counts as failed. If it was to return all of the payment, the order stays on hold until you release it.
admin-abandon-refund-look-first = Look at the payment service first: it may have made the refund, although its answer was lost.

admin-mark-sent-effect = The customer gets a mail with the tracking. What you leave empty is left out.
admin-parcel-withdrawn = The customer has withdrawn from this order or a part of it, and nobody has answered yet. Please ask before you send it.
admin-parcel-withdrawn-pieces = The customer has withdrawn from { $pieces }, and nobody has answered yet. Please ask before you send it.
admin-mark-sent-again-effect = The customer was notified when it was sent first, and gets no further mail.
admin-update-tracking-effect = The page of the order shows the new tracking. The customer gets no further mail. What you leave empty stays as it is.
admin-mark-delivered-effect = The parcel has arrived. The customer gets no mail.
admin-mark-failed-effect = The parcel could not be sent, or came back. The customer gets no mail. You can send it again later.
admin-mark-pending-effect = The parcel is to be sent again, to the address as it was corrected last. A supplier’s reference is removed.
admin-mark-ready-effect = The customer gets a mail that it can be picked up.
admin-mark-picked-up-effect = The customer has picked it up. The customer gets no mail.
admin-pick-up-failed-effect = It could not be prepared, or nobody came for it. The customer gets no mail. You can prepare it again later.
admin-prepare-again-effect = It is to be prepared for the pick-up again.
admin-set-reference-effect = The supplier has this order, but its answer was lost. With the reference, the shop follows the order and does not place it again.
admin-reorder-effect = The shop orders this parcel from the supplier again.
admin-reorder-look-first = Look at the supplier first: if the order is there, enter its reference instead. Otherwise, the customer gets it twice.

admin-done-mark-paid = The order is paid.
admin-done-poll-payment = The payment service was asked. The order shows what it has answered.
admin-done-cancel = The order is cancelled.
admin-done-release = The hold is lifted.
admin-done-renew-downloads = The downloads are renewed. The customer gets a mail.
admin-done-end-downloads = The downloads have ended.
admin-done-correct = The order is corrected. Mails that were sent already can be sent again, from the timeline.
admin-done-note = The note is saved.
admin-done-refund-made = The refund is made. The customer gets a mail.
admin-done-refund-accepted = The payment service has accepted the refund, and makes it later.
admin-done-refund-requested = The refund is requested. The payment service has not answered yet, and is asked again until it does.
admin-done-refund-submitted = The refund was submitted before. It was made once.
admin-done-record-refund = The refund is recorded. The customer gets a mail.
admin-done-take-back = The items are taken back.
admin-done-allocate-refund = It is recorded what the refund is for.
admin-done-restock-refund = The pieces are back in stock.
admin-done-leave-out-of-stock = The pieces stay out of stock.
admin-done-abandon-refund = The refund is given up.
admin-done-mark-sent = The parcel is sent. The customer gets a mail.
admin-done-mark-sent-again = The parcel is sent again. The customer gets no further mail.
admin-done-update-tracking = The tracking is up to date. The customer gets no further mail.
admin-done-mark-delivered = The parcel is delivered.
admin-done-mark-failed = The parcel has failed.
admin-done-mark-pending = The parcel is to be sent again.
admin-done-mark-ready = It is ready for pick-up. The customer gets a mail.
admin-done-mark-ready-again = It is ready for pick-up again. The customer gets no further mail.
admin-done-mark-picked-up = It is picked up.
admin-done-pick-up-failed = The pick-up has failed.
admin-done-prepare-again = The pick-up is to be prepared again.
admin-done-no-next-parcel = No further parcel waits to be sent by you.
admin-next-parcel = Next parcel to send
admin-done-set-reference = The reference is saved.
admin-done-reorder = The parcel is ordered from the supplier again.

## Refunds that wait

admin-refunds = Refunds made at the payment service
admin-refunds-text = These refunds were made in the payment service’s dashboard. The oldest come first.
admin-refunds-none = No refund waits.
admin-refunds-items = What they are for
admin-refunds-items-text = Say what each is for: then its pieces count as refunded, and the taxes follow.
admin-refunds-stock = What goes back into stock
admin-refunds-stock-text = These returned all that was left of their orders, whose pieces count as refunded. Say whether they go back into stock.
admin-refunds-allocate = Say what a refund is for: order { $number }
admin-refunds-restock = Put the pieces back into stock: order { $number }

## What was refused, and what to do instead

admin-error-unknown-order = There is no order { $number }.
admin-error-already-paid = The order is paid already. To return the payment, refund it.
admin-error-already-cancelled = The order is cancelled already. Nothing was changed.
admin-error-gateway-decides = Only the payment service can confirm this payment, and it is asked until it does. Nothing was changed.
admin-error-not-paid = This order was not paid, so there is nothing to refund.
admin-error-dispute-lost = A dispute of the payment was lost, so the customer has the money: a refund would return it twice. If you have made one elsewhere, record it. Nothing was changed.
admin-error-exceeds-refundable = At most { $left } can be refunded.
admin-error-not-positive = The amount has to be more than { $zero }.
admin-error-nothing-chosen = Choose what to refund: pieces of an item, the shipping, or an amount.
admin-error-not-so-many = { $left ->
    [one] Only { $number } piece of { $title } can still be refunded.
   *[other] Only { $number } pieces of { $title } can still be refunded.
}
admin-error-not-completed = This order isn’t completed, so only an amount of its payment can be refunded.
admin-error-not-completed-cancelled = This order is cancelled, so only an amount of its payment can be refunded.
admin-error-no-waiting-refund = It’s already recorded what this refund is for, or it has failed.
admin-error-nothing-to-restock = It’s already recorded whether the pieces of this refund go back into stock, or it has failed.
admin-error-no-open-refund = This refund is not waiting any more: it was made, has failed, or was given up.
admin-error-several-refunds = Several refunds are still to be requested. Choose one of them.
admin-error-refund-made = The payment service has made this refund. Nothing was changed.
admin-error-refund-accepted = The payment service has this refund already, and makes it. Nothing was changed.
admin-error-refund-in-progress = The refund is being requested right now. Try again in a minute.
admin-error-unknown-receiver = This shop has no receiver named { $name }.
admin-error-nothing-handled = Nothing was sent yet that could be sent again. What waits or has failed can be retried instead.
admin-error-no-downloads = This order has no downloads.
admin-error-refunded-in-full = This order was refunded in full, so its downloads stay disabled.
admin-error-downloads-refunded = Everything that this order has downloads for was refunded, so they stay disabled.
admin-error-on-hold = This order is on hold, because its payment is disputed or to be refunded. Nothing was changed.
admin-error-payment-processing = The payment is on its way and can no longer be cancelled. Refund it once it has arrived.
admin-error-not-on-hold = This order is not on hold.
admin-error-held-by-refund = A refund of this order is still being made, and the order is on hold until it is. To lift the hold now, give up the refund first.
admin-error-gateway-unavailable = The payment service gives no answer, and the order is unchanged. Try again in a minute.
admin-error-polled-just-now = The payment service was asked a moment ago. Try again in a few seconds.
admin-error-not-at-gateway = No payment service decides about this payment: mark the order as paid, or cancel it.
admin-error-invalid-note = A note has 1 to 2,000 characters.
admin-error-unknown-withdrawal = There is no such withdrawal.
admin-error-withdrawal-matched = This withdrawal belongs to an order already. Nothing was changed.
admin-error-order-cancelled = This order is cancelled, so nothing of it is left to be corrected.
admin-error-invalid-correction = Some of the values cannot be used. Nothing was changed.
admin-error-no-seller = This shop issues no invoices yet. Set who sells first.
admin-error-unknown-invoice = There is no invoice with this number.
admin-error-nothing-to-invoice = There is nothing to invoice: the order is not paid, or costs nothing.
admin-error-no-tax-to-return = There is no tax to return: the VAT number hasn’t proved valid since the order was placed, the tax doesn’t depend on it, or it was returned already. Nothing was changed.
admin-error-unsettled-refund = Another refund of this order comes first: it isn’t made yet, or nobody has said what it is for. Nothing was changed.
admin-error-nothing-invoiced = This order has no invoice, or all of it is credited already. Nothing was changed.
admin-error-already-done = This form was submitted before, and has taken effect once.
admin-error-not-allowed = Your role does not allow this any longer. Nothing was changed.
admin-error-database = The database gives no answer. Check whether something was changed, and try again in a minute.
admin-error-unknown-parcel = There is no such parcel.
admin-error-parcel-not-paid = The order is not paid yet. Its parcels are sent once it is.
admin-error-parcel-of-cancelled-order = The order is cancelled, so its parcels are not sent.
admin-error-parcel-is-pending = The parcel was not sent yet. Mark it as sent first.
admin-error-parcel-is-sent = The parcel is sent already. Nothing was changed.
admin-error-parcel-is-delivered = The parcel is delivered already. Nothing was changed.
admin-error-parcel-is-failed = The parcel has failed. Send it again first.
admin-error-parcel-is-cancelled = The parcel is cancelled, because the order was refunded in full. Nothing was changed.
admin-error-parcel-on-hold = The order is on hold, because its payment is disputed or to be refunded. Lift the hold before you send the parcel.
admin-error-tracking-url = Please enter the address of a page, such as https://carrier.example/track.
