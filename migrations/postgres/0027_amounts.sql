-- The guards of orders and shipments, with the amounts that are new.

CREATE OR REPLACE FUNCTION pannier_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
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
        OR NEW.code IS DISTINCT FROM OLD.code
        OR NEW.vat_id IS DISTINCT FROM OLD.vat_id
        OR NEW.billing_country IS DISTINCT FROM OLD.billing_country
        OR NEW.billing_name IS DISTINCT FROM OLD.billing_name
        OR NEW.billing_organization IS DISTINCT FROM OLD.billing_organization
        OR NEW.billing_line1 IS DISTINCT FROM OLD.billing_line1
        OR NEW.billing_line2 IS DISTINCT FROM OLD.billing_line2
        OR NEW.billing_city IS DISTINCT FROM OLD.billing_city
        OR NEW.billing_region IS DISTINCT FROM OLD.billing_region
        OR NEW.billing_postal_code IS DISTINCT FROM OLD.billing_postal_code
        OR NEW.fields IS DISTINCT FROM OLD.fields
        OR NEW.discount_amount IS DISTINCT FROM OLD.discount_amount
        OR NEW.tax_amount IS DISTINCT FROM OLD.tax_amount
        OR NEW.tax_provider IS DISTINCT FROM OLD.tax_provider
        OR NEW.tax_country IS DISTINCT FROM OLD.tax_country
        OR NEW.vat_proof IS DISTINCT FROM OLD.vat_proof
        OR NEW.id IS DISTINCT FROM OLD.id) THEN
        RAISE EXCEPTION 'pannier: the order is frozen';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION pannier_guard_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT ((OLD.status = 'created' AND NEW.status IN ('pending', 'cancelled'))
    OR (OLD.status = 'pending' AND NEW.status IN ('completed', 'cancelled'))) THEN
        RAISE EXCEPTION 'pannier: no such change of status';
    END IF;
    IF NEW.status <> 'pending' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines
                   WHERE order_id = NEW.id AND (unit_amount IS NULL OR title IS NULL OR reserved IS NULL))
        OR NEW.items_amount IS DISTINCT FROM
           (SELECT CAST(SUM(COALESCE(amount, unit_amount * quantity)) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id) THEN
        RAISE EXCEPTION 'pannier: the order does not add up';
    END IF;
    IF NEW.discount_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(discount_amount), 0) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id)
           + (SELECT CAST(COALESCE(SUM(discount_amount), 0) AS BIGINT) FROM pannier_shipments WHERE order_id = NEW.id)
        OR NEW.discount_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_order_discounts WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id AND discount_amount > unit_amount * quantity)
        OR EXISTS (SELECT 1 FROM pannier_shipments
                   WHERE order_id = NEW.id AND discount_amount > COALESCE(list_amount, amount)) THEN
        RAISE EXCEPTION 'pannier: the discounts do not add up';
    END IF;
    -- Without taxes, the rest of the listed price is charged; with them, the sum of their parts.
    IF NEW.tax_amount IS NULL AND (EXISTS (SELECT 1 FROM pannier_order_taxes WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines
                   WHERE order_id = NEW.id AND amount <> unit_amount * quantity - discount_amount)
        OR EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.id AND amount <> list_amount - discount_amount))
    OR NEW.tax_amount IS NOT NULL AND (NEW.tax_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(tax_amount), 0) AS BIGINT) FROM pannier_order_taxes WHERE order_id = NEW.id)
        OR NEW.total_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(net_amount + tax_amount), 0) AS BIGINT) FROM pannier_order_taxes WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id
           AND COALESCE(l.amount, l.unit_amount * l.quantity) <> (SELECT CAST(COALESCE(SUM(t.net_amount + t.tax_amount), 0) AS BIGINT)
               FROM pannier_order_taxes t WHERE t.order_id = NEW.id AND t.kind = l.kind AND t.item_id = l.item_id))
        OR EXISTS (SELECT 1 FROM pannier_shipments s WHERE s.order_id = NEW.id
           AND s.amount <> (SELECT CAST(COALESCE(SUM(t.net_amount + t.tax_amount), 0) AS BIGINT)
               FROM pannier_order_taxes t WHERE t.order_id = NEW.id AND t.shipment_id = s.id))) THEN
        RAISE EXCEPTION 'pannier: the taxes do not add up';
    END IF;
    RETURN NEW;
END $$;

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
        OR NEW.list_amount IS DISTINCT FROM OLD.list_amount
        OR NEW.discount_amount IS DISTINCT FROM OLD.discount_amount
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

CREATE TRIGGER pannier_order_taxes_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_order_taxes
FOR EACH ROW EXECUTE FUNCTION pannier_guard_line();
CREATE TRIGGER pannier_order_discounts_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_order_discounts
FOR EACH ROW EXECUTE FUNCTION pannier_guard_line();
