-- Codes are found by the beginning of their label and of their series, too: as these are typed, which is in capitals, without
-- spaces and dashes.

ALTER TABLE pannier_codes ADD COLUMN label_key TEXT NOT NULL DEFAULT '';
ALTER TABLE pannier_codes ADD COLUMN series_key TEXT NOT NULL DEFAULT '';

-- Of codes that exist, roughly: SQLite knows no capitals but those of ASCII.
UPDATE pannier_codes SET
    label_key = REPLACE(REPLACE(REPLACE(REPLACE(UPPER(REPLACE(REPLACE(label, ' ', ''), '-', '')), 'ä', 'Ä'), 'ö', 'Ö'), 'ü', 'Ü'), 'ß', 'SS'),
    series_key = REPLACE(REPLACE(REPLACE(REPLACE(UPPER(REPLACE(REPLACE(COALESCE(series, ''), ' ', ''), '-', '')), 'ä', 'Ä'), 'ö', 'Ö'), 'ü', 'Ü'), 'ß', 'SS');

CREATE INDEX pannier_codes_label ON pannier_codes (label_key, code);
CREATE INDEX pannier_codes_series_key ON pannier_codes (series_key, code);
