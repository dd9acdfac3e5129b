//! Downloads: as many attempts as were sold, under any concurrency.

use std::time::Duration;

use pannier::{Claim, args};

use crate::{
    on_both,
    world::{World, paid},
};

on_both!(
    three_of_two_hundred_get_the_file,
    a_missing_file_costs_no_attempt,
    time_runs_out,
    activating_twice_makes_one_link
);

/// A completed order with a download of three attempts; its token.
pub async fn bought(world: &World) -> String {
    std::fs::write(world.files.join("song.txt"), "la la la").unwrap();
    world.goods("goods", "song", 900, "EUR", None, None, Some(3)).await;
    let (_, attempt, order) = world.pending(&["song"]).await;
    assert!(world.store.order(&order).await.unwrap().downloads.is_empty(), "nothing before the payment");
    world.store.settle(&attempt, &paid(900)).await.unwrap();
    let store = world.store.clone();
    let worker = tokio::spawn(async move { store.work().await });
    let url = tokio::time::timeout(Duration::from_secs(10), async {
        loop {
            if let Some(download) = world.store.order(&order).await.unwrap().downloads.pop() {
                break download.url;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let url = url.await.expect("the download becomes active");
    worker.abort();
    url.strip_prefix("/download/").unwrap().to_owned()
}

async fn three_of_two_hundred_get_the_file(world: World) {
    let token = bought(&world).await;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (store, token) = (world.store.clone(), token.clone());
        claims.spawn(async move { store.claim_download(&token).await.unwrap() });
    }
    let (mut got, mut refused) = (0, 0);
    while let Some(claim) = claims.join_next().await {
        match claim.unwrap() {
            Claim::Go(url) => {
                assert!(url.starts_with("/files/song.txt?"), "{url}");
                got += 1;
            }
            Claim::UsedUp(3) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((got, refused), (3, 197));
    assert_eq!(world.store.claim_download("not-a-token").await.unwrap(), Claim::Unknown);
}

async fn a_missing_file_costs_no_attempt(world: World) {
    let token = bought(&world).await;
    std::fs::remove_file(world.files.join("song.txt")).unwrap();
    assert_eq!(world.store.claim_download(&token).await.unwrap(), Claim::Missing);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 0);
}

async fn time_runs_out(world: World) {
    let token = bought(&world).await;
    world.db.execute("UPDATE pannier_downloads SET expires_at = $1", args![1_i64]).await.unwrap();
    assert_eq!(world.store.claim_download(&token).await.unwrap(), Claim::Expired);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 0);
}

async fn activating_twice_makes_one_link(world: World) {
    use pannier::{Receiver, delivery::ActivateDownloads};
    let token = bought(&world).await;
    let sql = "UPDATE pannier_signal_receipts SET status = 'due', due_at = 0 WHERE receiver = $1";
    assert!(world.db.execute(sql, args![ActivateDownloads::new(world.db.clone()).name()]).await.unwrap() >= 1);
    let store = world.store.clone();
    let worker = tokio::spawn(async move { store.work().await });
    tokio::time::timeout(Duration::from_secs(10), async {
        while !world.store.undelivered().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("handled again");
    worker.abort();
    let row = world.db.fetch_all("SELECT token FROM pannier_downloads", &[]).await.unwrap();
    assert_eq!(row.len(), 1);
    assert_eq!(row[0].get::<String>("token").unwrap(), token);
}
