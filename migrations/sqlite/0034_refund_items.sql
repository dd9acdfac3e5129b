-- Items of refunds are never changed, but for what went back into stock.

CREATE TRIGGER pannier_refund_items_insert BEFORE INSERT ON pannier_refund_items
WHEN COALESCE((SELECT allocation FROM pannier_refunds WHERE id = NEW.refund_id), 'waiting') <> 'waiting'
BEGIN SELECT RAISE(ABORT, 'pannier: the refund is allocated'); END;

CREATE TRIGGER pannier_refund_items_frozen BEFORE UPDATE ON pannier_refund_items
WHEN NEW.refund_id IS DISTINCT FROM OLD.refund_id
    OR NEW.position IS DISTINCT FROM OLD.position
    OR NEW.kind IS DISTINCT FROM OLD.kind
    OR NEW.item_id IS DISTINCT FROM OLD.item_id
    OR NEW.shipment_id IS DISTINCT FROM OLD.shipment_id
    OR NEW.quantity IS DISTINCT FROM OLD.quantity
    OR NEW.code IS DISTINCT FROM OLD.code
    OR NEW.rate IS DISTINCT FROM OLD.rate
    OR NEW.on_top IS DISTINCT FROM OLD.on_top
    OR NEW.amount IS DISTINCT FROM OLD.amount
    OR NEW.tax_amount IS DISTINCT FROM OLD.tax_amount
BEGIN SELECT RAISE(ABORT, 'pannier: the refund is allocated'); END;

CREATE TRIGGER pannier_refund_items_delete BEFORE DELETE ON pannier_refund_items
BEGIN SELECT RAISE(ABORT, 'pannier: the refund is allocated'); END;

CREATE TRIGGER pannier_refunds_unallocated BEFORE INSERT ON pannier_refunds
WHEN NEW.allocation = 'items'
BEGIN SELECT RAISE(ABORT, 'pannier: the items of the refund do not add up'); END;

CREATE TRIGGER pannier_refunds_allocation BEFORE UPDATE OF allocation, amount ON pannier_refunds
WHEN (OLD.allocation IN ('items', 'none') AND NEW.allocation IS DISTINCT FROM OLD.allocation)
    OR (NEW.allocation = 'items' AND NEW.amount <>
        (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_refund_items WHERE refund_id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'pannier: the items of the refund do not add up'); END;
