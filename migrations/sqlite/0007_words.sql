-- Nothing but which words are in which row. A word is what stands between two blanks: all but plain words was taken out before.
-- The beginnings of words have lists of their own: to put them together when somebody looks for one takes as long as there are
-- goods.
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
