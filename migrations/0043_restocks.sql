-- Whether a person has yet to say if the pieces of a refund go back into stock: it was made at the gateway, and is for all that was
-- left of its order. The answer is `restock`. Of refunds of before, nobody is asked. The triggers in sqlite/ and postgres/ let it be
-- given once.

ALTER TABLE pannier_refunds ADD COLUMN restock_open BIGINT NOT NULL DEFAULT 0
    CHECK (restock_open IN (0, 1) AND (restock_open = 0 OR restock = 0));
CREATE INDEX pannier_refunds_restock_open ON pannier_refunds (created_at) WHERE restock_open = 1;
