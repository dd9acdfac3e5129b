-- The audit log, corrections of placed orders, and jobs.

CREATE TRIGGER pannier_audit_log_update BEFORE UPDATE ON pannier_audit_log
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;

-- INSERT OR REPLACE would delete without the trigger for that.
CREATE TRIGGER pannier_audit_log_insert BEFORE INSERT ON pannier_audit_log
WHEN EXISTS (SELECT 1 FROM pannier_audit_log WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;

CREATE TRIGGER pannier_audit_log_form BEFORE INSERT ON pannier_audit_log
WHEN EXISTS (SELECT 1 FROM pannier_audit_log WHERE form = NEW.form)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER pannier_audit_log_delete BEFORE DELETE ON pannier_audit_log
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;

-- Corrections of placed orders.

CREATE TRIGGER pannier_corrections_insert BEFORE INSERT ON pannier_corrections
WHEN (SELECT status FROM pannier_orders WHERE id = NEW.order_id) NOT IN ('pending', 'completed')
BEGIN SELECT RAISE(ABORT, 'pannier: only a placed order is corrected'); END;

CREATE TRIGGER pannier_corrections_replace BEFORE INSERT ON pannier_corrections
WHEN EXISTS (SELECT 1 FROM pannier_corrections WHERE order_id = NEW.order_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'pannier: a correction is final'); END;

CREATE TRIGGER pannier_corrections_update BEFORE UPDATE ON pannier_corrections
BEGIN SELECT RAISE(ABORT, 'pannier: a correction is final'); END;

CREATE TRIGGER pannier_corrections_delete BEFORE DELETE ON pannier_corrections
BEGIN SELECT RAISE(ABORT, 'pannier: a correction is final'); END;

CREATE TRIGGER pannier_shipments_correction BEFORE UPDATE OF correction ON pannier_shipments
WHEN OLD.status IN ('sent', 'delivered') AND NEW.status IN ('sent', 'delivered')
    AND NEW.correction IS DISTINCT FROM OLD.correction
BEGIN SELECT RAISE(ABORT, 'pannier: the shipment is frozen'); END;
