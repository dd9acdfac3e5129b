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
