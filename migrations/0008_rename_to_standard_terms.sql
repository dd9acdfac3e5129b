-- Standard names: deliveries of a signal, products of the catalogue, polls of a payment. Shipments, which triggers guard, are in
-- sqlite/ and postgres/.

ALTER TABLE pannier_signal_receipts RENAME TO pannier_signal_deliveries;
DROP INDEX pannier_signal_receipts_due;
CREATE INDEX pannier_signal_deliveries_due ON pannier_signal_deliveries (due_at) WHERE status = 'due';

ALTER TABLE pannier_orders RENAME COLUMN claim TO creation_key;
DROP INDEX pannier_orders_claim;
CREATE UNIQUE INDEX pannier_orders_creation_key ON pannier_orders (creation_key) WHERE status = 'created';

ALTER TABLE pannier_payments RENAME COLUMN ask_at TO poll_at;
ALTER TABLE pannier_payments RENAME COLUMN asked_at TO polled_at;
DROP INDEX pannier_payments_ask;
CREATE INDEX pannier_payments_poll ON pannier_payments (poll_at) WHERE status IN ('starting', 'open');

ALTER TABLE pannier_order_lines RENAME COLUMN product TO supplier_sku;

ALTER TABLE pannier_goods RENAME TO pannier_products;
ALTER TABLE pannier_products RENAME COLUMN heading TO sort_key;
ALTER TABLE pannier_products RENAME COLUMN words TO terms;
DROP INDEX pannier_goods_position;
DROP INDEX pannier_goods_heading;
DROP INDEX pannier_goods_amount;
DROP INDEX pannier_goods_kind_position;
DROP INDEX pannier_goods_kind_heading;
DROP INDEX pannier_goods_kind_amount;
CREATE INDEX pannier_products_position ON pannier_products (position, number);
CREATE INDEX pannier_products_sort_key ON pannier_products (sort_key, number);
CREATE INDEX pannier_products_amount ON pannier_products (amount, number);
CREATE INDEX pannier_products_kind_position ON pannier_products (kind, position, number);
CREATE INDEX pannier_products_kind_sort_key ON pannier_products (kind, sort_key, number);
CREATE INDEX pannier_products_kind_amount ON pannier_products (kind, amount, number);

ALTER TABLE pannier_goods_kinds RENAME TO pannier_product_kinds;
ALTER TABLE pannier_product_kinds RENAME COLUMN goods TO products;

ALTER TABLE pannier_goods_gone RENAME TO pannier_removed_products;
ALTER TABLE pannier_removed_products RENAME COLUMN gone_at TO removed_at;

UPDATE pannier_counters SET name = 'products' WHERE name = 'goods';
