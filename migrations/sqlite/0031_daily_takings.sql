-- Days of which something has changed that counted already.
CREATE TRIGGER pannier_daily_takings_payment AFTER UPDATE OF paid_amount, paid_currency, paid_at ON pannier_payments
WHEN OLD.paid_at IS NOT NULL AND OLD.paid_currency IS NOT NULL AND (NEW.paid_amount IS DISTINCT FROM OLD.paid_amount
    OR NEW.paid_currency IS DISTINCT FROM OLD.paid_currency OR NEW.paid_at IS DISTINCT FROM OLD.paid_at)
BEGIN
    INSERT INTO pannier_daily_takings (currency, day, amount) VALUES (OLD.paid_currency, OLD.paid_at / 86400000, NULL)
        ON CONFLICT (currency, day) DO UPDATE SET amount = NULL;
    INSERT INTO pannier_daily_takings (currency, day, amount)
        SELECT NEW.paid_currency, NEW.paid_at / 86400000, NULL WHERE NEW.paid_at IS NOT NULL AND NEW.paid_currency IS NOT NULL
        ON CONFLICT (currency, day) DO UPDATE SET amount = NULL;
END;

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
