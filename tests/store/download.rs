//! Downloads: as many attempts as were sold, under any concurrency.

use std::time::Duration;

use pannier::{
    AdminError, DownloadOutcome, DownloadView, SignalKind, Storage, StorageError, StoredFile, Timestamp, args,
    async_trait, db::Db, testing::run_outbox,
};
use serde_json::json;

use crate::{
    on_both,
    product::NewProduct,
    webhook::{about, post},
    world::{Pending, RecordingReceiver, World, euro, minutes, paid},
};

on_both!(
    concurrent_clicks_use_one_attempt_an_hour_and_three_in_all,
    a_download_that_broke_off_is_repeated_for_an_hour_at_no_cost,
    without_a_limit_each_url_is_valid_for_an_hour,
    a_repeat_needs_a_download_that_has_not_expired,
    a_repeat_needs_an_order_that_is_paid_for_good,
    what_happens_while_the_url_is_signed_is_what_the_answer_says,
    a_missing_file_costs_no_attempt,
    an_expired_download_is_refused,
    activating_downloads_twice_makes_one_link,
    renewing_downloads_restores_their_attempts_and_time,
    refunded_downloads_are_not_renewed,
    a_missing_file_is_reported_once_a_day,
);

/// A song that can be downloaded three times.
fn song(world: &World) -> NewProduct<'_> {
    world.product("song").price(euro(900)).attempts(3)
}

/// The token of the download of a song, in a completed order.
pub async fn bought(world: &World) -> String {
    buy(world, song(world)).await
}

async fn buy(world: &World, song: NewProduct<'_>) -> String {
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    song.insert().await;
    let Pending { attempt, token: order, .. } = world.pending(&["song"]).await;
    assert!(world.store.order(&order).await.unwrap().downloads.is_empty(), "nothing before the payment");
    world.store.settle(&attempt, &paid(900)).await.unwrap();
    run_outbox(&world.store).await.unwrap();
    let url = world.store.order(&order).await.unwrap().downloads.remove(0).url;
    url.strip_prefix("/download/").unwrap().to_owned()
}

/// The number of attempts that were counted.
async fn used(world: &World) -> i64 {
    world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await
}

/// The download, as the page of its order shows it.
async fn shown(world: &World) -> DownloadView {
    let sql = "SELECT token FROM pannier_orders WHERE number IS NOT NULL";
    let order: String = world.db.fetch_one(sql, &[]).await.unwrap().get("token").unwrap();
    world.store.order(&order).await.unwrap().downloads.remove(0)
}

/// Follows the link; for how many seconds the URL that it leads to is valid.
async fn follow(world: &World, token: &str) -> i64 {
    let outcome = world.store.redeem_download(token).await.unwrap();
    let DownloadOutcome::Redirect(url) = outcome else { panic!("{outcome:?}") };
    let expires = url.split(['?', '&']).find_map(|part| part.strip_prefix("expires=")).expect("an expiry");
    expires.parse::<i64>().unwrap() - Timestamp::now().as_secs()
}

async fn concurrent_clicks_use_one_attempt_an_hour_and_three_in_all(world: World) {
    let token = bought(&world).await;
    for hour in 1..=4 {
        let mut clicks = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (store, token) = (world.store.clone(), token.clone());
            clicks.spawn(async move { store.redeem_download(&token).await.unwrap() });
        }
        for outcome in clicks.join_all().await {
            match outcome {
                DownloadOutcome::Redirect(url) if hour < 4 => assert!(url.starts_with("/files/song.txt?"), "{url}"),
                outcome => assert_eq!((hour, outcome), (4, DownloadOutcome::Exhausted(3))),
            }
        }
        assert_eq!(used(&world).await, hour.min(3));
        world.advance(minutes(60));
    }
    assert_eq!(world.store.redeem_download("not-a-token").await.unwrap(), DownloadOutcome::Unknown);
}

async fn a_download_that_broke_off_is_repeated_for_an_hour_at_no_cost(world: World) {
    let token = bought(&world).await;
    let state = |download: DownloadView| (download.attempts_left, download.repeatable, download.available());
    assert_eq!(state(shown(&world).await), (Some(3), false, true));
    assert!((3590..=3600).contains(&follow(&world, &token).await));
    world.advance(minutes(40));
    assert_eq!(state(shown(&world).await), (Some(2), true, true));
    let left = follow(&world, &token).await;
    assert!((1190..=1200).contains(&left), "as long as the attempt's own URL: {left}");
    world.advance(minutes(19));
    let left = follow(&world, &token).await;
    assert!((55..=60).contains(&left), "the browser gets there in time: {left}");
    assert_eq!(used(&world).await, 1);

    // The hour counts from the attempt, not from its repeats.
    world.advance(minutes(1));
    assert_eq!(state(shown(&world).await), (Some(2), false, true));
    follow(&world, &token).await;
    world.advance(minutes(60));
    follow(&world, &token).await;
    assert_eq!(state(shown(&world).await), (Some(0), true, true), "the last attempt can be repeated, too");
    follow(&world, &token).await;
    assert_eq!(used(&world).await, 3);
    world.advance(minutes(60));
    assert_eq!(state(shown(&world).await), (Some(0), false, false));
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Exhausted(3));
}

