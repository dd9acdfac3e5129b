-- Full text search with FTS5. The texts stay in pannier_goods; triggers update the index.
CREATE VIRTUAL TABLE pannier_goods_words USING fts5 (
    kind, heading, words, content = 'pannier_goods', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);

CREATE TRIGGER pannier_goods_words_insert AFTER INSERT ON pannier_goods
BEGIN
    INSERT INTO pannier_goods_words (rowid, kind, heading, words) VALUES (NEW.number, NEW.kind, NEW.heading, NEW.words);
END;

CREATE TRIGGER pannier_goods_words_delete AFTER DELETE ON pannier_goods
BEGIN
    INSERT INTO pannier_goods_words (pannier_goods_words, rowid, kind, heading, words)
    VALUES ('delete', OLD.number, OLD.kind, OLD.heading, OLD.words);
END;

CREATE TRIGGER pannier_goods_words_update AFTER UPDATE ON pannier_goods
WHEN NEW.heading <> OLD.heading OR NEW.words <> OLD.words
BEGIN
    INSERT INTO pannier_goods_words (pannier_goods_words, rowid, kind, heading, words)
    VALUES ('delete', OLD.number, OLD.kind, OLD.heading, OLD.words);
    INSERT INTO pannier_goods_words (rowid, kind, heading, words) VALUES (NEW.number, NEW.kind, NEW.heading, NEW.words);
END;
