-- Details of a delivery, for the owner and for leases.

-- During delivery: its start. It identifies the lease, so that a worker that has lost the lease cannot write the outcome.
ALTER TABLE pannier_signal_receipts ADD COLUMN started_at BIGINT;
-- When it was handled; NULL for deliveries before this migration.
ALTER TABLE pannier_signal_receipts ADD COLUMN handled_at BIGINT;
