# Texts that the browser shows without asking the server. They are part of every page with an island: keep them short.
# Only values, and choices by a value, can be used here.

## Adding to the basket

add-done = { $pieces ->
    [one] Added to your basket.
   *[other] { $pieces } items added to your basket.
}

## The basket in the header

basket-words = { $count ->
    [0] Basket, empty
    [one] Basket, { $count } item
   *[other] Basket, { $count } items
}

## Why a change was refused

problem-unknown-item = This item isn't available.
problem-not-on-sale-yet = This item isn't on sale yet.
problem-sold-out = Sorry, this is sold out.
problem-only-left = Sorry, only { $left } left.
problem-too-many = You can order up to { $max } of this item.
problem-bad-quantity = The quantity must be a whole number.
problem-basket-full = Your basket can hold up to { $max } different items. Please order these first.
problem-mixed-currencies = Items sold in different currencies can't be ordered together. Please order them separately.
problem-no-total = We can't calculate the total. Please reduce a quantity or remove an item.
problem-payment-pending = Your order is waiting for payment. To change your basket, resume the payment or start over.
problem-too-many-unpaid = There are too many unpaid orders from you or with this email address. Please pay for one or cancel it, or try again later.
problem-not-in-basket = This item is no longer in your basket.
problem-empty-basket = Your basket is empty.
problem-unknown-order = We couldn't find this order.
problem-bad-request = That didn't work. Please reload the page and try again.
problem-gateway-unavailable = The payment service didn't respond. Please resume the payment: you won't be charged twice.
problem-declined = Your payment was declined. You were not charged.
problem-declined-because = Your payment was declined: { $reason }
problem-unavailable = The shop isn't responding right now. Nothing was lost. Please try again.
problem-offline = No connection. Nothing was lost. Please try again when you're online.

## Errors in the fields of the checkout

field-email-missing = Enter your email address.
field-email-form = Enter an email address like name@example.com.
field-email-ascii = Use only letters from a to z, numbers and punctuation before the @.
email-meant = Did you mean { $address }?
# $label is the label as it stands above the field, $lowercase the same as it stands in an English sentence.
field-missing = Enter your { $lowercase }.
field-choose = Choose your { $lowercase }.
field-too-long = Use { $max } characters or fewer.
field-characters = Use letters, numbers and punctuation only.
field-link = Web addresses aren't allowed here.
field-postal-code = Check your { $lowercase }. It should look like { $example }.
