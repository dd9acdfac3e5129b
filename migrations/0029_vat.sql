-- What VIES has answered about VAT numbers.

CREATE TABLE pannier_vat_checks (
    vat_id          TEXT PRIMARY KEY,       -- normalized, with its prefix
    answer          TEXT NOT NULL CHECK (answer IN ('valid', 'invalid', 'unknown')),
    consultation    TEXT,                   -- the number of the inquiry, if VIES gives one
    checked_at      BIGINT NOT NULL,
    due_at          BIGINT,                 -- when it is asked again; NULL: not
    attempts        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX pannier_vat_checks_checked ON pannier_vat_checks (checked_at);
CREATE INDEX pannier_vat_checks_due ON pannier_vat_checks (due_at) WHERE due_at IS NOT NULL;
