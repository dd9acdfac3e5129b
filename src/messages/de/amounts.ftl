## Beside prices

price-note-included = inkl. MwSt.
price-note-on-top = zzgl. Steuern
price-note-shipping = zzgl. Versand

price-was = Alter Preis
price-now = Neuer Preis

## Discounts

basket-before-discounts = Artikel
# Where prices don't include tax.
basket-tax-later = Die Steuern kommen an der Kasse hinzu.
discount-code = Code { $code }
discount-labelled-code = { $label } (Code { $code })
order-discount = inkl. Rabatt: { $label }

code-question = Haben Sie einen Code?
code-label = Rabattcode
code-apply = Einlösen
code-applied = Code { $code }
code-remove = Entfernen
code-remove-it = Code { $code } entfernen
code-change = Aktualisieren
code-change-hint = Um den Code zu entfernen, leeren Sie das Feld und aktualisieren Sie.

## Taxes. $rate is a number in percent.

tax-included = inkl. { $rate } % MwSt.
tax-included-on-top = inkl. { $rate } % Steuern
tax-added = { $rate } % Steuern
tax-not-charged = Nicht berechnete MwSt.
tax-unknown = Die Steuern werden bei der Bestellung berechnet.
tax-zero-rated = 0 % MwSt.
tax-exempt = Von der MwSt. befreit
tax-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers
tax-intra-community = Steuerfreie innergemeinschaftliche Lieferung
tax-export = Steuerfreie Ausfuhrlieferung
tax-out-of-scope = Nicht steuerbar

# What applies to a sale without tax, for the buyer: on the checkout, the order's page and in mails.
tax-rule-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge). Wir berechnen keine Mehrwertsteuer: Ihr Unternehmen führt sie in seinem Land ab.
tax-rule-intra-community = Innergemeinschaftliche Lieferung, von der Mehrwertsteuer befreit. Ihr Unternehmen versteuert den Erwerb in dem Land, in das wir liefern.
tax-rule-export = Ausfuhrlieferung, von der Mehrwertsteuer befreit. Im Lieferland können Einfuhrumsatzsteuer und Zölle anfallen.

## The checkout

checkout-your-country = Ihr Land
checkout-your-country-hint = Die Steuern richten sich nach Ihrem Land.
checkout-more = Weitere Angaben
checkout-tick-read = Mehr dazu (öffnet einen neuen Tab)

company-question = Ich kaufe für ein Unternehmen
company-name = Name des Unternehmens
company-name-hint = Das Unternehmen auf Ihrer Rechnung.
company-name-optional = Das Unternehmen auf Ihrer Rechnung. Lassen Sie das Feld leer, wenn es schon in Ihrer Lieferadresse steht.
company-vat-id = USt-IdNr.
company-vat-id-hint = Falls vorhanden, mit dem Länderkürzel, zum Beispiel NL123456789B01.
company-check = USt-IdNr. prüfen
company-address = Rechnungsadresse
company-address-hint = Die Adresse auf Ihrer Rechnung.
company-address-optional = Lassen Sie die Felder leer, wenn sie Ihrer Lieferadresse entspricht.
company-country-update = Für das Land dieser Adresse aktualisieren
vat-note-reverse-charge = Diese USt-IdNr. ist gültig. Wir berechnen keine Mehrwertsteuer: Ihr Unternehmen führt sie ab (Steuerschuldnerschaft des Leistungsempfängers).
vat-note-invalid = Diese USt-IdNr. ist ungültig, deshalb müssen wir Mehrwertsteuer berechnen. Bitte prüfen Sie die Nummer.
vat-note-unknown = Wir konnten diese USt-IdNr. gerade nicht prüfen, deshalb berechnen wir Mehrwertsteuer wie sonst auch. Wir prüfen sie später noch einmal.

## The order

order-billing-address = Rechnungsadresse
order-terms = Bedingungen dieser Bestellung
order-vat-unknown = Wir konnten diese Nummer bei der Bestellung nicht prüfen, deshalb wurde Mehrwertsteuer wie sonst auch berechnet. Wir prüfen sie später noch einmal.
order-vat-returned = Diese Nummer hat sich seit der Bestellung als gültig erwiesen, deshalb haben wir { $amount } Mehrwertsteuer erstattet.
