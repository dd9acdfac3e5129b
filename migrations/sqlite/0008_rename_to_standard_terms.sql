-- The full text search, under its new name.
DROP TRIGGER pannier_goods_words_insert;
DROP TRIGGER pannier_goods_words_delete;
DROP TRIGGER pannier_goods_words_update;
DROP TABLE pannier_goods_words;
CREATE VIRTUAL TABLE pannier_product_terms USING fts5 (
    terms, content = '', detail = none, columnsize = 0,
    tokenize = 'ascii tokenchars ''=@-_''', prefix = '2 3 4 5 6 7 8'
);
INSERT INTO pannier_product_terms (rowid, terms) SELECT number, terms FROM pannier_products;

CREATE TRIGGER pannier_product_terms_insert AFTER INSERT ON pannier_products
BEGIN
    INSERT INTO pannier_product_terms (rowid, terms) VALUES (NEW.number, NEW.terms);
END;

CREATE TRIGGER pannier_product_terms_delete AFTER DELETE ON pannier_products
BEGIN
    INSERT INTO pannier_product_terms (pannier_product_terms, rowid, terms) VALUES ('delete', OLD.number, OLD.terms);
END;

CREATE TRIGGER pannier_product_terms_update AFTER UPDATE ON pannier_products
WHEN NEW.terms <> OLD.terms
BEGIN
    INSERT INTO pannier_product_terms (pannier_product_terms, rowid, terms) VALUES ('delete', OLD.number, OLD.terms);
    INSERT INTO pannier_product_terms (rowid, terms) VALUES (NEW.number, NEW.terms);
END;

-- Parcels become shipments, and those to be sent are pending. A constraint cannot be changed, so the table is recreated.
DROP TRIGGER pannier_orders_parcels;
DROP TRIGGER pannier_parcels_insert;
DROP TRIGGER pannier_parcels_frozen;
DROP TRIGGER pannier_parcels_status;
DROP TRIGGER pannier_parcels_delete;
DROP TRIGGER pannier_order_lines_insert;
DROP TRIGGER pannier_order_lines_update;
DROP TRIGGER pannier_order_lines_delete;

CREATE TABLE pannier_shipments (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL CHECK (position > 0),   -- its number within the order
    method          TEXT NOT NULL,          -- the shipping method
    choice          TEXT NOT NULL,          -- the chosen option: `method`, or `method:option`
    label           TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    currency        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'delivered', 'failed')),
    carrier         TEXT,
    tracking_number TEXT,
    tracking_url    TEXT,
    requested_at    BIGINT,                 -- when the supplier was asked; not asked again while there is no response
    reference       TEXT,                   -- the supplier's reference
    note            TEXT,                   -- why it failed, for the owner
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    sent_at         BIGINT,                 -- when it was first sent, and its signal was inserted
    delivered_at    BIGINT,
    UNIQUE (order_id, position),
    CHECK (status NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
);
INSERT INTO pannier_shipments (id, order_id, position, method, choice, label, amount, currency, status, carrier,
        tracking_number, tracking_url, requested_at, reference, note, created_at, updated_at, sent_at, delivered_at)
    SELECT id, order_id, position, method, choice, label, amount, currency,
        CASE status WHEN 'to_do' THEN 'pending' ELSE status END, carrier,
        tracking_number, tracking_url, asked_at, reference, note, created_at, updated_at, sent_at, delivered_at
    FROM pannier_parcels;
CREATE INDEX pannier_shipments_open ON pannier_shipments (status, created_at) WHERE status <> 'delivered';

ALTER TABLE pannier_order_lines ADD COLUMN shipment_id TEXT REFERENCES pannier_shipments (id);
UPDATE pannier_order_lines SET shipment_id = parcel_id WHERE parcel_id IS NOT NULL;
ALTER TABLE pannier_order_lines DROP COLUMN parcel_id;
DROP TABLE pannier_parcels;

-- The guards, as before.
CREATE TRIGGER pannier_order_lines_insert BEFORE INSERT ON pannier_order_lines
WHEN (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_lines_update BEFORE UPDATE ON pannier_order_lines
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
    OR (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_order_lines_delete BEFORE DELETE ON pannier_order_lines
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_shipments_insert BEFORE INSERT ON pannier_shipments
WHEN NEW.status <> 'pending' OR (SELECT status FROM pannier_orders WHERE id = NEW.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_shipments_frozen BEFORE UPDATE ON pannier_shipments
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
BEGIN SELECT RAISE(ABORT, 'pannier: the shipment is frozen'); END;

CREATE TRIGGER pannier_shipments_status BEFORE UPDATE OF status ON pannier_shipments
WHEN NEW.status <> OLD.status AND (NOT ((OLD.status = 'pending' AND NEW.status IN ('sent', 'failed'))
    OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
    OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent')))
    OR (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'completed')
BEGIN SELECT RAISE(ABORT, 'pannier: no such change of status'); END;

CREATE TRIGGER pannier_shipments_delete BEFORE DELETE ON pannier_shipments
WHEN (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_orders_shipments BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (
    (NEW.ships = 1) IS DISTINCT FROM EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.id)
    OR NEW.shipping_amount IS DISTINCT FROM
       (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_shipments WHERE order_id = NEW.id)
    OR EXISTS (SELECT 1 FROM pannier_shipments WHERE order_id = NEW.id AND currency <> NEW.currency)
    OR EXISTS (SELECT 1 FROM pannier_shipments p WHERE p.order_id = NEW.id AND NOT EXISTS
       (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.shipment_id = p.id))
    OR EXISTS (SELECT 1 FROM pannier_order_lines l WHERE l.order_id = NEW.id AND l.shipment_id IS NOT NULL
       AND l.shipment_id NOT IN (SELECT id FROM pannier_shipments WHERE order_id = NEW.id)))
BEGIN SELECT RAISE(ABORT, 'pannier: the shipments do not add up'); END;
