# The admin's pages about the outbox, payment messages (webhooks) and jobs; packing slips.

## Deliveries

admin-deliveries-text = What happens to an order is passed on: to mails, downloads and other systems. This is what has not been sent yet.
admin-deliveries-none = Everything has been sent.
admin-deliveries-failed = Not sent
admin-deliveries-failed-text = These are not tried again. Fix the cause, then retry them; if there is nothing to fix, dismiss them.
admin-deliveries-pending = Waiting
admin-deliveries-pending-text = These are tried again automatically.
admin-deliveries-more = There are more: only the oldest { $count } are listed.
admin-deliveries-event = What happened
admin-deliveries-order = Order
admin-deliveries-receiver = Receiver
admin-deliveries-state = State
admin-deliveries-error = Last error
admin-deliveries-advice = What to do
admin-deliveries-at = When
admin-deliveries-id = Id
admin-deliveries-title = Order { $number }: { $event }
admin-deliveries-unknown-event = Something that only a newer version knows
# In the place of an order's number.
admin-deliveries-basket = Basket
admin-deliveries-waiting = Waiting
admin-deliveries-in-progress = Being sent
admin-deliveries-has-failed = Not sent
admin-deliveries-handled = Sent
admin-deliveries-attempts = { $count ->
    [0] Not tried yet
    [one] Tried once
   *[other] Tried { $count } times
}
# Followed by a time.
admin-deliveries-next = Next attempt:
admin-deliveries-next-now = Next attempt: now
admin-deliveries-no-error = None
admin-deliveries-unregistered = This shop has no receiver of this name. It waits until there is one.
admin-deliveries-advice-waiting = Nothing: it is tried again automatically. To try it now, retry.
admin-deliveries-advice-in-progress = Nothing: it is being sent. If that fails, it is tried again automatically.
admin-deliveries-advice-failed = It is not tried again. Fix the cause, then retry. If there is nothing to fix, dismiss it.
admin-deliveries-advice-handled = Nothing.
admin-deliveries-all = The whole outbox
admin-deliveries-back = Back to the outbox

admin-deliveries-retry = Retry now
admin-deliveries-retry-text = All that is waiting or has failed of this is tried now, with a fresh count of attempts.
admin-deliveries-nothing-to-retry = There is nothing to retry: it has been sent, or is being sent.
admin-deliveries-retry-all = Retry all now
admin-deliveries-retry-all-text = All that is waiting or has failed is tried now, with a fresh count of attempts. If the cause is not fixed, it fails again.
admin-deliveries-dismiss = Dismiss
admin-deliveries-dismiss-text = What could not be sent of this is recorded as done, and not sent. The order no longer needs attention because of it.
admin-deliveries-nothing-to-dismiss = There is nothing to dismiss: nothing of this has failed.
admin-deliveries-replay = Send again
admin-deliveries-replay-text = This is sent to “{ $receiver }” once more, although it was already. If there is nothing to send, nothing is sent. If the order has several of the same kind, such as two parcels that were sent, all of them are sent again.
admin-deliveries-nothing-to-replay = This cannot be sent again: it has not been sent yet, or this shop has no such receiver.

admin-done-deliveries-retried = It is being tried again.
admin-done-deliveries-dismissed = What could not be sent is dismissed.
admin-done-deliveries-replayed = It is being sent again.

## Received webhooks

admin-webhooks-text = What payment services have reported to the shop, by webhooks, the newest first.
admin-webhooks-none = No payment messages have arrived.
admin-webhooks-one = Payment message
admin-webhooks-received = Received
admin-webhooks-order = Order
admin-webhooks-provider = Payment service
admin-webhooks-event = Event
admin-webhooks-payment = Payment
admin-webhooks-id = Id
admin-webhooks-outcome = Outcome
admin-webhooks-handled = Processed
admin-webhooks-ignored = Ignored
admin-webhooks-no-effect = No effect
admin-webhooks-pending = Waiting
admin-webhooks-headers = Headers
admin-webhooks-headers-text = Without those that carry credentials.
admin-webhooks-body = Body
admin-webhooks-deleted = The content of this message has been deleted, because it is too old.
admin-webhooks-all = All payment messages
admin-webhooks-back = Back to the message
admin-webhooks-replay = Process again
admin-webhooks-replay-text = The shop verifies what { $provider } has sent, as of the time it arrived, and processes it once more. What has already taken effect does not take effect twice.
admin-webhooks-not-replayed = It had no effect. The shop says: { $answer }

admin-done-webhooks-replayed = The message was processed again.

## What is done to many orders at once

