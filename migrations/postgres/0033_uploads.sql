UPDATE pannier_pictures SET used_at = CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT);