async fn without_a_limit_each_url_is_valid_for_an_hour(world: World) {
    let token = bought(&world).await;
    world.db.execute("UPDATE pannier_downloads SET max_attempts = NULL", &[]).await.unwrap();
    for _ in 0..3 {
        assert!((3590..=3600).contains(&follow(&world, &token).await));
        let download = shown(&world).await;
        assert_eq!((download.attempts_left, download.repeatable), (None, false), "there is nothing to save");
        world.advance(minutes(20));
    }
}

async fn a_repeat_needs_a_download_that_has_not_expired(world: World) {
    let token = buy(&world, song(&world).seconds(600)).await;
    follow(&world, &token).await;
    world.advance(minutes(10));
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Expired);
    assert!(!shown(&world).await.available());
}

async fn a_repeat_needs_an_order_that_is_paid_for_good(world: World) {
    let token = bought(&world).await;
    follow(&world, &token).await;
    let payment = world.db.fetch_one("SELECT id FROM pannier_payments", &[]).await.unwrap();
    let attempt: String = payment.get("id").unwrap();
    for (event, status, released) in [("e1", "open", false), ("e2", "won", true)] {
        assert_eq!(post(&world, about(event, &attempt, &[("dispute", json!(["dp_1", status]))])).await, 200);
        let outcome = world.store.redeem_download(&token).await.unwrap();
        assert_eq!(outcome == DownloadOutcome::OnHold, !released, "{outcome:?}");
        assert_eq!(shown(&world).await.available(), released);
    }
    assert_eq!(used(&world).await, 1);
    let number = world.number("SELECT number AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await;
    world.admin().refund(number, None).await.unwrap();
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Refunded);
    assert!(!shown(&world).await.available());
}

/// A storage that changes the database before it answers.
struct Meanwhile(Db, &'static str);

#[async_trait]
impl Storage for Meanwhile {
    async fn signed_url(&self, _: &StoredFile, _: Duration) -> Result<String, StorageError> {
        self.0.execute(self.1, &[]).await.unwrap();
        Ok("https://files.example/song".into())
    }
}

async fn what_happens_while_the_url_is_signed_is_what_the_answer_says(mut world: World) {
    let token = bought(&world).await;
    let dispute = "INSERT INTO pannier_disputes (id, payment_id, reference, status, created_at, updated_at) \
                   SELECT 'd1', id, 'dp_1', 'open', 1, 1 FROM pannier_payments";
    for (meanwhile, outcome) in [
        ("UPDATE pannier_downloads SET attempts = max_attempts", DownloadOutcome::Exhausted(3)),
        (dispute, DownloadOutcome::OnHold),
        ("UPDATE pannier_payments SET refunded_amount = paid_amount", DownloadOutcome::Refunded),
        ("UPDATE pannier_downloads SET expires_at = 1", DownloadOutcome::Expired),
    ] {
        for undo in [
            "UPDATE pannier_downloads SET attempts = 0, expires_at = NULL",
            "DELETE FROM pannier_disputes",
            "UPDATE pannier_payments SET refunded_amount = 0",
        ] {
            world.db.execute(undo, &[]).await.unwrap();
        }
        let storage = Meanwhile(world.db.clone(), meanwhile);
        world = world.with(|builder| builder.files(storage)).await;
        assert_eq!(world.store.redeem_download(&token).await.unwrap(), outcome, "{meanwhile}");
    }
}

async fn a_missing_file_costs_no_attempt(world: World) {
    let token = bought(&world).await;
    std::fs::remove_file(world.files.join("song.txt")).unwrap();
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Unavailable);
    assert_eq!(used(&world).await, 0);
}

async fn an_expired_download_is_refused(world: World) {
    let token = buy(&world, song(&world).seconds(3600)).await;
    world.advance(minutes(61));
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Expired);
    assert_eq!(used(&world).await, 0);
}

