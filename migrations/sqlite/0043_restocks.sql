-- The audit log. What cost nothing and was taken back has an act of its own; entries of before, which name a refund of 0, get it
-- now. Nothing else has ever changed an entry.

DROP TRIGGER pannier_audit_log_update;
UPDATE pannier_audit_log SET act = 'order.take-back', detail = ''
    WHERE act IN ('order.refund', 'order.record-refund') AND subject IN (SELECT id FROM pannier_refunds WHERE amount = 0);
CREATE TRIGGER pannier_audit_log_update BEFORE UPDATE ON pannier_audit_log
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;
