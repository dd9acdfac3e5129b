-- What shoppers can find: a row for each good that has a page, whatever its kind, with what lists are sorted and searched by.
-- What a list shows (price, stock, title) is read from the good's own table. How words are looked up, each engine has its own way.

CREATE TABLE pannier_goods (
    number          INTEGER PRIMARY KEY,    -- given once, in the order in which goods come; sitemaps are cut by it
    kind            TEXT NOT NULL,
    id              TEXT NOT NULL,
    heading         TEXT NOT NULL,          -- title and maker, folded to plain words
    words           TEXT NOT NULL,          -- what else it can be found by, likewise
    url             TEXT NOT NULL,
    amount          BIGINT NOT NULL,
    position        BIGINT NOT NULL,        -- where it stands in a list that nobody has sorted
    updated_at      BIGINT NOT NULL,
    UNIQUE (kind, id)
);
-- For each order one index over everything and one for each kind: a page far down a list reads an index and 24 rows.
CREATE INDEX pannier_goods_position ON pannier_goods (position, number);
CREATE INDEX pannier_goods_heading ON pannier_goods (heading, number);
CREATE INDEX pannier_goods_amount ON pannier_goods (amount, number);
CREATE INDEX pannier_goods_kind_position ON pannier_goods (kind, position, number);
CREATE INDEX pannier_goods_kind_heading ON pannier_goods (kind, heading, number);
CREATE INDEX pannier_goods_kind_amount ON pannier_goods (kind, amount, number);

-- How many there are of a kind, so that no page has to count.
CREATE TABLE pannier_goods_kinds (
    kind            TEXT PRIMARY KEY,
    goods           BIGINT NOT NULL CHECK (goods >= 0)
);

-- What was there once: its address is gone for good (410), which is something else than never heard of (404).
CREATE TABLE pannier_goods_gone (
    kind            TEXT NOT NULL,
    id              TEXT NOT NULL,
    gone_at         BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);

-- The last number that was given. Whoever changes the index locks this row first.
INSERT INTO pannier_counters (name, value) VALUES ('goods', 0);
