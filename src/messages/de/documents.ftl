# Dokumente zu einer Bestellung: Rechnungen, Rechnungskorrekturen, Bestätigungen und Lieferscheine, als Seite und als PDF.

document-invoice = Rechnung
# „Gutschrift“ meint im Umsatzsteuerrecht eine Rechnung, die der Käufer ausstellt.
document-credit-note = Rechnungskorrektur
document-order-confirmation = Bestellbestätigung
document-packing-slip = Lieferschein

## What is said of the whole document

document-number = Nummer
document-issued = Datum
# Bei Ware, die später verschickt wird, der Tag der Zahlung: § 14 Abs. 4 Satz 1 Nr. 6 UStG.
document-supplied = Leistung oder Zahlung am
document-order = Bestellung
document-ordered = Bestellt am
document-corrects = Zu Rechnung
document-replaces = Ersetzt
document-reference = { $number } vom { $date }
document-reason = Grund
document-buyer-vat-id = Ihre USt-IdNr.
document-buyer = Kunde
document-ship-to = Lieferadresse

## The seller

document-vat-id = USt-IdNr.
document-tax-number = Steuernummer
document-register = Handelsregister
document-email = E-Mail
document-phone = Telefon
document-iban = IBAN

## The lines

document-lines = Artikel
document-item = Bezeichnung
document-quantity = Menge
document-part-of-the-price = Teil des Preises von { $title }
document-unit-price = Einzelpreis
document-unit-price-gross = Einzelpreis (brutto)
document-unit-price-net = Einzelpreis (netto)
document-price-for = { $price } für { $pieces }
document-rate = USt.
document-percent = { $rate } %
document-net = Netto
document-amount = Betrag
document-gross = Brutto
document-line-discount = Rabatt: { $amount }
document-discount = In den Beträgen ist dieser Rabatt bereits abgezogen: { $label }, { $amount }.

## The sums

document-net-total = Nettobetrag
document-tax-at = { $rate } % USt. auf { $net }
document-untaxed = { $why }: { $net }
document-code-zero-rated = 0 % USt.
document-code-exempt = Umsatzsteuerfrei
document-code-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers
document-code-intra-community = Innergemeinschaftliche Lieferung
document-code-export = Ausfuhrlieferung
document-code-out-of-scope = Nicht steuerbar
document-total = Gesamtbetrag
document-total-credited = Erstattungsbetrag
document-total-cancelled = Stornierter Betrag
document-paid = Bezahlt
document-paid-by = Bezahlt: { $payment }
document-payment = Zahlungsart
document-due = Zu zahlen

## Sentences that the law asks for

document-note-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge, Artikel 196 der Richtlinie 2006/112/EG).
document-note-intra-community = Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).
document-note-export = Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).
document-note-exempt = Umsatzsteuerfrei.
document-note-small-business = Es wird keine Umsatzsteuer berechnet: Steuerbefreiung für Kleinunternehmer.
document-note-out-of-scope = Nicht steuerbar.
document-note-place-of-supply = Nicht steuerbar: keine Leistung im Land des Verkäufers.
document-nothing-refunded = Es wird nichts erstattet: Eine berichtigte Rechnung tritt an die Stelle der bisherigen.
document-partly-refunded = Davon werden { $amount } erstattet. Für den Rest tritt eine berichtigte Rechnung an die Stelle der bisherigen.
document-not-an-invoice = Dies bestätigt Ihre Bestellung. Es ist keine Rechnung.

## Around the document

document-parcel = Paket { $position } von { $parcels }
order-documents = Dokumente
document-page = Seite { $page } von { $pages }
document-several = Ihre Bestellung hat { $count } Rechnungen
document-several-text = Was nicht steuerbar ist, steht auf einer eigenen Rechnung, ebenso was erneut in Rechnung gestellt wurde.
document-waiting = Ihre Rechnung wird gerade erstellt
document-waiting-text = Sie ist gleich da. Bitte laden Sie diese Seite neu, oder gehen Sie zurück zu Ihrer Bestellung.
document-unknown = Dieses Dokument gibt es nicht
document-unknown-text = Bitte prüfen Sie die Adresse, oder öffnen Sie das Dokument auf der Seite Ihrer Bestellung.
document-unavailable = Dieses Dokument lässt sich gerade nicht anzeigen
document-back = Zurück zu Ihrer Bestellung
document-format-html = Webseite
document-format-pdf = PDF
document-format-xml = XML (E-Rechnung)
document-open = { $document } als { $format }
