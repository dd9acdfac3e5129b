//! Payment by bank transfer: the shopper gets the account details, and the order waits for the money.

use async_trait::async_trait;
use http::HeaderMap;
use iban::Iban;

use crate::{
    Attempt, AttemptRef, Instructions, InvalidValueError, NextAction, PaymentError, PaymentProvider, PaymentState,
    Refund, RefundRequest, StartedPayment, Timestamp, WebhookError, WebhookEvent, language::fluent::english,
};

mod settings;

/// Bank transfer in advance.
///
/// No gateway is involved: the merchant checks the account, confirms payments with
/// [`Store::settle`](crate::Store::settle), and refunds by hand.
///
/// The order number is the remittance information, as a creditor reference (ISO 11649). Banks verify its
/// check digits, so typing mistakes are caught at once.
///
/// ```
/// use pannier::{PaymentProvider, payment::BankTransfer};
///
/// let transfer = BankTransfer::new("Quarto Press", "DE02 1203 0000 0000 2020 51")?.bic("BYLADEM1001")?;
/// assert_eq!(transfer.id(), "bank-transfer");
/// # Ok::<(), pannier::InvalidValueError>(())
/// ```
#[derive(Clone, Debug)]
pub struct BankTransfer {
    name: String,
    iban: Iban,
    bic: Option<String>,
}

impl BankTransfer {
    /// Creates a provider for the account `iban` (ISO 13616, with or without spaces) of the account holder
    /// `name`.
    ///
    /// ```
    /// use pannier::payment::BankTransfer;
    ///
    /// let error = BankTransfer::new("Quarto Press", "DE03 1203 0000 0000 2020 51").unwrap_err();
    /// assert!(error.to_string().contains("check digits"));
    /// ```
    ///
    /// # Errors
    /// If the name is empty, or the IBAN has wrong check digits or not the format of its country.
    pub fn new(name: impl Into<String>, iban: &str) -> Result<BankTransfer, InvalidValueError> {
        let name = name.into().trim().to_owned();
        if name.is_empty() {
            return Err(InvalidValueError::new("the account holder is missing"));
        }
        let iban: String = iban.split_whitespace().collect::<String>().to_ascii_uppercase();
        let what = |error: iban::ParseIbanError| match error {
            iban::ParseIbanError::InvalidBaseIban { source: iban::ParseBaseIbanError::InvalidChecksum } => {
                format!("{iban:?} has wrong check digits: one of its digits is mistyped")
            }
            iban::ParseIbanError::InvalidBaseIban { .. } => format!("{iban:?} is not an IBAN"),
            iban::ParseIbanError::InvalidBban(_) => format!("{iban:?} does not have its country's IBAN format"),
            iban::ParseIbanError::UnknownCountry(_) => format!("{iban:?}: no IBAN starts with this country code"),
        };
        let iban = iban.parse::<Iban>().map_err(|error| InvalidValueError::new(what(error)))?;
        Ok(BankTransfer { name, iban, bic: None })
    }

    /// Returns the creditor reference of an order (ISO 11649), which shoppers enter as the remittance information, in
    /// groups of four, as the standard prints it.
    ///
    /// ```
    /// assert_eq!(pannier::payment::BankTransfer::reference(539_007_547_034), "RF18 5390 0754 7034");
    /// ```
    pub fn reference(order_number: i64) -> String {
        let order_number = order_number.unsigned_abs();
        // R is 27, F is 15; the check digits count as 00 while they are computed, and make the reference, with its
        // first four characters moved to the end, 1 modulo 97 (ISO 7064, MOD 97-10).
        let rest =
            format!("{order_number}271500").bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
        let reference = format!("RF{:02}{order_number}", 98 - rest);
        let groups: Vec<&str> =
            (0..reference.len()).step_by(4).map(|i| &reference[i..reference.len().min(i + 4)]).collect();
        groups.join(" ")
    }

    /// Returns the number of the order with this [reference](BankTransfer::reference), with or without spaces, in upper
    /// or lower case. `None` if it is not one, or has wrong check digits.
    ///
    /// ```
    /// use pannier::payment::BankTransfer;
    ///
    /// assert_eq!(BankTransfer::order_number("rf18 5390 0754 7034"), Some(539_007_547_034));
    /// assert_eq!(BankTransfer::order_number("RF19 5390 0754 7034"), None);
    /// ```
    pub fn order_number(reference: &str) -> Option<i64> {
        let compact = |text: &str| text.split_whitespace().collect::<String>().to_ascii_uppercase();
        let reference = compact(reference);
        let number: i64 = reference.strip_prefix("RF")?.get(2..)?.parse().ok()?;
        (compact(&BankTransfer::reference(number)) == reference).then_some(number)
    }

    /// Sets the code of the bank (BIC, ISO 9362), which banks outside of SEPA require.
    ///
    /// ```
    /// use pannier::payment::BankTransfer;
    ///
    /// let transfer = BankTransfer::new("Quarto Press", "DE02120300000000202051")?;
    /// assert!(transfer.clone().bic("BYLADEM1001").is_ok());
    /// assert!(transfer.bic("Sparkasse").is_err());
    /// # Ok::<(), pannier::InvalidValueError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not a BIC.
    pub fn bic(self, bic: &str) -> Result<BankTransfer, InvalidValueError> {
        let bic = bic.split_whitespace().collect::<String>().to_ascii_uppercase();
        // Bank, country, location, and optionally a branch.
        let formed = matches!(bic.len(), 8 | 11) && bic.bytes().all(|b| b.is_ascii_alphanumeric());
        if !formed || !bic[4..6].bytes().all(|b| b.is_ascii_alphabetic()) {
            let why = format!("{bic:?} is not a BIC, which has 8 or 11 letters and digits");
            return Err(InvalidValueError::new(why));
        }
        Ok(BankTransfer { bic: Some(bic), ..self })
    }
}

