//! The contract of [`Receiver`].

use super::assert_name;
use crate::{
    Amounts, Currency, DisputeStatus, Event, Money, OrderLineView, OrderSignal, OrderStatus, OrderView, PaymentIssue,
    Receiver, RefundReason, ShipmentLine, ShipmentStatus, ShipmentView, SignalKind, Store, Timestamp, Tracking, args,
    line_total, token,
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
    let line = |(kind, id, quantity): &(&str, &str, u32)| {
        let total = line_total(euro(1000), *quantity).expect("a price of a line");
        OrderLineView {
            kind: (*kind).to_owned(),
            id: (*id).to_owned(),
            title: format!("{kind} {id}"),
            quantity: *quantity,
            unit_price: euro(1000),
            total,
            discount: None,
            amount: total,
            refunded: 0,
            price_refunded: None,
        }
    };
    let lines: Vec<_> = lines.iter().map(line).collect();
    let sold = lines.iter().map(|line| (line.unit_price, line.quantity));
    let amounts = Amounts::of(Currency::EUR, sold, []).expect("a total of the lines");
    let token = token();
    OrderView {
        url: format!("https://shop.example/order/{token}"),
        token,
        number: 1001,
        language: crate::Language::ENGLISH,
        status: OrderStatus::Completed,
        placed_at: Timestamp::now(),
        email: "ada@example.com".into(),
        lines,
        items_total: amounts.subtotal(),
        shipping_total: amounts.shipping(),
        total: amounts.total(),
        discounts: Vec::new(),
        discount_total: None,
        taxes: Vec::new(),
        tax_total: None,
        code: None,
        terms_url: None,
        shipping: None,
        shipments: Vec::new(),
        address: Vec::new(),
        billing_address: Vec::new(),
        vat_id: String::new(),
        vat_proof: None,
        tax_returned: None,
        fields: Vec::new(),
        payment: None,
        payment_message: None,
        paid: Some(amounts.total()),
        refunded: None,
        refund_pending: None,
        on_hold: false,
        confirmed_by_mail: true,
        offline: false,
        processing: false,
        resumable: false,
        can_start_over: false,
        step: None,
        downloads: Vec::new(),
        downloads_due: false,
        documents: Vec::new(),
        withdrawals: Vec::new(),
    }
}

/// Returns a signal of this kind about an order, as a receiver gets it.
///
/// ```
/// use pannier::{SignalKind, testing};
///
/// let order = testing::order(&[("album", "blue-hour", 2)]);
/// assert_eq!(testing::signal(SignalKind::Refunded, &order).amount, Some(order.total));
/// ```
pub fn signal(kind: SignalKind, order: &OrderView) -> OrderSignal {
    let subject = match kind {
        SignalKind::Created | SignalKind::Pending | SignalKind::Completed | SignalKind::Cancelled => String::new(),
        SignalKind::Fulfilled => SENT.to_owned(),
        SignalKind::FileMissing => format!("2026-01-31 {}", token()),
        SignalKind::DeliveryFailed => format!("recorder {} 1769868300000", token()),
        SignalKind::DeliveryDelayed => format!("recorder {}", token()),
        SignalKind::InvoiceCorrected => "2026-00018".to_owned(),
        SignalKind::Processing
        | SignalKind::Refunded
        | SignalKind::Attention
        | SignalKind::DisputeClosed
        | SignalKind::Overdue
        | SignalKind::DownloadsRenewed
        | SignalKind::RefundAllocated
        | SignalKind::Withdrawn => token(),
    };
    let (refunded, attention) = (kind == SignalKind::Refunded, kind == SignalKind::Attention);
    OrderSignal {
        id: token(),
        order_id: token(),
        kind,
        subject,
        amount: (refunded || attention).then_some(order.total),
        refunded: refunded.then_some(order.total),
        issue: attention.then_some(PaymentIssue::RefundFailed),
        dispute: (kind == SignalKind::DisputeClosed).then_some(DisputeStatus::Lost),
        reason: (refunded || attention).then_some(RefundReason::Requested),
        error: None,
        at: Timestamp::now(),
    }
}

