# The taxes of a quarter.

admin-taxes-title = Taxes, { $quarter }
admin-taxes-quarter = Q{ $number } { $year }
admin-taxes-quarters = Quarters
admin-taxes-text = What was charged for orders that were completed in this quarter, by country and rate, and beside it what was refunded in the same quarter. The totals are what remains.
admin-taxes-none = No taxes are recorded for this quarter.
admin-taxes-not-recorded = { $count ->
    [one] { $number } order of this quarter has no taxes recorded, because it was placed before taxes were set up.
   *[other] { $number } orders of this quarter have no taxes recorded, because they were placed before taxes were set up.
}
admin-taxes-refunds-without-items = { $count ->
    [one] { $number } refund of this quarter isn’t in these sums, because nobody has said what it’s for.
   *[other] { $number } refunds of this quarter aren’t in these sums, because nobody has said what they’re for.
}
admin-taxes-export = Download as CSV
admin-taxes-country = Country
admin-taxes-code = Category
admin-taxes-rate = Rate
admin-taxes-net = Net
admin-taxes-tax = Tax
admin-taxes-orders = Orders
admin-taxes-refunded-net = Refunded, net
admin-taxes-refunded-tax = Refunded tax
admin-taxes-total = Total, after refunds
admin-taxes-standard = Taxed
admin-taxes-zero-rated = Zero rate
admin-taxes-exempt = Exempt
admin-taxes-reverse-charge = Reverse charge
admin-taxes-intra-community = Goods to another EU country
admin-taxes-outside = Export
admin-taxes-out-of-scope = Not taxable
admin-taxes-business = Businesses in other EU countries
admin-taxes-business-text = These businesses account for the tax themselves. Report the sales to them in your EC sales list (recapitulative statement).
admin-taxes-vat-id = VAT number
admin-taxes-to-return = Tax that could be returned
admin-taxes-to-return-text = The VAT number couldn’t be checked when the order was placed, so tax was charged. It has proved to be valid since. Decide whether to return it: the order then counts as a sale without tax, and its invoice is replaced. The tax is what was charged and is left; a company that is known from the start pays the price without your own country’s VAT. The list shows at most 1,000 orders.
admin-taxes-contradictions = Payments from another country
admin-taxes-contradictions-text = The payment came from another country than the one the order was taxed for. Often that’s a card from home. Check the orders if there are many. The list shows at most 1,000 orders.
admin-taxes-order = Order
admin-taxes-completed = Completed
admin-taxes-payer = Paid from
