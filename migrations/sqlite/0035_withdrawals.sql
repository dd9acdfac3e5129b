-- A withdrawal that was received stays as it was declared. What was not known of it can be added once.

CREATE TRIGGER pannier_withdrawals_frozen BEFORE UPDATE ON pannier_withdrawals
WHEN OLD.received_at IS NOT NULL AND (NEW.id IS DISTINCT FROM OLD.id
        OR NEW.token IS DISTINCT FROM OLD.token
        OR NEW.identified IS DISTINCT FROM OLD.identified
        OR NEW.order_typed IS DISTINCT FROM OLD.order_typed
        OR NEW.name IS DISTINCT FROM OLD.name
        OR NEW.email IS DISTINCT FROM OLD.email
        OR NEW.lines IS DISTINCT FROM OLD.lines
        OR NEW.text IS DISTINCT FROM OLD.text
        OR NEW.language IS DISTINCT FROM OLD.language
        OR NEW.valid IS DISTINCT FROM OLD.valid
        OR NEW.created_at IS DISTINCT FROM OLD.created_at
        OR NEW.received_at IS DISTINCT FROM OLD.received_at
        OR (OLD.order_id IS NOT NULL AND NEW.order_id IS DISTINCT FROM OLD.order_id)
        OR (OLD.late IS NOT NULL AND NEW.late IS DISTINCT FROM OLD.late)
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at))
BEGIN SELECT RAISE(ABORT, 'pannier: the withdrawal is frozen'); END;

CREATE TRIGGER pannier_withdrawals_delete BEFORE DELETE ON pannier_withdrawals
WHEN OLD.received_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'pannier: the withdrawal is frozen'); END;

-- INSERT OR REPLACE would delete without the trigger for that.
CREATE TRIGGER pannier_withdrawals_insert BEFORE INSERT ON pannier_withdrawals
WHEN EXISTS (SELECT 1 FROM pannier_withdrawals WHERE id = NEW.id AND received_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM pannier_withdrawals WHERE token = NEW.token AND received_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'pannier: the withdrawal is frozen'); END;
