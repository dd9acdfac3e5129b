-- A cancelled shipment is pending again once the refund that has cancelled it has failed.
DROP TRIGGER pannier_shipments_status;
CREATE TRIGGER pannier_shipments_status BEFORE UPDATE OF status ON pannier_shipments
WHEN NEW.status <> OLD.status AND (NOT ((OLD.status = 'pending' AND NEW.status IN ('sent', 'failed', 'cancelled'))
    OR (OLD.status = 'sent' AND NEW.status IN ('delivered', 'failed'))
    OR (OLD.status = 'failed' AND NEW.status IN ('pending', 'sent', 'cancelled'))
    OR (OLD.status = 'cancelled' AND NEW.status = 'pending' AND NOT EXISTS (SELECT 1 FROM pannier_payments
        WHERE order_id = OLD.order_id AND paid_amount > 0 AND refunded_amount >= paid_amount)))
    OR (SELECT status FROM pannier_orders WHERE id = OLD.order_id) <> 'completed')
BEGIN SELECT RAISE(ABORT, 'pannier: no such change of status'); END;
