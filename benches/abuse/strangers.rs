//! Strangers who want stock, mails, cards, or to be a nuisance.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use crate::{
    Result,
    client::{Checkout, encode},
    http::{Answer, Client},
    visits,
};

/// Something that a stranger does again and again.
pub struct Kind {
    pub name: &'static str,
    act: fn(&mut Stranger) -> Result<()>,
}

pub static KINDS: [Kind; 7] = [
    Kind { name: "orders to hold stock, by few addresses", act: hold_stock_by_few_addresses },
    Kind { name: "orders to hold stock, in one session", act: hold_stock_in_one_session },
    Kind { name: "orders in the name of one who ordered nothing", act: bomb_with_mails },
    Kind { name: "declined cards", act: try_a_card },
    Kind { name: "lines of one basket", act: fill_a_basket },
    Kind { name: "webhooks that cannot be verified", act: post_a_webhook },
    Kind { name: "webhooks in PayPal's form", act: post_a_webhook_like_paypal },
];

/// Addresses that begin like this belong to strangers who order and never pay.
pub const HOARDER: &str = "hoarder-";
/// The prefix of the addresses of strangers who use another address for each order of a session, followed by the session's number.
pub const SESSION: &str = "session-";
/// The beginning of the addresses of people who have ordered nothing.
pub const VICTIM: &str = "victim-";

/// The beginning of the addresses of those who try out cards.
pub const CARDS: &str = "cards-";

/// How many addresses a hoarder has.
const ADDRESSES: usize = 20;
/// What can sell out, as form fields.
const SCARCE: [&str; 6] = [
    "kind=ticket&id=blue-hour-recital",
    "kind=ticket&id=orchard-matinee",
    "kind=ticket&id=quartet-in-residence",
    "kind=poster&id=dunes%2Fa3",
    "kind=ticket&id=screen-printing",
    "kind=ticket&id=night-ferry-live",
];
const ADDRESS: [(&str, &str); 4] =
    [("name", "Nobody"), ("line1", "Unter den Linden 1"), ("city", "Berlin"), ("postal_code", "10117")];
/// PayPal's headers, as a webhook of this moment has them.
const OF_PAYPAL: &str = "PayPal-Auth-Algo: SHA256withRSA\r\n\
    PayPal-Cert-Url: https://api.paypal.com/v1/notifications/certs/CERT-360caa42\r\n\
    PayPal-Transmission-Id: 69cd13f0-d67a-11e5-baa3-778b53f4ae55\r\n\
    PayPal-Transmission-Sig: lmI95Jx3Y9nhR5SJWlHVIWpg4AgFk7n9bCHSRxbrd8A=\r\nPayPal-Transmission-Time: ";

/// What the strangers of a kind have been answered.
pub struct Report {
    pub name: &'static str,
    pub acts: usize,
    /// The number of answers with each status.
    pub statuses: BTreeMap<u16, usize>,
    /// Connections that ended without an answer.
    pub broken: usize,
}

struct Stranger {
    client: Client,
    number: usize,
    report: Report,
}

/// Acts until the time is over.
pub fn repeat(address: SocketAddr, kind: &Kind, number: usize, until: Instant) -> Report {
    let report = Report { name: kind.name, acts: 0, statuses: BTreeMap::new(), broken: 0 };
    let mut stranger = match Client::connect(address) {
        Ok(client) => Stranger { client, number, report },
        Err(_) => return Report { broken: 1, ..report },
    };
    while Instant::now() < until {
        stranger.report.acts += 1;
        if (kind.act)(&mut stranger).is_err() {
            stranger.report.broken += 1;
            if let Ok(mut client) = Client::connect(address) {
                client.cookie = stranger.client.cookie.take();
                stranger.client = client;
            }
        }
    }
    stranger.report
}

impl Stranger {
    fn get(&mut self, path: &str) -> Result<Answer> {
        let answer = self.client.get(path)?;
        Ok(self.count(answer))
    }

    fn post(&mut self, path: &str, form: &str) -> Result<Answer> {
        let answer = self.client.post(path, form)?;
        Ok(self.count(answer))
    }

    fn tell(&mut self, path: &str, header: &str, json: &str) -> Result<()> {
        let answer = self.client.tell(path, header, json)?;
        self.count(answer);
        Ok(())
    }

