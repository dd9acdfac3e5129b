-- Downloads whose transfer broke off, disputes of payments that are not settled, and refunds that fail. The status of shipments,
-- which triggers guard, is in sqlite/ and postgres/.

-- When the last attempt was counted: repeats use up no other one while the link of that attempt is valid.
ALTER TABLE pannier_downloads ADD COLUMN counted_at BIGINT CHECK (counted_at IS NULL OR attempts > 0);

-- A dispute does not end the polls of a payment that is not settled.
DROP INDEX pannier_payments_poll;
CREATE INDEX pannier_payments_poll ON pannier_payments (provider, poll_at)
    WHERE status IN ('starting', 'open') AND (attention IS NULL OR attention = 'disputed') AND offline = 0;
