//! What a member of staff does to many orders at once, and the packing slips.

use std::time::Duration;

use pannier::{
    Act, Actor, Admin, AuditQuery, Job, JobError, JobOrders, JobRefusal, NewJob, OrderQuery, OrderTab, PaymentState,
    RefundItems, RefundState, Role, ShipmentStatus, Store, Tracking,
    testing::{self, reconcile},
};

use crate::{
    on_both,
    shipping::Press,
    world::{World, days, minutes, paid, seconds, visitor},
};

on_both!(
    a_job_marks_parcels_and_says_what_it_has_refused,
    a_job_is_about_what_matched_when_it_was_started,
    a_job_that_is_cut_off_is_continued_and_marks_each_parcel_once,
    a_change_that_was_not_counted_is_counted_and_not_repeated,
    two_instances_and_two_jobs_mark_each_parcel_once,
    a_job_ends_with_the_rights_of_who_started_it,
    a_form_starts_one_job,
    the_start_of_a_job_is_recorded,
    a_parcel_of_a_supplier_is_left_to_it,
    jobs_are_kept_for_a_month,
    a_slip_is_for_what_is_to_be_packed,
);

const ADA: &str = "ada@shop.example";

const SENT: &str = "SELECT COUNT(*) AS n FROM pannier_shipments WHERE status = 'sent'";
const SIGNALS: &str = "SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'fulfilled'";

/// A shop that sells a book, with Ada to pack it.
async fn shop(world: World) -> (World, Actor) {
    world.product("book").grams(500).insert().await;
    world.admin().add_staff(ADA, "Ada", Role::Packer).await.unwrap();
    (world, Actor::Staff(ADA.into()))
}

/// Places an order for a book. Its number, the id of the attempt to pay, and what is to be paid.
async fn unpaid_order(world: &World) -> (i64, String, PaymentState) {
    let pending = world.pending(&["book"]).await;
    let order = world.store.order(&pending.token).await.unwrap();
    (order.number, pending.attempt, PaymentState::Succeeded { amount: order.total })
}

async fn paid_orders(world: &World, count: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        let (number, attempt, payment) = unpaid_order(world).await;
        world.store.settle(&attempt, &payment).await.unwrap();
        numbers.push(number);
    }
    numbers
}

async fn start(admin: Admin<'_>, numbers: &[i64]) -> String {
    admin.start_job(&NewJob::mark_sent(JobOrders::Numbers(numbers.to_vec()))).await.unwrap()
}

async fn job(store: &Store, id: &str) -> Job {
    store.acting(&Actor::System).job(id).await.unwrap().expect("a job")
}

/// How many of its orders a job is done with, how many parcels it has marked, and how many orders it has refused.
fn counts(job: &Job) -> (u32, u32, u32) {
    (job.done, job.sent, job.refused)
}

/// How many parcels the audit log says that Ada has marked.
async fn audited(world: &World) -> usize {
    let query = AuditQuery::default().actor(format!("staff:{ADA}")).limit(1_000);
    let entries = world.admin().audit(&query).await.unwrap();
    entries.iter().filter(|entry| entry.act == Act::MarkSent.as_str()).count()
}