    fn count(&mut self, answer: Answer) -> Answer {
        *self.report.statuses.entry(answer.status).or_default() += 1;
        answer
    }

    /// Orders a product. Returns where that leads; `None` if the shop refuses it.
    fn order(&mut self, product: &str, email: &str, payment: &str) -> Result<Option<String>> {
        self.post("/pannier/basket/add", product)?;
        let page = self.get("/checkout")?;
        let Some(checkout) = Checkout::on(page.text()?) else { return Ok(None) };
        let form = [&ADDRESS[..], &checkout.ordered_by(email, payment, "")].concat();
        let answer = self.post("/pannier/checkout", &encode(&form))?;
        let next = if answer.status == 303 { Some(answer.see_other()?) } else { None };
        Ok(next.filter(|next| next.starts_with("/order/") || next.starts_with("/sandbox-gateway/")))
    }
}

fn hold_stock_by_few_addresses(stranger: &mut Stranger) -> Result<()> {
    stranger.client.forget();
    let email = format!("{HOARDER}{}-{}@example.net", stranger.number, stranger.report.acts % ADDRESSES);
    stranger.order(SCARCE[stranger.report.acts % SCARCE.len()], &email, "bank-transfer").map(drop)
}

fn hold_stock_in_one_session(stranger: &mut Stranger) -> Result<()> {
    let email = format!("{SESSION}{}-{}@example.net", stranger.number, stranger.report.acts);
    stranger.order(SCARCE[stranger.report.acts % SCARCE.len()], &email, "bank-transfer").map(drop)
}

/// Has the shop write how to pay, and then that there is nothing to pay any more.
fn bomb_with_mails(stranger: &mut Stranger) -> Result<()> {
    let email = format!("{VICTIM}{}@example.org", stranger.number);
    let number = stranger.number;
    match stranger.order(&visits::form(number), &email, "bank-transfer")? {
        Some(order) => {
            let token = order.rsplit('/').next().unwrap_or_default();
            stranger.post("/pannier/order/start-over", &encode(&[("token", token)])).map(drop)
        }
        None => {
            stranger.client.forget();
            Ok(())
        }
    }
}

fn try_a_card(stranger: &mut Stranger) -> Result<()> {
    let (number, email) = (stranger.number, format!("{CARDS}{}@example.net", stranger.number));
    match stranger.order(&visits::form(number), &email, "sandbox")? {
        Some(gateway) if gateway.starts_with("/sandbox-gateway/") => {
            let back = stranger.post(&gateway, "decision=decline")?.see_other()?;
            stranger.get(&back).map(drop)
        }
        _ => {
            stranger.client.forget();
            Ok(())
        }
    }
}

/// Adds another product each time, and looks at the checkout now and then.
fn fill_a_basket(stranger: &mut Stranger) -> Result<()> {
    let n = stranger.report.acts;
    stranger.post("/pannier/basket/add", &format!("kind=album&id=b{n}"))?;
    if n.is_multiple_of(50) {
        stranger.get("/checkout")?;
    }
    Ok(())
}

fn post_a_webhook(stranger: &mut Stranger) -> Result<()> {
    let n = stranger.report.acts;
    let provider = ["stripe", "sandbox", "paypal", "bank-transfer", "nobody"][n % 5];
    let header = match provider {
        "stripe" => format!("Stripe-Signature: t={},v1={:064x}", now(), n),
        "sandbox" => format!("Sandbox-Signature: t={},v1={:064x}", now(), n),
        _ => format!("X-Signature: {n}"),
    };
    stranger.tell(&format!("/webhooks/{provider}"), &header, &body(n))
}

/// Has the shop ask PayPal.
fn post_a_webhook_like_paypal(stranger: &mut Stranger) -> Result<()> {
    let now = time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc3339)?;
    stranger.tell("/webhooks/paypal", &format!("{OF_PAYPAL}{now}"), &body(stranger.report.acts))
}

fn body(n: usize) -> String {
    format!(
        r#"{{"id":"evt_{n}","type":"payment_intent.succeeded","event_type":"CHECKOUT.ORDER.APPROVED","data":{{}}}}"#
    )
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
