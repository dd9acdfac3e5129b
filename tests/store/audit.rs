//! The audit log: one entry for each change of the merchant, in its transaction, and one effect for each form.

use std::fmt::Display;

use pannier::{
    Act, Actor, Admin, AdminError, AuditQuery, CheckoutForm, Intent, PaymentError, PaymentState, Role, StaffError,
    Tracking, args,
    db::Dialect,
    testing::{ManualPayment, purge, run_outbox},
};
use tokio::task::JoinSet;

use crate::{
    on_both,
    webhook::{post, webhook},
    world::{RecordingReceiver, World, days, euro, paid},
};

on_both!(
    each_operation_leaves_one_entry_and_each_form_takes_effect_once,
    a_refused_operation_leaves_no_entry_and_its_form_can_be_used_again,
    a_form_that_has_taken_effect_changes_nothing_else,
    who_may_no_longer_changes_nothing,
    twelve_of_the_staff_refund_no_more_than_was_paid,
    a_form_that_is_submitted_twelve_times_at_once_takes_effect_once,
    the_database_refuses_to_change_the_log,
    an_entry_vanishes_with_the_change_that_cannot_be_committed,
    the_log_is_read_page_by_page,
    an_entry_keeps_no_basket,
);

/// The operations, the order that each is about, its act, and the detail of its entry.
const OPERATIONS: [(&str, &str, Act, &str); 26] = [
    ("begin", "sold", Act::BeginShipment, ""),
    ("abort", "sold", Act::AbortShipment, ""),
    ("reference", "sold", Act::SetShipmentReference, "572259"),
    ("fail", "sold", Act::MarkFailed, "torn"),
    ("reset", "sold", Act::MarkPending, ""),
    ("send", "sold", Act::MarkSent, "DHL 0034"),
    ("track", "sold", Act::MarkSent, "https://carrier.example/0034"),
    ("deliver", "sold", Act::MarkDelivered, ""),
    ("refund", "sold", Act::Refund, "€1.00"),
    ("record", "sold", Act::RecordRefund, "€2.00"),
    ("renew", "sold", Act::RenewDownloads, "1"),
    ("end", "sold", Act::EndDownloads, "1"),
    ("note", "sold", Act::Note, "Rang twice.\nNobody was in."),
    ("webhook", "sold", Act::ReplayWebhook, "fake"),
    ("accept", "short", Act::MarkPaid, "€4.99"),
    ("reject", "excess", Act::CancelOrder, "€5.01"),
    ("cancel", "open", Act::CancelOrder, ""),
    ("poll", "polled", Act::PollPayment, "fake"),
    ("pay", "offline", Act::MarkPaid, "€5.00"),
    ("refund all", "stuck", Act::Refund, "€5.00"),
    ("abandon", "stuck", Act::AbandonRefund, "€5.00"),
    ("release", "stuck", Act::ReleaseOrder, ""),
    ("retry", "late", Act::RetryDelivery, "downloads"),
    ("dismiss", "late", Act::DismissDelivery, "downloads"),
    ("replay", "late", Act::ReplayDelivery, "downloads: completed"),
    ("retry all", "", Act::RetryDelivery, "1"),
];

/// Acts on orders and webhooks whose entries the tests of their operations look at, and reading, which leaves none.
const OF_OTHER_TESTS: [Act; 5] =
    [Act::Correct, Act::AllocateRefund, Act::RestockRefund, Act::TakeBack, Act::ReadWebhooks];

const REFUNDED: &str = "SELECT CAST(COALESCE(SUM(refunded_amount), 0) AS BIGINT) AS n FROM pannier_payments";

/// A placed order.
struct Placed {
    name: &'static str,
    number: i64,
    attempt: String,
}

/// A shop with an order for each state in which something can be done about it.
struct Shop {
    world: World,
    orders: Vec<Placed>,
    parcel: String,
    webhook: String,
    /// The signal of an order that was paid and not delivered.
    signal: String,
}

