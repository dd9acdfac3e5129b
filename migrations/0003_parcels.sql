-- Parcels: what of an order travels together, by what, and how far it has come.

CREATE TABLE pannier_parcels (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL CHECK (position > 0),   -- its number among the parcels of its order
    method          TEXT NOT NULL,          -- the shipping method
    choice          TEXT NOT NULL,          -- what was chosen of it: `method`, or `method:option`
    label           TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    currency        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'to_do' CHECK (status IN ('to_do', 'sent', 'delivered', 'failed')),
    carrier         TEXT,
    tracking_number TEXT,
    tracking_url    TEXT,
    asked_at        BIGINT,                 -- when whoever ships it was asked to; as long as there is no answer, nobody asks again
    reference       TEXT,                   -- what whoever ships it calls it
    note            TEXT,                   -- why it failed, for the people who run the shop
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    sent_at         BIGINT,                 -- when it was sent the first time, which is when its signal was written
    delivered_at    BIGINT,
    UNIQUE (order_id, position),
    CHECK (status NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
);
CREATE INDEX pannier_parcels_open ON pannier_parcels (status, created_at) WHERE status <> 'delivered';

-- Written when the order is placed, NULL for what does not ship.
ALTER TABLE pannier_order_lines ADD COLUMN parcel_id TEXT REFERENCES pannier_parcels (id);
ALTER TABLE pannier_order_lines ADD COLUMN product TEXT;    -- what whoever ships it calls the item

-- The choice of each parcel, as JSON, where there are several; the choice of an only one stays in `shipping`.
ALTER TABLE pannier_orders ADD COLUMN parcel_choices TEXT NOT NULL DEFAULT '';
