-- All search terms of a product are in one column now: the words of its heading and its text, the words of its heading again
-- with the prefix =, and its kind with the prefix @. So searches in titles or within a kind are ordinary word searches.
UPDATE pannier_goods SET words = TRIM(REPLACE(REPLACE(REPLACE(
    heading || ' ' || words || ' =' || REPLACE(REPLACE(TRIM(heading), '  ', ' '), ' ', ' =') || ' @' || kind,
    '   ', ' '), '  ', ' '), '  ', ' '));
