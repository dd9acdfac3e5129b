-- Refunds whose failure holds an order, and indexes of the orders that need attention.

-- Since when its failure has held the order. NULL if it would not have returned all of the payment.
ALTER TABLE pannier_refunds ADD COLUMN held_at BIGINT CHECK (held_at IS NULL OR status = 'failed');
-- When the merchant or a later refund ended that.
ALTER TABLE pannier_refunds ADD COLUMN released_at BIGINT CHECK (released_at IS NULL OR held_at IS NOT NULL);
CREATE INDEX pannier_refunds_holding ON pannier_refunds (payment_id) WHERE held_at IS NOT NULL AND released_at IS NULL;
CREATE INDEX pannier_disputes_open ON pannier_disputes (payment_id) WHERE status = 'open';
