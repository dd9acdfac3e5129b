-- Adds one parcel to each order that was placed before this migration. Its lines are unknown, because they were not recorded.
INSERT INTO pannier_parcels
    (id, order_id, position, method, choice, label, amount, currency, created_at, updated_at)
SELECT id || '-1', id, 1,
       CASE WHEN instr(shipping, ':') > 0 THEN substr(shipping, 1, instr(shipping, ':') - 1) ELSE shipping END,
       shipping, shipping_label, shipping_amount, currency, placed_at, placed_at
FROM pannier_orders WHERE number IS NOT NULL AND shipping_label IS NOT NULL;

-- Invariants, enforced for any client: parcels are frozen with their order, and their status changes only as the states allow.

CREATE TRIGGER pannier_parcels_insert BEFORE INSERT ON pannier_parcels
WHEN NEW.status <> 'to_do' OR (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_parcels_frozen BEFORE UPDATE ON pannier_parcels
WHEN NEW.id IS DISTINCT FROM OLD.id
    OR NEW.order_id IS DISTINCT FROM OLD.order_id
    OR NEW.position IS DISTINCT FROM OLD.position
    OR NEW.method IS DISTINCT FROM OLD.method
    OR NEW.choice IS DISTINCT FROM OLD.choice
    OR NEW.label IS DISTINCT FROM OLD.label
    OR NEW.amount IS DISTINCT FROM OLD.amount
    OR NEW.currency IS DISTINCT FROM OLD.currency
    OR NEW.created_at IS DISTINCT FROM OLD.created_at
    OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
BEGIN SELECT RAISE(ABORT, 'pannier: the parcel is frozen'); END;

CREATE TRIGGER pannier_parcels_status BEFORE UPDATE OF status ON pannier_parcels
WHEN NEW.status <> OLD.status AND (NOT ((OLD.status = 'to_do' AND NEW.status IN ('sent', 'failed'))
    OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
    OR (OLD.status = 'failed' AND NEW.status IN ('to_do', 'sent')))
    OR (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'completed')
BEGIN SELECT RAISE(ABORT, 'pannier: no such change of status'); END;

CREATE TRIGGER pannier_parcels_delete BEFORE DELETE ON pannier_parcels
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_orders_parcels BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (
    (NEW.ships = 1) IS DISTINCT FROM EXISTS (SELECT 1 FROM pannier_parcels WHERE order_id = NEW.id)
    OR NEW.shipping_amount IS DISTINCT FROM
       (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_parcels WHERE order_id = NEW.id)
    OR EXISTS (SELECT 1 FROM pannier_parcels WHERE order_id = NEW.id AND currency <> NEW.currency)
    OR EXISTS (SELECT 1 FROM pannier_parcels p WHERE p.order_id = NEW.id AND NOT EXISTS
       (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.parcel_id = p.id))
    OR EXISTS (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.parcel_id IS NOT NULL
       AND l.parcel_id NOT IN (SELECT id FROM pannier_parcels WHERE order_id = NEW.id)))
BEGIN SELECT RAISE(ABORT, 'pannier: the parcels do not add up'); END;

CREATE TRIGGER pannier_orders_choices BEFORE UPDATE OF parcel_choices ON pannier_orders
WHEN OLD.status <> 'created' AND NEW.parcel_choices IS DISTINCT FROM OLD.parcel_choices
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;
