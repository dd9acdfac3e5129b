-- Adds one parcel to each order that was placed before this migration. Its lines are unknown, because they were not recorded.
INSERT INTO pannier_parcels
    (id, order_id, position, method, choice, label, amount, currency, created_at, updated_at)
SELECT id || '-1', id, 1, split_part(shipping, ':', 1), shipping, shipping_label, shipping_amount, currency,
       placed_at, placed_at
FROM pannier_orders WHERE number IS NOT NULL AND shipping_label IS NOT NULL;

-- Invariants, enforced for any client: parcels are frozen with their order, and their status changes only as the states allow.

-- The lock serializes changes of a parcel and changes of its order's status.
CREATE FUNCTION pannier_guard_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
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
        IF NEW.status <> 'to_do' OR was <> 'created' THEN
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
        OR NEW.amount IS DISTINCT FROM OLD.amount
        OR NEW.currency IS DISTINCT FROM OLD.currency
        OR NEW.created_at IS DISTINCT FROM OLD.created_at
        OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at) THEN
        RAISE EXCEPTION 'pannier: the parcel is frozen';
    END IF;
    IF NEW.status <> OLD.status THEN
        SELECT status INTO was FROM pannier_orders WHERE id = OLD.order_id;
        IF was <> 'completed' OR NOT ((OLD.status = 'to_do' AND NEW.status IN ('sent', 'failed'))
            OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
            OR (OLD.status = 'failed' AND NEW.status IN ('to_do', 'sent'))) THEN
            RAISE EXCEPTION 'pannier: no such change of status';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_parcels_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_parcels
FOR EACH ROW EXECUTE FUNCTION pannier_guard_parcel();

CREATE FUNCTION pannier_guard_parcels_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'pending' AND (
        (NEW.ships = 1) IS DISTINCT FROM EXISTS (SELECT 1 FROM pannier_parcels WHERE order_id = NEW.id)
        OR NEW.shipping_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_parcels WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_parcels WHERE order_id = NEW.id AND currency <> NEW.currency)
        OR EXISTS (SELECT 1 FROM pannier_parcels p WHERE p.order_id = NEW.id AND NOT EXISTS
           (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.parcel_id = p.id))
        OR EXISTS (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.parcel_id IS NOT NULL
           AND l.parcel_id NOT IN (SELECT id FROM pannier_parcels WHERE order_id = NEW.id))) THEN
        RAISE EXCEPTION 'pannier: the parcels do not add up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_orders_parcels BEFORE UPDATE OF status ON pannier_orders
FOR EACH ROW EXECUTE FUNCTION pannier_guard_parcels_of_order();

CREATE FUNCTION pannier_guard_choices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'created' AND NEW.parcel_choices IS DISTINCT FROM OLD.parcel_choices THEN
        RAISE EXCEPTION 'pannier: the order is frozen';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_orders_choices BEFORE UPDATE OF parcel_choices ON pannier_orders
FOR EACH ROW EXECUTE FUNCTION pannier_guard_choices();