/// Waits until something is so of a job.
async fn until(store: &Store, id: &str, what: impl Fn(&Job) -> bool) -> Job {
    for _ in 0..5_000 {
        let job = job(store, id).await;
        if what(&job) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("the job does not get there: {:?}", job(store, id).await);
}

async fn a_job_marks_parcels_and_says_what_it_has_refused(world: World) {
    let (world, ada) = shop(world).await;
    let mut numbers = paid_orders(&world, 29).await;
    let (unpaid, ..) = unpaid_order(&world).await;
    numbers.push(unpaid);
    let (held, sent) = (numbers[3], numbers[17]);
    world.gateway.refunds_are(RefundState::Pending);
    world.admin().refund(held, None).await.unwrap();
    let parcel = world.admin().shipments(sent).await.unwrap().remove(0).id;
    world.admin().mark_sent(&parcel, Tracking::default().carrier("GLS")).await.unwrap();
    // No order has the last number, and one is named twice.
    let chosen = [&numbers[..], &[numbers[0], 9_999]].concat();
    let new = NewJob::mark_sent(JobOrders::Numbers(chosen)).carrier(" DHL\0 ");
    let id = world.store.acting(&ada).start_job(&new).await.unwrap();
    let waiting = job(&world.store, &id).await;
    assert_eq!((waiting.staff.as_str(), waiting.total, counts(&waiting)), (ADA, Some(31), (0, 0, 0)));
    reconcile(&world.store).await;

    let done = job(&world.store, &id).await;
    assert_eq!((counts(&done), done.stopped), ((31, 27, 4), false));
    assert!(done.finished_at.is_some());
    let refused = world.admin().refused_orders(&id).await.unwrap();
    let reasons: Vec<_> = refused.iter().map(|order| (order.number, order.reason.unwrap())).collect();
    let expected = [
        (9_999, JobRefusal::UnknownOrder),
        (unpaid, JobRefusal::NotPaid),
        (sent, JobRefusal::NothingToSend),
        (held, JobRefusal::OnHold),
    ];
    assert_eq!(reasons, expected);
    assert_eq!((world.number(SENT, &[]).await, world.number(SIGNALS, &[]).await), (28, 28));
    assert_eq!(world.number(&format!("{SENT} AND carrier = 'DHL'"), &[]).await, 27);
    assert_eq!(audited(&world).await, 27);
    assert_eq!(world.admin().jobs(9).await.unwrap(), [done]);
}

async fn a_job_is_about_what_matched_when_it_was_started(world: World) {
    let (world, ada) = shop(world).await;
    let before = paid_orders(&world, 25).await;
    let (late, attempt, payment) = unpaid_order(&world).await;
    let last = paid_orders(&world, 1).await;
    let to_send = OrderQuery::default().tab(OrderTab::ToSend);
    let new = NewJob::mark_sent(JobOrders::Matching(to_send.clone()));
    let id = world.store.acting(&ada).start_job(&new).await.unwrap();
    world.advance(seconds(1));
    world.store.settle(&attempt, &payment).await.unwrap();
    let next = paid_orders(&world, 1).await;
    reconcile(&world.store).await;
    let done = job(&world.store, &id).await;
    // What no longer matches once it is sent is done all the same, and what matches since is refused.
    assert_eq!((done.total, counts(&done)), (Some(26), (27, 26, 1)));
    let refused = world.admin().refused_orders(&id).await.unwrap();
    assert_eq!((refused[0].number, refused[0].reason), (late, Some(JobRefusal::PaidSince)));
    let left: Vec<i64> = world.admin().orders(&to_send).await.unwrap().iter().map(|order| order.number).collect();
    assert_eq!(left, [next[0], late], "{before:?} {last:?}");

    let nobody = NewJob::mark_sent(JobOrders::Matching(to_send.clone().email("eve@example.com")));
    let none = world.store.acting(&ada).start_job(&nobody).await;
    assert!(matches!(none, Err(JobError::NoOrders)), "{none:?}");
    let all = NewJob::mark_sent(JobOrders::Matching(to_send));
    let by_hand = world.admin().start_job(&all).await;
    assert!(matches!(by_hand, Err(JobError::NotStaff)), "{by_hand:?}");
}

async fn a_job_that_is_cut_off_is_continued_and_marks_each_parcel_once(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 60).await;
    let background = tokio::spawn(world.store.clone().run_background());
    let id = start(world.store.acting(&ada), &numbers).await;
    until(&world.store, &id, |job| job.done >= 3).await;
    background.abort();
    let _ = background.await;
    let cut_off = job(&world.store, &id).await;
    assert!(cut_off.done < 60 && cut_off.finished_at.is_none(), "{cut_off:?}");

    // The lease has ended.
    world.advance(minutes(3));
    reconcile(&world.store).await;
    let done = job(&world.store, &id).await;
    assert_eq!((counts(&done), done.finished_at.is_some()), ((60, 60, 0), true));
    assert_eq!((world.number(SENT, &[]).await, world.number(SIGNALS, &[]).await), (60, 60));
    assert_eq!(audited(&world).await, 60);
}

