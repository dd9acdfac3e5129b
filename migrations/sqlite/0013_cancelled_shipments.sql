-- Recreating the table would need the foreign keys to be off, which a transaction cannot do. SQLite documents this edit of the
-- schema for a change of a constraint (https://www.sqlite.org/lang_altertable.html#otheralter).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
    SET sql = replace(sql, '''delivered'', ''failed'')', '''delivered'', ''failed'', ''cancelled'')')
    WHERE type = 'table' AND name = 'pannier_shipments';
PRAGMA writable_schema = RESET;

DROP INDEX pannier_shipments_open;
CREATE INDEX pannier_shipments_open ON pannier_shipments (status, created_at) WHERE status NOT IN ('delivered', 'cancelled');

DROP TRIGGER pannier_shipments_frozen;
CREATE TRIGGER pannier_shipments_frozen BEFORE UPDATE ON pannier_shipments
WHEN NEW.id IS DISTINCT FROM OLD.id
    OR NEW.order_id IS DISTINCT FROM OLD.order_id
    OR NEW.position IS DISTINCT FROM OLD.position
    OR NEW.method IS DISTINCT FROM OLD.method
    OR NEW.choice IS DISTINCT FROM OLD.choice
    OR NEW.label IS DISTINCT FROM OLD.label
    OR NEW.service IS DISTINCT FROM OLD.service
    OR NEW.amount IS DISTINCT FROM OLD.amount
    OR NEW.currency IS DISTINCT FROM OLD.currency
    OR NEW.created_at IS DISTINCT FROM OLD.created_at
    OR (OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at)
    OR (OLD.status = 'cancelled' AND NEW.requested_at IS NOT NULL AND OLD.requested_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'pannier: the shipment is frozen'); END;

DROP TRIGGER pannier_shipments_status;
CREATE TRIGGER pannier_shipments_status BEFORE UPDATE OF status ON pannier_shipments
WHEN NEW.status <> OLD.status AND (NOT ((OLD.status = 'pending' AND NEW.status IN ('sent', 'failed', 'cancelled'))
    OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
    OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent', 'cancelled')))
    OR (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'completed')
BEGIN SELECT RAISE(ABORT, 'pannier: no such change of status'); END;
