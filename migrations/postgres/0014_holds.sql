-- A cancelled shipment is pending again once the refund that has cancelled it has failed.
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
            OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent', 'cancelled'))
            OR (OLD.status = 'cancelled' AND NEW.status = 'pending' AND NOT EXISTS (SELECT 1 FROM pannier_payments
                WHERE order_id = OLD.order_id AND paid_amount > 0 AND refunded_amount >= paid_amount))) THEN
            RAISE EXCEPTION 'pannier: no such change of status';
        END IF;
    END IF;
    RETURN NEW;
END $$;
