-- The signals that receivers handle together, such as those of a day.

CREATE TABLE pannier_signal_groups (
    name            TEXT PRIMARY KEY,       -- the receiver, and what its signals have in common
    first_signal    TEXT NOT NULL,          -- the one that waits for the others
    created_at      BIGINT NOT NULL
);
