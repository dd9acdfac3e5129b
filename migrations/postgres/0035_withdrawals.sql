-- A withdrawal that was received stays as it was declared. What was not known of it can be added once.

CREATE FUNCTION pannier_guard_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'pannier: the withdrawal is frozen';
    END IF;
    IF NEW.id IS DISTINCT FROM OLD.id
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
        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) THEN
        RAISE EXCEPTION 'pannier: the withdrawal is frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_withdrawals_guard BEFORE UPDATE OR DELETE ON pannier_withdrawals
FOR EACH ROW EXECUTE FUNCTION pannier_guard_withdrawal();
