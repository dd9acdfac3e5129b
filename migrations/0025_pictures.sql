-- The pictures of products. Their versions are files in the storage, pictures/ID/WIDTH.webp.

CREATE TABLE pannier_pictures (
    id              TEXT PRIMARY KEY,       -- half of the SHA-256 hash of what was uploaded, in hexadecimal digits
    width           BIGINT NOT NULL,        -- of the largest version, in pixels
    height          BIGINT NOT NULL,
    created_at      BIGINT NOT NULL
);
