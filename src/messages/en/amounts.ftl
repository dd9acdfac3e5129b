# Discounts and taxes, and what is entered for them, in the basket, at the checkout and on the page of an order.

## Beside prices

price-note-included = incl. VAT
price-note-on-top = plus tax
price-note-shipping = plus shipping

# For screen readers, which do not say that a price is struck.
price-was = Old price
price-now = New price

## Discounts

basket-before-discounts = Items
# Where prices don't include tax.
basket-tax-later = Taxes are added at checkout.
discount-code = Code { $code }
discount-labelled-code = { $label } (code { $code })
order-discount = incl. discount: { $label }

code-question = Have a code?
code-label = Discount code
code-apply = Apply
code-applied = Code { $code }
code-remove = Remove
code-remove-it = Remove code { $code }
code-change = Update
code-change-hint = To remove the code, clear the field and update.

## Taxes. $rate is a number in percent.

tax-included = incl. { $rate }% VAT
tax-included-on-top = incl. { $rate }% tax
tax-added = { $rate }% tax
tax-not-charged = VAT not charged
tax-unknown = Taxes are calculated when you place your order.
tax-zero-rated = 0% VAT
tax-exempt = Exempt from VAT
tax-reverse-charge = Reverse charge: you account for the VAT
tax-intra-community = VAT-exempt intra-Community supply
tax-export = VAT-exempt export
tax-out-of-scope = No VAT applies

# What applies to a sale without tax, for the buyer: on the checkout, the order's page and in mails.
tax-rule-reverse-charge = VAT is owed by the recipient (reverse charge). We don't charge VAT: your company accounts for it in its own country.
tax-rule-intra-community = Intra-Community supply, exempt from VAT. Your company accounts for VAT on the acquisition in the country we deliver to.
tax-rule-export = Export, exempt from VAT. Import VAT and customs duties may be due in the country we deliver to.

## The checkout

checkout-your-country = Your country
checkout-your-country-hint = Taxes depend on your country.
checkout-more = A few more details
checkout-tick-read = Read more (opens a new tab)

company-question = I'm buying for a company
company-name = Company name
company-name-hint = The company on your invoice.
company-name-optional = The company on your invoice. Leave this empty if it's in your shipping address already.
company-vat-id = VAT number
company-vat-id-hint = If you have one. Start with the letters of the country, as in NL123456789B01.
company-check = Check VAT number
company-address = Billing address
company-address-hint = The address on your invoice.
company-address-optional = Leave this empty if it's the same as your shipping address.
company-country-update = Update for the country of this address
vat-note-reverse-charge = This VAT number is valid. We don't charge VAT: your company accounts for it (reverse charge).
vat-note-invalid = This VAT number isn't valid, so we have to charge VAT. Please check the number.
vat-note-unknown = We couldn't check this VAT number just now, so we charge VAT as for everyone. We'll check it again later.

## The order

order-billing-address = Billing address
order-terms = The terms that apply to this order
order-vat-unknown = We couldn't check this number when you ordered, so VAT was charged as for everyone. We'll check it again later.
order-vat-returned = This number has proved valid since you ordered, so we've refunded { $amount } of VAT.
