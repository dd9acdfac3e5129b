-- When a visitor has pressed "Not you?": forms that were sent before are not saved.
ALTER TABLE pannier_orders ADD COLUMN cleared_at BIGINT;
