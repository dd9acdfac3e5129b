//! Signed webhooks of a gateway, each sent twice, as gateways do.

use std::{
    cell::OnceCell,
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{Result, client::Checkout, http::Client, visits};

const SECRET: &str = "whsec_of_the_bench";

/// A shop with Stripe at an unreachable URL: an order stays pending until a webhook arrives.
pub const SETTINGS: [(&str, &str); 4] = [
    ("PANNIER_STRIPE_SECRET_KEY", "sk_test_of_the_bench"),
    ("PANNIER_STRIPE_PUBLISHABLE_KEY", "pk_test_of_the_bench"),
    ("PANNIER_STRIPE_WEBHOOK_SECRET", SECRET),
    ("PANNIER_STRIPE_API", "http://127.0.0.1:9"),
];

/// Counts the events, for unique ids.
static EVENTS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The payment intent of the client's order.
    static INTENT: OnceCell<String> = const { OnceCell::new() };
}

/// Sends the client's order as paid, twice. Only the first webhook of all has an effect.
pub fn old_news(client: &mut Client, number: usize) -> Result<()> {
    let known = INTENT.with(|intent| intent.get().cloned());
    let intent = match known {
        Some(intent) => intent,
        None => {
            let intent = order(client, number)?;
            INTENT.with(|known| known.get_or_init(|| intent).clone())
        }
    };
    let event = EVENTS.fetch_add(1, Ordering::Relaxed);
    let body = format!(r#"{{"id":"evt_{event}","type":"payment_intent.succeeded","data":{{"object":{intent}}}}}"#);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
    mac.update(format!("{now}.{body}").as_bytes());
    let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    for _ in 0..2 {
        client.tell("/webhooks/stripe", &format!("Stripe-Signature: t={now},v1={signature}"), &body)?.expect(200)?;
    }
    Ok(())
}

/// Places an order. Returns its payment intent as Stripe's JSON after payment.
fn order(client: &mut Client, number: usize) -> Result<String> {
    client.forget();
    client.post("/pannier/basket/add", &visits::form(number))?.see_other()?;
    let (Checkout { attempt, total }, _) = visits::order(client, "stripe")?;
    let amount = total.split(' ').next().unwrap_or_default();
    Ok(format!(
        r#"{{"id":"pi_{number}","object":"payment_intent","status":"succeeded","amount":{amount},"amount_received":{amount},"currency":"eur","metadata":{{"attempt":"{attempt}"}}}}"#
    ))
}
