UPDATE pannier_pictures SET used_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
