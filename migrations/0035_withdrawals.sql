-- Withdrawals from contracts, as customers have declared them. The triggers that keep them are in sqlite/ and postgres/.

-- Whether the right to withdraw applies to a line. Written when the order is placed; NULL before, and in earlier orders.
ALTER TABLE pannier_order_lines ADD COLUMN withdrawal TEXT CHECK (withdrawal IN ('applies', 'ends', 'excluded'));

-- A draft until it is received. Drafts are deleted after a day.
CREATE TABLE pannier_withdrawals (
    id              TEXT PRIMARY KEY,
    token           TEXT NOT NULL UNIQUE,   -- unguessable; grants access to the declaration
    order_id        TEXT REFERENCES pannier_orders (id),    -- NULL: of no order that is known
    identified      BIGINT NOT NULL CHECK (identified IN (0, 1)),   -- whether it came from the order's page
    order_typed     TEXT NOT NULL,
    name            TEXT NOT NULL,
    email           TEXT NOT NULL,
    lines           TEXT NOT NULL,          -- as JSON; empty: everything
    text            TEXT NOT NULL,
    language        TEXT NOT NULL,
    valid           BIGINT NOT NULL CHECK (valid IN (0, 1)),    -- a draft may lack something
    created_at      BIGINT NOT NULL,
    received_at     BIGINT,
    late            BIGINT CHECK (late IN (0, 1)),  -- whether the period was over; NULL: not known
    -- The mails about it, a queue.
    due_at          BIGINT,                 -- when they are tried next; during a try, end of the lease. NULL: not
    leased_at       BIGINT,
    attempts        BIGINT NOT NULL DEFAULT 0,
    receipt_at      BIGINT,                 -- when the receipt was sent, to the address typed
    owner_at        BIGINT,                 -- when the merchant was told
    note_at         BIGINT,                 -- when the order's address was, if that is another
    error           TEXT,                   -- why the last try has failed
    closed_at       BIGINT,                 -- when the merchant was done with it
    CHECK (received_at IS NULL OR valid = 1),
    CHECK (identified = 0 OR order_id IS NOT NULL)
);
CREATE INDEX pannier_withdrawals_due ON pannier_withdrawals (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX pannier_withdrawals_drafts ON pannier_withdrawals (created_at) WHERE received_at IS NULL;
CREATE INDEX pannier_withdrawals_received ON pannier_withdrawals (received_at, id) WHERE received_at IS NOT NULL;
CREATE INDEX pannier_withdrawals_open ON pannier_withdrawals (received_at, id)
    WHERE received_at IS NOT NULL AND closed_at IS NULL;
CREATE INDEX pannier_withdrawals_order ON pannier_withdrawals (order_id) WHERE order_id IS NOT NULL;
