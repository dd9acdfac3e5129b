-- The audit log, corrections of placed orders, and jobs.

-- Corrections of placed orders

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
