-- Disputes whose hold the merchant has ended. Their status remains what the gateway reported.

ALTER TABLE pannier_disputes ADD COLUMN released_at BIGINT;
-- A lost dispute needs attention too, until its order is released.
DROP INDEX pannier_disputes_open;
CREATE INDEX pannier_disputes_holding ON pannier_disputes (payment_id) WHERE status <> 'won' AND released_at IS NULL;
