//! What was refunded since a withdrawal was received, and the address of the form that refunds the rest, filled in.

use crate::{
    Act, AdminError, OrderWithdrawal, RefundRecord, Refundable, RefundableLine, WithdrawalLine, WithdrawalRecord,
    admin::{
        here::{Failure, Here},
        order,
    },
    encode,
};

/// How far a withdrawal is refunded.
#[derive(Default)]
pub(super) struct Progress {
    /// The refunds of the order since it was received.
    pub refunds: Vec<RefundRecord>,
    /// Whether nothing is left to refund of what was withdrawn, as far as that is known.
    pub is_complete: bool,
    /// The path and query of the form that refunds the rest. `None` if the withdrawal is closed, nothing is left, or the member
    /// may not.
    pub form: Option<String>,
}

/// Returns how far a withdrawal is refunded, and what leads to the rest.
pub(super) async fn progress(here: &Here, found: &WithdrawalRecord) -> Result<Progress, Failure> {
    let Some(number) = found.order else { return Ok(Progress::default()) };
    let refunds = here.admin().refunds_since(number, found.received_at).await?;
    let left = match here.admin().refundable(number).await {
        Ok(left) => left,
        Err(AdminError::Database(error)) => return Err(error.into()),
        // What cannot be refunded now is said by the order's page.
        Err(_) => return Ok(Progress { refunds, ..Progress::default() }),
    };
    let (order, _) = here.admin().order(number).await?;
    let earlier = order.withdrawals.into_iter().filter(|one| one.received_at < found.received_at);
    let earlier: Vec<OrderWithdrawal> = earlier.collect();
    let answers = match earlier.first() {
        Some(first) => here.admin().refunds_since(number, first.received_at).await?,
        None => refunds.clone(),
    };
    let rest = Rest::of(found, &earlier, &left, &answers);
    let is_complete = !refunds.is_empty() && rest.is_nothing();
    let may = found.closed_at.is_none() && (here.may(Act::Refund) || here.may(Act::RecordRefund));
    let form = match may && !rest.is_nothing() {
        true => order::refund_path(here, number).await?,
        false => None,
    };
    // The customer reads it, in the mail and on the credit note.
    let texts = here.store.texts(found.language);
    let note = texts.format("withdraw-refund", &[("day", (&texts.date(found.received_at)).into())]);
    let form = form.map(|form| format!("{form}?{}", rest.query(&note)));
    Ok(Progress { refunds, is_complete, form })
}

/// What is left to refund of a withdrawal.
struct Rest {
    /// The lines, by kind and id, and the pieces that were withdrawn and not refunded since.
    lines: Vec<(String, String, u32)>,
    /// With everything, the shipping as well.
    shipping: bool,
    /// Whether only a person can tell what is left: it was named in words, or the order can only be refunded by an amount.
    is_unknown: bool,
}

impl Rest {
    /// `refunds` are those since the first of the withdrawals from the order: they answer the `earlier` ones first.
    fn of(found: &WithdrawalRecord, earlier: &[OrderWithdrawal], left: &Refundable, refunds: &[RefundRecord]) -> Rest {
        let everything = found.is_everything();
        let refunded = |line: &RefundableLine| {
            let items = refunds.iter().flat_map(|refund| &refund.items);
            let (kind, id) = (Some(line.kind.as_str()), Some(line.id.as_str()));
            let same = items.filter(|item| item.kind.as_deref() == kind && item.id.as_deref() == id);
            same.fold(0_u32, |pieces, item| pieces.saturating_add(item.quantity))
        };
        let pieces_of = |lines: &[WithdrawalLine], line: &RefundableLine| {
            let same = lines.iter().filter(|withdrawn| withdrawn.kind == line.kind && withdrawn.id == line.id);
            same.fold(0_u32, |pieces, withdrawn| pieces.saturating_add(withdrawn.quantity))
        };
        let wanted = |line: &RefundableLine| {
            if everything {
                return line.left;
            }
            let pieces = pieces_of(&found.lines, line);
            let before = earlier.iter().fold(0_u32, |sum, one| sum.saturating_add(pieces_of(&one.lines, line)));
            before.saturating_add(pieces).saturating_sub(refunded(line)).min(pieces).min(line.left)
        };
        let lines = left.lines.iter().map(|line| (line.kind.clone(), line.id.clone(), wanted(line)));
        Rest {
            lines: lines.filter(|(.., pieces)| *pieces > 0).collect(),
            shipping: everything && left.shipping.amount > 0,
            is_unknown: left.total.amount > 0 && (found.is_in_words() || left.lines.is_empty()),
        }
    }

    fn is_nothing(&self) -> bool {
        self.lines.is_empty() && !self.shipping && !self.is_unknown
    }

    /// Returns what fills in the form.
    fn query(&self, note: &str) -> String {
        let lines = self.lines.iter().map(|(kind, id, pieces)| ("line", format!("{kind}/{id}*{pieces}")));
        let shipping = self.shipping.then(|| ("shipping", "1".to_owned()));
        let all = lines.chain(shipping).chain([("note", note.to_owned())]);
        let pairs: Vec<String> = all.map(|(name, value)| format!("{name}={}", encode::component(&value))).collect();
        pairs.join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Currency, Language, Money, ReceiptState, RefundItem, RefundReason, RefundStatus, Timestamp, WithdrawalRight,
    };

