//! The contract of [`PaymentProvider`].

use std::time::Duration;

use async_trait::async_trait;
use http::HeaderMap;

use super::assert_name;
use crate::{
    Attempt, AttemptRef, DisputeStatus, Money, NextAction, PaymentError, PaymentProvider, PaymentState, Refund,
    RefundRequest, RefundState, StartedPayment, Timestamp, WebhookError,
};

/// The gateway's side of a test: the shopper on the gateway's page, and the webhooks it sends.
///
/// ```
/// use std::{collections::HashMap, sync::Mutex};
/// use http::HeaderMap;
/// use pannier::{Attempt, Currency, Money, PaymentState, StartedPayment, async_trait, testing::TestGateway};
///
/// /// A gateway that is a table which the provider reads, and that sends no webhooks.
/// struct Table(Mutex<HashMap<String, PaymentState>>);
///
/// #[async_trait]
/// impl TestGateway for Table {
///     fn attempt(&self) -> Attempt {
///         let (id, here) = (uuid::Uuid::new_v4().to_string(), "https://shop.example/");
///         Attempt::new(id, 1001, Money::new(2490, Currency::EUR), "ada@example.com", here, here)
///     }
///     async fn approve(&self, attempt: &Attempt, _: &StartedPayment) {
///         let paid = PaymentState::Succeeded { amount: attempt.amount };
///         self.0.lock().unwrap().insert(attempt.id.clone(), paid);
///     }
///     async fn decline(&self, attempt: &Attempt, _: &StartedPayment) {
///         let refused = PaymentState::Declined { message: "Not enough change.".into() };
///         self.0.lock().unwrap().insert(attempt.id.clone(), refused);
///     }
///     async fn webhook(&self, _: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
///         None
///     }
/// }
/// ```
#[async_trait]
pub trait TestGateway: Sync {
    /// Returns a new attempt that the gateway accepts, of at least 2 minor units.
    fn attempt(&self) -> Attempt;

    /// Approves an open attempt, as the shopper does, and returns once the gateway has settled it.
    async fn approve(&self, attempt: &Attempt, started: &StartedPayment);

    /// Makes the gateway decline an open attempt.
    async fn decline(&self, attempt: &Attempt, started: &StartedPayment);

    /// Returns whether a refusal ends the attempt. At some gateways it does not: the attempt stays open, so
    /// that the shopper can try another card.
    fn refusal_is_final(&self) -> bool {
        true
    }

    /// Makes the gateway accept the payment of an open attempt before it has the money. Returns `false` if its
    /// payments never take days.
    async fn process(&self, attempt: &Attempt, started: &StartedPayment) -> bool {
        let _ = (attempt, started);
        false
    }

    /// Returns the webhook about a new dispute of an approved attempt. `None` if the gateway sends none.
    async fn dispute(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let _ = attempt;
        None
    }

    /// Returns a webhook about an attempt that the provider has no use for. `None` if the gateway sends none.
    async fn ignored_webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)> {
        let _ = attempt;
        None
    }

    /// Returns a webhook about a settled attempt as the gateway sent it: headers and raw body. `None` if
    /// the gateway sends none: every request that claims to be one must then be refused.
    async fn webhook(&self, attempt: &Attempt) -> Option<(HeaderMap, Vec<u8>)>;
}

/// Tests a provider with several attempts, against a gateway that settles on demand.
///
/// # Panics
/// If the provider violates its contract.
pub async fn payment_contract(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    assert_name("the id", provider.id());
    assert!(!provider.label().is_empty(), "the provider has no label");
    assert!(!provider.pays_offline(), "an online provider claims to be offline");
    starting(provider, gateway).await;
    approving(provider, gateway).await;
    declining(provider, gateway).await;
    processing(provider, gateway).await;
    cancelling(provider, gateway).await;
    webhooks(provider, gateway).await;
    disputing(provider, gateway).await;
    ignoring(provider, gateway).await;
    unknown(provider).await;
}

