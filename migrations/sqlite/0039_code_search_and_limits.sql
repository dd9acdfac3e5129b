-- `Amounts::MAX`: the sums of a shop fit into 64 bits.
CREATE TRIGGER pannier_orders_limit BEFORE UPDATE OF total_amount ON pannier_orders
WHEN NEW.total_amount > 10000000000000
BEGIN SELECT RAISE(ABORT, 'pannier: the order costs too much'); END;
