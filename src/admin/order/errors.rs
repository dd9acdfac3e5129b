//! What the merchant's operations refuse, as sentences of a page: without the words of the command line.

use crate::{AdminError, FulfilmentError, OrderStatus, RefundStatus, ShipmentStatus, Texts, admin::here::Failure};

/// What became of a form that acts.
pub(in crate::admin) enum Outcome<T> {
    /// It has taken effect, with this result.
    Done(T),
    /// It has taken effect when it was submitted before.
    AlreadyDone,
    /// Nothing has changed, for this reason.
    Refused(String),
}

/// Sorts the result of an operation on an order.
///
/// # Errors
/// What no form can say anything about: an unknown order, and a database that failed.
pub(in crate::admin) fn outcome<T>(result: Result<T, AdminError>, texts: &Texts) -> Result<Outcome<T>, Failure> {
    Ok(match result {
        Ok(done) => Outcome::Done(done),
        Err(AdminError::AlreadyDone) => Outcome::AlreadyDone,
        Err(error @ (AdminError::UnknownOrder(_) | AdminError::Database(_))) => return Err(error.into()),
        Err(error) => Outcome::Refused(about_order(&error, texts)),
    })
}

/// Sorts the result of an operation on a parcel.
///
/// # Errors
/// What no form can say anything about: an unknown parcel, and a database that failed.
pub(in crate::admin) fn parcel_outcome<T>(
    result: Result<T, FulfilmentError>,
    texts: &Texts,
) -> Result<Outcome<T>, Failure> {
    Ok(match result {
        Ok(done) => Outcome::Done(done),
        Err(FulfilmentError::AlreadyDone) => Outcome::AlreadyDone,
        Err(FulfilmentError::UnknownShipment) => return Err(Failure::NotFound),
        Err(FulfilmentError::Database(error)) => return Err(error.into()),
        Err(error) => Outcome::Refused(about_parcel(&error, texts)),
    })
}

