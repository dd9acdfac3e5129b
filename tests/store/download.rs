//! Downloads: as many attempts as were sold, under any concurrency.

use pannier::{AdminError, DownloadOutcome, SignalKind, Timestamp, args, testing::run_outbox};

use crate::{
    on_both,
    product::NewProduct,
    world::{Pending, RecordingReceiver, World, euro, minutes, paid},
};

on_both!(
    two_hundred_concurrent_claims_use_three_attempts,
    a_missing_file_costs_no_attempt,
    an_expired_download_is_refused,
    activating_downloads_twice_makes_one_link,
    renewing_downloads_restores_their_attempts_and_time,
    refunded_downloads_are_not_renewed,
    a_missing_file_is_reported_once_a_day,
    an_interrupted_download_can_be_resumed_for_an_hour,
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

async fn two_hundred_concurrent_claims_use_three_attempts(world: World) {
    let token = bought(&world).await;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (store, token) = (world.store.clone(), token.clone());
        claims.spawn(async move { store.redeem_download(&token).await.unwrap() });
    }
    let (mut got, mut refused) = (0, 0);
    while let Some(claim) = claims.join_next().await {
        match claim.unwrap() {
            DownloadOutcome::Redirect(url) => {
                assert!(url.starts_with("/files/song.txt?"), "{url}");
                got += 1;
            }
            DownloadOutcome::Exhausted(3) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((got, refused), (3, 197));
    assert_eq!(world.store.redeem_download("not-a-token").await.unwrap(), DownloadOutcome::Unknown);
}

async fn a_missing_file_costs_no_attempt(world: World) {
    let token = bought(&world).await;
    std::fs::remove_file(world.files.join("song.txt")).unwrap();
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Unavailable);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 0);
}

async fn an_expired_download_is_refused(world: World) {
    let token = buy(&world, song(&world).seconds(3600)).await;
    world.advance(minutes(61));
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Expired);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 0);
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
    for (product, seconds) in [("song", None), ("rental", Some(3600))] {
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
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 1);
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

async fn an_interrupted_download_can_be_resumed_for_an_hour(world: World) {
    let token = bought(&world).await;
    let DownloadOutcome::Redirect(url) = world.store.redeem_download(&token).await.unwrap() else { panic!("no link") };
    let expires = url.split(['?', '&']).find_map(|part| part.strip_prefix("expires=")).expect("an expiry");
    let left = expires.parse::<i64>().unwrap() - Timestamp::now().as_secs();
    assert!((3590..=3600).contains(&left), "{left}");
}
