//! The headline of the order's page: its status, and what has become of its payment since.

use leptos::prelude::*;

use crate::{Money, OrderStatus, OrderView, Texts, components::language::paths};

/// How far the refunds of an order have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refunds {
    /// Nothing is refunded.
    None,
    /// A part of what was paid is refunded, or will be.
    Part,
    /// All of it will be, and something is not made yet.
    Underway,
    /// All of it was refunded.
    Made,
}

impl Refunds {
    pub(super) fn of(order: &OrderView) -> Refunds {
        let amount = |money: Option<Money>| money.map_or(0, |money| money.amount);
        let (made, pending) = (amount(order.refunded), amount(order.refund_pending));
        let (all, paid) = (made.saturating_add(pending), order.paid.unwrap_or(order.total).amount);
        match all {
            0 => Refunds::None,
            _ if made >= paid => Refunds::Made,
            _ if all >= paid => Refunds::Underway,
            _ => Refunds::Part,
        }
    }

    /// Returns whether nothing of the payment remains.
    pub(super) fn in_full(self) -> bool {
        matches!(self, Refunds::Underway | Refunds::Made)
    }
}

/// What the headline says.
struct Headline {
    /// The modifier of the badge's class.
    tone: &'static str,
    badge: String,
    title: String,
    text: Option<String>,
}

pub(super) fn headline(order: &OrderView, texts: &Texts) -> impl IntoView + use<> {
    let Headline { tone, badge, title, text } = of(order, texts);
    let (cancelled, back) = (order.status == OrderStatus::Cancelled, texts.get("order-to-basket"));
    view! {
        <div class="pn-order__status">
            <p class=format!("pn-order__badge pn-order__badge--{tone}")>{badge}</p>
            <h1 data-announce>{title}</h1>
            {text.map(|text| view! { <p>{text}</p> })}
            {cancelled.then(|| view! { <a class="pn-button pn-button--primary" href=paths().basket rel="external">{back}</a> })}
        </div>
    }
}

fn of(order: &OrderView, texts: &Texts) -> Headline {
    let refunds = Refunds::of(order);
    let said = |tone: OrderStatus, badge: &str, title: &str, text: Option<String>| Headline {
        tone: tone.as_str(),
        badge: texts.get(badge),
        title: numbered(title, order, texts),
        text,
    };
    match order.status {
        OrderStatus::Created => said(OrderStatus::Created, "order-badge-created", "order-title-created", None),
        // Also while the payment of a pending order does not match it.
        OrderStatus::Pending | OrderStatus::Completed if refunds == Refunds::Underway => {
            let text = Some(being_refunded(order, texts));
            said(OrderStatus::Pending, "order-refund-pending", "order-title-refunding", text)
        }
        OrderStatus::Pending => pending(order, texts),
        OrderStatus::Completed if refunds == Refunds::Made => {
            let text = Some(refunded(order, texts));
            Headline { tone: "refunded", ..said(order.status, "order-badge-refunded", "order-title-refunded", text) }
        }
        OrderStatus::Completed if order.on_hold => {
            said(OrderStatus::Pending, "order-badge-held", "order-title-held", Some(texts.get("order-unsettled")))
        }
        OrderStatus::Completed if order.total.amount == 0 => {
            said(order.status, "payment-free", "order-title-free", confirmation(order, texts))
        }
        OrderStatus::Completed => {
            let text = partly_refunded(order, texts).or_else(|| confirmation(order, texts));
            said(order.status, "order-badge-completed", "order-title-completed", text)
        }
        OrderStatus::Cancelled => {
            let (title, text) = cancelled(order, refunds, texts);
            said(order.status, "order-badge-cancelled", title, Some(text))
        }
    }
}

fn pending(order: &OrderView, texts: &Texts) -> Headline {
    let (badge, title, text) = if order.payment_message.is_some() {
        ("order-badge-held", "order-title-held", order.payment_message.clone())
    } else if order.processing {
        let text = match order.confirmed_by_mail {
            true => texts.format("order-processing-mailed", &[("email", (&order.email).into())]),
            false => texts.get("order-processing"),
        };
        ("order-badge-processing", "order-title-processing", Some(text))
    } else if order.offline {
        ("order-badge-pending", "order-title-offline", None)
    } else {
        ("order-badge-pending", "order-title-pending", Some(texts.get("order-follows")))
    };
    let title = numbered(title, order, texts);
    Headline { tone: OrderStatus::Pending.as_str(), badge: texts.get(badge), title, text }
}

