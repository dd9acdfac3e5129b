-- Invoices and credit notes, as they were issued. Triggers refuse to change or delete one, and a number that does not follow the
-- last one of its series.

-- The counter of a series is the row 'invoice-' and the series of pannier_counters: it is created with the first number.
CREATE TABLE pannier_invoices (
    id              TEXT PRIMARY KEY,
    series          TEXT NOT NULL,          -- '2026'; of credit notes, 'C2026'
    number          BIGINT NOT NULL CHECK (number > 0),     -- within the series
    name            TEXT NOT NULL UNIQUE,   -- both, as they are printed: '2026-00001'
    kind            TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    part            TEXT NOT NULL CHECK (part IN ('', 'O')),    -- 'O': what is outside the scope of VAT, of an order with more
    refund_id       TEXT REFERENCES pannier_refunds (id),   -- for which a credit note is
    refers_to       TEXT REFERENCES pannier_invoices (id),  -- what it takes back or replaces
    issued_at       BIGINT NOT NULL,
    total_amount    BIGINT NOT NULL CHECK (total_amount > 0),
    currency        TEXT NOT NULL,
    body            TEXT NOT NULL,          -- all that is printed, as JSON
    hash            TEXT NOT NULL,          -- SHA-256 of the body, in hexadecimal digits
    UNIQUE (series, number),
    CHECK (kind = 'credit-note' OR refund_id IS NULL),
    CHECK (kind = 'invoice' OR refers_to IS NOT NULL)
);
CREATE INDEX pannier_invoices_issued ON pannier_invoices (issued_at, id);
-- For the foreign key, which SQLite checks by it.
CREATE INDEX pannier_invoices_refers_to ON pannier_invoices (refers_to);
CREATE INDEX pannier_invoices_order ON pannier_invoices (order_id, issued_at, id);

-- What is issued once, however often it is asked for: the first invoice of an order, the credit note for a refund, the credit
-- note of a correction, and the invoice that replaces another document.
CREATE UNIQUE INDEX pannier_invoices_first ON pannier_invoices (order_id, part) WHERE kind = 'invoice' AND refers_to IS NULL;
CREATE UNIQUE INDEX pannier_invoices_refund ON pannier_invoices (refund_id, part) WHERE refund_id IS NOT NULL;
CREATE UNIQUE INDEX pannier_invoices_correction ON pannier_invoices (refers_to)
    WHERE kind = 'credit-note' AND refund_id IS NULL;
CREATE UNIQUE INDEX pannier_invoices_replacement ON pannier_invoices (refers_to)
    WHERE kind = 'invoice' AND refers_to IS NOT NULL;
