-- The store's tables. Identifiers are TEXT, money is BIGINT in minor units, time is BIGINT in milliseconds since the
-- Unix epoch (UTC). The triggers below the tables hold whoever is asking to the order state machine.

CREATE TABLE pannier_orders (
    id              TEXT PRIMARY KEY,
    token           TEXT NOT NULL UNIQUE,   -- unguessable: whoever has it may see the order
    status          TEXT NOT NULL DEFAULT 'created' CHECK (status IN ('created', 'pending', 'completed', 'cancelled')),
    claim           TEXT,                   -- who asked for this basket; two requests at once make one order
    replaces        TEXT UNIQUE REFERENCES pannier_orders (id),
    number          BIGINT UNIQUE,          -- given when the order is placed
    currency        TEXT,
    email           TEXT NOT NULL DEFAULT '',
    name            TEXT NOT NULL DEFAULT '',
    organization    TEXT NOT NULL DEFAULT '',
    line1           TEXT NOT NULL DEFAULT '',
    line2           TEXT NOT NULL DEFAULT '',
    city            TEXT NOT NULL DEFAULT '',
    region          TEXT NOT NULL DEFAULT '',
    postal_code     TEXT NOT NULL DEFAULT '',
    country         TEXT NOT NULL DEFAULT '',
    shipping        TEXT NOT NULL DEFAULT '',
    payment         TEXT NOT NULL DEFAULT '',
    ships           BIGINT NOT NULL DEFAULT 0 CHECK (ships IN (0, 1)),
    shipping_label  TEXT,
    items_amount    BIGINT CHECK (items_amount >= 0),
    shipping_amount BIGINT CHECK (shipping_amount >= 0),
    total_amount    BIGINT CHECK (total_amount = items_amount + shipping_amount),
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    placed_at       BIGINT,
    closed_at       BIGINT,
    CHECK (status IN ('created', 'cancelled')
           OR (number IS NOT NULL AND total_amount IS NOT NULL AND currency IS NOT NULL AND placed_at IS NOT NULL))
);
CREATE UNIQUE INDEX pannier_orders_claim ON pannier_orders (claim) WHERE status = 'created';

CREATE TABLE pannier_order_lines (
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    kind            TEXT NOT NULL,
    item_id         TEXT NOT NULL,
    quantity        BIGINT NOT NULL CHECK (quantity > 0),
    quoted_amount   BIGINT NOT NULL,        -- what the shopper was shown when adding it; never what is charged
    added_at        BIGINT NOT NULL,
    -- Written when the order is placed, NULL before.
    title           TEXT,
    unit_amount     BIGINT CHECK (unit_amount >= 0),
    reserved        BIGINT CHECK (reserved IN (0, 1)),
    download_key    TEXT,
    download_name   TEXT,
    download_type   TEXT,
    download_attempts BIGINT,
    download_seconds  BIGINT,
    PRIMARY KEY (order_id, kind, item_id)
);

CREATE TABLE pannier_payments (
    id              TEXT PRIMARY KEY,       -- names the attempt; the idempotency key of every call about it
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    provider        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'starting'
                    CHECK (status IN ('starting', 'open', 'succeeded', 'declined', 'cancelled', 'expired')),
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    currency        TEXT NOT NULL,
    reference       TEXT,                   -- the gateway's name for the attempt
    action          TEXT,                   -- what the gateway told us to do next, as JSON
    message         TEXT,                   -- what the gateway has to say to the shopper
    attention       TEXT,                   -- why a person must look at it
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    ask_at          BIGINT NOT NULL,        -- when to ask the gateway next
    asked_at        BIGINT NOT NULL DEFAULT 0,
    UNIQUE (provider, reference)
);
CREATE UNIQUE INDEX pannier_payments_live ON pannier_payments (order_id) WHERE status IN ('starting', 'open');
CREATE INDEX pannier_payments_ask ON pannier_payments (ask_at) WHERE status IN ('starting', 'open');
CREATE INDEX pannier_payments_order ON pannier_payments (order_id);

CREATE TABLE pannier_signals (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    kind            TEXT NOT NULL CHECK (kind IN ('created', 'pending', 'completed', 'cancelled')),
    created_at      BIGINT NOT NULL,
    UNIQUE (order_id, kind)
);

CREATE TABLE pannier_signal_receipts (
    signal_id       TEXT NOT NULL REFERENCES pannier_signals (id),
    receiver        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'done', 'failed')),
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,        -- while a receiver works on it: when its lease ends
    error           TEXT,
    PRIMARY KEY (signal_id, receiver)
);
CREATE INDEX pannier_signal_receipts_due ON pannier_signal_receipts (due_at) WHERE status = 'due';

CREATE TABLE pannier_downloads (
    token           TEXT PRIMARY KEY,       -- 128 random bits: the masked link
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    kind            TEXT NOT NULL,
    item_id         TEXT NOT NULL,
    title           TEXT NOT NULL,
    storage_key     TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    content_type    TEXT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    max_attempts    BIGINT,                 -- NULL: any number
    expires_at      BIGINT,                 -- NULL: never
    created_at      BIGINT NOT NULL,
    UNIQUE (order_id, kind, item_id),
    CHECK (max_attempts IS NULL OR attempts <= max_attempts)
);

CREATE TABLE pannier_sessions (
    id              TEXT PRIMARY KEY,
    data            TEXT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX pannier_sessions_expires ON pannier_sessions (expires_at);

CREATE TABLE pannier_counters (
    name            TEXT PRIMARY KEY,
    value           BIGINT NOT NULL
);
INSERT INTO pannier_counters (name, value) VALUES ('order_number', 1000);

CREATE TRIGGER pannier_orders_insert BEFORE INSERT ON pannier_orders
WHEN NEW.status <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: an order starts as created'); END;

CREATE TRIGGER pannier_orders_status BEFORE UPDATE OF status ON pannier_orders
WHEN NOT ((OLD.status = 'created' AND NEW.status IN ('pending', 'cancelled'))
    OR (OLD.status = 'pending' AND NEW.status IN ('completed', 'cancelled')))
BEGIN SELECT RAISE(ABORT, 'pannier: no such change of status'); END;

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
        OR NEW.id IS DISTINCT FROM OLD.id)
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_orders_balance BEFORE UPDATE OF status ON pannier_orders
WHEN NEW.status = 'pending' AND (NOT EXISTS (SELECT 1 FROM pannier_order_lines WHERE order_id = NEW.id)
        OR EXISTS (SELECT 1 FROM pannier_order_lines
                   WHERE order_id = NEW.id AND (unit_amount IS NULL OR title IS NULL OR reserved IS NULL))
        OR NEW.items_amount IS DISTINCT FROM
           (SELECT CAST(SUM(unit_amount * quantity) AS BIGINT) FROM pannier_order_lines WHERE order_id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'pannier: the order does not add up'); END;

CREATE TRIGGER pannier_orders_delete BEFORE DELETE ON pannier_orders
WHEN OLD.status <> 'created'
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

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

-- A decided payment stays decided; only money that arrives after all may still be noted.
CREATE TRIGGER pannier_payments_final BEFORE UPDATE OF status ON pannier_payments
WHEN OLD.status = 'succeeded'
    OR (OLD.status IN ('declined', 'cancelled', 'expired') AND NEW.status <> 'succeeded')
BEGIN SELECT RAISE(ABORT, 'pannier: the payment is decided'); END;