async fn place(world: &World, name: &'static str, products: &[&str], provider: &str) -> Placed {
    let visitor = world.visitor_with(products).await;
    let form = CheckoutForm { payment: provider.to_owned(), ..world.filled_in(&visitor).await };
    let attempt = form.attempt.clone();
    world.store.submit_checkout(&visitor, form, Intent::Pay).await.unwrap();
    let sql = "SELECT o.number AS n FROM pannier_orders o JOIN pannier_payments p ON p.order_id = o.id WHERE p.id = $1";
    Placed { name, number: world.number(sql, args![&attempt]).await, attempt }
}

/// The number of a paid order of a book for €10.
async fn sold_book(world: &World) -> i64 {
    world.product("book").insert().await;
    let Placed { number, attempt, .. } = place(world, "book", &["book"], "fake").await;
    world.store.settle(&attempt, &paid(1000)).await.unwrap();
    number
}

async fn entries(world: &World) -> usize {
    world.admin().audit(&AuditQuery::default().limit(1_000)).await.unwrap().len()
}

fn said<T, E: Display>(done: Result<T, E>) -> Result<T, String> {
    done.map_err(|error| error.to_string())
}

impl Shop {
    async fn open(world: World) -> Shop {
        let world = world.with(|builder| builder.pay(ManualPayment)).await;
        world.product("song").price(euro(500)).attempts(9).insert().await;
        world.product("poster").price(euro(500)).grams(300).insert().await;
        let mut orders = vec![place(&world, "sold", &["song", "poster"], "fake").await];
        for name in ["stuck", "short", "excess", "open", "polled"] {
            orders.push(place(&world, name, &["song"], "fake").await);
        }
        orders.push(place(&world, "offline", &["song"], "manual").await);
        for (order, amount) in orders.iter().zip([1490, 500, 499, 501]) {
            world.store.settle(&order.attempt, &paid(amount)).await.unwrap();
        }
        assert_eq!(post(&world, webhook("e1", &orders[0].attempt, paid(1490), None)).await, 200);
        run_outbox(&world.store).await.unwrap();
        let late = place(&world, "late", &["song"], "fake").await;
        world.store.settle(&late.attempt, &paid(500)).await.unwrap();
        orders.push(late);
        let signal = world.admin().undelivered().await.unwrap().remove(0).signal_id;
        let parcel = world.admin().shipments(orders[0].number).await.unwrap().remove(0).id;
        let webhook = world.admin().webhooks(9).await.unwrap().remove(0).id;
        Shop { world, orders, parcel, webhook, signal }
    }

    fn order(&self, name: &str) -> &Placed {
        self.orders.iter().find(|order| order.name == name).expect(name)
    }

    fn number(&self, name: &str) -> i64 {
        self.order(name).number
    }

    /// What has to happen before an operation.
    async fn prepare(&self, operation: &str) {
        match operation {
            "refund all" => self.world.gateway.next_refund(Err(PaymentError::Unknown("the line went dead".into()))),
            "dismiss" => {
                let sql = "UPDATE pannier_signal_deliveries SET status = 'failed' WHERE signal_id = $1";
                self.world.db.execute(sql, args![&self.signal]).await.unwrap();
            }
            "replay" => run_outbox(&self.world.store).await.unwrap(),
            _ => {}
        }
    }

