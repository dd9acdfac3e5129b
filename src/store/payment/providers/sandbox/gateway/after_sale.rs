//! What can happen to an approved payment: a dispute, refunds that are refused, pending or fail, and those that the merchant
//! makes here.

use super::{
    Gateway,
    ledger::{self, Record},
};
use crate::{DisputeStatus, RefundStatus, db};

/// How the gateway answers requests for refunds of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundAnswer {
    Made,
    Pending,
    /// The merchant's balance is too low.
    Refused,
    /// The API key lacks the permission.
    Unauthorized,
}

impl RefundAnswer {
    const ALL: [RefundAnswer; 4] =
        [RefundAnswer::Made, RefundAnswer::Pending, RefundAnswer::Refused, RefundAnswer::Unauthorized];

    pub fn as_str(self) -> &'static str {
        match self {
            RefundAnswer::Made => "made",
            RefundAnswer::Pending => "pending",
            RefundAnswer::Refused => "refused",
            RefundAnswer::Unauthorized => "unauthorized",
        }
    }

    pub fn from_name(name: &str) -> Option<RefundAnswer> {
        RefundAnswer::ALL.into_iter().find(|answer| answer.as_str() == name)
    }
}

/// A button of an approved payment's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterSale {
    OpenDispute,
    WinDispute,
    LoseDispute,
    /// Refunds all that is left, as the merchant does in the dashboard of a gateway.
    RefundAll,
    /// Refunds half of what is left: what it is for, the shop does not learn.
    RefundHalf,
    /// Sets the answer to requests for refunds from now on.
    Answer(RefundAnswer),
    /// Makes the refunds that are pending.
    MakeRefunds,
    /// Lets the refunds fail that are pending or made.
    FailRefunds,
}

use AfterSale::*;

const ALL: [AfterSale; 11] = [
    OpenDispute,
    WinDispute,
    LoseDispute,
    RefundAll,
    RefundHalf,
    MakeRefunds,
    FailRefunds,
    Answer(RefundAnswer::Made),
    Answer(RefundAnswer::Pending),
    Answer(RefundAnswer::Refused),
    Answer(RefundAnswer::Unauthorized),
];

impl AfterSale {
    /// Returns the button with this value.
    pub fn from_value(value: &str) -> Option<AfterSale> {
        ALL.into_iter().find(|button| button.value() == value)
    }

    /// Returns the button's value.
    pub fn value(self) -> &'static str {
        match self {
            OpenDispute => "dispute",
            WinDispute => "dispute-won",
            LoseDispute => "dispute-lost",
            RefundAll => "refund-all",
            RefundHalf => "refund-half",
            Answer(RefundAnswer::Made) => "refunds-made",
            Answer(RefundAnswer::Pending) => "refunds-pending",
            Answer(RefundAnswer::Refused) => "refunds-refused",
            Answer(RefundAnswer::Unauthorized) => "refunds-unauthorized",
            MakeRefunds => "make-refunds",
            FailRefunds => "fail-refunds",
        }
    }

    /// Returns the buttons about the payment's dispute. It has one at most.
    pub fn about_dispute(payment: &Record) -> Vec<AfterSale> {
        match payment.dispute {
            None => vec![OpenDispute],
            Some(DisputeStatus::Open) => vec![WinDispute, LoseDispute],
            Some(DisputeStatus::Won | DisputeStatus::Lost) => Vec::new(),
        }
    }

    /// Returns the buttons about the payment's `refunds`, and about those that are requested from now on.
    pub fn about_refunds(payment: &Record, refunds: &[RefundStatus]) -> Vec<AfterSale> {
        let pending = refunds.contains(&RefundStatus::Pending);
        let offered = |button: &AfterSale| match button {
            MakeRefunds => pending,
            FailRefunds => pending || refunds.contains(&RefundStatus::Succeeded),
            RefundAll => payment.left() > 0,
            RefundHalf => payment.left() > 1,
            Answer(answer) => *answer != payment.refunds,
            OpenDispute | WinDispute | LoseDispute => false,
        };
        ALL.into_iter().filter(offered).collect()
    }
}

impl Gateway {
    /// Does what a button says, if the payment allows it, and notifies the shop.
    pub(super) async fn follow_up(&self, payment: &Record, button: AfterSale) -> db::Result<()> {
        let (db, id) = (&self.0.db, &payment.id);
        let webhooks = match button {
            OpenDispute => ledger::dispute(db, id, DisputeStatus::Open).await?,
            WinDispute => ledger::dispute(db, id, DisputeStatus::Won).await?,
            LoseDispute => ledger::dispute(db, id, DisputeStatus::Lost).await?,
            RefundAll => ledger::refund_here(db, payment, payment.left()).await?,
            RefundHalf => ledger::refund_here(db, payment, payment.left() / 2).await?,
            Answer(answer) => {
                ledger::answer_refunds(db, id, answer).await?;
                Vec::new()
            }
            MakeRefunds => ledger::end_refunds(db, payment, RefundStatus::Succeeded).await?,
            FailRefunds => ledger::end_refunds(db, payment, RefundStatus::Failed).await?,
        };
        for webhook in webhooks {
            // Before the page says that it has happened, the shop knows it.
            if !self.try_send(&webhook).await {
                self.send_all([webhook]);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, language::fluent::store_texts};

    #[test]
    fn every_button_and_state_has_a_text() {
        let texts = store_texts(Language::ENGLISH);
        let buttons = ALL.into_iter().flat_map(|button| {
            assert_eq!(AfterSale::from_value(button.value()), Some(button));
            [button.value().to_owned(), format!("{}-hint", button.value())]
        });
        let disputes = DisputeStatus::ALL.map(|status| format!("dispute-is-{status}"));
        let answers = RefundAnswer::ALL.map(|answer| format!("refunds-are-{}", answer.as_str()));
        for name in buttons.chain(disputes).chain(answers).chain(["dispute-is-none".to_owned()]) {
            let name = format!("sandbox-{name}");
            assert_ne!(texts.get(&name), name);
        }
    }
}
