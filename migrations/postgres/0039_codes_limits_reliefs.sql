-- A search walks an index from a prefix on: so texts are ordered by their bytes, as on SQLite.
ALTER TABLE pannier_codes ALTER COLUMN label_key TYPE TEXT COLLATE "C";
ALTER TABLE pannier_codes ALTER COLUMN series_key TYPE TEXT COLLATE "C";

-- `Amounts::MAX`: the sums of a shop fit into 64 bits.
CREATE FUNCTION pannier_refuse_amount() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the order costs too much';
END $$;
CREATE TRIGGER pannier_orders_limit BEFORE UPDATE OF total_amount ON pannier_orders
FOR EACH ROW WHEN (NEW.total_amount > 10000000000000) EXECUTE FUNCTION pannier_refuse_amount();

CREATE FUNCTION pannier_refuse_relief() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'pannier: the refund is allocated';
END $$;
CREATE TRIGGER pannier_refund_items_relief BEFORE UPDATE OF relieved_code, relieved_amount ON pannier_refund_items
FOR EACH ROW EXECUTE FUNCTION pannier_refuse_relief();