    /// Performs an operation. Returns the subject of its entry.
    async fn perform(&self, operation: &str, admin: Admin<'_>) -> Result<String, String> {
        let (sold, parcel, attempt) = (self.number("sold"), &self.parcel, |name| self.order(name).attempt.clone());
        let of_parcel = |done: Result<(), String>| done.map(|()| parcel.clone());
        match operation {
            "begin" => of_parcel(said(admin.begin_shipment(parcel).await).map(|begun| assert!(begun))),
            "abort" => of_parcel(said(admin.abort_shipment(parcel).await)),
            "reference" => of_parcel(said(admin.set_shipment_reference(parcel, "572259").await)),
            "fail" => of_parcel(said(admin.mark_failed(parcel, "torn").await)),
            "reset" => of_parcel(said(admin.mark_pending(parcel).await)),
            "send" => {
                let tracking = Tracking::default().carrier("DHL").number("0034");
                of_parcel(said(admin.mark_sent(parcel, tracking).await))
            }
            "track" => {
                let tracking = Tracking::default().url("https://carrier.example/0034");
                of_parcel(said(admin.mark_sent(parcel, tracking).await))
            }
            "deliver" => of_parcel(said(admin.mark_delivered(parcel).await)),
            "refund" => said(admin.refund(sold, Some(euro(100))).await).map(|refund| refund.id),
            "record" => said(admin.record_manual_refund(sold, Some(euro(200))).await).map(|refund| refund.id),
            "renew" => said(admin.renew_downloads(sold).await).map(|_| String::new()),
            "end" => said(admin.end_downloads(sold).await).map(|_| String::new()),
            "note" => said(admin.note(sold, " Rang twice.\r\nNobody was in.\r\n").await).map(|()| String::new()),
            "webhook" => said(admin.replay_webhook("e1").await).map(|_| self.webhook.clone()),
            "accept" => said(admin.mark_paid(self.number("short")).await).map(|()| attempt("short")),
            "reject" => said(admin.cancel_order(self.number("excess")).await).map(|()| attempt("excess")),
            "cancel" => said(admin.cancel_order(self.number("open")).await).map(|()| attempt("open")),
            "poll" => {
                let state = said(admin.poll_payment(self.number("polled")).await)?;
                assert_eq!(state, PaymentState::Open);
                Ok(attempt("polled"))
            }
            "pay" => said(admin.mark_paid(self.number("offline")).await).map(|()| attempt("offline")),
            "refund all" => said(admin.refund(self.number("stuck"), None).await).map(|refund| refund.id),
            "abandon" => {
                said(admin.abandon_refund(self.number("stuck"), None).await)?;
                let (_, payments) = said(admin.order(self.number("stuck")).await)?;
                Ok(payments[0].refunds[0].id.clone())
            }
            "release" => said(admin.release_order(self.number("stuck")).await).map(|()| String::new()),
            "retry" => said(admin.retry(&self.signal).await).map(|_| self.signal.clone()),
            "dismiss" => said(admin.dismiss(&self.signal).await).map(|_| self.signal.clone()),
            "replay" => said(admin.replay(self.number("late"), None, None).await).map(|_| self.signal.clone()),
            "retry all" => said(admin.retry_all().await).map(|_| String::new()),
            other => panic!("no such operation: {other}"),
        }
    }
}

async fn each_operation_leaves_one_entry_and_each_form_takes_effect_once(world: World) {
    let shop = Shop::open(world).await;
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = shop.world.store.acting(&ada);
    let already_done = AdminError::AlreadyDone.to_string();
    for (before, (operation, order, act, detail)) in OPERATIONS.into_iter().enumerate() {
        shop.prepare(operation).await;
        let form = format!("the form to {operation}");
        let subject = shop.perform(operation, admin.once(&form)).await.unwrap();
        let entry = admin.audit(&AuditQuery::default()).await.unwrap().remove(0);
        let number = (!order.is_empty()).then(|| shop.number(order));
        assert_eq!(
            (entry.actor.as_str(), entry.act.parse::<Act>()),
            ("staff:ada@shop.example", Ok(act)),
            "{operation}"
        );
        assert_eq!((entry.order, entry.subject, entry.detail.as_str()), (number, subject, detail), "{operation}");
        assert_eq!(shop.perform(operation, admin.once(&form)).await, Err(already_done.clone()), "{operation}");
        assert_eq!(entries(&shop.world).await, before + 1, "{operation}");
    }
    let kinds = ["order.", "shipment.", "delivery.", "webhook."];
    for act in Act::ALL.into_iter().filter(|act| kinds.iter().any(|kind| act.as_str().starts_with(kind))) {
        let performed = OPERATIONS.iter().any(|(_, _, performed, _)| *performed == act);
        assert!(performed || OF_OTHER_TESTS.contains(&act), "{act}");
    }
    // What the gateway has given back, and what was recorded.
    assert_eq!((shop.world.gateway.refunds().len(), shop.world.number(REFUNDED, &[]).await), (1, 300));
    assert_eq!(shop.world.gateway.cancels(), 1);
}

