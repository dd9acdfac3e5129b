-- A refund can come to nothing: pieces that cost nothing are taken back. SQLite changes no check, so another column takes the
-- place of the amount, and what names it is made again.

DROP TRIGGER pannier_daily_takings_refund;
DROP TRIGGER pannier_refunds_allocation;
DROP INDEX pannier_refunds_made;
ALTER TABLE pannier_refunds ADD COLUMN new_amount BIGINT NOT NULL DEFAULT 0 CHECK (new_amount >= 0);
UPDATE pannier_refunds SET new_amount = amount;
ALTER TABLE pannier_refunds DROP COLUMN amount;
ALTER TABLE pannier_refunds RENAME COLUMN new_amount TO amount;
CREATE INDEX pannier_refunds_made ON pannier_refunds (currency, updated_at, amount) WHERE status = 'succeeded';

CREATE TRIGGER pannier_daily_takings_refund AFTER UPDATE OF status, amount, currency, updated_at ON pannier_refunds
WHEN OLD.status = 'succeeded' AND (NEW.status <> OLD.status OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency
    OR NEW.updated_at <> OLD.updated_at)
BEGIN
    INSERT INTO pannier_daily_takings (currency, day, amount) VALUES (OLD.currency, OLD.updated_at / 86400000, NULL)
        ON CONFLICT (currency, day) DO UPDATE SET amount = NULL;
    INSERT INTO pannier_daily_takings (currency, day, amount)
        SELECT NEW.currency, NEW.updated_at / 86400000, NULL WHERE NEW.status = 'succeeded'
        ON CONFLICT (currency, day) DO UPDATE SET amount = NULL;
END;

CREATE TRIGGER pannier_refunds_allocation BEFORE UPDATE OF allocation, amount ON pannier_refunds
WHEN (OLD.allocation IN ('items', 'none') AND NEW.allocation IS DISTINCT FROM OLD.allocation)
    OR (NEW.allocation = 'items' AND NEW.amount <>
        (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pannier_refund_items WHERE refund_id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'pannier: the items of the refund do not add up'); END;
