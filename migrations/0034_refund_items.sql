-- What a refund is for: pieces of a line, or an amount of a line or parcel without pieces. The triggers in sqlite/ and postgres/
-- let items be added only until their refund is allocated, which takes that they add up to its amount. The items of an order's
-- line are found by its payments and their refunds, which have indexes.

CREATE TABLE pannier_refund_items (
    refund_id       TEXT NOT NULL REFERENCES pannier_refunds (id),
    position        BIGINT NOT NULL CHECK (position > 0),
    kind            TEXT,                   -- of the line
    item_id         TEXT,
    shipment_id     TEXT,                   -- instead of a line
    quantity        BIGINT NOT NULL DEFAULT 0 CHECK (quantity >= 0),    -- pieces; 0: an amount only
    code            TEXT,                   -- UNTDID 5305; NULL: the tax is not recorded
    rate            BIGINT CHECK (rate >= 0),       -- in millionths
    on_top          BIGINT CHECK (on_top IN (0, 1)),
    amount          BIGINT NOT NULL CHECK (amount >= 0),    -- with all tax
    tax_amount      BIGINT CHECK (tax_amount BETWEEN 0 AND amount),
    restocked       BIGINT NOT NULL DEFAULT 0 CHECK (restocked BETWEEN 0 AND quantity),
    PRIMARY KEY (refund_id, position),
    CHECK ((kind IS NULL) = (item_id IS NULL)),
    CHECK ((kind IS NULL) <> (shipment_id IS NULL)),
    CHECK (kind IS NOT NULL OR quantity = 0),
    CHECK ((code IS NULL) = (rate IS NULL)),
    CHECK ((code IS NULL) = (on_top IS NULL)),
    CHECK ((code IS NULL) = (tax_amount IS NULL))
);

-- Whether a refund has items, or waits for a person to say what it is for, or is for nothing of the order. NULL: of before.
ALTER TABLE pannier_refunds ADD COLUMN allocation TEXT CHECK (allocation IN ('items', 'waiting', 'none'));
-- Whether its pieces go back into stock once it is made.
ALTER TABLE pannier_refunds ADD COLUMN restock BIGINT NOT NULL DEFAULT 0 CHECK (restock IN (0, 1));
-- Why it was made, in the merchant's words.
ALTER TABLE pannier_refunds ADD COLUMN note TEXT NOT NULL DEFAULT '';

CREATE INDEX pannier_refunds_waiting ON pannier_refunds (created_at) WHERE allocation = 'waiting';
-- The refunds that were made in a quarter, for reports of taxes.
CREATE INDEX pannier_refunds_settled ON pannier_refunds (updated_at) WHERE status = 'succeeded';