async fn a_change_that_was_not_counted_is_counted_and_not_repeated(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 2).await;
    let admin = world.store.acting(&ada);
    let id = start(admin, &numbers).await;
    // As by an instance that died between the change and the count.
    let parcel = admin.shipments(numbers[1]).await.unwrap().remove(0).id;
    let token = format!("{id}:{parcel}");
    admin.once(&token).mark_sent(&parcel, Tracking::default()).await.unwrap();
    // Meanwhile, the parcel came back, and is to be sent once more: by somebody, and not by this job.
    admin.mark_failed(&parcel, "came back").await.unwrap();
    admin.mark_pending(&parcel).await.unwrap();
    reconcile(&world.store).await;
    assert_eq!(counts(&job(&world.store, &id).await), (2, 2, 0));
    assert_eq!((world.number(SENT, &[]).await, world.number(SIGNALS, &[]).await), (1, 2));
}

async fn two_instances_and_two_jobs_mark_each_parcel_once(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 30).await;
    let admin = world.store.acting(&ada);
    let jobs = [start(admin, &numbers).await, start(admin, &numbers).await];
    let another = world.another_instance(vec![]).await;
    let background = [&world.store, &another].map(|store| tokio::spawn(store.clone().run_background()));
    let mut sent = 0;
    for id in &jobs {
        let done = until(&world.store, id, |job| job.finished_at.is_some()).await;
        assert_eq!((done.done, done.sent + done.refused), (30, 30), "{done:?}");
        let refused = world.admin().refused_orders(id).await.unwrap();
        assert!(refused.iter().all(|order| order.reason == Some(JobRefusal::NothingToSend)), "{refused:?}");
        sent += done.sent;
    }
    background.iter().for_each(|task| task.abort());
    assert_eq!(sent, 30);
    assert_eq!((world.number(SENT, &[]).await, world.number(SIGNALS, &[]).await), (30, 30));
    assert_eq!(audited(&world).await, 30);
}

async fn a_job_ends_with_the_rights_of_who_started_it(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 60).await;
    let id = start(world.store.acting(&ada), &numbers).await;
    let background = tokio::spawn(world.store.clone().run_background());
    until(&world.store, &id, |job| job.done >= 3).await;
    world.admin().disable_staff(ADA).await.unwrap();
    let stopped = until(&world.store, &id, |job| job.finished_at.is_some()).await;
    background.abort();
    assert!(stopped.stopped && stopped.done < 60, "{stopped:?}");
    assert_eq!(world.number(SENT, &[]).await, i64::from(stopped.sent));

    world.admin().enable_staff(ADA).await.unwrap();
    let id = start(world.store.acting(&ada), &numbers).await;
    world.admin().set_staff_role(ADA, Role::Reader).await.unwrap();
    reconcile(&world.store).await;
    let stopped = job(&world.store, &id).await;
    assert_eq!((stopped.stopped, counts(&stopped)), (true, (0, 0, 0)));
}

async fn a_form_starts_one_job(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 1).await;
    let admin = world.store.acting(&ada);
    let first = start(admin.once("a form"), &numbers).await;
    assert_eq!(start(admin.once("a form"), &numbers).await, first);
    assert_ne!(start(admin.once("another form"), &numbers).await, first);
    assert_eq!(world.admin().jobs(9).await.unwrap().len(), 2);
    reconcile(&world.store).await;
    let all = NewJob::mark_sent(JobOrders::Matching(OrderQuery::default().tab(OrderTab::ToSend)));
    assert_eq!(admin.once("a form").start_job(&all).await.unwrap(), first, "although nothing is left to send");
    assert!(matches!(admin.once("a third form").start_job(&all).await, Err(JobError::NoOrders)));
    let many = NewJob::mark_sent(JobOrders::Numbers((1..=1_001).collect()));
    let too_many = admin.start_job(&many).await;
    assert!(matches!(too_many, Err(JobError::TooManyOrders)), "{too_many:?}");
}

async fn the_start_of_a_job_is_recorded(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 2).await;
    let admin = world.store.acting(&ada);
    let chosen = start(admin.once("a form"), &numbers).await;
    start(admin.once("a form"), &numbers).await;
    let to_send = OrderQuery::default().tab(OrderTab::ToSend).email("ada@example.com");
    let all = admin.start_job(&NewJob::mark_sent(JobOrders::Matching(to_send))).await.unwrap();
    let entries = admin.audit(&AuditQuery::default().actor(ada.to_string())).await.unwrap();
    let mut said = Vec::new();
    for entry in &entries {
        assert_eq!((entry.act.parse::<Act>(), entry.order), (Ok(Act::StartMarkSent), None));
        said.push((entry.subject.as_str(), entry.detail.as_str()));
    }
    said.sort_unstable();
    let expected = [(chosen.as_str(), "2 orders"), (all.as_str(), "2 orders: tab to-send, email ada@example.com")];
    assert_eq!(said, expected);
}

