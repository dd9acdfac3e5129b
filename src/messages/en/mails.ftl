# Emails to shoppers, and those that staff sign in with. The other emails to the owner are in owner_mails.ftl.

mail-subject = Your order { $number } from { $shop }
mail-subject-how-to-pay = { $subject }: how to pay
mail-subject-cancelled = { $subject } has been cancelled
mail-subject-processing = { $subject }: your payment is on its way
mail-subject-payment-failed = { $subject }: your payment didn't go through
mail-subject-refund = { $subject }: { $amount } refunded
mail-subject-goes-back = { $subject }: your payment is being refunded
mail-subject-ready = { $subject }: ready to pick up
mail-subject-sent = { $subject }: on its way
mail-subject-overdue = { $subject } is waiting for your payment
mail-subject-renewed = { $subject }: your downloads are available again
mail-subject-invoice-corrected = { $subject }: corrected invoice

mail-see-order = View your order
mail-see-downloads = View your order and downloads
mail-see-documents = View your order and documents
mail-see-invoice = View your invoice
mail-total = Total
mail-ships-to = Shipping address
mail-billing-address = Billing address
mail-payment = Payment
mail-delivery-time = Delivery time
mail-discount = Discount included: { $label }
mail-vat-id = VAT number
mail-vat-unknown = We couldn't check your VAT number when you ordered, so VAT was charged as for everyone. We'll check it again later.
mail-terms = The terms that apply to your order are attached.
mail-terms-file = Terms.txt

mail-thank-you = Thank you for your order { $number }
mail-nothing-to-pay = There's nothing to pay.
mail-paid = We've received your payment.

mail-overdue = Your order { $number } is waiting for your payment
mail-overdue-text = We haven't received your payment yet. If you've already sent it, you don't need to do anything.
mail-overdue-start-over = If you no longer want this order, choose "Start over" on your order page.

mail-renewed = Your downloads are available again
mail-renewed-text = We've renewed the downloads for your order { $number }.
mail-allowance-any = as often as you like
mail-allowance = { $times ->
    [one] 1 download left
   *[other] { $times } downloads left
}
mail-allowance-until = { $times }, until { $day } ({ $zone })

mail-cancelled = Your order { $number } has been cancelled
mail-cancelled-text = You don't need to pay for it.
mail-cancelled-money = If you've already paid, reply to this email and we'll refund you.

mail-processing-text = Your payment is on its way. Some payment methods take a few days. You don't need to do anything: we'll email you once it has arrived.
mail-payment-failed = Your payment for order { $number } didn't go through
mail-payment-failed-text = Your order has been cancelled. If you still want it, please order again.

mail-refund = We've refunded { $amount }
mail-refund-cancelled = This is your payment for order { $number }, which was cancelled.
mail-refund-all = This is the full amount you paid for order { $number }.
mail-refund-rest = Your order { $number } is now fully refunded.
mail-refund-part = This is a partial refund for order { $number }.
mail-refund-account = We've sent the money by bank transfer. It can take a few days to arrive.
mail-refund-way = The money goes back to your original payment method and can take a few days to appear on your statement.
mail-nothing-to-do = You don't need to do anything.
mail-refund-so-far = Refunded so far
mail-refund-for = Refunded for
mail-refund-further = a further { $amount }
# No piece comes back.
mail-refund-price = part of the price of { $titles }
mail-refund-note = Reason
mail-refund-downloads = Your downloads are no longer available.
mail-refund-some-downloads = Downloads that you were refunded for are no longer available.

mail-invoice-corrected = We've corrected the invoice for your order { $number }
mail-invoice-corrected-text = We've canceled the earlier invoice with a credit note and issued a new one. The amount hasn't changed, and no action is required on your part.

mail-parcel-sent = Your order { $number } is on its way
mail-parcel-ready = Your order { $number } is ready to pick up
mail-one-parcel-sent = A parcel from your order { $number } is on its way
mail-part-ready = Part of your order { $number } is ready to pick up
mail-parcel-in-it = In this parcel: { $contents }.
mail-pick-up-in-it = Ready for you: { $contents }.
mail-parcel-others = The rest of your order ships separately.
mail-pick-up-others = You'll pick up the rest of your order separately.
mail-parcel-shipping = Shipping
mail-parcel-carrier = Carrier
mail-parcel-number = Tracking number
mail-parcel-follow = Track your parcel

mail-goes-back = Your payment is being refunded
mail-too-late = Order { $number } was cancelled before your payment of { $amount } arrived.
mail-twice = Order { $number } was cancelled before your payment of { $amount } arrived. You've since ordered and paid for the same items again, and your new order is not affected.
mail-giving-back = We're refunding this payment. You don't need to do anything.
mail-write-again = We'll email you when the refund is complete.

mail-withdrawal = We've received your withdrawal
mail-withdrawal-text = You have withdrawn from a contract with us. This email confirms what you declared, and when we received it. Please keep it.
mail-withdrawal-received = Received
mail-withdrawal-moment = { $day }, { $time } ({ $zone })
mail-withdrawal-order = Order
mail-withdrawal-name = Name
mail-withdrawal-email = Email
mail-withdrawal-from = Withdrawn from
mail-withdrawal-everything = the whole order
mail-withdrawal-message = Your message
mail-withdrawal-next = We'll now look at your withdrawal and email you about what happens next. You don't need to do anything until then.
mail-withdrawal-not-you = If you didn't declare this, reply to this email.
mail-withdrawal-note = Withdrawal from your order { $number }
mail-withdrawal-note-text = Somebody has declared a withdrawal from your order. The receipt went to another email address.
mail-withdrawal-note-not-you = If this wasn't you, or somebody acting for you, reply to this email: we then don't carry it out.

mail-sign-in = Sign in to the admin of { $shop }
mail-sign-in-text = This link signs you in. It works once, for { $minutes } minutes.
mail-sign-in-button = Sign in
mail-sign-in-code-text = Or enter this code on the page where you asked for it:
mail-sign-in-code = Code
mail-sign-in-not-you = If you didn't ask for this, you can ignore it: without this email, nobody can sign in as you. Don't forward it.
mail-welcome = You can work on the orders of { $shop }
mail-welcome-text = Hello { $name }, you are on the staff now. Open the admin and enter { $email } there: you then get a mail that signs you in.
mail-welcome-button = Open the admin
