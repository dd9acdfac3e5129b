CREATE FUNCTION pannier_guard_delivery_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the shipment is frozen';
END $$;
CREATE TRIGGER pannier_shipments_delivery_time BEFORE UPDATE OF delivery_time ON pannier_shipments
FOR EACH ROW WHEN (NEW.delivery_time IS DISTINCT FROM OLD.delivery_time)
EXECUTE FUNCTION pannier_guard_delivery_time();
