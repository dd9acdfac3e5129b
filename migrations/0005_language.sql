-- The language that the shopper has ordered in (a BCP 47 tag): mails are in it. Empty for orders that are older than languages are.
ALTER TABLE pannier_orders ADD COLUMN language TEXT NOT NULL DEFAULT '';
