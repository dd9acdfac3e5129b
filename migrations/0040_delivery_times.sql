-- The delivery time that was promised with an order, as a phrase in its language.
ALTER TABLE pannier_shipments ADD COLUMN delivery_time TEXT;