async fn a_refused_operation_leaves_no_entry_and_its_form_can_be_used_again(world: World) {
    let shop = Shop::open(world).await;
    let (world, parcel, sold, open) = (&shop.world, shop.parcel.as_str(), shop.number("sold"), shop.number("open"));
    let ada = Actor::Staff("ada@shop.example".into());
    let admin = world.store.acting(&ada).once("a form");
    // The gateway is asked once, and not again at once.
    world.admin().poll_payment(shop.number("polled")).await.unwrap();
    let before = entries(world).await;
    let again = admin.poll_payment(shop.number("polled")).await;
    assert!(matches!(again, Err(AdminError::PolledJustNow)), "{again:?}");
    let offline = admin.poll_payment(shop.number("offline")).await;
    assert!(matches!(offline, Err(AdminError::NotAtGateway)), "{offline:?}");
    let long = "x".repeat(2_001);
    for (refused, error) in [
        ("mark_paid", said(admin.mark_paid(open).await).err()),
        ("cancel_order", said(admin.cancel_order(sold).await).err()),
        ("refund", said(admin.refund(sold, Some(euro(1491))).await).err()),
        ("refund, unpaid", said(admin.refund(open, None).await).err()),
        ("record_manual_refund", said(admin.record_manual_refund(sold, Some(euro(0))).await).err()),
        ("abandon_refund", said(admin.abandon_refund(sold, None).await).err()),
        ("release_order", said(admin.release_order(sold).await).err()),
        ("renew_downloads", said(admin.renew_downloads(open).await).err()),
        ("end_downloads", said(admin.end_downloads(open).await).err()),
        ("note, empty", said(admin.note(sold, " \r\n").await).err()),
        ("note, too long", said(admin.note(sold, &long).await).err()),
        ("note, unknown", said(admin.note(7, "Who is it?").await).err()),
        ("poll_payment", said(admin.poll_payment(sold).await).err()),
        ("replay", said(admin.replay(open, None, None).await).err()),
        ("mark_delivered", said(admin.mark_delivered(parcel).await).err()),
        ("mark_sent", said(admin.mark_sent(parcel, Tracking::default().url("javascript:0")).await).err()),
        ("mark_failed", said(admin.mark_failed("no such parcel", "torn").await).err()),
        ("begin_shipment", said(admin.begin_shipment("no such parcel").await).err()),
        ("abort_shipment", said(admin.abort_shipment("no such parcel").await).err()),
        ("set_shipment_reference", said(admin.set_shipment_reference("no such parcel", "1").await).err()),
    ] {
        assert!(error.is_some(), "{refused}");
    }
    // Nothing is to be done.
    admin.mark_paid(sold).await.unwrap();
    admin.mark_pending(parcel).await.unwrap();
    admin.abort_shipment(parcel).await.unwrap();
    assert_eq!((admin.retry("no such signal").await.unwrap(), admin.dismiss("no such signal").await.unwrap()), (0, 0));
    assert!(admin.replay_webhook("no such event").await.unwrap().is_none());
    world.gateway.fall_silent();
    let cancelled = admin.cancel_order(open).await;
    assert!(matches!(cancelled, Err(AdminError::GatewayUnavailable)), "{cancelled:?}");
    assert_eq!(entries(world).await, before);

    admin.refund(sold, Some(euro(100))).await.unwrap();
    assert_eq!(entries(world).await, before + 1);
}

async fn a_form_that_has_taken_effect_changes_nothing_else(world: World) {
    let shop = Shop::open(world).await;
    let admin = shop.world.admin().once("a form");
    admin.note(shop.number("sold"), "Wants it wrapped.").await.unwrap();
    for (operation, ..) in OPERATIONS {
        let done = shop.perform(operation, admin).await;
        assert_eq!(done, Err(AdminError::AlreadyDone.to_string()), "{operation}");
    }
    assert_eq!((entries(&shop.world).await, shop.world.gateway.cancels()), (1, 0));
    assert_eq!(shop.world.gateway.refund_keys(), Vec::<String>::new());
}

