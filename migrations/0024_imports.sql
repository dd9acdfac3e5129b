-- CSV files of products. A file is read in as rows, which are checked in the background and then applied.

CREATE TABLE pannier_imports (
    id              TEXT PRIMARY KEY,
    kind            TEXT NOT NULL,
    file_name       TEXT NOT NULL,
    actor           TEXT NOT NULL,                          -- in whose name it is applied: 'staff:' and an address, ..
    header          TEXT NOT NULL,                          -- the names of the columns, as JSON; empty for one that is left out
    creates         BIGINT NOT NULL CHECK (creates IN (0, 1)),  -- whether a row with an unknown id creates a product
    state           TEXT NOT NULL CHECK (state IN ('reading', 'checking', 'checked', 'applying', 'applied', 'stopped')),
    applied         BIGINT NOT NULL DEFAULT 0 CHECK (applied IN (0, 1)),    -- 0: it is checked only
    total           BIGINT NOT NULL DEFAULT 0 CHECK (total >= 0),       -- rows
    created         BIGINT NOT NULL DEFAULT 0 CHECK (created >= 0),     -- by the check, until it is applied
    updated         BIGINT NOT NULL DEFAULT 0 CHECK (updated >= 0),
    unchanged       BIGINT NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
    refused         BIGINT NOT NULL DEFAULT 0 CHECK (refused >= 0),
    next_part       BIGINT NOT NULL DEFAULT 0,              -- those before it are done
    created_at      BIGINT NOT NULL,
    finished_at     BIGINT,                                 -- end of the check, or of the application
    expires_at      BIGINT NOT NULL,                        -- when it is deleted
    attempts        BIGINT NOT NULL DEFAULT 0,              -- at the next part
    due_at          BIGINT NOT NULL,                        -- time of the next part; meanwhile, end of the lease
    started_at      BIGINT                                  -- start of the lease
);
CREATE INDEX pannier_imports_due ON pannier_imports (due_at) WHERE state IN ('checking', 'applying');
CREATE INDEX pannier_imports_expires ON pannier_imports (expires_at);
CREATE INDEX pannier_imports_kind ON pannier_imports (kind, created_at, id);

-- The rows of a file, a few hundred together.
CREATE TABLE pannier_import_parts (
    import_id       TEXT NOT NULL REFERENCES pannier_imports (id) ON DELETE CASCADE,
    part            BIGINT NOT NULL,
    records         TEXT NOT NULL,                          -- as JSON: the number of the first line of each row, and its cells
    PRIMARY KEY (import_id, part)
);

-- What became of each row. That of a change is written in the transaction of the change, which is not made twice.
CREATE TABLE pannier_import_rows (
    import_id       TEXT NOT NULL REFERENCES pannier_imports (id) ON DELETE CASCADE,
    applied         BIGINT NOT NULL CHECK (applied IN (0, 1)),  -- 0: by the check
    line            BIGINT NOT NULL,
    outcome         TEXT NOT NULL,
    product_id      TEXT NOT NULL,                          -- may be empty
    notes           TEXT NOT NULL,                          -- for people, as JSON; may be empty
    PRIMARY KEY (import_id, applied, line)
);
CREATE INDEX pannier_import_rows_noted ON pannier_import_rows (import_id, applied, line) WHERE notes <> '';
