# Dokumente zu einer Bestellung: Rechnungen, Gutschriften, Bestätigungen und Lieferscheine.

# Warum keine Umsatzsteuer berechnet wird, wie das Gesetz es verlangt.
document-note-small-business = Steuerfrei nach der Regelung für Kleinunternehmer.
document-note-exempt = Steuerfreie Leistung.
document-note-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).
document-note-intra-community = Steuerfreie innergemeinschaftliche Lieferung.
document-note-export = Steuerfreie Ausfuhrlieferung.
document-note-out-of-scope = Nicht umsatzsteuerbar.
