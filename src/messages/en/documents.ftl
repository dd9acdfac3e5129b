# Documents about an order: invoices, credit notes, confirmations and packing slips, as pages and as PDF.

document-invoice = Invoice
document-credit-note = Credit note
document-order-confirmation = Order confirmation
document-packing-slip = Packing slip

## What is said of the whole document

document-number = Number
document-issued = Date
# The day of the payment, if goods are sent later: what the law wants on an invoice that is issued before them.
document-supplied = Supplied or paid on
document-order = Order
document-ordered = Ordered on
document-corrects = For invoice
document-replaces = Replaces
document-reference = { $number } of { $date }
document-reason = Reason
document-buyer-vat-id = Your VAT number
document-buyer = Customer
document-ship-to = Delivery address

## The seller

document-vat-id = VAT number
document-tax-number = Tax number
document-register = Company register
document-email = Email
document-phone = Phone
document-iban = IBAN

## The lines

document-lines = Items
document-item = Description
document-quantity = Qty
# A line about no number of pieces: of a credit note for a lower price, or of what is taxed at several rates.
document-part-of-the-price = Part of the price of { $title }
document-unit-price = Unit price
document-unit-price-gross = Unit price (gross)
document-unit-price-net = Unit price (net)
# The price of all $pieces, since that of one is not in whole cents.
document-price-for = { $price } for { $pieces }
document-rate = VAT
# $rate is a number in percent.
document-percent = { $rate }%
document-net = Net
document-amount = Amount
# With VAT.
document-gross = Gross
document-line-discount = Discount: { $amount }
document-discount = This discount is already taken off: { $label }, { $amount }.

## The sums

document-net-total = Net total
document-tax-at = { $rate }% VAT on { $net }
# Where no tax is charged: $why is one of the names below.
document-untaxed = { $why }: { $net }
document-code-zero-rated = 0% VAT
document-code-exempt = Exempt from VAT
document-code-reverse-charge = Reverse charge
document-code-intra-community = Intra-Community supply
document-code-export = Export
document-code-out-of-scope = Outside the scope of VAT
document-total = Total
document-total-credited = Total credited
# Of a credit note for an invoice that another one takes the place of.
document-total-cancelled = Total cancelled
document-paid = Paid
document-paid-by = Paid by { $payment }
document-payment = Payment
document-due = Amount due

## Sentences that the law asks for

document-note-reverse-charge = Reverse charge: the recipient is liable for the VAT (article 196 of directive 2006/112/EC).
document-note-intra-community = VAT-exempt intra-Community supply (article 138 of directive 2006/112/EC).
document-note-export = VAT-exempt export (article 146 of directive 2006/112/EC).
document-note-exempt = Exempt from VAT.
document-note-small-business = Exempt from VAT under the scheme for small businesses.
document-note-out-of-scope = Not subject to VAT.
document-note-place-of-supply = Not subject to VAT: no supply in the seller's country.
document-nothing-refunded = Nothing is refunded: a corrected invoice takes the place of the one before.
document-partly-refunded = { $amount } of this is refunded. A corrected invoice takes the place of the one before for the rest.
document-not-an-invoice = This confirms your order. It is not an invoice.

## Around the document

document-parcel = Parcel { $position } of { $parcels }
order-documents = Documents
document-page = Page { $page } of { $pages }
document-several = Your order has { $count } invoices
document-several-text = What is outside the scope of VAT has an invoice of its own, and so has what was invoiced again.
document-waiting = Your invoice is being prepared
document-waiting-text = It will be here in a moment. Please reload this page, or go back to your order.
document-unknown = We couldn't find this document
document-unknown-text = Please check the address, or open the document from the page of your order.
document-unavailable = This document can't be shown just now
document-back = Back to your order
document-format-html = Web page
document-format-pdf = PDF
document-format-xml = XML (e-invoice)
document-open = { $document } as { $format }
