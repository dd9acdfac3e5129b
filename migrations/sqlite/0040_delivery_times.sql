CREATE TRIGGER pannier_shipments_delivery_time BEFORE UPDATE OF delivery_time ON pannier_shipments
WHEN NEW.delivery_time IS DISTINCT FROM OLD.delivery_time
BEGIN SELECT RAISE(ABORT, 'pannier: the shipment is frozen'); END;
