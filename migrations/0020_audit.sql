-- The audit log, corrections of placed orders, and jobs.

-- The audit log: what was changed in the name of the merchant, and by whom. Triggers refuse to change or delete a row.
CREATE TABLE pannier_audit_log (
    id              TEXT PRIMARY KEY,
    at              BIGINT NOT NULL,
    actor           TEXT NOT NULL,          -- 'staff:' and an address, 'command-line', ..
    act             TEXT NOT NULL,          -- 'order.refund', ..
    order_id        TEXT REFERENCES pannier_orders (id),    -- of a placed order: baskets are deleted
    subject         TEXT NOT NULL,          -- the id of the shipment, refund, signal, ..; may be empty
    detail          TEXT NOT NULL,          -- for people: an amount, a reason, ..; may be empty
    form            TEXT                    -- the token of the form, which takes effect once
);
CREATE UNIQUE INDEX pannier_audit_log_form ON pannier_audit_log (form) WHERE form IS NOT NULL;
CREATE INDEX pannier_audit_log_at ON pannier_audit_log (at, id);
CREATE INDEX pannier_audit_log_order ON pannier_audit_log (order_id, at, id);
CREATE INDEX pannier_audit_log_actor ON pannier_audit_log (actor, at, id);

-- Corrections of placed orders.

-- Whom the mails and the parcels of an order go to from then on. The newest counts; the order itself stays frozen.
CREATE TABLE pannier_corrections (
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    number          BIGINT NOT NULL CHECK (number > 0),     -- within its order
    email           TEXT NOT NULL,
    address         TEXT NOT NULL,          -- every field, as JSON
    corrected_at    BIGINT NOT NULL,
    actor           TEXT NOT NULL,
    PRIMARY KEY (order_id, number)
);
CREATE INDEX pannier_corrections_email ON pannier_corrections (LOWER(email));

-- Which correction's address the shipment was sent to or requested for: 0 is the order's own. NULL while the newest counts.
ALTER TABLE pannier_shipments ADD COLUMN correction BIGINT CHECK (correction >= 0);
UPDATE pannier_shipments SET correction = 0
    WHERE status IN ('sent', 'delivered') OR requested_at IS NOT NULL OR reference IS NOT NULL;

-- The webhooks about a payment.
CREATE INDEX pannier_webhooks_payment ON pannier_webhooks (payment_id, received_at);
