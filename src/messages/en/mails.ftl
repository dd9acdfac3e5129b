# Mails to shoppers. What goes to the people who run the shop is in English.

mail-subject = Your order { $number } at { $shop }
mail-subject-how-to-pay = { $subject }: how to pay
mail-subject-cancelled = { $subject } is cancelled
mail-subject-refund = { $subject }: { $amount } given back
mail-subject-goes-back = { $subject }: your payment goes back
mail-subject-ready = { $subject }: ready to be picked up
mail-subject-sent = { $subject }: on its way
mail-subject-overdue = { $subject } waits for your payment
mail-subject-renewed = { $subject }: you can download again

mail-see-order = See your order
mail-see-downloads = See your order and your downloads
mail-total = Total
mail-ships-to = Ships to

mail-thank-you = Thank you for your order { $number }
mail-nothing-to-pay = There is nothing to pay.
mail-paid = Your payment has arrived.

mail-overdue = Your order { $number } waits for your payment
mail-overdue-text = We have not seen your payment yet. If it is on its way, you do not have to do anything.
mail-overdue-start-over = If you do not want it any more, choose "Start over" on the order's page.

mail-renewed = You can download again
mail-renewed-text = Your download allowance was renewed for what you have bought with order { $number }.
mail-allowance-any = as often as you like
mail-allowance = { $times ->
    [one] once
   *[other] { $times } times
}
mail-allowance-until = { $times }, until { $day } (UTC)

mail-cancelled = Your order { $number } is cancelled
mail-cancelled-text = You do not have to pay for it any more.
mail-cancelled-money = If the money is on its way already, please answer this mail, and we will send it back.

mail-refund = We have given { $amount } back to you
mail-refund-cancelled = It had been paid for order { $number }, which is cancelled.
mail-refund-all = That is all you have paid for order { $number }.
mail-refund-rest = With that, all you have paid for order { $number } is given back.
mail-refund-part = That is a part of what you have paid for order { $number }.
mail-refund-account = It goes to a bank account, and takes a few days to arrive.
mail-refund-way = It goes back the way it came. It may take some days until your bank shows it.
mail-nothing-to-do = You do not have to do anything.
mail-refund-so-far = Given back so far, in all
mail-refund-downloads = What you could download is no longer there.

mail-parcel-sent = Your order { $number } is on its way
mail-parcel-ready = Your order { $number } is ready to be picked up
mail-one-parcel-sent = A parcel of your order { $number } is on its way
mail-one-parcel-ready = A parcel of your order { $number } is ready to be picked up
mail-parcel-in-it = In it: { $contents }.
mail-parcel-others = What else you have ordered travels separately.
mail-parcel-shipping = Shipping
mail-parcel-carrier = Carrier
mail-parcel-number = Tracking number
mail-parcel-follow = Follow the parcel

mail-goes-back = Your payment goes back to you
mail-too-late = Order { $number } was cancelled before your payment of { $amount } arrived.
mail-twice = Order { $number } was cancelled before your payment of { $amount } arrived, and you have ordered and paid the same anew since. The new order stands.
mail-giving-back = So we are giving the money back: you do not have to do anything.
mail-write-again = We write again when it is done.
