-- Shipments of a refunded order are cancelled, which no shipment comes back from. Their status, which triggers guard, is in
-- sqlite/ and postgres/.

-- The method's own name of the option, which a carrier is asked for; `label` may be a translation.
ALTER TABLE pannier_shipments ADD COLUMN service TEXT NOT NULL DEFAULT '';
UPDATE pannier_shipments SET service = label;

-- The orders that need attention because a delivery has failed.
CREATE INDEX pannier_signal_deliveries_failed ON pannier_signal_deliveries (signal_id) WHERE status = 'failed';
