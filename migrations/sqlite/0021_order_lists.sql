-- The orders by name, and by the last word of the name.
CREATE INDEX pannier_orders_name ON pannier_orders (LOWER(name), number) WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_last_name
    ON pannier_orders (LOWER(REPLACE(name, RTRIM(name, REPLACE(name, ' ', '')), '')), number) WHERE number IS NOT NULL;

-- What placed orders have that is in other tables: `to-send`, `refunded`, and `kind:` with the kind of a line. Triggers maintain it.
CREATE TABLE pannier_order_facets (
    facet           TEXT NOT NULL,
    number          BIGINT NOT NULL,        -- of the order
    PRIMARY KEY (facet, number)
) WITHOUT ROWID;

CREATE TRIGGER pannier_order_facets_placed AFTER UPDATE OF number ON pannier_orders
WHEN NEW.number IS NOT NULL AND OLD.number IS NULL
BEGIN
    INSERT OR IGNORE INTO pannier_order_facets (facet, number)
        SELECT 'kind:' || kind, NEW.number FROM pannier_order_lines WHERE order_id = NEW.id;
END;

CREATE TRIGGER pannier_order_facets_completed AFTER UPDATE OF status ON pannier_orders
WHEN NEW.status = 'completed' AND OLD.status <> 'completed'
BEGIN
    INSERT OR IGNORE INTO pannier_order_facets (facet, number)
        SELECT 'to-send', NEW.number FROM pannier_shipments WHERE order_id = NEW.id AND status = 'pending';
END;

CREATE TRIGGER pannier_order_facets_pending AFTER UPDATE OF status ON pannier_shipments
WHEN NEW.status = 'pending' AND OLD.status <> 'pending'
BEGIN
    INSERT OR IGNORE INTO pannier_order_facets (facet, number)
        SELECT 'to-send', number FROM pannier_orders WHERE id = NEW.order_id AND status = 'completed';
END;

CREATE TRIGGER pannier_order_facets_not_pending AFTER UPDATE OF status ON pannier_shipments
WHEN NEW.status <> 'pending' AND OLD.status = 'pending'
    AND NOT EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.order_id AND status = 'pending')
BEGIN
    DELETE FROM pannier_order_facets
        WHERE facet = 'to-send' AND number = (SELECT number FROM pannier_orders WHERE id = NEW.order_id);
END;

CREATE TRIGGER pannier_order_facets_refunded AFTER UPDATE OF refunded_amount ON pannier_payments
WHEN NEW.refunded_amount > 0 AND OLD.refunded_amount = 0
BEGIN
    INSERT OR IGNORE INTO pannier_order_facets (facet, number)
        SELECT 'refunded', number FROM pannier_orders WHERE id = NEW.order_id AND number IS NOT NULL;
END;

CREATE TRIGGER pannier_order_facets_not_refunded AFTER UPDATE OF refunded_amount ON pannier_payments
WHEN NEW.refunded_amount = 0 AND OLD.refunded_amount > 0
    AND NOT EXISTS (SELECT 1 FROM pannier_payments WHERE order_id = NEW.order_id AND refunded_amount > 0)
BEGIN
    DELETE FROM pannier_order_facets
        WHERE facet = 'refunded' AND number = (SELECT number FROM pannier_orders WHERE id = NEW.order_id);
END;

INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'kind:' || l.kind, o.number FROM pannier_order_lines l JOIN pannier_orders o ON o.id = l.order_id
    WHERE o.number IS NOT NULL;
INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'to-send', o.number FROM pannier_shipments s JOIN pannier_orders o ON o.id = s.order_id
    WHERE s.status = 'pending' AND o.status = 'completed';
INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'refunded', o.number FROM pannier_payments p JOIN pannier_orders o ON o.id = p.order_id
    WHERE p.refunded_amount > 0 AND o.number IS NOT NULL;