/// Tests a provider of offline payments, which are made without a gateway that could report them: a bank
/// transfer, cash at a till. `attempt` returns a new attempt on each call.
///
/// ```
/// use pannier::{Attempt, Currency, Money, payment::BankTransfer, testing::offline_contract};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), pannier::InvalidValueError> {
/// let transfer = BankTransfer::new("Quarto Press", "DE02 1203 0000 0000 2020 51")?;
/// let attempt = || {
///     let (id, here) = (uuid::Uuid::new_v4().to_string(), "https://shop.example/");
///     Attempt::new(id, 1001, Money::new(2490, Currency::EUR), "ada@example.com", here, here)
/// };
/// offline_contract(&transfer, attempt).await;
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// If the provider violates its contract.
pub async fn offline_contract(provider: &dyn PaymentProvider, attempt: impl Fn() -> Attempt) {
    assert_name("the id", provider.id());
    assert!(!provider.label().is_empty(), "the provider has no label");
    assert!(provider.pays_offline(), "an offline provider claims to be online");
    let (first, second) = (attempt(), attempt());
    let (started, other) = (start(provider, &first).await, start(provider, &second).await);
    let NextAction::AwaitOffline { instructions } = &started.action else {
        panic!("not an offline action: {started:?}")
    };
    assert!(!instructions.text.is_empty(), "the instructions have no text");
    let empty = instructions.details.iter().find(|(label, value)| label.is_empty() || value.is_empty());
    assert!(empty.is_none(), "a detail of the instructions is empty: {empty:?}");
    assert_eq!(start(provider, &first).await, started, "starting twice made two attempts");
    assert!(other.reference.is_none() || started.reference != other.reference, "two attempts share a reference");

    for name in [named(&first, &started), AttemptRef::new(&*first.id, None)] {
        assert_eq!(
            provider.fetch_state(&name).await,
            Ok(PaymentState::Open),
            "an unpaid attempt is not open: {name:?}"
        );
    }
    for headers in
        [HeaderMap::new(), HeaderMap::from_iter([(http::header::AUTHORIZATION, "Bearer x".parse().expect("a value"))])]
    {
        let read = provider.verify_webhook(&headers, b"{}", Timestamp::now()).await;
        assert!(
            matches!(read, Err(WebhookError::Unverified(_))),
            "an unverified webhook was accepted or parsed: {read:?}"
        );
    }
    let request = RefundRequest::new("refund-1", first.amount);
    let refund = async || provider.refund(&named(&first, &started), &request).await;
    let refunded = refund().await;
    match &refunded {
        Ok(refund) => assert_eq!(refund.amount, first.amount, "the wrong amount was refunded"),
        Err(PaymentError::Refused(why)) => assert!(!why.is_empty(), "a refused refund gives no reason"),
        Err(other) => panic!("a refund must be made or refused: {other:?}"),
    }
    assert_eq!(refund().await, refunded, "one key made two refunds");
    for time in ["once", "twice"] {
        let state = provider.cancel(&named(&second, &other)).await;
        assert_eq!(state, Ok(PaymentState::Cancelled), "when cancelled {time}");
    }
}

async fn starting(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let first = start(provider, &attempt).await;
    assert_eq!(start(provider, &attempt).await, first, "starting twice made two attempts");
    let racing = gateway.attempt();
    let (a, b, c) = tokio::join!(start(provider, &racing), start(provider, &racing), start(provider, &racing));
    assert!(a == b && b == c, "three concurrent starts did not make one attempt: {a:?}, {b:?}, {c:?}");
    assert!(a.reference.is_none() || first.reference != a.reference, "two attempts share a reference");
    assert_eq!(
        provider.fetch_state(&named(&attempt, &first)).await,
        Ok(PaymentState::Open),
        "a new attempt is not open"
    );
    let lost = provider.fetch_state(&AttemptRef::new(&*attempt.id, None)).await;
    let findable = matches!(lost, Ok(PaymentState::Open) | Err(PaymentError::NotFound));
    assert!(findable, "the query of an attempt whose start got no response: {lost:?}");
}

