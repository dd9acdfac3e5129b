-- What an order is charged, and why: discounts and taxes of each line and shipment, who buys, and the app's own fields of the
-- checkout. `items_amount` and `shipping_amount` stay what is charged, after discounts and with all tax. The triggers that check
-- that all of it adds up are in sqlite/ and postgres/.

-- The form.
ALTER TABLE pannier_orders ADD COLUMN code TEXT NOT NULL DEFAULT '';    -- the code that was accepted, folded
ALTER TABLE pannier_orders ADD COLUMN vat_id TEXT NOT NULL DEFAULT '';  -- with its prefix
ALTER TABLE pannier_orders ADD COLUMN billing_country TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_name TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_organization TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_line1 TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_line2 TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_city TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_region TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_orders ADD COLUMN billing_postal_code TEXT NOT NULL DEFAULT '';
-- The app's own fields: their labels and values, as JSON, by their ids.
ALTER TABLE pannier_orders ADD COLUMN fields TEXT NOT NULL DEFAULT '';
-- Codes that were wrong, and when the hour began in which they are counted.
ALTER TABLE pannier_orders ADD COLUMN code_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pannier_orders ADD COLUMN code_tries_since BIGINT;
ALTER TABLE pannier_orders ADD COLUMN code_problem TEXT NOT NULL DEFAULT '';    -- why the checkout has refused the last one
ALTER TABLE pannier_orders ADD COLUMN code_refused TEXT NOT NULL DEFAULT '';    -- which was that, folded

-- Written when the order is placed.
ALTER TABLE pannier_orders ADD COLUMN discount_amount BIGINT NOT NULL DEFAULT 0 CHECK (discount_amount >= 0);
ALTER TABLE pannier_orders ADD COLUMN tax_amount BIGINT CHECK (tax_amount >= 0);    -- NULL: not recorded
ALTER TABLE pannier_orders ADD COLUMN tax_provider TEXT;
ALTER TABLE pannier_orders ADD COLUMN tax_country TEXT;     -- to which it was sold, as the tax was worked out
ALTER TABLE pannier_orders ADD COLUMN vat_proof TEXT CHECK (vat_proof IN ('valid', 'invalid', 'unknown'));

ALTER TABLE pannier_order_lines ADD COLUMN discount_amount BIGINT NOT NULL DEFAULT 0 CHECK (discount_amount >= 0);
-- What is charged for the line. NULL in earlier orders: the unit price times the quantity.
ALTER TABLE pannier_order_lines ADD COLUMN amount BIGINT CHECK (amount >= 0);

-- `amount` is what is charged.
ALTER TABLE pannier_shipments ADD COLUMN list_amount BIGINT CHECK (list_amount >= 0);   -- as quoted; NULL in earlier orders: `amount`
ALTER TABLE pannier_shipments ADD COLUMN discount_amount BIGINT NOT NULL DEFAULT 0 CHECK (discount_amount >= 0);

-- Where the payer is, as the gateway says it: ISO 3166-1 alpha-2.
ALTER TABLE pannier_payments ADD COLUMN payer_country TEXT;

-- The tax of each line and shipment, at each of its rates. Without rows, it is not recorded.
CREATE TABLE pannier_order_taxes (
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL CHECK (position > 0),
    kind            TEXT,                   -- of the line
    item_id         TEXT,
    shipment_id     TEXT,                   -- instead of a line
    code            TEXT NOT NULL,          -- UNTDID 5305
    rate            BIGINT NOT NULL CHECK (rate >= 0),      -- in millionths
    on_top          BIGINT NOT NULL CHECK (on_top IN (0, 1)),   -- whether it was added to the listed price
    net_amount      BIGINT NOT NULL CHECK (net_amount >= 0),
    tax_amount      BIGINT NOT NULL CHECK (tax_amount >= 0),
    PRIMARY KEY (order_id, position),
    CHECK ((kind IS NULL) = (item_id IS NULL)),
    CHECK ((kind IS NULL) <> (shipment_id IS NULL))
);

-- What shoppers see of the discounts: one row for each promotion or code.
CREATE TABLE pannier_order_discounts (
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL CHECK (position > 0),
    promotion       TEXT,                   -- its id
    code            TEXT,                   -- instead of a promotion
    label           TEXT NOT NULL,          -- in the language of the order
    amount          BIGINT NOT NULL CHECK (amount > 0),
    PRIMARY KEY (order_id, position),
    CHECK ((promotion IS NULL) <> (code IS NULL))
);
