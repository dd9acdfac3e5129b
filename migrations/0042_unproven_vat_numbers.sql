-- The orders whose VAT number could not be checked, of which few are charged tax: what needs attention is read by this index.

CREATE INDEX pannier_orders_unproven ON pannier_orders (closed_at) WHERE status = 'completed' AND vat_proof = 'unknown';
