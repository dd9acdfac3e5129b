# What the browser says by itself, without asking the server. It is sent along with every page that has an island: keep it short.
# Values and choices by a value are all that can be used here.

## Adding to the basket

add-done = { $pieces ->
    [one] Added to your basket.
   *[other] { $pieces } added to your basket.
}

## The basket in the header

basket-words = { $count ->
    [0] Basket, empty
    [one] Basket, { $count } item
   *[other] Basket, { $count } items
}

## Why the store said no

problem-unknown-item = This is not for sale (any more).
problem-sold-out = Sorry, this is sold out.
problem-only-left = Sorry, only { $left } left.
problem-too-many = One order can hold { $max } of this at most.
problem-bad-quantity = Please enter the quantity as a whole number.
problem-mixed-currencies = This is sold in another currency than what is in your basket. Please order it separately.
problem-payment-pending = Your order is waiting for its payment. Resume the payment or start over, then change your basket.
problem-not-in-basket = This is not in your basket any more.
problem-empty-basket = Your basket is empty.
problem-unknown-order = There is no such order.
problem-bad-request = This request could not be understood. Please reload the page and try again.
problem-gateway-unavailable = The payment service did not answer. You have not been charged twice: please resume the payment.
problem-declined = The payment was declined. You were not charged.
problem-declined-because = The payment was declined: { $reason }
problem-unavailable = The shop cannot answer right now. Nothing was lost: please try again.
problem-offline = No connection. Nothing was lost: please try again when you are online.

## What is wrong with a field of the checkout

field-email-missing = Enter your e-mail address: your confirmation goes there.
field-email-form = Enter an e-mail address like name@example.com.
email-meant = Did you mean { $address }?
# $label is the label as it stands above the field, $lowercase the same as it stands in an English sentence.
field-missing = Enter your { $lowercase }.
field-choose = Choose your { $lowercase }.
field-too-long = Use { $max } characters at most.
field-characters = Use letters, digits and punctuation only.
field-postal-code = Check this: it should look like { $example }.