async fn a_parcel_of_a_supplier_is_left_to_it(world: World) {
    let (world, ada) = shop(world).await;
    let world = world.with(|builder| builder.ship(Press::default())).await;
    world.product("disc").kind("disc").grams(100).ships_by("press", "PX-disc").insert().await;
    let visitor = visitor();
    for (kind, id) in [("product", "book"), ("disc", "disc")] {
        world.store.add_to_basket(&visitor, kind, id, 1).await.unwrap();
    }
    let (attempt, order) = testing::place_order(&world.store, &visitor).await.unwrap();
    world.store.settle(&attempt, &paid(order.total.amount)).await.unwrap();
    let slips = world.admin().packing_slips(&[order.number], false).await.unwrap();
    assert_eq!(slips.len(), 1);
    assert_eq!((slips[0].shipment.lines[0].id.as_str(), slips[0].parcels), ("book", 2));
    let id = start(world.store.acting(&ada), &[order.number]).await;
    reconcile(&world.store).await;
    assert_eq!(counts(&job(&world.store, &id).await), (1, 1, 1));
    let refused = world.admin().refused_orders(&id).await.unwrap();
    assert_eq!(refused[0].reason, Some(JobRefusal::SentBySupplier));

    // When the other one is cancelled, the parcel is still that of two which the customer's page says.
    world.admin().refund_items(order.number, &RefundItems::new().line("disc", "disc", 1)).await.unwrap();
    let parcels = world.admin().shipments(order.number).await.unwrap();
    let cancelled = parcels.iter().filter(|parcel| parcel.status == ShipmentStatus::Cancelled).count();
    let book = parcels.iter().find(|parcel| parcel.lines[0].id == "book").expect("the parcel of the book").position;
    let slip = world.admin().packing_slip_document(order.number, book).await.unwrap();
    assert_eq!((cancelled, slip.notes), (1, vec![format!("Parcel {book} of 2")]));
}

async fn jobs_are_kept_for_a_month(world: World) {
    let (world, ada) = shop(world).await;
    let numbers = paid_orders(&world, 1).await;
    let id = start(world.store.acting(&ada), &[numbers[0], 9_999]).await;
    world.advance(days(40));
    testing::purge(&world.store).await;
    reconcile(&world.store).await;
    assert_eq!(counts(&job(&world.store, &id).await), (2, 1, 1), "it waited, however long");
    world.advance(days(29));
    testing::purge(&world.store).await;
    assert!(job(&world.store, &id).await.finished_at.is_some());
    world.advance(days(2));
    testing::purge(&world.store).await;
    assert_eq!(world.admin().job(&id).await.unwrap(), None);
    assert_eq!(world.number("SELECT COUNT(*) AS n FROM pannier_job_refusals", &[]).await, 0);
}

async fn a_slip_is_for_what_is_to_be_packed(world: World) {
    let (world, _) = shop(world).await;
    let numbers = paid_orders(&world, 3).await;
    let (unpaid, ..) = unpaid_order(&world).await;
    world.gateway.refunds_are(RefundState::Pending);
    world.admin().refund(numbers[1], None).await.unwrap();
    let parcel = world.admin().shipments(numbers[2]).await.unwrap().remove(0).id;
    world.admin().mark_sent(&parcel, Tracking::default()).await.unwrap();
    let all = [unpaid, numbers[2], numbers[1], numbers[0], 9_999];
    let slips = async |sent: bool| -> Vec<i64> {
        let slips = world.admin().packing_slips(&all, sent).await.unwrap();
        slips.iter().map(|slip| slip.shipment.order_number).collect()
    };
    assert_eq!(slips(false).await, [numbers[0]]);
    assert_eq!(slips(true).await, [numbers[0], numbers[2]]);
    assert!(world.admin().packing_slips(&[], true).await.unwrap().is_empty());

    let slip = world.admin().packing_slips(&numbers[..1], false).await.unwrap().remove(0);
    assert_eq!((slip.language.tag(), slip.parcels, slip.shipment.to.name.as_str()), ("en", 1, "Ada Lovelace"));
}
