-- Parcels become shipments, and those to be sent are pending. Functions are stored as text, so the guards are recreated.
DROP TRIGGER pannier_orders_parcels ON pannier_orders;
DROP TRIGGER pannier_parcels_guard ON pannier_parcels;
DROP FUNCTION pannier_guard_parcels_of_order;
DROP FUNCTION pannier_guard_parcel;

ALTER TABLE pannier_parcels RENAME TO pannier_shipments;
ALTER TABLE pannier_shipments RENAME COLUMN asked_at TO requested_at;
ALTER TABLE pannier_shipments DROP CONSTRAINT pannier_parcels_status_check;
UPDATE pannier_shipments SET status = 'pending' WHERE status = 'to_do';
ALTER TABLE pannier_shipments ADD CHECK (status IN ('pending', 'sent', 'delivered', 'failed'));
ALTER TABLE pannier_shipments ALTER COLUMN status SET DEFAULT 'pending';
ALTER INDEX pannier_parcels_open RENAME TO pannier_shipments_open;
ALTER TABLE pannier_order_lines RENAME COLUMN parcel_id TO shipment_id;
ALTER INDEX pannier_goods_lexemes RENAME TO pannier_products_lexemes;

-- The lock serializes changes of a shipment and changes of its order's status.
CREATE FUNCTION pannier_guard_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OR NEW.amount IS DISTINCT FROM OLD.amount
        OR NEW.currency IS DISTINCT FROM OLD.currency
        OR NEW.created_at IS DISTINCT FROM OLD.created_at
        OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at) THEN
        RAISE EXCEPTION 'pannier: the shipment is frozen';
    END IF;
    IF NEW.status <> OLD.status THEN
        SELECT status INTO was FROM pannier_orders WHERE id = OLD.order_id;
        IF was <> 'completed' OR NOT ((OLD.status = 'pending' AND NEW.status IN ('sent', 'failed'))
            OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
            OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent'))) THEN
            RAISE EXCEPTION 'pannier: no such change of status';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_shipments_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_shipments
FOR EACH ROW EXECUTE FUNCTION pannier_guard_shipment();

CREATE FUNCTION pannier_guard_shipments_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'pending' AND (
        (NEW.ships = 1) IS DISTINCT FROM EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.id)
        OR NEW.shipping_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_shipments WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.id AND currency <> NEW.currency)
        OR EXISTS (SELECT 1 FROM pannier_shipments p WHERE p.order_id = NEW.id AND NOT EXISTS
           (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.shipment_id = p.id))
        OR EXISTS (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.shipment_id IS NOT NULL
           AND l.shipment_id NOT IN (SELECT id FROM pannier_shipments WHERE order_id = NEW.id))) THEN
        RAISE EXCEPTION 'pannier: the shipments do not add up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_orders_shipments BEFORE UPDATE OF status ON pannier_orders
FOR EACH ROW EXECUTE FUNCTION pannier_guard_shipments_of_order();
