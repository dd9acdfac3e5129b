CREATE TRIGGER pannier_orders_terms BEFORE UPDATE OF terms ON pannier_orders
WHEN OLD.status <> 'created' AND NEW.terms IS DISTINCT FROM OLD.terms
BEGIN SELECT RAISE(ABORT, 'pannier: the order is frozen'); END;

CREATE TRIGGER pannier_terms_update BEFORE UPDATE ON pannier_terms
BEGIN SELECT RAISE(ABORT, 'pannier: terms are never changed'); END;

CREATE TRIGGER pannier_terms_delete BEFORE DELETE ON pannier_terms
BEGIN SELECT RAISE(ABORT, 'pannier: terms are never changed'); END;
