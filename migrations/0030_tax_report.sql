-- The orders that were completed in a quarter, in the order of the time: reports of taxes read them by this index.

CREATE INDEX pannier_orders_completed ON pannier_orders (closed_at) WHERE status = 'completed';
