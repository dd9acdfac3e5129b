-- The language of the order and its mails (a BCP 47 tag). Empty for orders before this migration.
ALTER TABLE pannier_orders ADD COLUMN language TEXT NOT NULL DEFAULT '';
