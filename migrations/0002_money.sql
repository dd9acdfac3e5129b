-- Paid amounts, refunds, stored webhooks, and signals about them.

ALTER TABLE pannier_payments ADD COLUMN paid_amount BIGINT CHECK (paid_amount >= 0);
ALTER TABLE pannier_payments ADD COLUMN paid_currency TEXT;
ALTER TABLE pannier_payments ADD COLUMN refunded_amount BIGINT NOT NULL DEFAULT 0
    CHECK (refunded_amount >= 0 AND refunded_amount <= COALESCE(paid_amount, 0));
-- Started with the gateway's element on the checkout page.
ALTER TABLE pannier_payments ADD COLUMN embedded BIGINT NOT NULL DEFAULT 0 CHECK (embedded IN (0, 1));
-- When the issue in `attention` was resolved, by a refund or manually.
ALTER TABLE pannier_payments ADD COLUMN attention_cleared_at BIGINT;
UPDATE pannier_payments SET paid_amount = amount, paid_currency = currency WHERE status = 'succeeded';
CREATE INDEX pannier_payments_attention ON pannier_payments (created_at)
    WHERE attention IS NOT NULL AND attention_cleared_at IS NULL;

CREATE TABLE pannier_refunds (
    id              TEXT PRIMARY KEY,       -- the idempotency key of its calls
    payment_id      TEXT NOT NULL REFERENCES pannier_payments (id),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    reason          TEXT NOT NULL,          -- requested, or the payment's `attention`
    status          TEXT NOT NULL DEFAULT 'starting' CHECK (status IN ('starting', 'succeeded', 'failed')),
    reference       TEXT,                   -- the gateway's id of the refund
    error           TEXT,                   -- the gateway's last error
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,        -- time of the next try
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX pannier_refunds_payment ON pannier_refunds (payment_id);
CREATE INDEX pannier_refunds_due ON pannier_refunds (due_at) WHERE status = 'starting';

-- Verified webhooks, unchanged. The headers and the time are stored so that one can be replayed.
CREATE TABLE pannier_webhooks (
    id              TEXT PRIMARY KEY,
    provider        TEXT NOT NULL,
    event_id        TEXT,                   -- the gateway's id of the event; NULL if it could not be parsed
    payment_id      TEXT,                   -- the attempt it refers to, which may not exist
    headers         TEXT NOT NULL,          -- JSON
    body            TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    handled_at      BIGINT,
    error           TEXT,                   -- why it was not handled, or had no effect
    UNIQUE (provider, event_id)
);
CREATE INDEX pannier_webhooks_unhandled ON pannier_webhooks (received_at) WHERE handled_at IS NULL;

-- Signals can now be about other events than a status change, and about one of several. There is no statement that changes a
-- constraint on both engines, so the two tables are recreated.
CREATE TABLE pannier_signals_2 (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL DEFAULT '',   -- id of the refund or payment; empty for a status change
    created_at      BIGINT NOT NULL,
    UNIQUE (order_id, kind, subject)
);
INSERT INTO pannier_signals_2 (id, order_id, kind, created_at) SELECT id, order_id, kind, created_at FROM pannier_signals;

CREATE TABLE pannier_signal_receipts_2 (
    signal_id       TEXT NOT NULL REFERENCES pannier_signals_2 (id),
    receiver        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'done', 'failed')),
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,        -- time of the next try; during delivery, end of the lease
    error           TEXT,
    PRIMARY KEY (signal_id, receiver)
);
INSERT INTO pannier_signal_receipts_2 (signal_id, receiver, status, attempts, due_at, error)
    SELECT signal_id, receiver, status, attempts, due_at, error FROM pannier_signal_receipts;

DROP TABLE pannier_signal_receipts;
DROP TABLE pannier_signals;
ALTER TABLE pannier_signals_2 RENAME TO pannier_signals;
ALTER TABLE pannier_signal_receipts_2 RENAME TO pannier_signal_receipts;
CREATE INDEX pannier_signal_receipts_due ON pannier_signal_receipts (due_at) WHERE status = 'due';
