-- Codes for a discount, which the merchant makes and ends, and the orders that were placed with them.

CREATE TABLE pannier_codes (
    code            TEXT PRIMARY KEY,       -- folded: in capitals, without spaces and dashes
    label           TEXT NOT NULL,          -- what shoppers see; may be empty
    percent         BIGINT CHECK (percent BETWEEN 1 AND 10000),     -- in hundredths of a percent
    amount          BIGINT CHECK (amount > 0),
    currency        TEXT,                   -- of the amount
    free_shipping   BIGINT NOT NULL DEFAULT 0 CHECK (free_shipping IN (0, 1)),
    kinds           TEXT NOT NULL DEFAULT '',   -- for which it counts, as JSON; empty for all
    least_amount    BIGINT CHECK (least_amount > 0),    -- of the items
    least_currency  TEXT,
    from_at         BIGINT,
    until_at        BIGINT,
    most_uses       BIGINT CHECK (most_uses > 0),
    uses            BIGINT NOT NULL DEFAULT 0 CHECK (uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)),
    most_per_person BIGINT CHECK (most_per_person > 0),
    series          TEXT,                   -- what codes that were made together have in common
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT,                 -- when the merchant has ended it
    CHECK (CASE WHEN percent IS NULL THEN 0 ELSE 1 END + CASE WHEN amount IS NULL THEN 0 ELSE 1 END + free_shipping = 1),
    CHECK ((amount IS NULL) = (currency IS NULL)),
    CHECK ((least_amount IS NULL) = (least_currency IS NULL))
);
CREATE INDEX pannier_codes_created ON pannier_codes (created_at, code);
CREATE INDEX pannier_codes_series ON pannier_codes (series);

-- Deleted when the order is cancelled, which gives the use back.
CREATE TABLE pannier_code_redemptions (
    order_id        TEXT PRIMARY KEY REFERENCES pannier_orders (id),
    code            TEXT NOT NULL REFERENCES pannier_codes (code),
    person          TEXT NOT NULL,          -- the e-mail address, folded
    redeemed_at     BIGINT NOT NULL
);
CREATE INDEX pannier_code_redemptions_person ON pannier_code_redemptions (code, person);
