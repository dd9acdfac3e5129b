-- The audit log, corrections of placed orders, and jobs.

CREATE FUNCTION pannier_guard_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the audit log is append-only';
END $$;
CREATE TRIGGER pannier_audit_log_guard BEFORE UPDATE OR DELETE ON pannier_audit_log
FOR EACH ROW EXECUTE FUNCTION pannier_guard_audit_log();
CREATE TRIGGER pannier_audit_log_truncate BEFORE TRUNCATE ON pannier_audit_log
FOR EACH STATEMENT EXECUTE FUNCTION pannier_guard_audit_log();

-- Corrections of placed orders.

CREATE FUNCTION pannier_guard_correction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was TEXT;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'pannier: a correction is final';
    END IF;
    SELECT status INTO was FROM pannier_orders WHERE id = NEW.order_id FOR SHARE;
    IF was NOT IN ('pending', 'completed') THEN
        RAISE EXCEPTION 'pannier: only a placed order is corrected';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_corrections_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_corrections
FOR EACH ROW EXECUTE FUNCTION pannier_guard_correction();

CREATE FUNCTION pannier_guard_sent_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the shipment is frozen';
END $$;
CREATE TRIGGER pannier_shipments_correction BEFORE UPDATE OF correction ON pannier_shipments
FOR EACH ROW WHEN (OLD.status IN ('sent', 'delivered') AND NEW.status IN ('sent', 'delivered')
    AND NEW.correction IS DISTINCT FROM OLD.correction)
EXECUTE FUNCTION pannier_guard_sent_address();
