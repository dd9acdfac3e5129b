-- Completed orders, with all that hangs on them. Every fourth is a CD, which was shipped, and the others are downloads; one in
-- fifty was refunded, before it was sent, and one in a thousand disputed. Both engines run this file, a statement at a time.
--
-- `grown` has a row for each order: its number `i`, the time `at` which it was placed, an `id` that ascends with the time, and a
-- random `key`. Each table derives its own ids from that id.

INSERT INTO pannier_orders (id, token, status, number, currency, email, name, line1, city, postal_code, country, shipping, payment,
        ships, shipping_label, items_amount, shipping_amount, total_amount, created_at, updated_at, placed_at, closed_at, language,
        first_order_id)
    SELECT id, key, 'completed', i + (SELECT value FROM pannier_counters WHERE name = 'order_number'), 'EUR',
        'customer' || (i % 200000) || '@example.com', 'Customer ' || (i % 200000), 'Example Street ' || (i % 200), 'Berlin',
        '10115', CASE WHEN i % 1000 = 7 THEN 'LI' WHEN i % 10 = 1 THEN 'AT' ELSE 'DE' END,
        CASE WHEN i % 4 = 0 THEN 'standard' ELSE '' END, CASE WHEN i % 2 = 0 THEN 'sandbox' ELSE 'stripe' END,
        CASE WHEN i % 4 = 0 THEN 1 ELSE 0 END, CASE WHEN i % 4 = 0 THEN 'Standard' END,
        CASE WHEN i % 4 = 0 THEN 1490 ELSE 990 END, CASE WHEN i % 4 = 0 THEN 490 ELSE 0 END,
        CASE WHEN i % 4 = 0 THEN 1980 ELSE 990 END, at, at + 4000, at + 1000, at + 4000, 'en', id
    FROM grown;

-- The newest are still to be sent, and some were returned.
INSERT INTO pannier_shipments (id, order_id, position, method, choice, label, service, amount, currency, status, created_at,
        updated_at, sent_at, tracking_number)
    SELECT REPLACE(id, '-7000-', '-7001-'), id, 1, 'standard', 'standard', 'Standard', 'Standard', 490, 'EUR',
        CASE WHEN i % 50 = 0 THEN 'cancelled' WHEN i > {orders} - 400 THEN 'pending' WHEN i % 400 = 4 THEN 'failed' ELSE 'sent' END,
        at + 1000, at + 86400000, CASE WHEN i % 50 <> 0 AND i <= {orders} - 400 THEN at + 86400000 END,
        CASE WHEN i % 50 <> 0 AND i <= {orders} - 400 THEN 'track' || i END
    FROM grown WHERE i % 4 = 0;

INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at, title, unit_amount, reserved,
        shipment_id)
    SELECT id, 'album', 'blue-hour/cd', 1, 1490, at, 'Blue Hour', 1490, 0, REPLACE(id, '-7000-', '-7001-')
    FROM grown WHERE i % 4 = 0;

INSERT INTO pannier_order_lines (order_id, kind, item_id, quantity, quoted_amount, added_at, title, unit_amount, reserved,
        download_key, download_name, download_type, download_attempts, download_seconds)
    SELECT id, 'album', 'blue-hour', 1, 990, at, 'Blue Hour', 990, 0, 'albums/blue-hour.wav', 'Blue Hour.wav', 'audio/wav', 5,
        31536000
    FROM grown WHERE i % 4 <> 0;

INSERT INTO pannier_downloads (token, order_id, kind, item_id, title, storage_key, file_name, content_type, attempts, max_attempts,
        expires_at, created_at, counted_at)
    SELECT 'd' || key, id, 'album', 'blue-hour', 'Blue Hour', 'albums/blue-hour.wav', 'Blue Hour.wav', 'audio/wav', 1, 5,
        at + 31536000000, at + 4000, at + 60000
    FROM grown WHERE i % 4 <> 0;

INSERT INTO pannier_payments (id, order_id, provider, status, amount, currency, reference, created_at, updated_at, poll_at,
        polled_at, paid_amount, paid_currency, paid_at, refunded_amount)
    SELECT REPLACE(id, '-7000-', '-7002-'), id, CASE WHEN i % 2 = 0 THEN 'sandbox' ELSE 'stripe' END, 'succeeded',
        CASE WHEN i % 4 = 0 THEN 1980 ELSE 990 END, 'EUR', 'pay_' || key, at + 1000, at + 4000, at + 6000, at + 2000,
        CASE WHEN i % 4 = 0 THEN 1980 ELSE 990 END, 'EUR', at + 4000,
        CASE WHEN i % 50 <> 0 THEN 0 WHEN i % 4 = 0 THEN 1980 ELSE 990 END
    FROM grown;