/// Returns why an operation on an order was refused, and what to do instead.
pub(in crate::admin) fn about_order(error: &AdminError, texts: &Texts) -> String {
    let of = |name: &str, number: &i64| texts.format(name, &[("number", (&number.to_string()).into())]);
    match error {
        AdminError::UnknownOrder(number) => of("admin-error-unknown-order", number),
        AdminError::AlreadyFinal(status) => texts.get(match status {
            OrderStatus::Completed => "admin-error-already-paid",
            OrderStatus::Created | OrderStatus::Pending | OrderStatus::Cancelled => "admin-error-already-cancelled",
        }),
        AdminError::GatewayDecides => texts.get("admin-error-gateway-decides"),
        AdminError::NotPaid => texts.get("admin-error-not-paid"),
        AdminError::DisputeLost => texts.get("admin-error-dispute-lost"),
        AdminError::ExceedsRefundable(left) => {
            texts.format("admin-error-exceeds-refundable", &[("left", (&texts.money(*left)).into())])
        }
        AdminError::NotPositive(zero) => {
            texts.format("admin-error-not-positive", &[("zero", (&texts.money(*zero)).into())])
        }
        AdminError::NothingChosen => texts.get("admin-error-nothing-chosen"),
        AdminError::NotSoMany { title, left } => {
            let number = texts.number((*left).into());
            let with = [("left", (*left).into()), ("number", (&number).into()), ("title", title.into())];
            texts.format("admin-error-not-so-many", &with)
        }
        AdminError::NotCompleted(status) => texts.get(match status {
            OrderStatus::Cancelled => "admin-error-not-completed-cancelled",
            OrderStatus::Created | OrderStatus::Pending | OrderStatus::Completed => "admin-error-not-completed",
        }),
        AdminError::NoWaitingRefund(_) => texts.get("admin-error-no-waiting-refund"),
        AdminError::NothingToRestock(_) => texts.get("admin-error-nothing-to-restock"),
        AdminError::NoOpenRefund(_) => texts.get("admin-error-no-open-refund"),
        AdminError::SeveralRefunds => texts.get("admin-error-several-refunds"),
        AdminError::RefundAccepted(status) => texts.get(match status {
            RefundStatus::Succeeded => "admin-error-refund-made",
            RefundStatus::Starting | RefundStatus::Pending | RefundStatus::Failed => "admin-error-refund-accepted",
        }),
        AdminError::RefundInProgress => texts.get("admin-error-refund-in-progress"),
        AdminError::UnknownReceiver { name, .. } => {
            texts.format("admin-error-unknown-receiver", &[("name", name.into())])
        }
        AdminError::NothingHandled => texts.get("admin-error-nothing-handled"),
        AdminError::NoDownloads => texts.get("admin-error-no-downloads"),
        AdminError::RefundedInFull => texts.get("admin-error-refunded-in-full"),
        AdminError::DownloadsRefunded => texts.get("admin-error-downloads-refunded"),
        AdminError::OnHold => texts.get("admin-error-on-hold"),
        AdminError::PaymentProcessing => texts.get("admin-error-payment-processing"),
        AdminError::NotOnHold(_) => texts.get("admin-error-not-on-hold"),
        AdminError::HeldByRefund(_) => texts.get("admin-error-held-by-refund"),
        AdminError::GatewayUnavailable => texts.get("admin-error-gateway-unavailable"),
        AdminError::PolledJustNow => texts.get("admin-error-polled-just-now"),
        AdminError::NotAtGateway => texts.get("admin-error-not-at-gateway"),
        AdminError::InvalidNote => texts.get("admin-error-invalid-note"),
        AdminError::OrderCancelled(_) => texts.get("admin-error-order-cancelled"),
        AdminError::InvalidCorrection(_) => texts.get("admin-error-invalid-correction"),
        AdminError::UnknownWithdrawal => texts.get("admin-error-unknown-withdrawal"),
        AdminError::WithdrawalMatched => texts.get("admin-error-withdrawal-matched"),
        AdminError::NoSeller => texts.get("admin-error-no-seller"),
        AdminError::UnknownInvoice(_) => texts.get("admin-error-unknown-invoice"),
        AdminError::NothingToInvoice(_) => texts.get("admin-error-nothing-to-invoice"),
        AdminError::NothingInvoiced(_) => texts.get("admin-error-nothing-invoiced"),
        AdminError::NoTaxToReturn(_) => texts.get("admin-error-no-tax-to-return"),
        AdminError::UnsettledRefund(_) => texts.get("admin-error-unsettled-refund"),
        AdminError::AlreadyDone => texts.get("admin-error-already-done"),
        AdminError::NotAllowed => texts.get("admin-error-not-allowed"),
        AdminError::Database(_) => texts.get("admin-error-database"),
    }
}

