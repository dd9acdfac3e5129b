-- What the staff edit: models of an app, each in a table of the app. Here are their states and titles, for lists, and the
-- versions by which two editors notice each other.

CREATE TABLE pannier_managed_products (
    kind            TEXT NOT NULL,
    id              TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    title           TEXT NOT NULL,          -- in the first language
    sort_key        TEXT NOT NULL,          -- the title, normalized to plain words
    version         BIGINT NOT NULL CHECK (version >= 0),   -- the number of saves
    revision        BIGINT NOT NULL,        -- ascends with each save and each change of the state
    indexed         BIGINT NOT NULL,        -- the revision that the search index knows
    updated_at      BIGINT NOT NULL,
    updated_by      TEXT NOT NULL,          -- as in the audit log; empty if nobody has changed it since the app wrote it
    PRIMARY KEY (kind, id)
);
-- Lists are in the order of the titles.
CREATE INDEX pannier_managed_products_state ON pannier_managed_products (kind, state, sort_key, id);
CREATE INDEX pannier_managed_products_sort_key ON pannier_managed_products (kind, sort_key, id);
-- What the search index does not know yet.
CREATE INDEX pannier_managed_products_stale ON pannier_managed_products (kind, id) WHERE indexed < revision;

-- The words of their titles, in every language, and of their ids.
CREATE TABLE pannier_managed_terms (
    kind            TEXT NOT NULL,
    term            TEXT NOT NULL,
    id              TEXT NOT NULL,
    PRIMARY KEY (kind, term, id)
);
CREATE INDEX pannier_managed_terms_id ON pannier_managed_terms (kind, id, term);

-- The history of one product, parcel, refund, ..
CREATE INDEX pannier_audit_log_subject ON pannier_audit_log (subject, at, id) WHERE subject <> '';
