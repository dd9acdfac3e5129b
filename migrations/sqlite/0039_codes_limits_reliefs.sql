-- `Amounts::MAX`: the sums of a shop fit into 64 bits.
CREATE TRIGGER pannier_orders_limit BEFORE UPDATE OF total_amount ON pannier_orders
WHEN NEW.total_amount > 10000000000000
BEGIN SELECT RAISE(ABORT, 'pannier: the order costs too much'); END;

CREATE TRIGGER pannier_refund_items_relief BEFORE UPDATE OF relieved_code, relieved_amount ON pannier_refund_items
BEGIN SELECT RAISE(ABORT, 'pannier: the refund is allocated'); END;

-- A refund can be credited of several invoices, of each once: as the index says, also to `INSERT OR REPLACE`.
DROP TRIGGER pannier_invoices_replace;
CREATE TRIGGER pannier_invoices_replace BEFORE INSERT ON pannier_invoices
WHEN EXISTS (SELECT 1 FROM pannier_invoices WHERE id = NEW.id OR name = NEW.name)
    OR (NEW.kind = 'invoice' AND NEW.refers_to IS NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE order_id = NEW.order_id AND part = NEW.part AND kind = 'invoice' AND refers_to IS NULL))
    OR (NEW.refund_id IS NOT NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refund_id = NEW.refund_id AND part = NEW.part AND refers_to IS NEW.refers_to))
    OR (NEW.kind = 'credit-note' AND NEW.refund_id IS NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refers_to = NEW.refers_to AND kind = 'credit-note' AND refund_id IS NULL))
    OR (NEW.kind = 'invoice' AND NEW.refers_to IS NOT NULL AND EXISTS (SELECT 1 FROM pannier_invoices
        WHERE refers_to = NEW.refers_to AND kind = 'invoice'))
BEGIN SELECT RAISE(ABORT, 'pannier: an invoice is final'); END;
