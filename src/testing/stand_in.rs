//! Stubs for the rest of a store in a test of one part of it.

use std::{error::Error, time::Duration};

use http::HeaderMap;

use super::{
    in_memory,
    postcard::{self, Postcard},
    visitor,
};
use crate::{
    Address, Attempt, AttemptRef, CheckoutOutcome, Currency, Instructions, Intent, Money, NextAction, OrderView,
    PaymentError, PaymentProvider, PaymentState, Problem, Refund, RefundRequest, Sellable, StartedPayment, Store,
    Timestamp, Visitor, WebhookError, WebhookEvent, args, async_trait,
    db::{self, Db},
    store::{background, outbox, retention},
};

/// A sellable without a table, shipping or files. Any id of the kind `voucher` is for sale, at €5.
///
/// ```
/// use pannier::testing::{self, Voucher};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = testing::in_memory().await.sell::<Voucher>().build().await?;
/// store.add_to_basket(&testing::visitor(&store), "voucher", "spring", 1).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Voucher(String);

impl Sellable for Voucher {
    const KIND: &'static str = "voucher";

    async fn load(_: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
        Ok(ids.iter().cloned().map(Voucher).collect())
    }

    fn id(&self) -> String {
        self.0.clone()
    }

    fn title(&self) -> String {
        format!("Voucher {}", self.0)
    }

    fn url(&self) -> String {
        format!("/vouchers/{}", self.0)
    }

    fn price(&self) -> Money {
        Money::new(500, Currency::EUR)
    }
}

/// A mock payment provider: an order stays pending until the test passes a payment state to
/// [`Store::settle`]. It takes no money and keeps no records, so it is for tests only.
///
/// ```
/// # use pannier::testing::{self, Voucher};
/// use pannier::{PaymentState, OrderStatus, testing::ManualPayment};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = testing::in_memory().await.sell::<Voucher>().pay(ManualPayment).build().await?;
/// # let visitor = testing::visitor(&store);
/// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let (attempt, order) = testing::place_order(&store, &visitor).await?;
/// store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
/// assert_eq!(store.order(&order.token).await?.status, OrderStatus::Completed);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct ManualPayment;

#[async_trait]
impl PaymentProvider for ManualPayment {
    fn id(&self) -> &'static str {
        "manual"
    }

    fn label(&self) -> String {
        "By hand".to_owned()
    }

    fn pays_offline(&self) -> bool {
        true
    }

    fn makes_refunds(&self) -> bool {
        true
    }

    async fn start(&self, _: &Attempt) -> Result<StartedPayment, PaymentError> {
        Ok(StartedPayment::new(
            None,
            NextAction::AwaitOffline { instructions: Instructions::new("Please pay at the counter.") },
        ))
    }

    async fn verify_webhook(&self, _: &HeaderMap, _: &[u8], _: Timestamp) -> Result<WebhookEvent, WebhookError> {
        Err(WebhookError::Unverified("manual payments have no webhooks"))
    }

    async fn fetch_state(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(PaymentState::Open)
    }

    async fn cancel(&self, _: &AttemptRef) -> Result<PaymentState, PaymentError> {
        Ok(PaymentState::Cancelled)
    }

    async fn refund(&self, _: &AttemptRef, request: &RefundRequest) -> Result<Refund, PaymentError> {
        Ok(Refund::new(&request.id, request.amount))
    }
}

