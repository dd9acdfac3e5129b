//! A payment provider based on trust: the reader puts coins into a box and confirms it.
//!
//! The box is a table of the magazine. It sends no webhooks, so the store polls it.

use axum::{Form, Router, extract::State, http::HeaderMap, response::Redirect, routing::post};
use pannier::{
    Attempt, AttemptRef, Money, PaymentError, PaymentProvider, PaymentState, Refund, RefundRequest, StartedPayment,
    Timestamp, WebhookError, WebhookEvent, async_trait,
};
use serde::Deserialize;
use sqlx::{Row, SqlitePool, sqlite::SqliteRow};

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS honesty_box (
        attempt TEXT PRIMARY KEY, cents BIGINT NOT NULL, currency TEXT NOT NULL, return_url TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open'
    );
    CREATE TABLE IF NOT EXISTS honesty_box_refunds (
        key TEXT PRIMARY KEY, attempt TEXT NOT NULL, cents BIGINT NOT NULL
    )";

#[derive(Clone)]
pub struct HonestyBox(SqlitePool);

/// The payment of an attempt, due or paid.
pub struct Coins {
    pub amount: Money,
    pub state: PaymentState,
    return_url: String,
}

/// The form of the reader's answer.
#[derive(Deserialize)]
struct Word {
    attempt: String,
    paid: bool,
}

impl HonestyBox {
    /// Creates the tables.
    pub async fn open(pool: SqlitePool) -> sqlx::Result<HonestyBox> {
        sqlx::raw_sql(TABLES).execute(&pool).await?;
        Ok(HonestyBox(pool))
    }

    /// The route of the form on the box's page.
    pub fn routes<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        Router::new().route("/honesty-box", post(hear)).with_state(self.clone())
    }

    /// Returns the payment of an attempt.
    pub async fn coins(&self, attempt: &str) -> Result<Coins, PaymentError> {
        let sql = "SELECT * FROM honesty_box WHERE attempt = $1";
        let row = sqlx::query(sql).bind(attempt).fetch_optional(&self.0).await.map_err(unknown)?;
        read(&row.ok_or(PaymentError::NotFound)?).map_err(unknown)
    }

    /// Settles an attempt. The first state is final.
    pub async fn settle(&self, attempt: &str, state: &str) -> Result<Coins, PaymentError> {
        let sql = "UPDATE honesty_box SET state = $2 WHERE attempt = $1 AND state = 'open'";
        sqlx::query(sql).bind(attempt).bind(state).execute(&self.0).await.map_err(unknown)?;
        self.coins(attempt).await
    }
}

fn read(row: &SqliteRow) -> sqlx::Result<Coins> {
    let (code, state): (String, String) = (row.try_get("currency")?, row.try_get("state")?);
    let currency = pannier::Currency::from_code(&code).ok_or_else(|| sqlx::Error::Decode("no currency".into()))?;
    let amount = Money::new(row.try_get("cents")?, currency);
    let state = match state.as_str() {
        "paid" => PaymentState::Succeeded { amount },
        "left" => PaymentState::Declined { message: "You walked away from the honesty box.".to_owned() },
        "cancelled" => PaymentState::Cancelled,
        _ => PaymentState::Open,
    };
    Ok(Coins { amount, state, return_url: row.try_get("return_url")? })
}

/// Maps a failed query to an unknown outcome.
fn unknown(error: sqlx::Error) -> PaymentError {
    PaymentError::Unknown(error.to_string())
}

async fn hear(State(honesty): State<HonestyBox>, Form(word): Form<Word>) -> Redirect {
    match honesty.settle(&word.attempt, if word.paid { "paid" } else { "left" }).await {
        Ok(coins) => Redirect::to(&coins.return_url),
        Err(_) => Redirect::to("/"),
    }
}

#[async_trait]
impl PaymentProvider for HonestyBox {
    fn id(&self) -> &'static str {
        "honesty-box"
    }

    fn label(&self) -> String {
        "Honesty box".to_owned()
    }

    fn description(&self) -> Option<String> {
        Some("A tin by the door. Put the coins in and tell us you have.".to_owned())
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let sql = "INSERT INTO honesty_box (attempt, cents, currency, return_url) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        let new = sqlx::query(sql).bind(&attempt.id).bind(attempt.amount.amount);
        let new = new.bind(attempt.amount.currency.code()).bind(&attempt.return_url);
        new.execute(&self.0).await.map_err(unknown)?;
        Ok(StartedPayment::redirect(None, format!("/honesty-box/{}", attempt.id)))
    }

    async fn verify_webhook(&self, _: &HeaderMap, _: &[u8], _: Timestamp) -> Result<WebhookEvent, WebhookError> {
        Err(WebhookError::Unverified("this box sends none"))
    }

    async fn fetch_state(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(self.coins(&attempt.id).await?.state)
    }

    async fn cancel(&self, attempt: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(self.settle(&attempt.id, "cancelled").await?.state)
    }

    async fn refund(&self, attempt: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let (key, amount) = (&request.id, request.amount);
        // Never refunds more than is left of the payment, even concurrently.
        let sql = "INSERT INTO honesty_box_refunds SELECT $1, attempt, $3 FROM honesty_box AS b \
                   WHERE attempt = $2 AND state = 'paid' AND currency = $4 AND cents - $3 >= \
                   (SELECT COALESCE(SUM(cents), 0) FROM honesty_box_refunds WHERE attempt = b.attempt) \
                   ON CONFLICT DO NOTHING";
        let take = sqlx::query(sql).bind(key).bind(&attempt.id).bind(amount.amount).bind(amount.currency.code());
        take.execute(&self.0).await.map_err(unknown)?;
        let sql = "SELECT cents FROM honesty_box_refunds WHERE key = $1 AND attempt = $2";
        let taken = sqlx::query(sql).bind(key).bind(&attempt.id).fetch_optional(&self.0).await.map_err(unknown)?;
        let taken = taken.ok_or_else(|| PaymentError::Refused("there is not that much in the box".to_owned()))?;
        Ok(Refund::new(key, Money::new(taken.try_get("cents").map_err(unknown)?, amount.currency)))
    }
}