/// Formats a title with the order's number.
fn numbered(title: &str, order: &OrderView, texts: &Texts) -> String {
    texts.format(title, &[("number", (&order.number.to_string()).into())])
}

fn confirmation(order: &OrderView, texts: &Texts) -> Option<String> {
    order.confirmed_by_mail.then(|| texts.format("order-mailed", &[("email", (&order.email).into())]))
}

fn being_refunded(order: &OrderView, texts: &Texts) -> String {
    match order.confirmed_by_mail {
        true => texts.format("order-refunding-mailed", &[("email", (&order.email).into())]),
        false => texts.get("order-refunding"),
    }
}

fn refunded(order: &OrderView, texts: &Texts) -> String {
    let amount = texts.money(order.refunded.unwrap_or(order.total));
    texts.format("order-refunded-all", &[("amount", (&amount).into())])
}

fn partly_refunded(order: &OrderView, texts: &Texts) -> Option<String> {
    let (name, amount) = match (order.refunded, order.refund_pending) {
        (Some(made), _) => ("order-refunded-part", made),
        (None, Some(pending)) => ("order-refunding-part", pending),
        (None, None) => return None,
    };
    Some(texts.format(name, &[("amount", (&texts.money(amount)).into())]))
}

/// Returns the name of the title of a cancelled order, and what has become of the money: it may have been paid too late, or
/// with an amount that did not match.
fn cancelled(order: &OrderView, refunds: Refunds, texts: &Texts) -> (&'static str, String) {
    const CALLED_OFF: &str = "order-title-called-off";
    match refunds {
        Refunds::Made => (CALLED_OFF, refunded(order, texts)),
        Refunds::Underway => (CALLED_OFF, being_refunded(order, texts)),
        Refunds::Part => (CALLED_OFF, texts.get("order-held")),
        Refunds::None if order.paid.is_some_and(|paid| paid.amount > 0) => (CALLED_OFF, texts.get("order-held")),
        Refunds::None if order.offline => {
            (CALLED_OFF, format!("{} {}", texts.get("order-not-owed"), texts.get("order-basket-back")))
        }
        Refunds::None => ("order-title-cancelled", not_paid(order, texts)),
    }
}

