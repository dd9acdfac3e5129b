CREATE FUNCTION pannier_guard_order_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the order is frozen';
END $$;
CREATE TRIGGER pannier_orders_terms BEFORE UPDATE OF terms ON pannier_orders
FOR EACH ROW WHEN (OLD.status <> 'created' AND NEW.terms IS DISTINCT FROM OLD.terms)
EXECUTE FUNCTION pannier_guard_order_terms();

CREATE FUNCTION pannier_guard_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: terms are never changed';
END $$;
CREATE TRIGGER pannier_terms_guard BEFORE UPDATE OR DELETE ON pannier_terms
FOR EACH ROW EXECUTE FUNCTION pannier_guard_terms();
