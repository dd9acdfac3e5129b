-- The guards of orders and shipments, with the amounts that are new.

DROP TRIGGER pannier_orders_frozen;
CREATE TRIGGER pannier_orders_frozen BEFORE UPDATE ON pannier_orders
WHEN OLD.status <> 'created' AND (NEW.token IS DISTINCT FROM OLD.token
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
        OR NEW.id IS DISTINCT FROM OLD.id)
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

DROP TRIGGER pannier_orders_balance;
CREATE TRIGGER pannier_orders_balance BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (NOT EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines
                   WHERE order_id = NEW.id AND (unit_amount IS NULL OR title IS NULL OR reserved IS NULL))
        OR NEW.items_amount IS DISTINCT FROM
           (SELECT CAST(SUM(COALESCE(amount, unit_amount * quantity)) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'pannier: the order does not add up'); END;

CREATE TRIGGER pannier_orders_discounts BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (NEW.discount_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(discount_amount), 0) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id)
           + (SELECT CAST(COALESCE(SUM(discount_amount), 0) AS BIGINT) FROM pannier_shipments WHERE order_id = NEW.id)
        OR NEW.discount_amount IS DISTINCT FROM
           (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_order_discounts WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id AND discount_amount > unit_amount * quantity)
        OR EXISTS (SELECT 1 FROM pannier_shipments
                   WHERE order_id = NEW.id AND discount_amount > COALESCE(list_amount, amount)))
BEGIN SELECT RAISE(ABORT, 'pannier: the discounts do not add up'); END;

-- Without taxes, the rest of the listed price is charged; with them, the sum of their parts.
CREATE TRIGGER pannier_orders_taxes BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (NEW.tax_amount IS NULL AND (EXISTS (SELECT 1 FROM pannier_order_taxes WHERE order_id = NEW.id)
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
               FROM pannier_order_taxes t WHERE t.order_id = NEW.id AND t.shipment_id = s.id))))
BEGIN SELECT RAISE(ABORT, 'pannier: the taxes do not add up'); END;

DROP TRIGGER pannier_shipments_frozen;
CREATE TRIGGER pannier_shipments_frozen BEFORE UPDATE ON pannier_shipments
WHEN NEW.id IS DISTINCT FROM OLD.id
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
    OR (OLD.status = 'cancelled' AND NEW.requested_at IS NOT NULL AND OLD.requested_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'pannier: the shipment is frozen'); END;

CREATE TRIGGER pannier_order_taxes_insert BEFORE INSERT ON pannier_order_taxes
WHEN (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_taxes_update BEFORE UPDATE ON pannier_order_taxes
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
    OR (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_taxes_delete BEFORE DELETE ON pannier_order_taxes
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_discounts_insert BEFORE INSERT ON pannier_order_discounts
WHEN (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_discounts_update BEFORE UPDATE ON pannier_order_discounts
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
    OR (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_discounts_delete BEFORE DELETE ON pannier_order_discounts
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;
