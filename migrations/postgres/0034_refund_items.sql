-- Items of refunds are never changed, but for what went back into stock.

CREATE FUNCTION pannier_guard_refund_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF COALESCE((SELECT allocation FROM pannier_refunds WHERE id = NEW.refund_id FOR SHARE), 'waiting') <> 'waiting' THEN
            RAISE EXCEPTION 'pannier: the refund is allocated';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'pannier: the refund is allocated';
    END IF;
    IF NEW.refund_id IS DISTINCT FROM OLD.refund_id
        OR NEW.position IS DISTINCT FROM OLD.position
        OR NEW.kind IS DISTINCT FROM OLD.kind
        OR NEW.item_id IS DISTINCT FROM OLD.item_id
        OR NEW.shipment_id IS DISTINCT FROM OLD.shipment_id
        OR NEW.quantity IS DISTINCT FROM OLD.quantity
        OR NEW.code IS DISTINCT FROM OLD.code
        OR NEW.rate IS DISTINCT FROM OLD.rate
        OR NEW.on_top IS DISTINCT FROM OLD.on_top
        OR NEW.amount IS DISTINCT FROM OLD.amount
        OR NEW.tax_amount IS DISTINCT FROM OLD.tax_amount THEN
        RAISE EXCEPTION 'pannier: the refund is allocated';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pannier_refund_items_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_refund_items
FOR EACH ROW EXECUTE FUNCTION pannier_guard_refund_item();

CREATE FUNCTION pannier_guard_allocation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.allocation = 'items' THEN
            RAISE EXCEPTION 'pannier: the items of the refund do not add up';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.allocation IN ('items', 'none') AND NEW.allocation IS DISTINCT FROM OLD.allocation)
        OR (NEW.allocation = 'items' AND NEW.amount <>
            (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_refund_items WHERE refund_id = NEW.id)) THEN
        RAISE EXCEPTION 'pannier: the items of the refund do not add up';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER pannier_refunds_unallocated BEFORE INSERT ON pannier_refunds
FOR EACH ROW EXECUTE FUNCTION pannier_guard_allocation();
CREATE TRIGGER pannier_refunds_allocation BEFORE UPDATE OF allocation, amount ON pannier_refunds
FOR EACH ROW EXECUTE FUNCTION pannier_guard_allocation();
