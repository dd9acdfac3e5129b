//! What a [`Receiver`] must do.

use super::assert_name;
use crate::{
    Currency, Money, OrderLineView, OrderView, ParcelLine, ParcelStatus, ParcelView, Receiver, Signal, SignalKind,
    Status, Tracking, machine::Attention, token,
};

/// An order as a receiver gets to see one: paid, by `ada@example.com`, with these lines (kind, id, quantity), each piece at
/// 10 EUR.
///
/// ```
/// let order = pannier::testing::order(&[("album", "blue-hour", 2), ("poster", "dunes", 1)]);
/// assert_eq!(order.total.to_string(), "€30.00");
/// ```
pub fn order(lines: &[(&str, &str, u32)]) -> OrderView {
    let euro = |amount: i64| Money::new(amount, Currency::EUR);
    let line = |(kind, id, quantity): &(&str, &str, u32)| OrderLineView {
        kind: (*kind).to_owned(),
        id: (*id).to_owned(),
        title: format!("{kind} {id}"),
        quantity: *quantity,
        unit: euro(1000),
        total: euro(1000 * i64::from(*quantity)),
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    let total = euro(lines.iter().map(|line| line.total.amount).sum());
    let token = token();
    OrderView {
        url: format!("https://shop.example/order/{token}"),
        token,
        number: 1001,
        language: crate::Language::ENGLISH,
        status: Status::Completed,
        placed_at: crate::db::now(),
        email: "ada@example.com".into(),
        lines,
        items_total: total,
        shipping_total: euro(0),
        total,
        shipping: None,
        parcels: Vec::new(),
        address: Vec::new(),
        payment: None,
        payment_message: None,
        refunded: None,
        confirmed_by_mail: true,
        offline: false,
        resumable: false,
        can_start_over: false,
        step: None,
        downloads: Vec::new(),
        downloads_due: false,
    }
}

/// Sends signals about `order` to a receiver, each of them several times. `done` counts what the receiver has done so far: rows
/// it has written, mails it has sent. Give it a number that the first signal of a kind it listens to raises.
///
/// ```
/// use pannier::{Receiver, testing};
///
/// /// For a receiver that leaves a file for each signal.
/// async fn keeps_its_contract(receiver: &dyn Receiver, folder: &std::path::Path) {
///     let files = async || std::fs::read_dir(folder).map_or(0, |files| files.count() as u64);
///     testing::receiver_contract(receiver, &testing::order(&[("album", "blue-hour", 1)]), files).await;
/// }
/// ```
///
/// # Panics
/// When the receiver breaks its contract.
pub async fn receiver_contract(receiver: &dyn Receiver, order: &OrderView, done: impl AsyncFn() -> u64) {
    assert_name("the name", receiver.name());
    let heard: Vec<SignalKind> = SignalKind::ALL.into_iter().filter(|kind| receiver.listens(*kind)).collect();
    assert!(!heard.is_empty(), "{} listens to nothing", receiver.name());
    let mut worked = false;
    for kind in heard {
        assert!(receiver.listens(kind), "asked twice, {} answers differently", receiver.name());
        let (subject, amount, reason) = match kind {
            SignalKind::Refunded => (token(), Some(order.total), "requested"),
            SignalKind::Attention => (token(), Some(order.total), Attention::RefundFailed.as_str()),
            SignalKind::Fulfilled => (SENT.to_owned(), None, ""),
            SignalKind::Overdue | SignalKind::DownloadsRenewed => (token(), None, ""),
            SignalKind::FileMissing => (format!("2026-01-31 {}", token()), None, ""),
            _ => (String::new(), None, ""),
        };
        let (reason, at) = (reason.to_owned(), crate::db::now());
        let signal = Signal { id: token(), order_id: token(), kind, subject, amount, reason, error: None, at };
        let mut order = OrderView { status: status_at(kind), ..order.clone() };
        if kind == SignalKind::Fulfilled {
            order.parcels.push(sent(&order));
        }
        let before = done().await;
        receive(receiver, &signal, &order).await;
        let after = done().await;
        worked |= after > before;
        // As after a crash between the work and its record, or when a lease has run out.
        for _ in 0..2 {
            receive(receiver, &signal, &order).await;
        }
        assert_eq!(done().await, after, "{} does its work twice for one signal", receiver.name());
        let (one, two) = tokio::join!(receiver.receive(&signal, &order), receiver.receive(&signal, &order));
        assert!(one.is_ok() || two.is_ok(), "asked twice at once, {} fails both times: {one:?}", receiver.name());
        assert_eq!(done().await, after, "asked twice at once, {} does its work again", receiver.name());
    }
    assert!(worked, "{} has done nothing that could be counted", receiver.name());
}

/// How an order stands when a signal of this kind is sent.
fn status_at(kind: SignalKind) -> Status {
    match kind {
        SignalKind::Created => Status::Created,
        SignalKind::Pending | SignalKind::Overdue => Status::Pending,
        SignalKind::Cancelled => Status::Cancelled,
        SignalKind::Completed
        | SignalKind::Refunded
        | SignalKind::Attention
        | SignalKind::Fulfilled
        | SignalKind::DownloadsRenewed
        | SignalKind::FileMissing => Status::Completed,
    }
}

/// The parcel that a signal is about.
const SENT: &str = "parcel";

/// All of the order in a parcel that is on its way.
fn sent(order: &OrderView) -> ParcelView {
    let line = |line: &OrderLineView| ParcelLine {
        kind: line.kind.clone(),
        id: line.id.clone(),
        title: line.title.clone(),
        quantity: line.quantity,
        product: None,
    };
    ParcelView {
        id: SENT.to_owned(),
        position: 1,
        method: "standard".to_owned(),
        label: "Standard".to_owned(),
        price: Money::zero(order.total.currency),
        status: ParcelStatus::Sent,
        pick_up: false,
        tracking: Tracking::default().carrier("Post").number("0034"),
        lines: order.lines.iter().map(line).collect(),
    }
}

async fn receive(receiver: &dyn Receiver, signal: &Signal, order: &OrderView) {
    let outcome = receiver.receive(signal, order).await;
    outcome.unwrap_or_else(|e| panic!("{} cannot handle {:?}: {e}", receiver.name(), signal.kind));
}