    const DAY: Timestamp = Timestamp::from_secs(1_795_996_800);

    fn left() -> Refundable {
        let line = |id: &str, quantity, left| RefundableLine {
            kind: "album".to_owned(),
            id: id.to_owned(),
            title: id.to_uppercase(),
            quantity,
            left,
            amount: Money::new(1_000, Currency::EUR),
            restock: true,
        };
        let shipping = Money::new(490, Currency::EUR);
        Refundable {
            lines: vec![line("dunes/cd", 3, 2), line("reef", 1, 0), line("bend", 1, 1)],
            shipping,
            total: Money::new(4_000, Currency::EUR),
        }
    }

    fn withdrawal(lines: &[(&str, u32)], text: &str, identified: bool) -> WithdrawalRecord {
        let line = |(id, quantity): &(&str, u32)| WithdrawalLine {
            kind: "album".to_owned(),
            id: (*id).to_owned(),
            title: id.to_uppercase(),
            quantity: *quantity,
            right: WithdrawalRight::Applies,
        };
        WithdrawalRecord {
            id: "w1".to_owned(),
            received_at: DAY,
            order: Some(1001),
            typed: "1001".to_owned(),
            identified,
            name: "Ada Lovelace".to_owned(),
            email: "ada@example.com".to_owned(),
            lines: lines.iter().map(line).collect(),
            text: text.to_owned(),
            language: Language::ENGLISH,
            late: false,
            exceptions: Vec::new(),
            receipt: ReceiptState::Sent { at: DAY },
            closed_at: None,
        }
    }

    /// A refund of so many pieces of an album.
    fn refund(id: &str, quantity: u32) -> RefundRecord {
        let amount = Money::new(1_000, Currency::EUR);
        let item = RefundItem {
            kind: Some("album".to_owned()),
            id: Some(id.to_owned()),
            shipment: None,
            title: id.to_uppercase(),
            quantity,
            amount,
            tax: None,
            rate: None,
            reserved: false,
            returns_tax: false,
        };
        RefundRecord {
            id: "r1".to_owned(),
            amount,
            reason: RefundReason::Requested,
            status: RefundStatus::Succeeded,
            error: None,
            manual: false,
            holds_order: false,
            stuck: false,
            note: String::new(),
            items: vec![item],
            awaits_items: false,
            returns_tax: false,
            not_in_stock: false,
            awaits_restock: false,
        }
    }

    fn query(found: &WithdrawalRecord, refunds: &[RefundRecord]) -> String {
        Rest::of(found, &[], &left(), refunds).query("x")
    }

    #[test]
    fn everything_is_what_is_left_of_it_with_the_shipping() {
        let everything = withdrawal(&[], "", false);
        let filled_in = Rest::of(&everything, &[], &left(), &[]).query("Your withdrawal");
        assert_eq!(filled_in, "line=album%2Fdunes%2Fcd%2A2&line=album%2Fbend%2A1&shipping=1&note=Your%20withdrawal");
        let mut gone = left();
        for line in &mut gone.lines {
            line.left = 0;
        }
        gone.shipping = Money::zero(Currency::EUR);
        assert!(Rest::of(&everything, &[], &gone, &[refund("bend", 1)]).is_nothing());
    }

    #[test]
    fn pieces_are_those_that_were_withdrawn_and_are_left() {
        let withdrawn = withdrawal(&[("dunes/cd", 3), ("reef", 1), ("gone", 1)], "Too blue", true);
        assert_eq!(query(&withdrawn, &[]), "line=album%2Fdunes%2Fcd%2A2&note=x");
    }

    #[test]
    fn what_was_refunded_since_is_not_filled_in_again() {
        let one = withdrawal(&[("dunes/cd", 1)], "", true);
        assert!(
            Rest::of(&one, &[], &left(), &[refund("dunes/cd", 1)]).is_nothing(),
            "although two are left of the order"
        );
        assert!(!Rest::of(&one, &[], &left(), &[refund("bend", 1)]).is_nothing(), "another one was refunded");
        assert!(!Rest::of(&one, &[], &left(), &[refund("dunes/cd", 0)]).is_nothing(), "an amount is no piece");
        let two = withdrawal(&[("dunes/cd", 2)], "", true);
        assert_eq!(query(&two, &[refund("dunes/cd", 1)]), "line=album%2Fdunes%2Fcd%2A1&note=x");
    }

    #[test]
    fn refunds_answer_the_first_withdrawal_first() {
        let second = withdrawal(&[("dunes/cd", 1)], "", true);
        let first = OrderWithdrawal {
            received_at: Timestamp::from_secs(0),
            lines: second.lines.clone(),
            identified: true,
            in_words: false,
        };
        let rest = |refunded| Rest::of(&second, std::slice::from_ref(&first), &left(), &[refund("dunes/cd", refunded)]);
        assert_eq!(rest(1).query("x"), "line=album%2Fdunes%2Fcd%2A1&note=x");
        assert!(rest(2).is_nothing());
    }

    #[test]
    fn what_was_named_in_words_is_chosen_by_a_person() {
        let in_words = withdrawal(&[], "The blue one", false);
        assert_eq!(query(&in_words, &[refund("bend", 1)]), "note=x");
        assert!(!Rest::of(&in_words, &[], &left(), &[refund("bend", 1)]).is_nothing());
    }
}
