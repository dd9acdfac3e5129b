-- Parcels: lines of an order that ship together, with their shipping option, status and tracking.

CREATE TABLE pannier_parcels (
    id              TEXT PRIMARY KEY,
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id) ON DELETE CASCADE,
    position        BIGINT NOT NULL CHECK (position > 0),   -- its number within the order
    method          TEXT NOT NULL,          -- the shipping method
    choice          TEXT NOT NULL,          -- the chosen option: `method`, or `method:option`
    label           TEXT NOT NULL,
    amount          BIGINT NOT NULL CHECK (amount >= 0),
    currency        TEXT NOT NULL,
    status          TEXT NOT NULL DEFAULT 'to_do' CHECK (status IN ('to_do', 'sent', 'delivered', 'failed')),
    carrier         TEXT,
    tracking_number TEXT,
    tracking_url    TEXT,
    asked_at        BIGINT,                 -- when the supplier was asked; not asked again while there is no response
    reference       TEXT,                   -- the supplier's reference
    note            TEXT,                   -- why it failed, for the owner
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    sent_at         BIGINT,                 -- when it was first sent, and its signal was inserted
    delivered_at    BIGINT,
    UNIQUE (order_id, position),
    CHECK (status NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL)
);
CREATE INDEX pannier_parcels_open ON pannier_parcels (status, created_at) WHERE status <> 'delivered';

-- Written when the order is placed; NULL for lines that do not ship.
ALTER TABLE pannier_order_lines ADD COLUMN parcel_id TEXT REFERENCES pannier_parcels (id);
ALTER TABLE pannier_order_lines ADD COLUMN product TEXT;    -- the supplier's SKU

-- The choice for each parcel, as JSON, if there are several; the choice for a single parcel is in `shipping`.
ALTER TABLE pannier_orders ADD COLUMN parcel_choices TEXT NOT NULL DEFAULT '';
