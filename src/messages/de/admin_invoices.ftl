# Die Dokumente einer Bestellung, und die Liste der Rechnungen.

admin-tab-invoices = Rechnungen

## On the page of an order

admin-order-documents = Dokumente
admin-documents-none = Es gibt noch keine Rechnung. Sie wird einen Moment nach der Zahlung erstellt; eine Bestellung, die bezahlt wurde, bevor der Shop Rechnungen ausgestellt hat, hat keine, bis Sie sie ausstellen.
admin-pick-up-slip = Lieferschein der Abholung { $position }
admin-parcel-slip = Lieferschein für Paket { $position }
admin-do-issue-invoice = Rechnung ausstellen
admin-issue-invoice-effect = Die Rechnung bekommt die nächste Nummer und das heutige Datum, und der Kunde findet sie auf der Seite der Bestellung. Sie lässt sich nicht zurücknehmen, nur korrigieren.
admin-done-invoice-issued = Die Rechnung ist ausgestellt.
admin-do-correct-invoice = Rechnung korrigieren
admin-correct-invoice-effect = { $count ->
    [one] Rechnung { $numbers } bleibt, wie sie ist. Eine Rechnungskorrektur nimmt alles zurück, was nicht erstattet ist, und eine neue Rechnung an diesen Kunden tritt an ihre Stelle. Beträge und Steuern bleiben gleich, und es wird nichts erstattet.
   *[other] Die Rechnungen { $numbers } bleiben, wie sie sind. Zu jeder nimmt eine Rechnungskorrektur alles zurück, was nicht erstattet ist, und eine neue Rechnung an diesen Kunden tritt an ihre Stelle. Beträge und Steuern bleiben gleich, und es wird nichts erstattet.
}
admin-correct-invoice-mail = Der Kunde erhält eine E-Mail, die beide nennt und zu ihnen führt.
admin-correct-invoice-reason = Was korrigiert wird, so wie es auf der Rechnungskorrektur steht
admin-done-invoice-corrected = Die Rechnungskorrektur und die neue Rechnung sind ausgestellt. Der Kunde erhält eine E-Mail.

## The list

admin-invoices-title = Rechnungen { $year }
admin-invoices-years = Jahre
admin-invoices-none = In diesem Jahr wurde keine Rechnung ausgestellt.
admin-invoices-number = Nummer
admin-invoices-kind = Art
admin-invoices-issued = Ausgestellt
admin-invoices-order = Bestellung
admin-invoices-refers-to = Bezieht sich auf
admin-invoices-total = Summe
admin-invoices-credited = Die Summe einer Rechnungskorrektur ist der Betrag, den sie von einer Rechnung zurücknimmt.
admin-invoices-export = Das Jahr als CSV herunterladen
admin-invoices-pages = Seiten
admin-invoices-newest = Neueste
admin-invoices-older = Ältere
