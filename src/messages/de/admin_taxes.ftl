# Die Steuern eines Quartals.

admin-taxes-title = Steuern, { $quarter }
admin-taxes-quarter = { $number }. Quartal { $year }
admin-taxes-quarters = Quartale
admin-taxes-text = Was für Bestellungen berechnet wurde, die in diesem Quartal abgeschlossen wurden, nach Land und Satz, und daneben, was im selben Quartal erstattet wurde. Die Summen sind das, was bleibt.
admin-taxes-none = Für dieses Quartal sind keine Steuern erfasst.
admin-taxes-not-recorded = { $count ->
    [one] Für { $number } Bestellung dieses Quartals sind keine Steuern erfasst, weil sie aufgegeben wurde, bevor Steuern eingerichtet waren.
   *[other] Für { $number } Bestellungen dieses Quartals sind keine Steuern erfasst, weil sie aufgegeben wurden, bevor Steuern eingerichtet waren.
}
admin-taxes-refunds-without-items = { $count ->
    [one] { $number } Erstattung dieses Quartals fehlt in diesen Summen, weil niemand angegeben hat, wofür sie ist.
   *[other] { $number } Erstattungen dieses Quartals fehlen in diesen Summen, weil niemand angegeben hat, wofür sie sind.
}
admin-taxes-export = Als CSV herunterladen
admin-taxes-country = Land
admin-taxes-code = Kategorie
admin-taxes-rate = Satz
admin-taxes-net = Netto
admin-taxes-tax = Steuer
admin-taxes-orders = Bestellungen
admin-taxes-refunded-net = Erstattet, netto
admin-taxes-refunded-tax = Erstattete Steuer
admin-taxes-total = Summe nach Erstattungen
admin-taxes-standard = Steuerpflichtig
admin-taxes-zero-rated = Nullsatz
admin-taxes-exempt = Steuerfrei
admin-taxes-reverse-charge = Reverse Charge
admin-taxes-intra-community = Innergemeinschaftliche Lieferung
admin-taxes-outside = Ausfuhr
admin-taxes-out-of-scope = Nicht steuerbar
admin-taxes-business = Unternehmen in anderen EU-Ländern
admin-taxes-business-text = Diese Unternehmen schulden die Steuer selbst. Die Umsätze gehören in die Zusammenfassende Meldung.
admin-taxes-vat-id = USt-IdNr.
admin-taxes-to-return = Steuer, die erstattet werden könnte
admin-taxes-to-return-text = Die USt-IdNr. ließ sich bei der Bestellung nicht prüfen, deshalb wurde Steuer berechnet. Inzwischen hat sie sich als gültig erwiesen. Entscheiden Sie, ob Sie sie erstatten: Die Bestellung zählt dann als steuerfreier Verkauf, und ihre Rechnung wird ersetzt. Die Steuer ist die berechnete, soweit sie noch nicht erstattet ist; ein von Anfang an bekanntes Unternehmen zahlt den Preis ohne die Steuer Ihres eigenen Landes. Die Liste zeigt höchstens 1.000 Bestellungen.
admin-taxes-contradictions = Zahlungen aus einem anderen Land
admin-taxes-contradictions-text = Die Zahlung kam aus einem anderen Land als dem, für das die Bestellung versteuert wurde. Oft ist es eine Karte aus der Heimat. Prüfen Sie die Bestellungen, wenn es viele sind. Die Liste zeigt höchstens 1.000 Bestellungen.
admin-taxes-order = Bestellung
admin-taxes-completed = Abgeschlossen
admin-taxes-payer = Bezahlt aus