/// Returns why an operation on a parcel was refused, and what to do instead.
pub(in crate::admin) fn about_parcel(error: &FulfilmentError, texts: &Texts) -> String {
    match error {
        FulfilmentError::UnknownShipment => texts.get("admin-error-unknown-parcel"),
        FulfilmentError::NotPaid(status) => texts.get(match status {
            OrderStatus::Cancelled => "admin-error-parcel-of-cancelled-order",
            OrderStatus::Created | OrderStatus::Pending | OrderStatus::Completed => "admin-error-parcel-not-paid",
        }),
        FulfilmentError::InvalidTransition { from, .. } => texts.get(match from {
            ShipmentStatus::Pending => "admin-error-parcel-is-pending",
            ShipmentStatus::Sent => "admin-error-parcel-is-sent",
            ShipmentStatus::Delivered => "admin-error-parcel-is-delivered",
            ShipmentStatus::Failed => "admin-error-parcel-is-failed",
            ShipmentStatus::Cancelled => "admin-error-parcel-is-cancelled",
        }),
        FulfilmentError::OnHold => texts.get("admin-error-parcel-on-hold"),
        FulfilmentError::InvalidTrackingUrl => texts.get("admin-error-tracking-url"),
        FulfilmentError::AlreadyDone => texts.get("admin-error-already-done"),
        FulfilmentError::NotAllowed => texts.get("admin-error-not-allowed"),
        FulfilmentError::Database(_) => texts.get("admin-error-database"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Language, Money, PaymentIssue, db::DbError, language::fluent::store_texts};

    fn database() -> DbError {
        DbError::from(sqlx::Error::PoolClosed)
    }

    /// One of each, with what stands in a sentence.
    fn about_orders() -> Vec<AdminError> {
        let mut all = vec![
            AdminError::UnknownOrder(1001),
            AdminError::GatewayDecides,
            AdminError::NotPaid,
            AdminError::DisputeLost,
            AdminError::ExceedsRefundable(Money::new(990, Currency::EUR)),
            AdminError::NotPositive(Money::zero(Currency::EUR)),
            AdminError::NothingChosen,
            AdminError::NotSoMany { title: "Dunes".into(), left: 0 },
            AdminError::NotSoMany { title: "Dunes".into(), left: 1 },
            AdminError::NotSoMany { title: "Dunes".into(), left: 2 },
            AdminError::NoWaitingRefund(1001),
            AdminError::NothingToRestock(1001),
            AdminError::NoOpenRefund(1001),
            AdminError::SeveralRefunds,
            AdminError::RefundInProgress,
            AdminError::UnknownReceiver { name: "pigeon".into(), known: "downloads".into() },
            AdminError::NothingHandled,
            AdminError::NoDownloads,
            AdminError::RefundedInFull,
            AdminError::DownloadsRefunded,
            AdminError::OnHold,
            AdminError::PaymentProcessing,
            AdminError::NotOnHold(1001),
            AdminError::HeldByRefund(1001),
            AdminError::GatewayUnavailable,
            AdminError::PolledJustNow,
            AdminError::NotAtGateway,
            AdminError::InvalidNote,
            AdminError::OrderCancelled(1001),
            AdminError::InvalidCorrection(Vec::new()),
            AdminError::UnknownWithdrawal,
            AdminError::WithdrawalMatched,
            AdminError::NoSeller,
            AdminError::UnknownInvoice("2026-00001".into()),
            AdminError::NothingToInvoice(1001),
            AdminError::NothingInvoiced(1001),
            AdminError::NoTaxToReturn(1001),
            AdminError::UnsettledRefund(1001),
            AdminError::AlreadyDone,
            AdminError::NotAllowed,
            AdminError::Database(database()),
        ];
        all.extend(OrderStatus::ALL.map(AdminError::AlreadyFinal));
        all.extend(RefundStatus::ALL.map(AdminError::RefundAccepted));
        all.extend(OrderStatus::ALL.map(AdminError::NotCompleted));
        all
    }

    fn about_parcels() -> Vec<FulfilmentError> {
        let mut all = vec![
            FulfilmentError::UnknownShipment,
            FulfilmentError::OnHold,
            FulfilmentError::InvalidTrackingUrl,
            FulfilmentError::AlreadyDone,
            FulfilmentError::NotAllowed,
            FulfilmentError::Database(database()),
        ];
        all.extend(OrderStatus::ALL.map(FulfilmentError::NotPaid));
        all.extend(
            ShipmentStatus::ALL.map(|from| FulfilmentError::InvalidTransition { from, to: ShipmentStatus::Sent }),
        );
        all
    }

    #[test]
    fn every_refusal_is_a_sentence_in_each_language() {
        let (english, german) = (store_texts(Language::ENGLISH), store_texts(Language::GERMAN));
        let mut all = Vec::new();
        for texts in [&english, &german] {
            let orders = about_orders().iter().map(|error| about_order(error, texts)).collect::<Vec<_>>();
            let parcels = about_parcels().iter().map(|error| about_parcel(error, texts)).collect::<Vec<_>>();
            all.push([orders, parcels].concat());
        }
        for (english, german) in all[0].iter().zip(&all[1]) {
            for sentence in [english, german] {
                assert!(sentence.ends_with('.') && sentence.contains(' '), "{sentence}");
                assert!(!sentence.contains('`') && !sentence.contains("pannier"), "{sentence}");
            }
            assert_ne!(english, german);
        }
    }

    #[test]
    fn every_issue_has_a_name_in_each_language() {
        for language in [Language::ENGLISH, Language::GERMAN] {
            let texts = store_texts(language);
            for issue in PaymentIssue::ALL {
                assert!(!super::super::labels::issue(issue, &texts).starts_with("admin-"));
            }
        }
    }
}
