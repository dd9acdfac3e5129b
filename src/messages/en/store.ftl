# Texts that only the server uses.

## Payment and shipping methods, by id. An app can name its own in the same way: payment-ID, payment-ID-description,
## shipping-ID. Without such a message, the label of the plug-in is shown.

payment-free = Nothing to pay
payment-bank-transfer = Bank transfer
payment-bank-transfer-description = You'll get our bank details after you order. We'll prepare your order once we've received your payment.
payment-paypal-description = You'll go to PayPal to approve the payment, then come back here.
payment-stripe-description = Secure payment with Stripe.
payment-sandbox = Sandbox
payment-sandbox-description = For testing: you choose how the payment ends. No money moves.

transfer-how = Please transfer the amount to this account and include the reference. We'll prepare your order once we've received your payment.
transfer-holder = Account holder
transfer-amount = Amount
transfer-reference = Reference

shipping-days = { $from ->
    [one] { $from } working day
   *[other] { $from } working days
}
shipping-days-range = { $from } to { $to } working days
free-shipping = Free

# The button of the page that sends a form again, which the shop could not handle.
try-again = Try again

# Promotions, by id: promotion-ID. Without such a message, the label of the promotion is shown.
promotion-three-for-two = Three for two
promotion-free-shipping = Free shipping

# Where the customer picks everything up.
pick-up = Pick-up
pick-up-address = Address

## The checkout

basket-line-gone = An item
checkout-basket-changed = Your basket has changed. Please check your order and confirm.
checkout-just-ended = Sorry, { $title } is no longer available. You were not charged.
checkout-just-sold = Sorry, someone else has just bought { $title }. You were not charged.
checkout-unknown-country = Choose a country from the list.
checkout-other-country = We can't ship this order to this country. Please choose another one.
checkout-parcel-not-there = We can't ship { $contents } to this country. Please choose another country, or order it separately.
checkout-parcel-unanswered = We couldn't get a shipping price for { $contents } just now. Please try again in a moment.
checkout-choice-lost = The shipping option you chose is no longer available. Please check the new one.
checkout-tax-unknown = We couldn't work out the tax just now. You were not charged. Please try again in a moment.
checkout-vat-id-form = Check the VAT number. It begins with a country code, like DE123456788.

## Codes for a discount

problem-unknown-code = This code isn't valid, or can no longer be used. Check it, or leave the field empty to go on without it.
problem-too-many-codes = Too many codes didn't work. Please try again in an hour.
problem-code-used = You've already used this code.
# $amount: of the items that the code is for, at listed prices.
code-least-amount = This code needs items for at least { $amount }.
code-other-items = This code isn't for the items in your basket.
code-beaten = You already get a better discount on these items, so this code changes nothing.
code-nothing-ships = This code makes shipping free, but the items it's for don't need shipping.
code-shipping-free = Shipping for these items is already free, so this code changes nothing.
code-shipping-shared = This code makes shipping free only for parcels without other items.

## The order

# Why the VAT is refunded of an order that had charged it, on the credit note and in the mail.
refund-tax-note = Your VAT number { $vat_id } has been confirmed, so we refund the VAT.
order-refused = The payment service didn't accept your payment. You were not charged.
order-pay-by = We'll cancel this order if your payment hasn't arrived by { $day }.
order-too-many-declines = Too many cards were declined, so we stopped this payment. You were not charged. Please choose another payment method, or contact your bank.
order-payment-failed = Your payment didn't go through. You were not charged.
order-held = We've received a payment that doesn't match this order. We're looking into it and will contact you.

## Fields that an app adds to the checkout: what a tick is called, and what is missing of one

field-tick = Tick this box to continue: { $label }
field-yes = Yes
checkout-field-instant_downloads = I agree that you make my download available at once, before the withdrawal period ends. I understand that I then lose my right of withdrawal.

## The form of a withdrawal

withdrawal-error-number = Enter the number of the order. It's in your confirmation email.
withdrawal-error-name = Enter your name.
withdrawal-error-lines = Choose what you want to withdraw from.
withdrawal-error-pieces = You can withdraw from up to { $most } of { $title }.

## Corrections of an order, for the merchant

correction-country = The country has to stay: shipping was quoted for it. If the order goes to another country, cancel it and have it placed again.
correction-nothing-ships = Nothing in this order ships, so it has no address. Leave this field empty.

## The fields of an address, and what countries call them

address-full-name = Full name
address-company = Company
address-address = Address
address-apartment-floor-c-o = Apartment, floor, c/o
address-city = City
address-district = District
address-suburb = Suburb
address-town-or-city = Town or city
address-area = Area
address-county = County
address-department = Department
address-emirate = Emirate
address-island = Island
address-oblast = Oblast
address-parish = Parish
address-prefecture = Prefecture
address-province = Province
address-province-or-city = Province or city
address-state = State
address-postal-code = Postal code
address-eircode = Eircode
address-pin-code = PIN code
address-postcode = Postcode
address-zip-code = ZIP code
