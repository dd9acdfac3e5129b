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

-- Tax that is returned because the buyer's VAT number has proved valid after all: the code at which the rest of the line or
-- parcel counts from then on, and what that rest is. The item itself is the tax, and nothing else.
ALTER TABLE pannier_refund_items ADD COLUMN relieved_code TEXT CHECK (relieved_code IN ('AE', 'K'));
ALTER TABLE pannier_refund_items ADD COLUMN relieved_amount BIGINT CHECK ((relieved_amount IS NULL) = (relieved_code IS NULL)
    AND (relieved_amount IS NULL OR (relieved_amount >= 0 AND quantity = 0 AND tax_amount = amount)));
-- Such a refund is credited of each invoice that has some of its tax.
DROP INDEX pannier_invoices_refund;
CREATE UNIQUE INDEX pannier_invoices_refund ON pannier_invoices (refund_id, part, refers_to) WHERE refund_id IS NOT NULL;
