-- What people see of each row of an import, and what a check has to remember from one row to a later one.

ALTER TABLE pannier_import_rows ADD COLUMN sheet_row BIGINT NOT NULL DEFAULT 0;   -- its number in a spreadsheet; 0 if unknown
ALTER TABLE pannier_import_rows ADD COLUMN title TEXT NOT NULL DEFAULT '';        -- that of the row, or else of its product
ALTER TABLE pannier_import_rows ADD COLUMN changes TEXT NOT NULL DEFAULT '';      -- of a product that existed: a line for each value
CREATE INDEX pannier_import_rows_outcome ON pannier_import_rows (import_id, applied, outcome, line);

-- The products that several rows of a file are about. A check rolls back what a row changes, and the next one has to see it.
CREATE TABLE pannier_import_products (
    import_id       TEXT NOT NULL REFERENCES pannier_imports (id) ON DELETE CASCADE,
    id              TEXT NOT NULL,
    record          TEXT NOT NULL,                          -- as the rows so far would have left it, as JSON; empty if none has changed it
    PRIMARY KEY (import_id, id)
);
