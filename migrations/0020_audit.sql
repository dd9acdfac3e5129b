-- The audit log, corrections of placed orders, and jobs.

-- The audit log: what was changed in the name of the merchant, and by whom. Triggers refuse to change or delete a row.
CREATE TABLE pannier_audit_log (
    id              TEXT PRIMARY KEY,
    at              BIGINT NOT NULL,
    actor           TEXT NOT NULL,          -- 'staff:' and an address, 'command-line', ..
    act             TEXT NOT NULL,          -- 'order.refund', ..
    order_id        TEXT REFERENCES pannier_orders (id),    -- of a placed order: baskets are deleted
    subject         TEXT NOT NULL,          -- the id of the shipment, refund, signal, ..; may be empty
    detail          TEXT NOT NULL,          -- for people: an amount, a reason, ..; may be empty
    form            TEXT                    -- the token of the form, which takes effect once
);
CREATE UNIQUE INDEX pannier_audit_log_form ON pannier_audit_log (form) WHERE form IS NOT NULL;
CREATE INDEX pannier_audit_log_at ON pannier_audit_log (at, id);
CREATE INDEX pannier_audit_log_order ON pannier_audit_log (order_id, at, id);
CREATE INDEX pannier_audit_log_actor ON pannier_audit_log (actor, at, id);

-- Corrections of placed orders.

-- Whom the mails and the parcels of an order go to from then on. The newest counts; the order itself stays frozen.
CREATE TABLE pannier_corrections (
    order_id        TEXT NOT NULL REFERENCES pannier_orders (id),
    number          BIGINT NOT NULL CHECK (number > 0),     -- within its order
    email           TEXT NOT NULL,
    address         TEXT NOT NULL,          -- every field, as JSON
    corrected_at    BIGINT NOT NULL,
    actor           TEXT NOT NULL,
    PRIMARY KEY (order_id, number)
);
CREATE INDEX pannier_corrections_email ON pannier_corrections (LOWER(email));

-- Which correction's address the shipment was sent to or requested for: 0 is the order's own. NULL while the newest counts.
ALTER TABLE pannier_shipments ADD COLUMN correction BIGINT CHECK (correction >= 0);
UPDATE pannier_shipments SET correction = 0
    WHERE status IN ('sent', 'delivered') OR requested_at IS NOT NULL OR reference IS NOT NULL;

-- The webhooks about a payment.
CREATE INDEX pannier_webhooks_payment ON pannier_webhooks (payment_id, received_at);

-- Jobs.

-- What a member of staff does to many orders, worked off in the background from the highest number down.
CREATE TABLE pannier_jobs (
    id              TEXT PRIMARY KEY,
    act             TEXT NOT NULL,
    carrier         TEXT,
    tracking_numbers TEXT NOT NULL,                         -- as JSON, by the id of the shipment
    staff           TEXT NOT NULL,                          -- e-mail address of who has started it
    form            TEXT UNIQUE,                            -- token of the form that has started it
    query           TEXT,                                   -- as JSON; NULL if the orders were chosen one by one
    batch           TEXT NOT NULL,                          -- the order numbers at hand, as JSON
    before_number   BIGINT NOT NULL,                        -- the orders from this number on are done
    as_of           BIGINT NOT NULL,                        -- orders that were paid later are refused
    total           BIGINT CHECK (total >= 0),              -- NULL if there were too many to be counted
    done            BIGINT NOT NULL DEFAULT 0 CHECK (done >= 0),
    sent            BIGINT NOT NULL DEFAULT 0 CHECK (sent >= 0),
    refused         BIGINT NOT NULL DEFAULT 0 CHECK (refused >= 0),
    created_at      BIGINT NOT NULL,
    finished_at     BIGINT,
    stopped         BIGINT NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
    attempts        BIGINT NOT NULL DEFAULT 0,              -- since the last order that was done
    due_at          BIGINT NOT NULL,                        -- time of the next orders; meanwhile, end of the lease
    started_at      BIGINT                                  -- start of the lease
);
CREATE INDEX pannier_jobs_due ON pannier_jobs (due_at) WHERE finished_at IS NULL;
CREATE INDEX pannier_jobs_finished ON pannier_jobs (finished_at);
CREATE INDEX pannier_jobs_created ON pannier_jobs (created_at, id);

CREATE TABLE pannier_job_refusals (
    job_id          TEXT NOT NULL REFERENCES pannier_jobs (id) ON DELETE CASCADE,
    order_number    BIGINT NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (job_id, order_number)
);
