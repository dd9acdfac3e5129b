-- Only the collation "C" has the texts that begin alike beside each other, and the order of SQLite.
ALTER TABLE pannier_managed_products ALTER COLUMN sort_key TYPE TEXT COLLATE "C";
ALTER TABLE pannier_managed_terms ALTER COLUMN term TYPE TEXT COLLATE "C";
