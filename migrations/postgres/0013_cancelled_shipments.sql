-- The name that PostgreSQL gave it in migration 8.
ALTER TABLE pannier_shipments DROP CONSTRAINT pannier_shipments_status_check;
ALTER TABLE pannier_shipments ADD CHECK (status IN ('pending', 'sent', 'delivered', 'failed', 'cancelled'));

DROP INDEX pannier_shipments_open;
CREATE INDEX pannier_shipments_open ON pannier_shipments (status, created_at) WHERE status NOT IN ('delivered', 'cancelled');

CREATE OR REPLACE FUNCTION pannier_guard_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was TEXT;
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT status INTO was FROM pannier_orders WHERE id = OLD.order_id FOR SHARE;
        IF was <> 'created' THEN
            RAISE EXCEPTION 'pannier: the order is frozen';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT status INTO was FROM pannier_orders WHERE id = NEW.order_id FOR SHARE;
        IF NEW.status <> 'pending' OR was <> 'created' THEN
            RAISE EXCEPTION 'pannier: the order is frozen';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.id IS DISTINCT FROM OLD.id
        OR NEW.order_id IS DISTINCT FROM OLD.order_id
        OR NEW.position IS DISTINCT FROM OLD.position
        OR NEW.method IS DISTINCT FROM OLD.method
        OR NEW.choice IS DISTINCT FROM OLD.choice
        OR NEW.label IS DISTINCT FROM OLD.label
        OR NEW.service IS DISTINCT FROM OLD.service
        OR NEW.amount IS DISTINCT FROM OLD.amount
        OR NEW.currency IS DISTINCT FROM OLD.currency
        OR NEW.created_at IS DISTINCT FROM OLD.created_at
        OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
        OR (OLD.status = 'cancelled' AND NEW.requested_at IS NOT NULL AND OLD.requested_at IS NULL) THEN
        RAISE EXCEPTION 'pannier: the shipment is frozen';
    END IF;
    IF NEW.status <> OLD.status THEN
        SELECT status INTO was FROM pannier_orders WHERE id = OLD.order_id;
        IF was <> 'completed' OR NOT ((OLD.status = 'pending' AND NEW.status IN ('sent', 'failed', 'cancelled'))
            OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
            OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent', 'cancelled'))) THEN
            RAISE EXCEPTION 'pannier: no such change of status';
        END IF;
    END IF;
    RETURN NEW;
END $$;
