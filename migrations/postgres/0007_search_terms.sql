-- The words unchanged: they are normalized before they are inserted.
ALTER TABLE pannier_goods DROP COLUMN lexemes;
ALTER TABLE pannier_goods ADD COLUMN lexemes TSVECTOR GENERATED ALWAYS AS (
    array_to_tsvector(array_remove(string_to_array(words, ' '), ''))
) STORED;
CREATE INDEX pannier_goods_lexemes ON pannier_goods USING gin (lexemes);
