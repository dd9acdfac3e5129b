-- Invoices are final, and their numbers have no gap.

CREATE FUNCTION pannier_guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'pannier: an invoice is final';
    END IF;
    IF (SELECT status FROM pannier_orders WHERE id = NEW.order_id) IS DISTINCT FROM 'completed' THEN
        RAISE EXCEPTION 'pannier: only a completed order is invoiced';
    END IF;
    IF NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM pannier_invoices WHERE series = NEW.series) THEN
        RAISE EXCEPTION 'pannier: the numbers of invoices have no gap';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER pannier_invoices_guard BEFORE INSERT OR UPDATE OR DELETE ON pannier_invoices
FOR EACH ROW EXECUTE FUNCTION pannier_guard_invoice();
CREATE TRIGGER pannier_invoices_truncate BEFORE TRUNCATE ON pannier_invoices
FOR EACH STATEMENT EXECUTE FUNCTION pannier_guard_invoice();
