-- The orders by name, by the last word of the name, and by the beginning of an e-mail address. Only the collation "C" has the texts
-- that begin alike beside each other.
CREATE INDEX pannier_orders_name ON pannier_orders ((LOWER(name) COLLATE "C"), number) WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_last_name
    ON pannier_orders ((LOWER(REPLACE(name, RTRIM(name, REPLACE(name, ' ', '')), '')) COLLATE "C"), number)
    WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_email_prefix ON pannier_orders ((LOWER(email) COLLATE "C"), number) WHERE placed_at IS NOT NULL;

-- How many orders have a name or an address. Without it, a search for a common name is planned as one for a rare one. The
-- statistics of an index are of no use, because they are of its collation.
CREATE STATISTICS pannier_orders_name_values ON (LOWER(name)) FROM pannier_orders;
CREATE STATISTICS pannier_orders_last_name_values
    ON (LOWER(REPLACE(name, RTRIM(name, REPLACE(name, ' ', '')), ''))) FROM pannier_orders;
CREATE STATISTICS pannier_orders_email_values ON (LOWER(email)) FROM pannier_orders;

-- What placed orders have that is in other tables: `to-send`, `refunded`, and `kind:` with the kind of a line. Triggers maintain it.
CREATE TABLE pannier_order_facets (
    facet           TEXT NOT NULL,
    number          BIGINT NOT NULL,        -- of the order
    PRIMARY KEY (facet, number)
);

CREATE FUNCTION pannier_note_placed_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pannier_order_facets (facet, number)
        SELECT DISTINCT 'kind:' || kind, NEW.number FROM pannier_order_lines WHERE order_id = NEW.id
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER pannier_order_facets_placed AFTER UPDATE OF number ON pannier_orders
FOR EACH ROW WHEN (NEW.number IS NOT NULL AND OLD.number IS NULL) EXECUTE FUNCTION pannier_note_placed_order();

CREATE FUNCTION pannier_note_completed_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pannier_order_facets (facet, number)
        SELECT DISTINCT 'to-send', NEW.number FROM pannier_shipments WHERE order_id = NEW.id AND status = 'pending'
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER pannier_order_facets_completed AFTER UPDATE OF status ON pannier_orders
FOR EACH ROW WHEN (NEW.status = 'completed' AND OLD.status <> 'completed') EXECUTE FUNCTION pannier_note_completed_order();

-- The row of the facet is the lock of the shipments of its order: of two transactions, the second sees what the first has done.
CREATE FUNCTION pannier_note_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    placed BIGINT;
BEGIN
    SELECT number INTO placed FROM pannier_orders WHERE id = NEW.order_id AND status = 'completed';
    IF placed IS NULL THEN
        RETURN NULL;
    END IF;
    IF NEW.status = 'pending' THEN
        INSERT INTO pannier_order_facets (facet, number) VALUES ('to-send', placed)
            ON CONFLICT (facet, number) DO UPDATE SET number = excluded.number;
        RETURN NULL;
    END IF;
    PERFORM 1 FROM pannier_order_facets WHERE facet = 'to-send' AND number = placed FOR UPDATE;
    DELETE FROM pannier_order_facets WHERE facet = 'to-send' AND number = placed
        AND NOT EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.order_id AND status = 'pending');
    RETURN NULL;
END $$;
CREATE TRIGGER pannier_order_facets_shipment AFTER UPDATE OF status ON pannier_shipments
FOR EACH ROW WHEN ((NEW.status = 'pending') <> (OLD.status = 'pending')) EXECUTE FUNCTION pannier_note_shipment();

CREATE FUNCTION pannier_note_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.refunded_amount > 0 THEN
        INSERT INTO pannier_order_facets (facet, number)
            SELECT 'refunded', number FROM pannier_orders WHERE id = NEW.order_id AND number IS NOT NULL
            ON CONFLICT DO NOTHING;
    ELSE
        DELETE FROM pannier_order_facets
            WHERE facet = 'refunded' AND number = (SELECT number FROM pannier_orders WHERE id = NEW.order_id)
            AND NOT EXISTS (SELECT 1 FROM pannier_payments WHERE order_id = NEW.order_id AND refunded_amount > 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pannier_order_facets_refund AFTER UPDATE OF refunded_amount ON pannier_payments
FOR EACH ROW WHEN ((NEW.refunded_amount > 0) <> (OLD.refunded_amount > 0)) EXECUTE FUNCTION pannier_note_refund();

INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'kind:' || l.kind, o.number FROM pannier_order_lines l JOIN pannier_orders o ON o.id = l.order_id
    WHERE o.number IS NOT NULL;
INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'to-send', o.number FROM pannier_shipments s JOIN pannier_orders o ON o.id = s.order_id
    WHERE s.status = 'pending' AND o.status = 'completed';
INSERT INTO pannier_order_facets (facet, number)
    SELECT DISTINCT 'refunded', o.number FROM pannier_payments p JOIN pannier_orders o ON o.id = p.order_id
    WHERE p.refunded_amount > 0 AND o.number IS NOT NULL;
