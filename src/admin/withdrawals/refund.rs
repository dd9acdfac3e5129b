//! The address of the form that refunds what was withdrawn, filled in.

use crate::{
    Act, AdminError, Refundable, RefundableLine, WithdrawalRecord,
    admin::{
        here::{Failure, Here},
        order,
    },
    encode,
};

/// Returns the path and query of the form, if the member may refund the order and something is left of it.
pub(super) async fn address(here: &Here, found: &WithdrawalRecord) -> Result<Option<String>, Failure> {
    let Some(number) = found.order.filter(|_| here.may(Act::Refund) || here.may(Act::RecordRefund)) else {
        return Ok(None);
    };
    let Some(form) = order::refund_path(here, number).await? else { return Ok(None) };
    let left = match here.admin().refundable(number).await {
        Ok(left) => left,
        Err(AdminError::Database(error)) => return Err(error.into()),
        // What cannot be refunded now is said by the order's page.
        Err(_) => return Ok(None),
    };
    // The customer reads it, in the mail and on the credit note.
    let texts = here.store.texts(found.language);
    let note = texts.format("withdraw-refund", &[("day", (&texts.date(found.received_at)).into())]);
    Ok(Some(format!("{form}?{}", query(found, &left, &note))))
}

/// Returns what fills in the form: the pieces that were withdrawn and are left; with everything, the shipping as well. What a
/// customer has named in words, a person has to choose.
fn query(found: &WithdrawalRecord, left: &Refundable, note: &str) -> String {
    let in_words = !found.identified && !found.text.is_empty();
    let everything = found.is_everything() && !in_words;
    let wanted = |line: &RefundableLine| {
        let same = found.lines.iter().filter(|withdrawn| withdrawn.kind == line.kind && withdrawn.id == line.id);
        let pieces = same.fold(0_u32, |pieces, withdrawn| pieces.saturating_add(withdrawn.quantity));
        if everything { line.left } else { pieces.min(line.left) }
    };
    let lines = left.lines.iter().map(|line| (line, wanted(line))).filter(|(_, pieces)| *pieces > 0);
    let lines = lines.map(|(line, pieces)| ("line", format!("{}/{}*{pieces}", line.kind, line.id)));
    let shipping = everything.then(|| ("shipping", "1".to_owned()));
    let all = lines.chain(shipping).chain([("note", note.to_owned())]);
    let pairs: Vec<String> = all.map(|(name, value)| format!("{name}={}", encode::component(&value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Language, Money, ReceiptState, Timestamp, WithdrawalLine, WithdrawalRight};

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
            receipt: ReceiptState::Sent { at: DAY },
            closed_at: None,
        }
    }

    #[test]
    fn everything_is_what_is_left_of_it_with_the_shipping() {
        let query = query(&withdrawal(&[], "", false), &left(), "Your withdrawal");
        assert_eq!(query, "line=album%2Fdunes%2Fcd%2A2&line=album%2Fbend%2A1&shipping=1&note=Your%20withdrawal");
    }

    #[test]
    fn pieces_are_those_that_were_withdrawn_and_are_left() {
        let withdrawn = withdrawal(&[("dunes/cd", 3), ("reef", 1), ("gone", 1)], "Too blue", true);
        assert_eq!(query(&withdrawn, &left(), "x"), "line=album%2Fdunes%2Fcd%2A2&note=x");
    }

    #[test]
    fn what_was_named_in_words_is_chosen_by_a_person() {
        assert_eq!(query(&withdrawal(&[], "The blue one", false), &left(), "x"), "note=x");
    }
}
