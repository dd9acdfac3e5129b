-- Queues: a row that cannot be handled now is not selected, and each row has a due time of its own.

-- The shopper pays outside of any gateway, so the payment is never polled.
ALTER TABLE pannier_payments ADD COLUMN offline BIGINT NOT NULL DEFAULT 0 CHECK (offline IN (0, 1));
UPDATE pannier_payments SET offline = 1 WHERE action LIKE '{"await_offline"%';
-- The highest total of refunds that the gateway has reported, in minor units.
ALTER TABLE pannier_payments ADD COLUMN reported_refunds BIGINT NOT NULL DEFAULT 0 CHECK (reported_refunds >= 0);
DROP INDEX pannier_payments_poll;
CREATE INDEX pannier_payments_poll ON pannier_payments (provider, poll_at)
    WHERE status IN ('starting', 'open') AND attention IS NULL AND offline = 0;
CREATE INDEX pannier_payments_offline ON pannier_payments (created_at) WHERE status = 'open' AND offline = 1;

ALTER TABLE pannier_webhooks ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pannier_webhooks ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;   -- time of the next try
ALTER TABLE pannier_webhooks ADD COLUMN started_at BIGINT;                  -- start of the last try
DROP INDEX pannier_webhooks_unhandled;
CREATE INDEX pannier_webhooks_due ON pannier_webhooks (provider, due_at) WHERE handled_at IS NULL;

DROP INDEX pannier_signal_deliveries_due;
CREATE INDEX pannier_signal_deliveries_due ON pannier_signal_deliveries (receiver, due_at) WHERE status = 'due';