async fn approving(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    let name = named(&attempt, &started);
    gateway.approve(&attempt, &started).await;
    let succeeded = Ok(PaymentState::Succeeded { amount: attempt.amount });
    assert_eq!(provider.fetch_state(&name).await, succeeded, "query after the approval");
    assert_eq!(provider.cancel(&name).await, succeeded, "a succeeded attempt was cancelled");
    let again = provider.start(&attempt).await;
    assert!(again.is_ok(), "could not be started again after it succeeded: {again:?}");
    assert_eq!(provider.fetch_state(&name).await, succeeded, "starting again undid a success");
    refunding(provider, &attempt, &name).await;
}

async fn refunding(provider: &dyn PaymentProvider, attempt: &Attempt, name: &AttemptRef) {
    let part = Money::new(attempt.amount.amount / 2, attempt.amount.currency);
    let rest = Money::new(attempt.amount.amount - part.amount, attempt.amount.currency);
    let refund = async |amount, key: &str| {
        provider.refund(name, &RefundRequest::new(format!("{}-{key}", attempt.id), amount)).await
    };
    let first = refund(part, "1").await;
    assert!(matches!(&first, Ok(Refund { amount, .. }) if *amount == part), "a partial refund: {first:?}");
    assert_eq!(refund(part, "1").await, first, "one key made two refunds");
    if let Ok(pending @ Refund { state: RefundState::Pending, .. }) = &first {
        let queried = provider.fetch_refund(name, pending).await;
        assert!(queried.is_ok(), "a pending refund cannot be queried: {queried:?}");
    }
    let too_much = refund(Money::new(rest.amount + 1, rest.currency), "2").await;
    assert!(matches!(too_much, Err(PaymentError::Refused(_))), "a refund exceeds the payment: {too_much:?}");
    let second = refund(rest, "3").await;
    assert!(second.is_ok() && second != first, "a refund of the remainder: {second:?}");
}

async fn declining(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    gateway.decline(&attempt, &started).await;
    let state = provider.fetch_state(&named(&attempt, &started)).await;
    if gateway.refusal_is_final() {
        let told = matches!(&state, Ok(PaymentState::Declined { message }) if !message.is_empty());
        assert!(told, "a declined attempt needs a message for the shopper: {state:?}");
    } else {
        assert_eq!(state, Ok(PaymentState::Open), "query after a refusal that leaves the attempt open");
    }
    let refund = provider.refund(&named(&attempt, &started), &RefundRequest::new("nothing", attempt.amount)).await;
    assert!(refund.is_err(), "an unpaid attempt was refunded: {refund:?}");
}

async fn processing(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    if !gateway.process(&attempt, &started).await {
        return;
    }
    let name = named(&attempt, &started);
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Processing), "query while the money is on its way");
    assert_eq!(provider.cancel(&name).await, Ok(PaymentState::Processing), "cancelled while the money is on its way");
    let refund = provider.refund(&name, &RefundRequest::new("not-yet", attempt.amount)).await;
    assert!(refund.is_err(), "money that has not arrived was refunded: {refund:?}");
}

async fn disputing(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    gateway.approve(&attempt, &started).await;
    let Some((headers, body)) = gateway.dispute(&attempt).await else { return };
    let event = provider.verify_webhook(&headers, &body, Timestamp::now()).await;
    let event = event.unwrap_or_else(|e| panic!("a genuine webhook about a dispute: {e}"));
    assert_eq!(event.attempt, attempt.id, "the dispute names the wrong attempt");
    let status = event.dispute.map(|dispute| dispute.status);
    assert_eq!(status, Some(DisputeStatus::Open), "the webhook of a new dispute");
}

