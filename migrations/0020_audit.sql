-- The audit log, corrections of placed orders, and jobs.

-- Jobs

-- What a member of staff does to many orders, worked off in the background from the highest number down.
CREATE TABLE pannier_jobs (
    id              TEXT PRIMARY KEY,
    act             TEXT NOT NULL,
    carrier         TEXT,
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

CREATE TABLE pannier_job_refusals (
    job_id          TEXT NOT NULL REFERENCES pannier_jobs (id) ON DELETE CASCADE,
    order_number    BIGINT NOT NULL,
    reason          TEXT NOT NULL,
    PRIMARY KEY (job_id, order_number)
);
