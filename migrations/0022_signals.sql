-- The oldest deliveries that wait or have failed, and the signals that receivers handle together, such as those of a day.

-- The ids of signals ascend with the time.
CREATE INDEX pannier_signal_deliveries_waiting ON pannier_signal_deliveries (signal_id, receiver) WHERE status = 'due';
DROP INDEX pannier_signal_deliveries_failed;
CREATE INDEX pannier_signal_deliveries_failed ON pannier_signal_deliveries (signal_id, receiver) WHERE status = 'failed';

CREATE TABLE pannier_signal_groups (
    name            TEXT PRIMARY KEY,       -- the receiver, and what its signals have in common
    first_signal    TEXT NOT NULL,          -- the one that waits for the others
    created_at      BIGINT NOT NULL
);