admin-bulk-mark-sent = Mark as sent
admin-bulk-mark-sent-text = { $count ->
    [one] The pending parcels of one order will be marked as sent.
   *[other] The pending parcels of { $count } orders will be marked as sent.
}
admin-bulk-mark-sent-many = The pending parcels of more than { $count } orders will be marked as sent.
admin-bulk-mark-sent-mail = Each customer gets a mail that says so, parcel by parcel. That cannot be undone.
admin-bulk-mark-sent-left-out = An order stays as it is if it is not paid, is on hold, or is paid only while this runs; and so does a parcel that a supplier sends. You will see which these are, and why.
admin-bulk-without = Nothing to send for { $numbers }: not paid, on hold, without a pending parcel, or sent by a supplier.
admin-bulk-withdrawn = Customers have withdrawn from { $numbers }, and nobody has answered yet. Do you still want to send these?
admin-bulk-pick-up = Is picked up: it is marked as ready.
admin-bulk-tracking-number = Tracking number of order { $number }, parcel { $position } (optional)
admin-bulk-carrier = Carrier (optional)
admin-bulk-show = Show these orders
admin-bulk-back = Back to the orders
admin-bulk-none = No orders are chosen. Tick some in the list, or choose all that match.
admin-bulk-too-broad = The search finds only a part of these orders. Search for more of the name or the e-mail address, and choose again.
admin-bulk-too-many = These are too many orders to choose one by one. Choose all that match instead.

## Jobs

admin-jobs = Jobs
admin-jobs-text = What is done to many orders is done in the background. Jobs are kept for 30 days.
admin-jobs-none = There are no jobs.
admin-jobs-all = All jobs
admin-jobs-job = Job
admin-jobs-mark-sent = Mark orders as sent
admin-jobs-unknown = Something that only a newer version knows
admin-jobs-started = Started
admin-jobs-ended = Ended
admin-jobs-staff = Started by
admin-jobs-state = State
admin-jobs-done = Orders done
admin-jobs-parcels-sent = { $count ->
    [one] 1 parcel sent.
   *[other] { $count } parcels sent.
}
admin-jobs-running = At work
admin-jobs-finished = Finished
admin-jobs-stopped = Stopped
admin-jobs-stopped-text = This job was stopped: { $staff } may no longer mark parcels as sent. What was done until then stays as it is.
admin-jobs-progress = { $done } of { $total } orders are done.
admin-jobs-progress-of-many = { $done ->
    [one] One order is done.
   *[other] { $done } orders are done.
}
admin-jobs-at-work = This page shows the progress automatically. You can leave it: the job goes on.
admin-jobs-skipped = { $count ->
    [one] 1 order skipped:
   *[other] { $count } orders skipped:
}
admin-jobs-refused-table = Orders that were left as they are
admin-jobs-more = { $count ->
    [one] One more is not listed.
   *[other] { $count } more are not listed.
}
admin-jobs-order = Order
admin-jobs-reason = Why
admin-jobs-unknown-order = There is no such order.
admin-jobs-not-paid = It is not paid. Its parcels are sent, or prepared for pick-up, once it is.
admin-jobs-cancelled = It is cancelled.
admin-jobs-paid-since = It was paid after the orders had been chosen. Pack it, then choose it again.
admin-jobs-on-hold = It is on hold: its payment is disputed or to be refunded.
admin-jobs-nothing-to-send = It has no parcel to send, and no pick-up to prepare.
admin-jobs-sent-by-supplier = A supplier sends a parcel of it, and reports that automatically.
admin-jobs-changed = Somebody has changed it meanwhile.
admin-jobs-failed = The database reported an error again and again. Mark it as sent on its own page.
admin-jobs-unknown-reason = For a reason that only a newer version knows.

## Packing slips, for whom prints them

admin-slips = Packing slips
admin-slips-text = { $count ->
    [0] There is no parcel to pack.
    [one] There is one parcel to pack. Print this page with your browser.
   *[other] There are { $count } parcels to pack. Print this page with your browser: each is on a page of its own.
}
admin-slips-more = There may be more than the { $count } parcels on this page. Print it, then go on:
admin-slips-next = Next parcels
admin-slips-without = No slip for { $numbers }: not paid, on hold, without a parcel to send, or sent by a supplier.
admin-slips-sent-too = Also print parcels that were already sent
admin-slips-was-sent = Already sent
admin-slips-withdrawn = Withdrawn from: ask before you send it

## Packing slips, in the language of the customer

admin-slips-order = Order { $number }
admin-slips-parcel = Parcel { $position } of { $parcels }
admin-slips-contents = Contents
admin-slips-pieces = Quantity
admin-slips-item = Item
