-- A refund can come to nothing: pieces that cost nothing are taken back.

ALTER TABLE pannier_refunds DROP CONSTRAINT pannier_refunds_amount_check;
ALTER TABLE pannier_refunds ADD CONSTRAINT pannier_refunds_amount_check CHECK (amount >= 0);
