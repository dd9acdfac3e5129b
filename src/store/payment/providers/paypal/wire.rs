//! The objects of PayPal's API (Orders v2, Payments v2), and the payment states they stand for.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::amount::Amount;
use crate::{Address, PaymentError, PaymentReport, PaymentState, RefundState};

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    pub id: String,
    pub status: String,
    #[serde(default)]
    pub intent: Option<String>,
    #[serde(default)]
    pub purchase_units: Vec<Unit>,
    #[serde(default)]
    pub links: Vec<Link>,
    /// Who has approved the order.
    #[serde(default)]
    payer: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Unit {
    pub custom_id: Option<String>,
    pub payments: Option<Payments>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Payments {
    #[serde(default)]
    pub captures: Vec<Capture>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Capture {
    pub id: String,
    pub status: String,
    pub amount: Amount,
    pub custom_id: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub id: String,
    #[serde(default)]
    pub status: String,
    pub amount: Option<Amount>,
    pub custom_id: Option<String>,
    pub seller_payable_breakdown: Option<Breakdown>,
    #[serde(default)]
    pub links: Vec<Link>,
}

impl Refund {
    /// Maps the status to the state of a refund of `asked`.
    pub fn read(self, asked: crate::Money) -> crate::Refund {
        let state = match self.status.as_str() {
            "PENDING" => RefundState::Pending,
            "FAILED" | "CANCELLED" => RefundState::Failed { reason: "the refund failed at PayPal".to_owned() },
            _ => RefundState::Succeeded,
        };
        let amount = self.amount.and_then(|amount| amount.money()).unwrap_or(asked);
        crate::Refund::new(self.id, amount).state(state)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Breakdown {
    pub total_refunded_amount: Option<Amount>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    pub href: String,
    pub rel: String,
}

/// Returns the id of the capture to which a refund links.
pub(super) fn refunded_capture(links: &[Link]) -> Option<String> {
    let up = links.iter().find(|link| link.rel == "up")?;
    Some(up.href.rsplit_once("/captures/")?.1.to_owned())
}

impl Order {
    /// Returns the attempt the order was made for.
    pub fn attempt(&self) -> Option<&str> {
        self.purchase_units.first()?.custom_id.as_deref()
    }

    /// Returns the URL of the page on which the payer approves the order.
    pub fn page(&self) -> Option<&str> {
        let link = |rel| self.links.iter().find(|link| link.rel == rel).map(|link| link.href.as_str());
        link("payer-action").or_else(|| link("approve"))
    }

    /// Returns the successful capture, or else the last one that was tried.
    pub fn capture(&self) -> Option<&Capture> {
        let captures = || self.purchase_units.iter().flat_map(|unit| &unit.payments).flat_map(|p| &p.captures);
        captures().find(|capture| capture.is_paid()).or_else(|| captures().last())
    }

    /// Whether the order was cancelled: see [`PayPal::call_off`](super::PayPal::call_off).
    pub fn called_off(&self) -> bool {
        self.intent.as_deref() == Some("AUTHORIZE")
    }

    /// Whether the order can still be captured, now or once the payer has approved it.
    pub fn uncaptured(&self) -> bool {
        let waiting = matches!(self.status.as_str(), "CREATED" | "SAVED" | "PAYER_ACTION_REQUIRED" | "APPROVED");
        waiting && !self.called_off()
    }

    pub fn state(&self) -> Result<PaymentState, PaymentError> {
        let unknown =
            |what: &str| Err(PaymentError::Unknown(format!("PayPal reports an order as {} {what}", self.status)));
        match (self.status.as_str(), self.capture()) {
            ("COMPLETED", Some(capture)) => capture.state(),
            ("COMPLETED", None) => unknown("without a capture"),
            ("VOIDED", _) => Ok(PaymentState::Cancelled),
            _ if self.uncaptured() => Ok(PaymentState::Open),
            _ if self.called_off() => Ok(PaymentState::Cancelled),
            _ => unknown("unexpectedly"),
        }
    }
}

impl Order {
    /// Returns the state, with the country of the payer.
    pub fn report(&self) -> Result<PaymentReport, PaymentError> {
        // PayPal's code of China for payments to abroad (REST reference, "Country codes").
        let iso = |code: &str| if code == "C2" { "CN".to_owned() } else { code.to_owned() };
        let payer_country = self.payer["address"]["country_code"].as_str().map(iso);
        Ok(PaymentReport { state: self.state()?, payer_country })
    }
}

impl Capture {
    fn is_paid(&self) -> bool {
        matches!(self.status.as_str(), "COMPLETED" | "PARTIALLY_REFUNDED" | "REFUNDED")
    }

    /// Maps the status. A refunded capture still counts as paid.
    pub fn state(&self) -> Result<PaymentState, PaymentError> {
        match self.status.as_str() {
            _ if self.is_paid() => match self.amount.money() {
                Some(amount) => Ok(PaymentState::Succeeded { amount }),
                None => Err(PaymentError::Unknown(format!("PayPal reports an unreadable amount: {:?}", self.amount))),
            },
            "PENDING" => Ok(PaymentState::Processing),
            "DECLINED" | "FAILED" => Ok(declined()),
            other => Err(PaymentError::Unknown(format!("PayPal reports a capture as {other}"))),
        }
    }
}

/// Returns the shipping address of an order, which PayPal's seller protection requires.
pub(super) fn shipping(to: &Address) -> Value {
    let parts = [
        ("address_line_1", &to.line1),
        ("address_line_2", &to.line2),
        ("admin_area_2", &to.city),
        ("admin_area_1", &to.region),
        ("postal_code", &to.postal_code),
        ("country_code", &to.country),
    ];
    let known = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let address: Map<String, Value> = known.map(|(name, value)| (name.to_owned(), json!(value))).collect();
    json!({ "type": "SHIPPING", "name": { "full_name": to.name }, "address": address })
}

/// Returns the state of a payment whose card or account was declined.
pub(super) fn declined() -> PaymentState {
    let message = "PayPal couldn't charge the card or account you chose. You were not charged. Please try again and choose \
                   another card or account at PayPal.";
    PaymentState::Declined { message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Money};

    fn order(status: &str, intent: &str, captures: &str) -> Result<PaymentState, PaymentError> {
        let json = format!(
            r#"{{"id":"5O1","status":"{status}","intent":"{intent}","purchase_units":[
                {{"custom_id":"a1","payments":{{"captures":[{captures}]}}}}]}}"#
        );
        serde_json::from_str::<Order>(&json).unwrap().state()
    }

    fn capture(status: &str) -> String {
        format!(r#"{{"id":"3C6","status":"{status}","amount":{{"currency_code":"EUR","value":"24.90"}}}}"#)
    }

    #[test]
    fn an_order_without_a_capture_is_open_until_it_is_voided() {
        for status in ["CREATED", "SAVED", "PAYER_ACTION_REQUIRED", "APPROVED"] {
            assert_eq!(order(status, "CAPTURE", ""), Ok(PaymentState::Open), "{status}");
            assert_eq!(order(status, "AUTHORIZE", ""), Ok(PaymentState::Cancelled), "{status}, called off");
        }
        assert_eq!(order("VOIDED", "CAPTURE", ""), Ok(PaymentState::Cancelled));
    }

    #[test]
    fn a_completed_order_is_what_its_capture_is() {
        let paid = PaymentState::Succeeded { amount: Money::new(2490, Currency::EUR) };
        for status in ["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"] {
            assert_eq!(order("COMPLETED", "CAPTURE", &capture(status)), Ok(paid.clone()), "{status}");
        }
        assert_eq!(order("COMPLETED", "CAPTURE", &capture("PENDING")), Ok(PaymentState::Processing));
        for status in ["DECLINED", "FAILED"] {
            assert_eq!(order("COMPLETED", "CAPTURE", &capture(status)), Ok(declined()), "{status}");
        }
        let second_try = format!("{},{}", capture("DECLINED"), capture("COMPLETED"));
        assert_eq!(order("COMPLETED", "CAPTURE", &second_try), Ok(paid));
    }

    #[test]
    fn the_payers_country_comes_with_the_order() {
        let country = |payer: &str| {
            let capture = capture("COMPLETED");
            let json = format!(
                r#"{{"id":"5O1","status":"COMPLETED","purchase_units":[{{"payments":{{"captures":[{capture}]}}}}]{payer}}}"#
            );
            serde_json::from_str::<Order>(&json).unwrap().report().unwrap().payer_country
        };
        let of =
            |code: &str| country(&format!(r#","payer":{{"payer_id":"Q1","address":{{"country_code":"{code}"}}}}"#));
        assert_eq!((of("NL").as_deref(), of("C2").as_deref()), (Some("NL"), Some("CN")));
        assert_eq!((country(""), country(r#","payer":null"#)), (None, None));
    }

    #[test]
    fn what_is_not_documented_decides_nothing() {
        for answer in [
            order("COMPLETED", "CAPTURE", ""),
            order("EXPLODED", "CAPTURE", ""),
            order("COMPLETED", "CAPTURE", &capture("EXPLODED")),
        ] {
            assert!(matches!(answer, Err(PaymentError::Unknown(_))), "{answer:?}");
        }
    }
}
