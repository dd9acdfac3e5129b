-- `Amounts::MAX`: the sums of a shop fit into 64 bits.
CREATE TRIGGER pannier_orders_limit BEFORE UPDATE OF total_amount ON pannier_orders
WHEN NEW.total_amount > 10000000000000
BEGIN SELECT RAISE(ABORT, 'pannier: the order costs too much'); END;

CREATE TRIGGER pannier_refund_items_relief BEFORE UPDATE OF relieved_code, relieved_amount ON pannier_refund_items
BEGIN SELECT RAISE(ABORT, 'pannier: the refund is allocated'); END;
