-- All that a good is found by is in one column now: the words of its heading and of its text, the words of its heading once more with an
-- = in front, and its kind with an @. So a search for a title, or within a kind, is one for words like any other.
UPDATE pannier_goods SET words = TRIM(REPLACE(REPLACE(REPLACE(
    heading || ' ' || words || ' =' || REPLACE(REPLACE(TRIM(heading), '  ', ' '), ' ', ' =') || ' @' || kind,
    '   ', ' '), '  ', ' '), '  ', ' '));