/// Places an order for the visitor's basket, as Ada in Berlin, with the first shipping and payment choices.
/// Returns the id of the payment attempt and the order.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// let (attempt, order) = pannier::testing::place_order(&store, &visitor).await?;
/// assert_eq!(order.status, pannier::OrderStatus::Pending);
/// # Ok(())
/// # });
/// ```
///
/// # Errors
/// As [`Store::submit_checkout`].
///
/// # Panics
/// If the checkout has errors.
pub async fn place_order(store: &Store, visitor: &Visitor) -> Result<(String, OrderView), Problem> {
    let mut form = store.checkout(visitor).await?.form;
    form.email = "ada@example.com".to_owned();
    form.shipping_address = Address {
        name: "Ada Example".to_owned(),
        line1: "Example Street 1".to_owned(),
        city: "Berlin".to_owned(),
        postal_code: "10115".to_owned(),
        ..form.shipping_address
    };
    let attempt = form.attempt.clone();
    if let CheckoutOutcome::Review(view) = store.submit_checkout(visitor, form, Intent::Pay).await? {
        panic!("the order cannot be placed: {:?}", view.errors);
    }
    let sql = "SELECT o.token FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id WHERE p.id = $1";
    let row = store.db().fetch_optional(sql, args![&attempt]).await?.ok_or(Problem::UnknownOrder)?;
    let order = store.order(&row.get::<String>("token")?).await?;
    Ok((attempt, order))
}

/// Delivers due signals to their receivers, as [`Store::run_background`] does in the background, and returns when
/// none is due. A failed delivery is due again later.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// pannier::testing::place_order(&store, &visitor).await?;
/// pannier::testing::run_outbox(&store).await?;
/// assert!(store.acting(&pannier::Actor::CommandLine).undelivered().await?.is_empty());
/// # Ok(())
/// # });
/// ```
///
/// # Errors
/// If the database is unavailable.
pub async fn run_outbox(store: &Store) -> db::Result<()> {
    while outbox::worker::drain(store).await? > 0 {}
    Ok(())
}

/// Runs one round of the reconciliation that [`Store::run_background`] does in the background: polls payments without an answer, retries
/// refunds, handles webhooks that were left over, writes reminders, mails receipts of withdrawals, and works
/// [jobs](crate::Admin::start_job) off.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use std::time::Duration;
///
/// use pannier::testing;
///
/// # store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// testing::place_order(&store, &visitor).await?;
/// // After eight days without a payment, receivers are notified that it is overdue.
/// testing::advance(&store, Duration::from_secs(8 * 24 * 60 * 60));
/// testing::reconcile(&store).await;
/// testing::run_outbox(&store).await?;
/// # Ok(())
/// # });
/// ```
pub async fn reconcile(store: &Store) {
    background::reconcile(store).await;
}

/// Deletes what is no longer needed, as [`Store::run_background`] does in the background every hour: untouched baskets, expired
/// sessions, the content of old webhooks.
///
/// ```
/// # pannier::testing::example(async |store, visitor| {
/// use std::time::Duration;
///
/// use pannier::testing;
///
/// store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
/// testing::advance(&store, Duration::from_secs(31 * 24 * 60 * 60));
/// testing::purge(&store).await;
/// assert_eq!(store.basket(&visitor).await?.count, 0);
/// # Ok(())
/// # });
/// ```
pub async fn purge(store: &Store) {
    retention::purge(store).await;
}

/// Advances the store's clock: leases end, downloads expire, bank transfers become overdue. The clock belongs to the store's [`Db`],
/// so all stores on clones of it share it. It does not wake the background work; [`run_outbox`] and [`reconcile`] do what has become
/// due. Signatures of webhooks and links to files use the system's clock.
///
/// ```
/// # pannier::testing::example(async |store, _| {
/// use std::time::Duration;
///
/// let before = store.db().now();
/// pannier::testing::advance(&store, Duration::from_secs(3600));
/// assert!(store.db().now() >= before + Duration::from_secs(3600));
/// # Ok(())
/// # });
/// ```
pub fn advance(store: &Store, by: Duration) {
    store.db().advance(by);
}

/// Runs an example of this documentation with a store that sells vouchers and whose staff edit postcards, and a
/// visitor.
#[doc(hidden)]
pub fn example(run: impl AsyncFnOnce(Store, Visitor) -> Result<(), Box<dyn Error>>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(async {
        let store = in_memory().await.sell::<Voucher>().manage::<Postcard>().pay(ManualPayment).build().await?;
        store.db().execute(postcard::TABLE, &[]).await?;
        let visitor = visitor(&store);
        run(store, visitor).await
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
