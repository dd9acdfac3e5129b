-- Full text search with a GIN index. Weights: A for title and maker, B for the rest, D for the kind.
ALTER TABLE pannier_goods ADD COLUMN lexemes TSVECTOR GENERATED ALWAYS AS (
    setweight(to_tsvector('simple'::regconfig, heading), 'A') || setweight(to_tsvector('simple'::regconfig, words), 'B')
    || setweight(to_tsvector('simple'::regconfig, kind), 'D')
) STORED;
CREATE INDEX pannier_goods_lexemes ON pannier_goods USING gin (lexemes);
