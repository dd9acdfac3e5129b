-- Indexes for lists and look-ups, which read whole tables without them.

-- The orders of a customer, the newest first.
DROP INDEX pannier_orders_email;
CREATE INDEX pannier_orders_email ON pannier_orders (LOWER(email), number) WHERE placed_at IS NOT NULL;

-- The newest webhooks, and one by the gateway's id of its event.
CREATE INDEX pannier_webhooks_received ON pannier_webhooks (received_at, id);
CREATE INDEX pannier_webhooks_event ON pannier_webhooks (event_id);

-- The shipments with a status, the oldest first. The status is a parameter, for which SQLite uses no partial index.
DROP INDEX pannier_shipments_open;
CREATE INDEX pannier_shipments_status ON pannier_shipments (status, created_at, id);
