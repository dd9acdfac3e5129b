# The admin: discount codes.

admin-tab-codes = Codes
admin-detail-code-created = created: { $off }
admin-detail-codes-created = { $count ->
    [one] one code created: { $off }
   *[other] { $count } codes created: { $off }
}
admin-detail-code-ended = ended

# The list.
admin-codes-new = New code
admin-codes-series-new = New series
admin-codes-tabs = Codes by state
admin-codes-active = Active
admin-codes-ended = Ended
admin-codes-all = All
admin-codes-search = Beginning of a code, of its name for shoppers, or of its series
admin-codes-find = Search
admin-codes-clear = Show all codes
admin-codes-none = There is no code that can be used. Create one, and shoppers can enter it in the basket or at the checkout.
admin-codes-none-match = No code matches.
admin-codes-none-so-far = No code matches so far. Go on to the next page to see the rest.
admin-codes-of-series = Codes of the series “{ $series }”
admin-codes-series-download = Download as CSV
admin-codes-first-page = First page
admin-codes-next-page = Next page
admin-codes-code = Code
admin-codes-off = Discount
admin-codes-period = Valid
admin-codes-uses = Uses
admin-codes-state = State
admin-codes-free-shipping = Free shipping
admin-codes-from = from { $from }
admin-codes-until = until { $until }
admin-codes-between = from { $from } until { $until }
admin-codes-uses-of = { $uses } of { $most }
admin-codes-state-active = Active
admin-codes-state-upcoming = Not yet valid
admin-codes-state-used-up = Used up
admin-codes-state-expired = Expired
admin-codes-state-ended = Ended by the shop

# The page of a code.
admin-codes-title = Code { $code }
admin-codes-back = All codes
admin-codes-back-to = Back to { $code }
admin-codes-label = Name for shoppers
admin-codes-kinds = Only for
admin-codes-least-amount = Minimum order value
admin-codes-most-per-person = Uses per person
admin-codes-series = Series
admin-codes-created-at = Created
admin-codes-ended-at = Ended
admin-codes-orders = Orders with this code
admin-codes-orders-none = Nobody has used this code yet.
admin-codes-orders-newest = These are the newest { $count }.
admin-codes-order = Order
admin-codes-order-at = Used
admin-codes-order-status = Status
admin-codes-order-amount = Discount
admin-codes-end = End the code
admin-codes-end-text = From now on, nobody can use { $code }. Orders that were placed with it keep their discount. This cannot be undone, but you can create another code.
admin-codes-end-done = This code has ended already, so there is nothing to do here.
admin-done-code-ended = The code has ended. Nobody can use it any longer.

# The forms.
admin-codes-create = Create the code
admin-codes-code-hint = Not case-sensitive; spaces and hyphens are ignored. Leave it empty to generate a random code.
admin-codes-off-percent = A percentage
admin-codes-off-amount = An amount in { $currency }
admin-codes-off-how-much = How much
admin-codes-off-hint = The percentage, such as 10, or the amount, such as 5.00. Leave it empty for free shipping.
admin-codes-label-hint = Shown beside the discount, such as Welcome discount. Leave it empty to show the code.
admin-codes-kinds-hint = Tick nothing for a discount on everything.
admin-codes-least = Minimum order value in { $currency }
admin-codes-least-hint = What the items that the code is for must cost together, before discounts and without shipping.
admin-codes-from-at = Valid from
admin-codes-until-at = Valid until
admin-codes-most-uses = Most uses
admin-codes-most-uses-hint = In how many orders it can be used. Leave it empty for any number.
admin-codes-most-uses-each-hint = In how many orders each code can be used. Leave it empty for one.
admin-codes-most-per-person-hint = In how many orders of one e-mail address. Leave it empty for any number.
admin-codes-series-text = All codes of a series give the same discount, and are random. You get them as a CSV file, and can download it again from the list.
admin-codes-series-create = Create and download the codes
admin-codes-series-hint = An internal name to find the codes by, such as Spring fair 2027. Shoppers don’t see it.
admin-codes-count = Number of codes
admin-codes-count-hint = Up to 1,000.
admin-codes-prefix = Beginning of each code
admin-codes-prefix-hint = Such as FAIR. Ten letters and digits follow.
admin-done-code-created = The code is created.
admin-done-codes-created = The codes are created. You can download them here.

# What is wrong with a form.
admin-codes-invalid = Nothing was created yet. Please correct what is marked.
admin-codes-wrong-code = Please use letters or digits, and fewer characters: 60 at most, or 40 if each code of a series begins with them.
admin-codes-wrong-duplicate = The code { $code } exists already. Please choose another one.
admin-codes-wrong-label = Please shorten this to one line of 100 characters at most.
admin-codes-wrong-off = Please enter a percentage of up to 100, such as 10, or an amount above zero, such as 5.00.
admin-codes-wrong-kinds = The shop does not sell one of these any longer. Please choose again.
admin-codes-wrong-least = Please enter an amount above zero, such as 50.00.
admin-codes-wrong-until = Please enter a time in the future, and after the beginning.
admin-codes-wrong-uses = Please enter 1 or more, or leave this empty.
admin-codes-wrong-series = Please enter a name of up to 60 characters.
admin-codes-wrong-count = Please enter a number from 1 to 1,000.
