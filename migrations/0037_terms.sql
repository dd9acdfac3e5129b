-- The texts that applied to orders, each once: terms of sale, and information about withdrawal.
CREATE TABLE pannier_terms (
    hash            TEXT PRIMARY KEY,       -- SHA-256 of the text, in hexadecimal
    language        TEXT NOT NULL,          -- BCP 47
    text            TEXT NOT NULL,
    first_used_at   BIGINT NOT NULL
);

ALTER TABLE pannier_orders ADD COLUMN terms TEXT REFERENCES pannier_terms (hash);
