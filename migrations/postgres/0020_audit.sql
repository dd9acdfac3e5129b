-- The audit log, corrections of placed orders, and jobs.

CREATE FUNCTION pannier_guard_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the audit log is append-only';
END $$;
CREATE TRIGGER pannier_audit_log_guard BEFORE UPDATE OR DELETE ON pannier_audit_log
FOR EACH ROW EXECUTE FUNCTION pannier_guard_audit_log();
CREATE TRIGGER pannier_audit_log_truncate BEFORE TRUNCATE ON pannier_audit_log
FOR EACH STATEMENT EXECUTE FUNCTION pannier_guard_audit_log();
