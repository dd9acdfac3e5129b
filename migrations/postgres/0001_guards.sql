-- Invariants, enforced for any client: a frozen order does not change, and its status changes only as the state machine allows.

CREATE FUNCTION pannier_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'created' THEN
            RAISE EXCEPTION 'pannier: an order starts as created';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'created' THEN
            RAISE EXCEPTION 'pannier: the order is frozen';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.status <> 'created' AND (NEW.token IS DISTINCT FROM OLD.token
        OR NEW.replaces IS DISTINCT FROM OLD.replaces
        OR NEW.number IS DISTINCT FROM OLD.number
        OR NEW.currency IS DISTINCT FROM OLD.currency
        OR NEW.email IS DISTINCT FROM OLD.email
        OR NEW.name IS DISTINCT FROM OLD.name
        OR NEW.organization IS DISTINCT FROM OLD.organization
        OR NEW.line1 IS DISTINCT FROM OLD.line1
        OR NEW.line2 IS DISTINCT FROM OLD.line2
        OR NEW.city IS DISTINCT FROM OLD.city
        OR NEW.region IS DISTINCT FROM OLD.region
        OR NEW.postal_code IS DISTINCT FROM OLD.postal_code
        OR NEW.country IS DISTINCT FROM OLD.country
        OR NEW.shipping IS DISTINCT FROM OLD.shipping
        OR NEW.payment IS DISTINCT FROM OLD.payment
        OR NEW.ships IS DISTINCT FROM OLD.ships
        OR NEW.shipping_label IS DISTINCT FROM OLD.shipping_label
        OR NEW.items_amount IS DISTINCT FROM OLD.items_amount
        OR NEW.shipping_amount IS DISTINCT FROM OLD.shipping_amount
        OR NEW.total_amount IS DISTINCT FROM OLD.total_amount
        OR NEW.created_at IS DISTINCT FROM OLD.created_at
        OR NEW.placed_at IS DISTINCT FROM OLD.placed_at
        OR NEW.id IS DISTINCT FROM OLD.id) THEN
        RAISE EXCEPTION 'pannier: the order is frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_orders_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_orders
FOR EACH ROW EXECUTE FUNCTION pannier_guard_order();

CREATE FUNCTION pannier_guard_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ((OLD.status = 'created' AND NEW.status IN ('pending', 'cancelled'))
    OR (OLD.status = 'pending' AND NEW.status IN ('completed', 'cancelled'))) THEN
        RAISE EXCEPTION 'pannier: no such change of status';
    END IF;
    IF NEW.status = 'pending' AND (NOT EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines
                   WHERE order_id = NEW.id AND (unit_amount IS NULL OR title IS NULL OR reserved IS NULL))
        OR NEW.items_amount IS DISTINCT FROM
           (SELECT CAST(SUM(unit_amount * quantity) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id)) THEN
        RAISE EXCEPTION 'pannier: the order does not add up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_orders_status BEFORE UPDATE OF status ON pannier_orders
FOR EACH ROW EXECUTE FUNCTION pannier_guard_status();

-- The lock serializes changes of a line and changes of status.
CREATE FUNCTION pannier_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was TEXT;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT status INTO was FROM pannier_orders WHERE id = OLD.order_id FOR SHARE;
        IF was <> 'created' THEN
            RAISE EXCEPTION 'pannier: the order is frozen';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT status INTO was FROM pannier_orders WHERE id = NEW.order_id FOR SHARE;
    IF was <> 'created' THEN
        RAISE EXCEPTION 'pannier: the order is frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_order_lines_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_order_lines
FOR EACH ROW EXECUTE FUNCTION pannier_guard_line();

-- A settled payment is final, except that a late payment can still be recorded.
CREATE FUNCTION pannier_guard_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'succeeded'
        OR (OLD.status IN ('declined', 'cancelled', 'expired') AND NEW.status <> 'succeeded') THEN
        RAISE EXCEPTION 'pannier: the payment is decided';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_payments_final BEFORE UPDATE OF status ON pannier_payments
FOR EACH ROW EXECUTE FUNCTION pannier_guard_payment();
