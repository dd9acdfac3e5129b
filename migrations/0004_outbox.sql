-- What a person who looks at the outbox wants to know of a receipt.

-- While a receiver works on it: since when. It names the lease, so that a worker that has lost it changes nothing any more.
ALTER TABLE pannier_signal_receipts ADD COLUMN started_at BIGINT;
-- When it was handled; NULL for what was handled before this was kept.
ALTER TABLE pannier_signal_receipts ADD COLUMN handled_at BIGINT;
