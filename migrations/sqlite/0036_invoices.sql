-- Invoices are final, and their numbers have no gap.

CREATE TRIGGER pannier_invoices_update BEFORE UPDATE ON pannier_invoices
BEGIN SELECT RAISE(ABORT, 'pannier: an invoice is final'); END;

CREATE TRIGGER pannier_invoices_delete BEFORE DELETE ON pannier_invoices
BEGIN SELECT RAISE(ABORT, 'pannier: an invoice is final'); END;

-- INSERT OR REPLACE would delete without the trigger for that: what has the same id or name, or is what there is once only.
CREATE TRIGGER pannier_invoices_replace BEFORE INSERT ON pannier_invoices
WHEN EXISTS (SELECT 1 FROM pannier_invoices WHERE id = NEW.id OR name = NEW.name)
    OR (NEW.kind = 'invoice' AND NEW.refers_to IS NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE order_id = NEW.order_id AND part = NEW.part AND kind = 'invoice' AND refers_to IS NULL))
    OR (NEW.refund_id IS NOT NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refund_id = NEW.refund_id AND part = NEW.part))
    OR (NEW.kind = 'credit-note' AND NEW.refund_id IS NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refers_to = NEW.refers_to AND kind = 'credit-note' AND refund_id IS NULL))
    OR (NEW.kind = 'invoice' AND NEW.refers_to IS NOT NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refers_to = NEW.refers_to AND kind = 'invoice'))
BEGIN SELECT RAISE(ABORT, 'pannier: an invoice is final'); END;

CREATE TRIGGER pannier_invoices_status BEFORE INSERT ON pannier_invoices
WHEN (SELECT status FROM pannier_orders WHERE id = NEW.order_id) IS NOT 'completed'
BEGIN SELECT RAISE(ABORT, 'pannier: only a completed order is invoiced'); END;

CREATE TRIGGER pannier_invoices_gap BEFORE INSERT ON pannier_invoices
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM pannier_invoices WHERE series = NEW.series)
BEGIN SELECT RAISE(ABORT, 'pannier: the numbers of invoices have no gap'); END;
