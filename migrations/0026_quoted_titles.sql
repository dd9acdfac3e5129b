-- The title shown when a line was added, which names it once its item is no longer sold. NULL if it was added before this.
ALTER TABLE pannier_order_lines ADD COLUMN quoted_title TEXT;