/// Returns why the payment failed and that the basket was restored. The gateway's message may already say
/// that nothing was charged.
fn not_paid(order: &OrderView, texts: &Texts) -> String {
    let (charged, back) = (texts.get("order-not-charged"), texts.get("order-basket-back"));
    match &order.payment_message {
        Some(reason) if reason.contains(&charged) || reason.contains("not charged") => format!("{reason} {back}"),
        Some(reason) => format!("{reason} {charged} {back}"),
        None => format!("{charged} {back}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Language, language::fluent::store_texts, testing};

    fn euro(amount: i64) -> Option<Money> {
        Some(Money::new(amount, Currency::EUR))
    }

    /// A paid order of 20 EUR.
    fn order(status: OrderStatus) -> OrderView {
        OrderView { status, ..testing::order(&[("album", "blue-hour", 2)]) }
    }

    fn says(order: &OrderView, language: Language) -> (String, String, String) {
        let Headline { badge, title, text, .. } = of(order, &store_texts(language));
        (badge, title, text.unwrap_or_default())
    }

    fn assert_says(order: &OrderView, english: [&str; 3], german: [&str; 3]) {
        for (language, expected) in [(Language::ENGLISH, english), (Language::GERMAN, german)] {
            let (badge, title, text) = says(order, language);
            // A no-break space separates an amount from its currency.
            let text = text.replace('\u{a0}', " ");
            assert_eq!([badge.as_str(), title.as_str(), text.as_str()], expected);
        }
    }

    #[test]
    fn a_refunded_order_is_not_called_paid() {
        let refunded = OrderView { refunded: euro(2000), ..order(OrderStatus::Completed) };
        let english = [
            "Refunded",
            "Order 1001 has been refunded",
            "We've refunded €20.00. It can take a few days for the money to reach you.",
        ];
        let german = [
            "Erstattet",
            "Bestellung 1001 wurde erstattet",
            "Wir haben Ihnen 20,00 € erstattet. Bis das Geld bei Ihnen ankommt, kann es ein paar Tage dauern.",
        ];
        assert_says(&refunded, english, german);
        // The owner has accepted less than the total.
        let accepted = OrderView { paid: euro(1900), refunded: euro(1900), ..order(OrderStatus::Completed) };
        assert_eq!(says(&accepted, Language::ENGLISH).1, "Order 1001 has been refunded");
    }

    #[test]
    fn a_refund_that_is_not_made_yet_is_announced() {
        let requested = OrderView { refund_pending: euro(2000), on_hold: true, ..order(OrderStatus::Completed) };
        let english = [
            "Refund on its way",
            "Your payment for order 1001 is being refunded",
            "You don't need to do anything: we'll email ada@example.com when the refund is complete.",
        ];
        let german = [
            "Erstattung unterwegs",
            "Ihre Zahlung für Bestellung 1001 wird erstattet",
            "Sie müssen nichts weiter tun: Sobald die Erstattung abgeschlossen ist, schreiben wir an ada@example.com.",
        ];
        assert_says(&requested, english, german);
        let rest = OrderView { refunded: euro(500), refund_pending: euro(1500), ..order(OrderStatus::Completed) };
        assert_says(&rest, english, german);
        // A payment that did not match the order, which is pending until the refund is made.
        let mismatch = OrderView {
            paid: euro(1),
            refund_pending: euro(1),
            payment_message: Some("Another amount.".to_owned()),
            ..order(OrderStatus::Pending)
        };
        assert_says(&mismatch, english, german);
        let silent = OrderView { confirmed_by_mail: false, ..requested };
        assert_eq!(says(&silent, Language::ENGLISH).2, "You don't need to do anything.");
    }

    #[test]
    fn an_order_of_which_a_part_was_refunded_is_still_paid() {
        let part = OrderView { refunded: euro(500), ..order(OrderStatus::Completed) };
        let english = ["Paid", "Thank you! Order 1001 is paid", "We've refunded €5.00 of your payment."];
        let german = [
            "Bezahlt",
            "Vielen Dank! Bestellung 1001 ist bezahlt",
            "Von Ihrer Zahlung haben wir Ihnen 5,00 € erstattet.",
        ];
        assert_says(&part, english, german);
        let pending = OrderView { refund_pending: euro(500), ..order(OrderStatus::Completed) };
        assert_eq!(says(&pending, Language::ENGLISH).2, "We're refunding €5.00 of your payment.");
        assert_eq!(
            says(&pending, Language::GERMAN).2.replace('\u{a0}', " "),
            "Von Ihrer Zahlung erstatten wir Ihnen 5,00 €."
        );
    }

    #[test]
    fn a_disputed_order_is_on_hold_and_a_free_one_is_not_paid() {
        let disputed = OrderView { on_hold: true, ..order(OrderStatus::Completed) };
        let (badge, title, text) = says(&disputed, Language::ENGLISH);
        assert_eq!((badge.as_str(), title.as_str()), ("On hold", "Order 1001 is on hold"));
        // It also says so after the dispute was lost, when nothing is being checked any more.
        assert!(text.starts_with("There's a problem with the payment for this order."), "{text}");
        let free = OrderView { total: Money::zero(Currency::EUR), paid: None, ..order(OrderStatus::Completed) };
        let english =
            ["Nothing to pay", "Thank you for your order 1001", "A confirmation is on its way to ada@example.com."];
        let german = [
            "Nichts zu bezahlen",
            "Vielen Dank für Ihre Bestellung 1001",
            "Eine Bestätigung ist unterwegs an ada@example.com.",
        ];
        assert_says(&free, english, german);
    }

    #[test]
    fn a_cancelled_order_says_what_became_of_the_money() {
        let cancelled = || OrderView { paid: None, ..order(OrderStatus::Cancelled) };
        assert_says(
            &cancelled(),
            ["Cancelled", "Order 1001 was not paid", "You were not charged. Your items are back in your basket."],
            [
                "Storniert",
                "Bestellung 1001 wurde nicht bezahlt",
                "Es wurde nichts abgebucht. Ihre Artikel liegen wieder im Warenkorb.",
            ],
        );
        let title = "Order 1001 has been cancelled";
        let late = |refunded, pending| OrderView { paid: euro(1900), refunded, refund_pending: pending, ..cancelled() };
        for (order, text) in [
            (late(None, euro(1900)), "You don't need to do anything: we'll email"),
            (late(euro(1900), None), "We've refunded €19.00."),
            // The refund has failed.
            (late(None, None), "We've received a payment that doesn't match this order."),
            (OrderView { offline: true, ..cancelled() }, "You don't need to pay for it."),
        ] {
            let (badge, said, explained) = says(&order, Language::ENGLISH);
            assert_eq!((badge.as_str(), said.as_str()), ("Cancelled", title));
            assert!(explained.starts_with(text) && !explained.contains("not charged"), "{explained}");
            assert_eq!(says(&order, Language::GERMAN).1, "Bestellung 1001 wurde storniert");
        }
    }
}