/// A request may be held back between the question whether its sender may do this and the change.
async fn who_may_no_longer_changes_nothing(world: World) {
    let shop = Shop::open(world).await;
    let (owner, not_allowed) = (shop.world.admin(), AdminError::NotAllowed.to_string());
    for (name, role) in [("ada", Role::Owner), ("eve", Role::Owner), ("rita", Role::Reader)] {
        owner.add_staff(&format!("{name}@shop.example"), "", role).await.unwrap();
    }
    owner.disable_staff("eve@shop.example").await.unwrap();
    for (operation, ..) in OPERATIONS {
        shop.prepare(operation).await;
        let before = (entries(&shop.world).await, shop.world.gateway.cancels(), shop.world.gateway.refund_keys());
        for name in ["Eve@Shop.example", "rita@shop.example"] {
            let actor = Actor::Staff(name.into());
            let done = shop.perform(operation, shop.world.store.acting(&actor)).await;
            assert_eq!(done, Err(not_allowed.clone()), "{name}: {operation}");
        }
        let after = (entries(&shop.world).await, shop.world.gateway.cancels(), shop.world.gateway.refund_keys());
        assert_eq!(before, after, "{operation}");
        shop.perform(operation, owner).await.unwrap();
    }
    let ada = Actor::Staff("ada@shop.example".into());
    shop.world.store.acting(&ada).add_staff("bea@shop.example", "", Role::Owner).await.unwrap();
    // An owner may go.
    shop.world.store.acting(&ada).disable_staff("ada@shop.example").await.unwrap();
    let back = shop.world.store.acting(&ada).enable_staff("ada@shop.example").await;
    assert!(matches!(back, Err(StaffError::NotAllowed)), "{back:?}");
}

async fn twelve_of_the_staff_refund_no_more_than_was_paid(world: World) {
    let order = sold_book(&world).await;
    let mut all = JoinSet::new();
    for n in 0..12 {
        let store = world.store.clone();
        all.spawn(async move {
            let (actor, form) = (Actor::Staff(format!("number-{n}@shop.example")), format!("form-{n}"));
            store.acting(&actor).once(&form).refund(order, Some(euro(300))).await
        });
    }
    let mut made = 0;
    while let Some(refund) = all.join_next().await {
        match refund.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, AdminError::ExceedsRefundable(_)), "{error}"),
        }
    }
    assert_eq!((made, world.gateway.refunds().len(), entries(&world).await), (3, 3, 3));
    assert_eq!(world.number(REFUNDED, &[]).await, 900);
}

async fn a_form_that_is_submitted_twelve_times_at_once_takes_effect_once(world: World) {
    let order = sold_book(&world).await;
    let stores = [world.store.clone(), world.another_instance(vec![]).await];
    let mut all = JoinSet::new();
    for store in stores.iter().cycle().take(12) {
        let store = store.clone();
        // All of it: to the second request, nothing seems to be left.
        all.spawn(async move { store.acting(&Actor::CommandLine).once("a form").refund(order, None).await });
    }
    let mut made = 0;
    while let Some(refund) = all.join_next().await {
        match refund.unwrap() {
            Ok(_) => made += 1,
            Err(error) => assert!(matches!(error, AdminError::AlreadyDone), "{error}"),
        }
    }
    assert_eq!((made, world.gateway.refunds().len(), entries(&world).await), (1, 1, 1));
}