#[async_trait]
impl PaymentProvider for BankTransfer {
    fn id(&self) -> &'static str {
        "bank-transfer"
    }

    fn label(&self) -> String {
        english().get("payment-bank-transfer")
    }

    fn description(&self) -> Option<String> {
        english().get_own("payment-bank-transfer-description")
    }

    fn pays_offline(&self) -> bool {
        true
    }

    async fn start(&self, attempt: &Attempt) -> Result<StartedPayment, PaymentError> {
        let texts = &attempt.texts;
        let mut instructions = Instructions::new(texts.get("transfer-how"))
            .with(texts.get("transfer-holder"), &self.name)
            .with("IBAN", self.iban.to_string());
        if let Some(bic) = &self.bic {
            instructions = instructions.with("BIC", bic);
        }
        let instructions = instructions
            .with(texts.get("transfer-amount"), texts.money(attempt.amount))
            .with(texts.get("transfer-reference"), BankTransfer::reference(attempt.order_number));
        Ok(StartedPayment::new(None, NextAction::AwaitOffline { instructions }))
    }

    async fn verify_webhook(&self, _: &HeaderMap, _: &[u8], _: Timestamp) -> Result<WebhookEvent, WebhookError> {
        Err(WebhookError::Unverified("bank transfers have no webhooks"))
    }

    /// Always open: only the account holder knows whether the money has arrived.
    async fn fetch_state(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(PaymentState::Open)
    }

    async fn cancel(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(PaymentState::Cancelled)
    }

    async fn refund(&self, _: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        let amount = request.amount;
        Err(PaymentError::Refused(format!(
            "bank transfers cannot be refunded automatically: transfer {amount} back to the sender's account by hand"
        )))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Currency, Money};

    const IBAN: &str = "DE02120300000000202051";

    /// The remainder by which banks verify a reference (ISO 7064).
    fn remainder(text: &str) -> u32 {
        let (head, tail) = text.split_at(4);
        let digits = format!("{tail}{head}").chars().map(|c| c.to_digit(36).unwrap().to_string()).collect::<String>();
        digits.chars().fold(0, |rest, c| (rest * 10 + c.to_digit(10).unwrap()) % 97)
    }

    proptest! {
        #[test]
        fn a_reference_adds_up_and_ends_in_the_orders_number(number in 1..=i64::MAX) {
            let reference = BankTransfer::reference(number).replace(' ', "");
            prop_assert!(reference.starts_with("RF"));
            prop_assert_eq!(&reference[4..], number.to_string());
            prop_assert_eq!(remainder(&reference), 1);
            prop_assert!(reference.len() <= 25, "{}", reference);
            prop_assert_eq!(BankTransfer::order_number(&reference), Some(number));
        }

        #[test]
        fn a_mistyped_reference_leads_to_no_order(number in 1..=i64::MAX, place in 2..20_usize, digit in 0..=9u8) {
            let mut wrong = BankTransfer::reference(number).replace(' ', "").into_bytes();
            prop_assume!(place < wrong.len() && wrong[place] != b'0' + digit);
            wrong[place] = b'0' + digit;
            prop_assert_eq!(BankTransfer::order_number(&String::from_utf8(wrong).unwrap()), None);
        }

        #[test]
        fn any_text_is_a_reference_or_none(text in "(RF)?\\PC{0,12}") {
            BankTransfer::order_number(&text);
        }

        #[test]
        fn an_iban_with_one_wrong_digit_is_refused(place in 2..IBAN.len(), digit in 0..=9u8) {
            let mut wrong = IBAN.as_bytes().to_vec();
            prop_assume!(wrong[place] != b'0' + digit);
            wrong[place] = b'0' + digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert!(BankTransfer::new("Quarto", &wrong).unwrap_err().to_string().contains("check digits"));
        }

        #[test]
        fn whatever_is_no_iban_is_refused_and_not_a_panic(text in "\\PC{0,40}") {
            prop_assert!(BankTransfer::new("Quarto", &text).is_err());
        }
    }

    #[test]
    fn the_reference_is_that_of_the_standards_example() {
        assert_eq!(BankTransfer::reference(539_007_547_034), "RF18 5390 0754 7034");
    }

    #[tokio::test]
    async fn the_instructions_say_all_that_a_transfer_asks_for() {
        let transfer =
            BankTransfer::new(" Quarto Press ", "de02 1203 0000 0000 2020 51").unwrap().bic("byladem1001").unwrap();
        let here = "https://shop.example/";
        let attempt = Attempt::new("a1", 1001, Money::new(2490, Currency::EUR), "ada@example.com", here, here);
        let NextAction::AwaitOffline { instructions } = transfer.start(&attempt).await.unwrap().action else {
            panic!()
        };
        let details: Vec<_> =
            instructions.details.iter().map(|(label, value)| (label.as_str(), value.as_str())).collect();
        let reference = BankTransfer::reference(1001);
        assert_eq!(
            details,
            [
                ("Account holder", "Quarto Press"),
                ("IBAN", "DE02 1203 0000 0000 2020 51"),
                ("BIC", "BYLADEM1001"),
                ("Amount", "€24.90"),
                ("Reference", &reference),
            ]
        );
    }

    #[test]
    fn what_is_wrong_with_an_account_is_said() {
        let error = |name, iban| BankTransfer::new(name, iban).unwrap_err().to_string();
        assert!(error(" ", IBAN).contains("holder"));
        assert!(error("Quarto", "12345").contains("is not an IBAN"));
        assert!(error("Quarto", "DE03120300000000202051").contains("check digits"));
    }
}