INSERT INTO pannier_refunds (id, payment_id, amount, currency, reason, status, reference, attempts, due_at, created_at, updated_at)
    SELECT REPLACE(id, '-7000-', '-7003-'), REPLACE(id, '-7000-', '-7002-'), CASE WHEN i % 4 = 0 THEN 1980 ELSE 990 END, 'EUR',
        'requested', 'succeeded', 're_' || key, 1, at + 80000000, at + 80000000, at + 80001000
    FROM grown WHERE i % 50 = 0;

INSERT INTO pannier_disputes (id, payment_id, reference, status, created_at, updated_at)
    SELECT REPLACE(id, '-7000-', '-7004-'), REPLACE(id, '-7000-', '-7002-'), 'dp_' || key, 'won', at + 90000000, at + 91000000
    FROM grown WHERE i % 1000 = 3;

INSERT INTO pannier_order_facets (facet, number) SELECT 'kind:album', number FROM pannier_orders WHERE number IS NOT NULL;
INSERT INTO pannier_order_facets (facet, number)
    SELECT 'to-send', o.number FROM pannier_shipments s JOIN pannier_orders o ON o.id = s.order_id WHERE s.status = 'pending';
INSERT INTO pannier_order_facets (facet, number)
    SELECT 'refunded', o.number FROM pannier_payments p JOIN pannier_orders o ON o.id = p.order_id WHERE p.refunded_amount > 0;

INSERT INTO pannier_webhooks (id, provider, event_id, payment_id, headers, body, received_at, handled_at, due_at)
    SELECT REPLACE(id, '-7000-', '-7005-'), CASE WHEN i % 2 = 0 THEN 'sandbox' ELSE 'stripe' END, 'evt_' || key,
        REPLACE(id, '-7000-', '-7002-'), '{}',
        -- The content of older ones was deleted.
        CASE WHEN i > {orders} - {orders} / 5 THEN '{"id":"evt_' || key || '","type":"payment_intent.succeeded"}' ELSE '' END,
        at + 4000, at + 4010, at + 34000
    FROM grown;

INSERT INTO pannier_signals (id, order_id, kind, created_at) SELECT id, id, 'created', at FROM grown;
INSERT INTO pannier_signals (id, order_id, kind, created_at)
    SELECT REPLACE(id, '-7000-', '-7006-'), id, 'pending', at + 1000 FROM grown;
INSERT INTO pannier_signals (id, order_id, kind, created_at)
    SELECT REPLACE(id, '-7000-', '-7007-'), id, 'completed', at + 4000 FROM grown;
INSERT INTO pannier_signals (id, order_id, kind, subject, created_at)
    SELECT REPLACE(id, '-7000-', '-7008-'), id, 'refunded', REPLACE(id, '-7000-', '-7003-'), at + 80001000
    FROM grown WHERE i % 50 = 0;
INSERT INTO pannier_signals (id, order_id, kind, subject, created_at)
    SELECT REPLACE(id, '-7000-', '-7009-'), id, 'fulfilled', REPLACE(id, '-7000-', '-7001-'), at + 86400000
    FROM grown WHERE i % 4 = 0 AND i % 50 <> 0 AND i <= {orders} - 400;

-- Mails of the last twenty could not be sent.
INSERT INTO pannier_signal_deliveries (signal_id, receiver, status, attempts, due_at, error, handled_at)
    SELECT s.id, 'confirmation-mail', CASE WHEN failed = 1 THEN 'failed' ELSE 'done' END, 1, s.created_at + 100,
        CASE WHEN failed = 1 THEN 'no such mailbox' END, CASE WHEN failed = 0 THEN s.created_at + 100 END
    FROM (SELECT g.id AS order_id, CASE WHEN g.i > {orders} - 20 THEN 1 ELSE 0 END AS failed FROM grown g) o
    JOIN pannier_signals s ON s.order_id = o.order_id WHERE s.kind <> 'created';
INSERT INTO pannier_signal_deliveries (signal_id, receiver, status, attempts, due_at, handled_at)
    SELECT REPLACE(id, '-7000-', '-7007-'), 'downloads', 'done', 1, at + 4000, at + 4010 FROM grown;

INSERT INTO pannier_sessions (id, data, expires_at, order_id)
    SELECT 's' || key, '{"order":"' || id || '"}', at + 34560000000, id FROM grown;

UPDATE pannier_counters SET value = value + {orders} WHERE name = 'order_number';