/// Tests a receiver with signals about `order`, each sent several times. `done` returns a count of the
/// receiver's effects: rows written, mails sent. The first signal of a kind it accepts must raise that
/// count.
///
/// Pass an order created by [`order`], or, for a receiver that reads the order from the store, one that was placed
/// there.
///
/// ```
/// use pannier::{Receiver, Store, testing};
///
/// /// For a receiver that writes a file for each signal.
/// async fn keeps_its_contract(receiver: &dyn Receiver, store: &Store, folder: &std::path::Path) {
///     let files = async || std::fs::read_dir(folder).map_or(0, |files| files.count() as u64);
///     let order = testing::order(&[("album", "blue-hour", 1)]);
///     testing::receiver_contract(receiver, store, &order, files).await;
/// }
/// ```
///
/// # Panics
/// If the receiver violates its contract.
pub async fn receiver_contract(receiver: &dyn Receiver, store: &Store, order: &OrderView, done: impl AsyncFn() -> u64) {
    assert_name("the name", receiver.name());
    let accepted: Vec<SignalKind> = SignalKind::ALL.into_iter().filter(|kind| receiver.accepts(*kind)).collect();
    assert!(!accepted.is_empty(), "{} accepts nothing", receiver.name());
    let placed = placed(store, order).await;
    let mut worked = false;
    for kind in accepted {
        assert!(receiver.accepts(kind), "{} gives different answers to the same question", receiver.name());
        let mut signal = signal(kind, order);
        if let Some(id) = &placed {
            signal.order_id.clone_from(id);
        }
        let mut order = OrderView { status: status_at(kind), ..order.clone() };
        if kind == SignalKind::Fulfilled {
            order.shipments.push(sent(&order));
        }
        let event = Event::new(&signal, &order, store);
        let before = done().await;
        receive(receiver, &event).await;
        let after = done().await;
        worked |= after > before;
        // As after a crash between the effect and its record, or when a lease has expired.
        for _ in 0..2 {
            receive(receiver, &event).await;
        }
        assert_eq!(done().await, after, "{} is not idempotent", receiver.name());
        let (one, two) = tokio::join!(receiver.receive(&event), receiver.receive(&event));
        assert!(one.is_ok() || two.is_ok(), "{} fails both of two concurrent deliveries: {one:?}", receiver.name());
        assert_eq!(done().await, after, "{} is not idempotent under concurrent delivery", receiver.name());
    }
    assert!(worked, "{} had no counted effect", receiver.name());
}

/// Returns the status of an order when a signal of this kind is sent.
fn status_at(kind: SignalKind) -> OrderStatus {
    match kind {
        SignalKind::Created => OrderStatus::Created,
        SignalKind::Pending | SignalKind::Processing | SignalKind::Overdue => OrderStatus::Pending,
        SignalKind::Cancelled => OrderStatus::Cancelled,
        SignalKind::Completed
        | SignalKind::Refunded
        | SignalKind::Attention
        | SignalKind::DisputeClosed
        | SignalKind::Fulfilled
        | SignalKind::DownloadsRenewed
        | SignalKind::FileMissing
        | SignalKind::DeliveryFailed
        | SignalKind::DeliveryDelayed
        | SignalKind::RefundAllocated
        | SignalKind::Withdrawn
        | SignalKind::InvoiceCorrected => OrderStatus::Completed,
    }
}

/// The parcel that signals refer to.
const SENT: &str = "parcel";

/// Returns a shipped parcel with all lines of the order.
fn sent(order: &OrderView) -> ShipmentView {
    let line = |line: &OrderLineView| ShipmentLine {
        kind: line.kind.clone(),
        id: line.id.clone(),
        title: line.title.clone(),
        quantity: line.quantity,
        supplier_sku: None,
    };
    ShipmentView {
        id: SENT.to_owned(),
        position: 1,
        method: "standard".to_owned(),
        choice: "standard".to_owned(),
        label: "Standard".to_owned(),
        service: "Standard".to_owned(),
        delivery_time: Some("2 to 4 working days".to_owned()),
        price: Money::zero(order.total.currency),
        status: ShipmentStatus::Sent,
        pick_up: false,
        tracking: Tracking::default().carrier("Post").number("0034"),
        address: order.address.clone(),
        lines: order.lines.iter().map(line).collect(),
    }
}

/// Returns the id of an order that was placed in the store.
async fn placed(store: &Store, order: &OrderView) -> Option<String> {
    let sql = "SELECT id FROM pannier_orders WHERE token = $1";
    let row = store.db().fetch_optional(sql, args![&order.token]).await;
    row.unwrap_or_else(|e| panic!("the store is unavailable: {e}"))?.get("id").ok()
}

async fn receive(receiver: &dyn Receiver, event: &Event<'_>) {
    let outcome = receiver.receive(event).await;
    outcome.unwrap_or_else(|e| panic!("{} could not handle {:?}: {e}", receiver.name(), event.signal.kind));
}