async fn the_database_refuses_to_change_the_log(world: World) {
    let order = sold_book(&world).await;
    world.admin().note(order, "Wants it wrapped.").await.unwrap();
    for sql in [
        "UPDATE pannier_audit_log SET detail = ''",
        "UPDATE pannier_audit_log SET actor = 'staff:nobody' WHERE act = 'order.note'",
        "DELETE FROM pannier_audit_log",
    ] {
        let error = world.db.execute(sql, &[]).await.unwrap_err().to_string();
        assert!(error.contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(entries(&world).await, 1);
}

async fn an_entry_vanishes_with_the_change_that_cannot_be_committed(world: World) {
    let order = sold_book(&world).await;
    // A reference to nothing, which the database notices at the commit.
    let table = "CREATE TABLE never (id TEXT REFERENCES pannier_orders (id) DEFERRABLE INITIALLY DEFERRED)";
    world.db.execute(table, &[]).await.unwrap();
    let (create, remove) = match world.db.dialect() {
        Dialect::Sqlite => (
            vec![
                "CREATE TRIGGER never AFTER INSERT ON pannier_audit_log BEGIN INSERT INTO never VALUES ('nowhere'); END",
            ],
            "DROP TRIGGER never",
        ),
        Dialect::Postgres => (
            vec![
                "CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN INSERT INTO never VALUES ('nowhere'); RETURN NULL; END $$",
                "CREATE TRIGGER never AFTER INSERT ON pannier_audit_log FOR EACH ROW EXECUTE FUNCTION never()",
            ],
            "DROP TRIGGER never ON pannier_audit_log",
        ),
    };
    for sql in create {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let admin = world.admin().once("a form");
    for done in [
        said(admin.record_manual_refund(order, Some(euro(100))).await.map(drop)),
        said(admin.note(order, "Wants it wrapped.").await),
    ] {
        assert!(done.unwrap_err().starts_with("database: "));
    }
    assert_eq!((entries(&world).await, world.number(REFUNDED, &[]).await), (0, 0));

    world.db.execute(remove, &[]).await.unwrap();
    admin.record_manual_refund(order, Some(euro(100))).await.unwrap();
    assert_eq!((entries(&world).await, world.number(REFUNDED, &[]).await), (1, 100));
}

async fn the_log_is_read_page_by_page(world: World) {
    world.product("book").insert().await;
    let numbers =
        [place(&world, "a", &["book"], "fake").await.number, place(&world, "b", &["book"], "fake").await.number];
    let ada = Actor::Staff("ada@shop.example".into());
    for n in 0..7 {
        let admin = if n == 3 { world.admin() } else { world.store.acting(&ada) };
        admin.note(numbers[n % 2], &n.to_string()).await.unwrap();
    }
    let pages = async |query: AuditQuery| {
        let (mut query, mut seen) = (query.limit(2), Vec::<String>::new());
        loop {
            let page = world.admin().audit(&query).await.unwrap();
            let Some(last) = page.last() else { return seen.join(" ") };
            query = query.before(&last.id);
            seen.extend(page.into_iter().map(|entry| entry.detail));
        }
    };
    assert_eq!(pages(AuditQuery::default()).await, "6 5 4 3 2 1 0");
    assert_eq!(pages(AuditQuery::default().order(numbers[1])).await, "5 3 1");
    assert_eq!(pages(AuditQuery::default().actor("command-line")).await, "3");
    assert_eq!(pages(AuditQuery::default().actor(ada.to_string()).order(numbers[1])).await, "5 1");
    let query = AuditQuery::default;
    for nothing in [query().order(7), query().before("no such entry"), query().actor("staff:\0")] {
        assert_eq!(pages(nothing).await, "");
    }
}

/// A basket is deleted when nobody comes back to it, although a delivery of its signal was retried.
async fn an_entry_keeps_no_basket(world: World) {
    let world = world.with_receivers(vec![RecordingReceiver::new("recorder")]).await;
    world.product("book").insert().await;
    world.visitor_with(&["book"]).await;
    let signal = world.admin().undelivered().await.unwrap().remove(0).signal_id;
    assert_eq!(world.admin().retry(&signal).await.unwrap(), 1);
    let entry = world.admin().audit(&AuditQuery::default()).await.unwrap().remove(0);
    assert_eq!((entry.order, entry.subject, entry.detail.as_str()), (None, signal, "recorder"));
    world.advance(days(31));
    purge(&world.store).await;
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_orders", &[]).await, 0);
}
