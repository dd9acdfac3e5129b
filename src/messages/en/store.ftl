# What the server says where the browser has no part in it.

## Ways to pay and to ship, by their ids. What an app offers may have its names here as well: payment-ID, payment-ID-description,
## shipping-ID. Where there is none, the label of the plug-in is shown as it is.

payment-free = Nothing to pay
payment-bank-transfer = Bank transfer
payment-bank-transfer-description = You get our bank details when you have ordered. We deliver when the money has arrived.
payment-paypal-description = You approve the payment on PayPal's page, and come back here.
payment-stripe-description = Securely by Stripe.
payment-sandbox = Sandbox
payment-sandbox-description = A test gateway: you decide on its page how the payment ends. No money moves.

transfer-how = Please transfer the amount to this account, with this reference. We deliver when the money has arrived.
transfer-holder = Account holder
transfer-amount = Amount
transfer-reference = Reference

shipping-days = { $from ->
    [one] { $from } working day
   *[other] { $from } working days
}
shipping-days-range = { $from } to { $to } working days

## The checkout

basket-line-gone = No longer for sale
checkout-total-changed = The total has changed to { $total }. Please check your order and confirm.
checkout-basket-changed = Your basket has changed in the meantime. Please check your order and confirm.
checkout-something-gone = Something in your basket is no longer for sale.
checkout-just-sold = Sorry, { $title } has just been sold to somebody else. You were not charged.
checkout-other-country = We cannot ship this order there. Please choose another country.
checkout-parcel-not-there = We cannot ship this there: { $contents }. Please choose another country, or order it separately.
checkout-parcel-unanswered = What it costs to ship this there could not be found out just now: { $contents }. Please try again in a moment.
checkout-choice-lost = The way to ship that you chose is not on offer any more. Please check the one that is chosen now.

## The order

order-refused = The payment service did not accept the order. You were not charged.
order-held = A payment has reached us that does not match this order. We are looking into it, and will write to you.

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
