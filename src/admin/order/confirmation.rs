//! The sign-in that returning much money asks for.

use axum::response::Response;

use super::found::taken_of;
use crate::{
    Money, PaymentRecord,
    admin::here::{Failure, Here, sign_in_first},
};

/// Leads to a new sign-in, if returning this amount of a payment needs one within the last hour, as the settings say, and
/// from there to `next`, a path of the admin. Refunds before it count as well: a large one in parts is none the smaller.
///
/// `None` if the form can go on, also one that has taken effect: its operation says so.
pub(super) async fn confirmation(
    here: &Here,
    payment: Option<&PaymentRecord>,
    amount: Money,
    form: &str,
    next: &str,
) -> Result<Option<Response>, Failure> {
    let taken = payment.map_or(0, taken_of);
    let asks = is_above(here.store.settings().refund_confirmation, taken, amount) && !here.is_recent();
    if !asks || here.admin().once(&here.form(form)).is_done().await? {
        return Ok(None);
    }
    Ok(Some(sign_in_first(&here.store, &here.path(next))))
}

/// Whether an amount exceeds the limit, together with what was taken of the payment before.
fn is_above(limit: Option<Money>, taken: i64, amount: Money) -> bool {
    limit.is_some_and(|limit| limit.currency != amount.currency || taken.saturating_add(amount.amount) > limit.amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn what_was_refunded_before_counts() {
        let euro = |amount| Money::new(amount, Currency::EUR);
        for (taken, amount, asks) in
            [(0, 200, false), (0, 201, true), (50, 150, false), (150, 150, true), (i64::MAX, 1, true)]
        {
            assert_eq!(is_above(Some(euro(200)), taken, euro(amount)), asks, "{taken} and {amount}");
            assert!(!is_above(None, taken, euro(amount)));
        }
        let yen = Money::new(1, Currency::from_code("JPY").unwrap());
        assert!(is_above(Some(euro(200)), 0, yen), "in another currency");
    }
}
