-- Whether the checkout form was filled in from an earlier order.
ALTER TABLE pannier_orders ADD COLUMN prefilled BIGINT NOT NULL DEFAULT 0 CHECK (prefilled IN (0, 1));

-- Ids of visits are short-lived, and were of any length.
UPDATE pannier_orders SET creation_key = NULL WHERE creation_key LIKE 'visit:%';
