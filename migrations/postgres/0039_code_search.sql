-- A search walks an index from a prefix on: so texts are ordered by their bytes, as on SQLite.
ALTER TABLE pannier_codes ALTER COLUMN label_key TYPE TEXT COLLATE "C";
ALTER TABLE pannier_codes ALTER COLUMN series_key TYPE TEXT COLLATE "C";
