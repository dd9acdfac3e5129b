-- The store's tables. Identifiers are TEXT, money is BIGINT in minor units, time is BIGINT in milliseconds since the
-- Unix epoch (UTC). Both engines run this file. The triggers that enforce the order state machine differ in syntax: see
-- sqlite/ and postgres/.

CREATE TABLE pannier_orders (
    id              TEXT PRIMARY KEY,
    token           TEXT NOT NULL UNIQUE,   -- unguessable; grants access to the order
    status          TEXT NOT NULL DEFAULT 'created' CHECK (status IN ('created', 'pending', 'completed', 'cancelled')),
    claim           TEXT,                   -- key of the creating visitor: concurrent requests create one order
    replaces        TEXT UNIQUE REFERENCES pannier_orders (id),
    number          BIGINT UNIQUE,          -- assigned when the order is placed
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
    quoted_amount   BIGINT NOT NULL,        -- unit price shown when the line was added; never charged
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
    id              TEXT PRIMARY KEY,       -- the attempt's id, and the idempotency key of its calls
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    provider        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'starting'
                    CHECK (status IN ('starting', 'open', 'succeeded', 'declined', 'cancelled', 'expired')),
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    currency        TEXT NOT NULL,
    reference       TEXT,                   -- the gateway's id of the attempt
    action          TEXT,                   -- the shopper's next step, as JSON
    message         TEXT,                   -- the gateway's message to the shopper
    attention       TEXT,                   -- why it needs manual review
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    ask_at          BIGINT NOT NULL,        -- time of the next poll
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
    due_at          BIGINT NOT NULL,        -- time of the next try; during delivery, end of the lease
    error           TEXT,
    PRIMARY KEY (signal_id, receiver)
);
CREATE INDEX pannier_signal_receipts_due ON pannier_signal_receipts (due_at) WHERE status = 'due';

CREATE TABLE pannier_downloads (
    token           TEXT PRIMARY KEY,       -- 128 random bits, in the link
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    kind            TEXT NOT NULL,
    item_id         TEXT NOT NULL,
    title           TEXT NOT NULL,
    storage_key     TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    content_type    TEXT NOT NULL,
    attempts        BIGINT NOT NULL DEFAULT 0,
    max_attempts    BIGINT,                 -- NULL: unlimited
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
