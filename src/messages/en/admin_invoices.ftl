# Documents of an order, and the list of invoices.

admin-tab-invoices = Invoices

## On the page of an order

admin-order-documents = Documents
admin-documents-none = There is no invoice yet. It is written a moment after the order is paid; an order that was paid before the shop issued invoices has none until you issue it.
admin-pick-up-slip = Packing slip of pick-up { $position }
admin-parcel-slip = Packing slip of parcel { $position }
admin-do-issue-invoice = Issue the invoice
admin-issue-invoice-effect = The invoice gets the next number and today’s date, and the customer finds it on the page of the order. It cannot be taken back, only corrected.
admin-done-invoice-issued = The invoice is issued.
admin-do-correct-invoice = Correct the invoice
admin-correct-invoice-effect = { $count ->
    [one] Invoice { $numbers } stays as it is. A credit note takes back all that is not refunded, and a new invoice to this customer takes its place. Amounts and taxes stay the same, and nothing is refunded.
   *[other] The invoices { $numbers } stay as they are. Of each, a credit note takes back all that is not refunded, and a new invoice to this customer takes its place. Amounts and taxes stay the same, and nothing is refunded.
}
admin-correct-invoice-mail = The customer gets a mail that names both and leads to them.
admin-correct-invoice-reason = What is corrected, as the credit note says it
admin-done-invoice-corrected = The credit note and the new invoice are issued. The customer gets a mail.

## The list

admin-invoices-title = Invoices of { $year }
admin-invoices-years = Years
admin-invoices-none = No invoice was issued in this year.
admin-invoices-number = Number
admin-invoices-kind = Kind
admin-invoices-issued = Issued
admin-invoices-order = Order
admin-invoices-refers-to = Refers to
admin-invoices-total = Total
admin-invoices-credited = The total of a credit note is what it takes off an invoice.
admin-invoices-export = Download the year as CSV
admin-invoices-pages = Pages
admin-invoices-newest = Newest
admin-invoices-older = Older
