-- Stores only which words are in which row. Words are separated by blanks: the texts are normalized before they are inserted.
-- Prefixes have their own indexes, because collecting them at query time takes as long as there are products.
DROP TRIGGER pannier_goods_words_insert;
DROP TRIGGER pannier_goods_words_delete;
DROP TRIGGER pannier_goods_words_update;
DROP TABLE pannier_goods_words;
CREATE VIRTUAL TABLE pannier_goods_words USING fts5 (
    words, content = '', detail = none, columnsize = 0,
    tokenize = 'ascii tokenchars ''=@-_''', prefix = '2 3 4 5 6 7 8'
);
INSERT INTO pannier_goods_words (rowid, words) SELECT number, words FROM pannier_goods;

CREATE TRIGGER pannier_goods_words_insert AFTER INSERT ON pannier_goods
BEGIN
    INSERT INTO pannier_goods_words (rowid, words) VALUES (NEW.number, NEW.words);
END;

CREATE TRIGGER pannier_goods_words_delete AFTER DELETE ON pannier_goods
BEGIN
    INSERT INTO pannier_goods_words (pannier_goods_words, rowid, words) VALUES ('delete', OLD.number, OLD.words);
END;

CREATE TRIGGER pannier_goods_words_update AFTER UPDATE ON pannier_goods
WHEN NEW.words <> OLD.words
BEGIN
    INSERT INTO pannier_goods_words (pannier_goods_words, rowid, words) VALUES ('delete', OLD.number, OLD.words);
    INSERT INTO pannier_goods_words (rowid, words) VALUES (NEW.number, NEW.words);
END;
