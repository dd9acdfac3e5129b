-- The audit log, corrections of placed orders, and jobs.

CREATE TRIGGER pannier_audit_log_update BEFORE UPDATE ON pannier_audit_log
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;

CREATE TRIGGER pannier_audit_log_delete BEFORE DELETE ON pannier_audit_log
BEGIN SELECT RAISE(ABORT, 'pannier: the audit log is append-only'); END;
