-- What was taken on a day that is over, so that the takings of a month are not added up payment by payment. A day is kept when it
-- is asked for; the triggers in sqlite/ and postgres/ let go of one of which a payment or refund has changed since.

CREATE TABLE pannier_daily_takings (
    currency        TEXT NOT NULL,
    day             BIGINT NOT NULL,        -- since the Unix epoch, UTC
    amount          BIGINT,                 -- NULL: it has changed, and is added up each time
    PRIMARY KEY (currency, day)
);
