-- The merchant's staff: who may sign in to the admin, their sessions, and proofs of a mailbox. What lets somebody in is
-- stored as a SHA-256 hash.

CREATE TABLE pannier_staff (
    id              TEXT PRIMARY KEY,
    email           TEXT NOT NULL UNIQUE,   -- in lower case
    name            TEXT NOT NULL,
    role            TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'packer', 'reader')),
    language        TEXT,                   -- NULL: that of the browser
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT,
    seen_at         BIGINT
);
-- Its row is the lock of changes after which no owner could be left.
INSERT INTO pannier_counters (name, value) VALUES ('staff_changes', 0);

CREATE TABLE pannier_staff_sessions (
    hash            TEXT PRIMARY KEY,       -- of the cookie
    staff_id        TEXT NOT NULL REFERENCES pannier_staff (id),
    agent           TEXT NOT NULL,          -- the browser, as it describes itself
    created_at      BIGINT NOT NULL,        -- when the mailbox was proven
    seen_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX pannier_staff_sessions_staff ON pannier_staff_sessions (staff_id);
CREATE INDEX pannier_staff_sessions_expires ON pannier_staff_sessions (expires_at);

-- Links that sign in, each with a code if it was asked for in a browser.
CREATE TABLE pannier_sign_in_links (
    hash            TEXT PRIMARY KEY,       -- of the token in the link
    staff_id        TEXT REFERENCES pannier_staff (id), -- NULL: asked for by nobody on the staff, who must not notice
    browser_hash    TEXT,                   -- of the cookie of the browser
    code_hash       TEXT,                   -- of that cookie and the code: a code alone could be found by trying all
    tries           BIGINT NOT NULL DEFAULT 0,  -- codes that were tried
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT,
    refused_at      BIGINT                  -- when it was followed although it no longer worked
);
CREATE INDEX pannier_sign_in_links_browser ON pannier_sign_in_links (browser_hash, created_at)
    WHERE browser_hash IS NOT NULL;
CREATE INDEX pannier_sign_in_links_staff ON pannier_sign_in_links (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX pannier_sign_in_links_expires ON pannier_sign_in_links (expires_at);
