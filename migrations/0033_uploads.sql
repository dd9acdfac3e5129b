-- When products referred last to what the staff have uploaded, as noted once a day: what nothing refers to is deleted after
-- a time.
ALTER TABLE pannier_pictures ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX pannier_pictures_used_at ON pannier_pictures (used_at);

-- The files, by their keys in the storage. Those of before are not among them, and stay.
CREATE TABLE pannier_uploads (
    key             TEXT PRIMARY KEY,
    used_at         BIGINT NOT NULL
);
CREATE INDEX pannier_uploads_used_at ON pannier_uploads (used_at);
-- The orders that include a file.
CREATE INDEX pannier_order_lines_download_key ON pannier_order_lines (download_key) WHERE download_key IS NOT NULL;

-- When one of the instances has noted it last.
INSERT INTO pannier_counters (name, value) VALUES ('uploads_noted', 0);
