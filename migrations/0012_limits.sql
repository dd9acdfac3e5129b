-- Limits on what a stranger can cause, and indexes for deleting what is left behind.

-- The first order of the session, which the limits count by: a session's own id is a credential.
ALTER TABLE pannier_orders ADD COLUMN first_order_id TEXT;
-- The creation key, which can hold a session's id, is of no use once the order is placed.
UPDATE pannier_orders SET first_order_id = id, creation_key = CASE WHEN status = 'created' THEN creation_key END;
CREATE INDEX pannier_orders_session ON pannier_orders (first_order_id) WHERE placed_at IS NOT NULL;
CREATE INDEX pannier_orders_email ON pannier_orders (LOWER(email)) WHERE placed_at IS NOT NULL;
CREATE INDEX pannier_orders_baskets ON pannier_orders (updated_at) WHERE status = 'created';

-- The order of a session that holds nothing else; it is deleted with its basket.
ALTER TABLE pannier_sessions ADD COLUMN order_id TEXT;
UPDATE pannier_sessions SET order_id = substr(data, 11, 36)
    WHERE data LIKE '{"order":"____________________________________"}';
CREATE INDEX pannier_sessions_order ON pannier_sessions (order_id) WHERE order_id IS NOT NULL;

CREATE INDEX pannier_webhooks_bodies ON pannier_webhooks (received_at) WHERE body <> '';

-- Mails about unpaid orders: how many each recipient was sent within an hour.
CREATE TABLE pannier_mail_limits (
    recipient       TEXT PRIMARY KEY,       -- SHA-256 of the normalized address
    sent            BIGINT NOT NULL CHECK (sent >= 0),
    started_at      BIGINT NOT NULL         -- when the hour began
);
CREATE INDEX pannier_mail_limits_started ON pannier_mail_limits (started_at);
