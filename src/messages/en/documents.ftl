# Documents about an order: invoices, credit notes, confirmations and packing slips.

# Why no tax is charged, as the law asks for it.
document-note-small-business = Exempt from VAT under the scheme for small businesses.
document-note-exempt = Exempt from VAT.
document-note-reverse-charge = Reverse charge: the customer accounts for the VAT.
document-note-intra-community = Intra-Community supply, exempt from VAT.
document-note-export = Export, exempt from VAT.
document-note-out-of-scope = Not subject to VAT.
