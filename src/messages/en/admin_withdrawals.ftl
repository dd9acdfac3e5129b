# The admin's pages about withdrawals from contracts.

admin-tab-withdrawals = Withdrawals
admin-today-withdrawals = { $count ->
    [one] withdrawal to answer
   *[other] withdrawals to answer
}

admin-withdrawals-text = What customers have withdrawn from. Nothing is refunded by itself: you refund it, within 14 days, and then close the withdrawal. Until you refund it, what has not left yet is still to be sent.
admin-withdrawals-tabs = Which withdrawals
admin-withdrawals-open = Open
admin-withdrawals-all = All
admin-withdrawals-none-open = Nothing is waiting for an answer.
admin-withdrawals-none = No customer has withdrawn so far.
admin-withdrawals-list = All open withdrawals
admin-withdrawals-title = Withdrawal of { $name }

admin-withdrawals-received = Received
admin-withdrawals-who = Customer
admin-withdrawals-order = Order
admin-withdrawals-what = Withdraws from
admin-withdrawals-state = State
admin-withdrawals-message = Message
admin-withdrawals-receipt = Receipt
admin-withdrawals-closed-at = Closed
admin-withdrawals-everything = The whole order
admin-withdrawals-in-words = What the message names
admin-withdrawals-no-order = not found
admin-withdrawals-identified = from the page of the order
admin-withdrawals-typed = typed as “{ $number }”
admin-withdrawals-is-open = Open
admin-withdrawals-is-closed = Closed
admin-withdrawals-period = Withdrawal period
admin-withdrawals-in-time = Received in time
admin-withdrawals-late = Late
admin-withdrawals-late-text = The withdrawal period was over when this arrived. Decide whether you accept it, and tell the customer.
admin-withdrawals-unmatched = No order has this number and this e-mail address. If you know which one is meant, assign it. The customer was not told, so that nobody can find out who has ordered.
admin-withdrawals-receipt-sent = Sent
admin-withdrawals-receipt-waiting = To be sent
admin-withdrawals-receipt-failed = Not sent
admin-withdrawals-receipt-failed-text = The receipt could not be sent, and is not tried again. The law asks for one: write to the customer yourself.

admin-withdrawals-refund-by = Refund by
admin-withdrawals-refund-by-day = { $day }, 14 days after it arrived. You may wait for the goods, or for proof that they were sent back.
admin-withdrawals-refunded = Refunded since then
admin-withdrawals-refunded-all = What was withdrawn is refunded. You can mark this withdrawal as done.
admin-withdrawals-ends = This includes a download. If the customer agreed to get it right away, the right to withdraw ended once it was available. Decide whether you refund it, and tell the customer.
admin-withdrawals-excluded = This includes an item without a right to withdraw, for example because it’s made to order, perishable or for a set date. Decide whether you refund it, and tell the customer.

admin-withdrawals-refund = Refund what was withdrawn
admin-withdrawals-match = Assign to an order
admin-withdrawals-match-text = Enter the number of the order that is meant. If that order has another e-mail address, a note goes there. It cannot be changed afterwards.
admin-withdrawals-number = Number of the order
admin-withdrawals-number-wrong = Please enter the number of an order, such as 1001.
admin-withdrawals-close = Mark as done
admin-withdrawals-close-text = It is then no longer listed as open. Close it when it is refunded, or when you have answered the customer otherwise.
admin-withdrawals-back = Back to the withdrawal

admin-done-withdrawal-matched = The withdrawal belongs to the order now.
admin-done-withdrawal-closed = The withdrawal is closed.
