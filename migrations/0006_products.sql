-- The search index: a row for each product page of any kind, with the columns that lists are sorted and searched by. Lists
-- load price, stock and title from the product's own table. The full text search differs by engine: see sqlite/ and postgres/.

CREATE TABLE pannier_goods (
    number          INTEGER PRIMARY KEY,    -- assigned once, ascending; sitemaps are split by it
    kind            TEXT NOT NULL,
    id              TEXT NOT NULL,
    heading         TEXT NOT NULL,          -- title and maker, normalized to plain words
    words           TEXT NOT NULL,          -- further searchable text, normalized
    url             TEXT NOT NULL,
    amount          BIGINT NOT NULL,
    position        BIGINT NOT NULL,        -- default sort order
    updated_at      BIGINT NOT NULL,
    UNIQUE (kind, id)
);
-- For each sort order, one index over all products and one per kind: a page far down a list reads an index and 24 rows.
CREATE INDEX pannier_goods_position ON pannier_goods (position, number);
CREATE INDEX pannier_goods_heading ON pannier_goods (heading, number);
CREATE INDEX pannier_goods_amount ON pannier_goods (amount, number);
CREATE INDEX pannier_goods_kind_position ON pannier_goods (kind, position, number);
CREATE INDEX pannier_goods_kind_heading ON pannier_goods (kind, heading, number);
CREATE INDEX pannier_goods_kind_amount ON pannier_goods (kind, amount, number);

-- The number of products per kind, so that no page has to count.
CREATE TABLE pannier_goods_kinds (
    kind            TEXT PRIMARY KEY,
    goods           BIGINT NOT NULL CHECK (goods >= 0)
);

-- Removed products: their URL answers 410 (gone) instead of 404 (not found).
CREATE TABLE pannier_goods_gone (
    kind            TEXT NOT NULL,
    id              TEXT NOT NULL,
    gone_at         BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- The last number that was assigned. Writers of the index lock this row first.
INSERT INTO pannier_counters (name, value) VALUES ('goods', 0);