async fn activating_downloads_twice_makes_one_link(world: World) {
    let token = bought(&world).await;
    let number = world.number("SELECT number AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await;
    world.admin().replay(number, Some("downloads"), Some(SignalKind::Completed)).await.unwrap();
    run_outbox(&world.store).await.unwrap();
    assert!(world.admin().undelivered().await.unwrap().is_empty(), "handled again");
    let row = world.db.fetch_all("SELECT token FROM pannier_downloads", &[]).await.unwrap();
    assert_eq!(row.len(), 1);
    assert_eq!(row[0].get::<String>("token").unwrap(), token);
}

async fn renewing_downloads_restores_their_attempts_and_time(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    for (product, seconds) in [("song", None), ("rental", Some(3 * 3600))] {
        let new = world.product(product).price(euro(900)).attempts(2);
        match seconds {
            Some(seconds) => new.seconds(seconds).insert().await,
            None => new.insert().await,
        }
        std::fs::write(world.files.join(format!("{product}.txt")), "la la la").unwrap();
        let Pending { attempt, token: order, .. } = world.pending(&[product]).await;
        let number = world.store.order(&order).await.unwrap().number;
        assert!(matches!(world.admin().renew_downloads(number).await, Err(AdminError::NoDownloads)), "not paid yet");
        world.store.settle(&attempt, &paid(900)).await.unwrap();
        run_outbox(&world.store).await.unwrap();
        let url = world.store.order(&order).await.unwrap().downloads.remove(0).url;
        let token = url.strip_prefix("/download/").unwrap();
        for _ in 0..2 {
            assert!(matches!(world.store.redeem_download(token).await.unwrap(), DownloadOutcome::Redirect(_)));
            world.advance(minutes(61));
        }
        assert_eq!(world.store.redeem_download(token).await.unwrap(), DownloadOutcome::Exhausted(2));
        match seconds {
            Some(_) => world.advance(minutes(61)),
            // A song does not expire by itself: the merchant has set a date.
            None => {
                let sql = "UPDATE pannier_downloads SET expires_at = 1 WHERE token = $1";
                world.db.execute(sql, args![token]).await.unwrap();
            }
        }
        assert_eq!(world.store.redeem_download(token).await.unwrap(), DownloadOutcome::Expired);

        assert_eq!(world.admin().renew_downloads(number).await.unwrap(), 1);
        let download = world.store.order(&order).await.unwrap().downloads.remove(0);
        assert_eq!((download.attempts_left, download.expired, download.url.as_str()), (Some(2), false, url.as_str()));
        match (download.expires_at, seconds) {
            (None, None) => {}
            (Some(at), Some(seconds)) => {
                let left = at.duration_since(world.db.now());
                assert!(left.as_secs().abs_diff(seconds.into()) < 60, "{product}: {at}")
            }
            other => panic!("{product}: {other:?}"),
        }
        assert!(matches!(world.store.redeem_download(token).await.unwrap(), DownloadOutcome::Redirect(_)));
        assert_eq!(world.admin().renew_downloads(number).await.unwrap(), 1, "as often as the owner likes");
        let download = world.store.order(&order).await.unwrap().downloads.remove(0);
        assert_eq!((download.attempts_left, download.repeatable), (Some(2), false), "no attempt is left to repeat");
    }
    run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::DownloadsRenewed), 4, "one for each renewal");
    assert!(matches!(world.admin().renew_downloads(7).await, Err(AdminError::UnknownOrder(7))));
}

async fn refunded_downloads_are_not_renewed(world: World) {
    let token = bought(&world).await;
    let number = world.number("SELECT number AS n FROM pannier_orders WHERE number IS NOT NULL", &[]).await;
    assert!(matches!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Redirect(_)));
    world.admin().refund(number, None).await.unwrap();
    assert!(matches!(world.admin().renew_downloads(number).await, Err(AdminError::RefundedInFull)));
    assert_eq!(used(&world).await, 1);
    assert_eq!(
        world.number("SELECT COUNT(*) AS n FROM pannier_signals WHERE kind = 'downloads-renewed'", &[]).await,
        0
    );
}

async fn a_missing_file_is_reported_once_a_day(world: World) {
    let receiver = RecordingReceiver::new("recorder");
    let world = world.with_receivers(vec![receiver.clone()]).await;
    let token = bought(&world).await;
    let Pending { attempt, token: second, .. } = world.pending(&["song"]).await;
    world.store.settle(&attempt, &paid(900)).await.unwrap();
    run_outbox(&world.store).await.unwrap();
    let url = world.store.order(&second).await.unwrap().downloads.remove(0).url;
    let other = url.strip_prefix("/download/").unwrap();
    std::fs::remove_file(world.files.join("song.txt")).unwrap();
    let elsewhere = world.another_instance(vec![receiver.clone()]).await;
    let (one, two, three) = tokio::join!(
        world.store.redeem_download(&token),
        elsewhere.redeem_download(&token),
        elsewhere.redeem_download(other)
    );
    assert_eq!(
        [one.unwrap(), two.unwrap(), three.unwrap()],
        [DownloadOutcome::Unavailable, DownloadOutcome::Unavailable, DownloadOutcome::Unavailable]
    );
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Unavailable);
    run_outbox(&world.store).await.unwrap();
    assert_eq!(receiver.count(SignalKind::FileMissing), 1);
}
