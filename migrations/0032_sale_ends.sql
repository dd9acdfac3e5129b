-- When the sale of a product ends: it leaves the index then, and with it lists and sitemaps.
ALTER TABLE pannier_products ADD COLUMN sale_ends BIGINT;
CREATE INDEX pannier_products_sale_ends ON pannier_products (sale_ends) WHERE sale_ends IS NOT NULL;
-- Those that are there already are indexed once more.
UPDATE pannier_managed_products SET indexed = revision - 1 WHERE state = 'published' AND indexed = revision;
