-- Payments that take days, declined cards, refunds that are pending at the gateway, and disputes.

-- While `status` is `open`: since when the gateway has been waiting for the money, not for the shopper.
ALTER TABLE pannier_payments ADD COLUMN processing_since BIGINT;
ALTER TABLE pannier_payments ADD COLUMN declines BIGINT NOT NULL DEFAULT 0 CHECK (declines >= 0);

-- While `status` is `starting`: since when the gateway has been processing the refund. It is then queried, not requested again.
ALTER TABLE pannier_refunds ADD COLUMN pending_since BIGINT CHECK (pending_since IS NULL OR reference IS NOT NULL);

CREATE TABLE pannier_disputes (
    id              TEXT PRIMARY KEY,
    payment_id      TEXT NOT NULL REFERENCES pannier_payments (id),
    reference       TEXT NOT NULL,          -- the gateway's id of the dispute; empty for a reversal without one
    status          TEXT NOT NULL CHECK (status IN ('open', 'won', 'lost')),
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    UNIQUE (payment_id, reference)
);
