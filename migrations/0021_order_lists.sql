-- Indexes for the lists and searches of the admin. Each list is in the order of the numbers, so each filter has an index that ends
-- with the number. Names, the facets of orders and the triggers that maintain them are in sqlite/ and postgres/.

CREATE INDEX pannier_orders_status ON pannier_orders (status, number) WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_payment ON pannier_orders (payment, number) WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_country ON pannier_orders (country, number) WHERE number IS NOT NULL;
CREATE INDEX pannier_orders_placed ON pannier_orders (placed_at, number) WHERE number IS NOT NULL;

-- What a payment or a parcel is known by elsewhere.
CREATE INDEX pannier_payments_reference ON pannier_payments (reference) WHERE reference IS NOT NULL;
CREATE INDEX pannier_shipments_tracking ON pannier_shipments (tracking_number) WHERE tracking_number IS NOT NULL;

-- Takings. When the amount paid was recorded first; for earlier payments, when their order was closed.
ALTER TABLE pannier_payments ADD COLUMN paid_at BIGINT CHECK (paid_at IS NULL OR paid_amount IS NOT NULL);
UPDATE pannier_payments SET paid_at = (SELECT COALESCE(o.closed_at, pannier_payments.updated_at) FROM pannier_orders o
    WHERE o.id = pannier_payments.order_id) WHERE paid_amount IS NOT NULL;
CREATE INDEX pannier_payments_paid ON pannier_payments (paid_currency, paid_at, paid_amount, order_id) WHERE paid_at IS NOT NULL;
CREATE INDEX pannier_refunds_made ON pannier_refunds (currency, updated_at, amount) WHERE status = 'succeeded';