async fn ignoring(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    gateway.approve(&attempt, &started).await;
    let Some((headers, body)) = gateway.ignored_webhook(&attempt).await else { return };
    let event = provider.verify_webhook(&headers, &body, Timestamp::now()).await;
    let event = event.unwrap_or_else(|e| panic!("a genuine webhook that is of no use: {e}"));
    assert_eq!(event.attempt, attempt.id, "a webhook that is of no use names the wrong attempt");
    assert!(event.ignored.is_some_and(|kind| !kind.is_empty()), "a webhook that is of no use is not marked as ignored");
}

async fn cancelling(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let name = named(&attempt, &start(provider, &attempt).await);
    for time in ["once", "twice"] {
        assert_eq!(provider.cancel(&name).await, Ok(PaymentState::Cancelled), "when cancelled {time}");
    }
    assert_eq!(provider.fetch_state(&name).await, Ok(PaymentState::Cancelled), "query after it was cancelled");
    let lost = gateway.attempt();
    start(provider, &lost).await;
    let state = provider.cancel(&AttemptRef::new(&*lost.id, None)).await;
    let gone = matches!(state, Ok(PaymentState::Cancelled) | Err(PaymentError::NotFound));
    assert!(gone, "cancelling without the reference: {state:?}");
}

async fn webhooks(provider: &dyn PaymentProvider, gateway: &dyn TestGateway) {
    let attempt = gateway.attempt();
    let started = start(provider, &attempt).await;
    gateway.approve(&attempt, &started).await;
    let now = Timestamp::now();
    let unverified = async |what: &str, headers: &HeaderMap, body: &[u8], now| {
        let read = provider.verify_webhook(headers, body, now).await;
        assert!(matches!(read, Err(WebhookError::Unverified(_))), "{what} was accepted or parsed: {read:?}");
    };
    unverified("an unsigned invalid body", &HeaderMap::new(), b"\xff{", now).await;
    let Some((headers, body)) = gateway.webhook(&attempt).await else { return };
    let event =
        provider.verify_webhook(&headers, &body, now).await.unwrap_or_else(|e| panic!("a genuine webhook: {e}"));
    assert_eq!(event.attempt, attempt.id, "the webhook names the wrong attempt");
    assert_eq!(event.state, PaymentState::Succeeded { amount: attempt.amount }, "the webhook of an approval");
    assert!(!event.id.is_empty(), "the event has no id");
    assert_eq!(
        provider.verify_webhook(&headers, &body, now).await,
        Ok(event),
        "reading it twice gave different events"
    );

    let mut forged = body.clone();
    forged.push(b' ');
    unverified("a changed body", &headers, &forged, now).await;
    unverified("an empty body", &headers, b"", now).await;
    unverified("an unsigned body", &HeaderMap::new(), &body, now).await;
    unverified("a webhook of last week", &headers, &body, now + Duration::from_secs(7 * 24 * 60 * 60)).await;
}

async fn unknown(provider: &dyn PaymentProvider) {
    for reference in [None, Some("no-such-payment".to_owned())] {
        let nobody = AttemptRef::new("no-such-attempt", reference);
        assert_eq!(provider.fetch_state(&nobody).await, Err(PaymentError::NotFound), "querying {nobody:?}");
        assert_eq!(provider.cancel(&nobody).await, Err(PaymentError::NotFound), "cancelling {nobody:?}");
    }
}

async fn start(provider: &dyn PaymentProvider, attempt: &Attempt) -> StartedPayment {
    let started = provider.start(attempt).await.unwrap_or_else(|e| panic!("starting an attempt failed: {e}"));
    if let NextAction::Redirect { url } = &started.action {
        assert!(url.starts_with('/') || url.starts_with("http"), "redirect to an invalid URL {url:?}");
    }
    started
}

fn named(attempt: &Attempt, started: &StartedPayment) -> AttemptRef {
    AttemptRef::new(&*attempt.id, started.reference.clone())
}
