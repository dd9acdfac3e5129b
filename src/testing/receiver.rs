//! The contract of [`Receiver`].

use super::assert_name;
use crate::{
    Amounts, Currency, Money, OrderLineView, OrderView, ParcelLine, ParcelStatus, ParcelView, PaymentIssue, Receiver,
    RefundReason, Signal, SignalKind, Status, Timestamp, Tracking, line_total, token,
};

/// Returns an order as a receiver sees it: paid, by `ada@example.com`, with these lines (kind, id,
/// quantity) at 10 EUR a piece.
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
        total: line_total(euro(1000), *quantity).expect("a price of a line"),
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    let sold = lines.iter().map(|line| (line.unit, line.quantity));
    let amounts = Amounts::of(Currency::EUR, sold, []).expect("a total of the lines");
    let token = token();
    OrderView {
        url: format!("https://shop.example/order/{token}"),
        token,
        number: 1001,
        language: crate::Language::ENGLISH,
        status: Status::Completed,
        placed_at: Timestamp::now(),
        email: "ada@example.com".into(),
        lines,
        items_total: amounts.subtotal(),
        shipping_total: amounts.shipping(),
        total: amounts.total(),
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

/// Tests a receiver with signals about `order`, each sent several times. `done` returns a count of the
/// receiver's effects: rows written, mails sent. The first signal of a kind it listens to must raise that
/// count.
///
/// ```
/// use pannier::{Receiver, testing};
///
/// /// For a receiver that writes a file for each signal.
/// async fn keeps_its_contract(receiver: &dyn Receiver, folder: &std::path::Path) {
///     let files = async || std::fs::read_dir(folder).map_or(0, |files| files.count() as u64);
///     testing::receiver_contract(receiver, &testing::order(&[("album", "blue-hour", 1)]), files).await;
/// }
/// ```
///
/// # Panics
/// If the receiver violates its contract.
pub async fn receiver_contract(receiver: &dyn Receiver, order: &OrderView, done: impl AsyncFn() -> u64) {
    assert_name("the name", receiver.name());
    let heard: Vec<SignalKind> = SignalKind::ALL.into_iter().filter(|kind| receiver.listens(*kind)).collect();
    assert!(!heard.is_empty(), "{} listens to nothing", receiver.name());
    let mut worked = false;
    for kind in heard {
        assert!(receiver.listens(kind), "{} gives different answers to the same question", receiver.name());
        let signal = signal(kind, order);
        let mut order = OrderView { status: status_at(kind), ..order.clone() };
        if kind == SignalKind::Fulfilled {
            order.parcels.push(sent(&order));
        }
        let before = done().await;
        receive(receiver, &signal, &order).await;
        let after = done().await;
        worked |= after > before;
        // As after a crash between the effect and its record, or when a lease has expired.
        for _ in 0..2 {
            receive(receiver, &signal, &order).await;
        }
        assert_eq!(done().await, after, "{} is not idempotent", receiver.name());
        let (one, two) = tokio::join!(receiver.receive(&signal, &order), receiver.receive(&signal, &order));
        assert!(one.is_ok() || two.is_ok(), "{} fails both of two concurrent deliveries: {one:?}", receiver.name());
        assert_eq!(done().await, after, "{} is not idempotent under concurrent delivery", receiver.name());
    }
    assert!(worked, "{} had no counted effect", receiver.name());
}

/// Returns a signal of this kind about an order.
fn signal(kind: SignalKind, order: &OrderView) -> Signal {
    let subject = match kind {
        SignalKind::Created | SignalKind::Pending | SignalKind::Completed | SignalKind::Cancelled => String::new(),
        SignalKind::Fulfilled => SENT.to_owned(),
        SignalKind::FileMissing => format!("2026-01-31 {}", token()),
        SignalKind::Refunded | SignalKind::Attention | SignalKind::Overdue | SignalKind::DownloadsRenewed => token(),
    };
    let (refunded, attention) = (kind == SignalKind::Refunded, kind == SignalKind::Attention);
    Signal {
        id: token(),
        order_id: token(),
        kind,
        subject,
        amount: (refunded || attention).then_some(order.total),
        issue: attention.then_some(PaymentIssue::RefundFailed),
        reason: (refunded || attention).then_some(RefundReason::Requested),
        error: None,
        at: Timestamp::now(),
    }
}

/// Returns the status of an order when a signal of this kind is sent.
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

/// The parcel that signals refer to.
const SENT: &str = "parcel";

/// Returns a shipped parcel with all lines of the order.
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
    outcome.unwrap_or_else(|e| panic!("{} could not handle {:?}: {e}", receiver.name(), signal.kind));
}
