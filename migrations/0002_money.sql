-- Money that came and went: what was really paid, what was given back, what the gateways have said, and signals about it.

ALTER TABLE pannier_payments ADD COLUMN paid_amount BIGINT CHECK (paid_amount >= 0);
ALTER TABLE pannier_payments ADD COLUMN paid_currency TEXT;
ALTER TABLE pannier_payments ADD COLUMN refunded_amount BIGINT NOT NULL DEFAULT 0
    CHECK (refunded_amount >= 0 AND refunded_amount <= COALESCE(paid_amount, 0));
-- Begun by the gateway's element on the page itself.
ALTER TABLE pannier_payments ADD COLUMN embedded BIGINT NOT NULL DEFAULT 0 CHECK (embedded IN (0, 1));
-- When what `attention` says was put right, by a refund or by a person.
ALTER TABLE pannier_payments ADD COLUMN attention_cleared_at BIGINT;
UPDATE pannier_payments SET paid_amount = amount, paid_currency = currency WHERE status = 'succeeded';
CREATE INDEX pannier_payments_attention ON pannier_payments (created_at)
    WHERE attention IS NOT NULL AND attention_cleared_at IS NULL;

CREATE TABLE pannier_refunds (
    id              TEXT PRIMARY KEY,       -- the idempotency key of the call
    payment_id      TEXT NOT NULL REFERENCES pannier_payments (id),
    amount          BIGINT NOT NULL CHECK (amount > 0),
    currency        TEXT NOT NULL,
    reason          TEXT NOT NULL,          -- why: asked for by a person, or what `attention` of the payment says
    status          TEXT NOT NULL DEFAULT 'starting' CHECK (status IN ('starting', 'succeeded', 'failed')),
    reference       TEXT,                   -- the gateway's name for it
    error           TEXT,                   -- what the gateway said the last time
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,        -- when to ask the gateway for it (again)
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
CREATE INDEX pannier_refunds_payment ON pannier_refunds (payment_id);
CREATE INDEX pannier_refunds_due ON pannier_refunds (due_at) WHERE status = 'starting';

-- Verified webhooks, as they came. The headers and the time are kept to read one again.
CREATE TABLE pannier_webhooks (
    id              TEXT PRIMARY KEY,
    provider        TEXT NOT NULL,
    event_id        TEXT,                   -- the gateway's name for the event; NULL if it could not be read
    payment_id      TEXT,                   -- the attempt it names, whether or not there is one
    headers         TEXT NOT NULL,          -- JSON
    body            TEXT NOT NULL,
    received_at     BIGINT NOT NULL,
    handled_at      BIGINT,
    error           TEXT,                   -- why it was not handled, or came to nothing
    UNIQUE (provider, event_id)
);
CREATE INDEX pannier_webhooks_unhandled ON pannier_webhooks (received_at) WHERE handled_at IS NULL;

-- A signal may now be about something else than a change of status, and about one of several such things. Neither engine can
-- change a constraint that both can spell, so the two tables are made anew.
CREATE TABLE pannier_signals_2 (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL DEFAULT '',   -- which refund, which payment; empty for a change of status
    created_at      BIGINT NOT NULL,
    UNIQUE (order_id, kind, subject)
);
INSERT INTO pannier_signals_2 (id, order_id, kind, created_at) SELECT id, order_id, kind, created_at FROM pannier_signals;

CREATE TABLE pannier_signal_receipts_2 (
    signal_id       TEXT NOT NULL REFERENCES pannier_signals_2 (id),
    receiver        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'due' CHECK (status IN ('due', 'done', 'failed')),
    attempts        BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,        -- while a receiver works on it: when its lease ends
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
