//! Files in a bucket, against a server that checks signatures.

use std::{sync::Arc, time::Duration};

use aws_sdk_s3::{
    Client,
    config::{BehaviorVersion, Config, Credentials, Region},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use pannier::{
    DownloadOutcome, Storage, StorageError, StoredFile,
    storage::{S3, Upload, attachment},
    testing::storage_contract,
};

use crate::{
    bucket::{ACCESS_KEY, BUCKET, Bucket, SECRET_KEY},
    download::bought,
    on_both,
    service::free_address,
    world::{World, minutes},
};

on_both!(twenty_concurrent_clicks_use_one_attempt_of_three, a_missing_file_costs_no_attempt);

const MINUTE: Duration = Duration::from_secs(60);

fn client(endpoint: &str, secret: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new(ACCESS_KEY, secret, None, None, "a test"))
        .region(Region::new("eu-central-1"))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .http_client(http);
    Client::from_conf(config.build())
}

fn files(bucket: &Bucket) -> S3 {
    S3::new(client(&bucket.endpoint, SECRET_KEY), BUCKET)
}

#[tokio::test]
async fn s3_keeps_the_contract_of_storages() {
    let bucket = Bucket::open();
    std::fs::create_dir_all(bucket.path("albums")).unwrap();
    std::fs::write(bucket.path("albums/a.flac"), b"music").unwrap();
    let file = StoredFile::new("albums/a.flac", "A.flac", "audio/flac");
    storage_contract(&files(&bucket), &file, b"music").await;
    assert!(bucket.unfinished().is_empty(), "parts are left: {:?}", bucket.unfinished());
}

#[tokio::test]
async fn s3_keeps_the_contract_below_a_prefix() {
    let bucket = Bucket::open();
    let files = files(&bucket).below("shop/");
    files.put(Upload::bytes("a.flac", "audio/flac", "music")).await.unwrap();
    assert_eq!(std::fs::read(bucket.path("shop/a.flac")).unwrap(), b"music");
    storage_contract(&files, &StoredFile::new("a.flac", "A.flac", "audio/flac"), b"music").await;
}

#[tokio::test]
async fn a_file_is_saved_under_any_name_that_was_sold() {
    let bucket = Bucket::open();
    let files = files(&bucket);
    files.put(Upload::bytes("a.flac", "application/octet-stream", "music")).await.unwrap();
    for name in ["Blue Hour.flac", "Über \"50%\" & mehr.flac", "夜の船; v=2.flac", "a+b=c?.flac", "it's (1).flac"] {
        let file = StoredFile::new("a.flac", name, "audio/flac; rate=\"44.1\"");
        let url = files.signed_url(&file, MINUTE).await.unwrap();
        assert!(url.is_ascii() && url.starts_with(&bucket.endpoint), "{url}");
        let answer = reqwest::get(&url).await.unwrap();
        assert_eq!(answer.status(), 200, "{name}: {url}");
        assert_eq!(answer.headers()[CONTENT_DISPOSITION], attachment(name));
        assert_eq!(answer.headers()[CONTENT_TYPE], file.content_type);
        assert_eq!(answer.headers()[CACHE_CONTROL], "private, no-store");
        // Nothing but the host may be signed: a browser sends no headers of ours.
        assert!(url.contains("X-Amz-SignedHeaders=host&"), "{url}");
    }
}

#[tokio::test]
async fn a_modified_link_is_refused() {
    let bucket = Bucket::open();
    let files = files(&bucket);
    for key in ["cheap.flac", "dear.flac"] {
        files.put(Upload::bytes(key, "audio/flac", "music")).await.unwrap();
    }
    let url = files.signed_url(&StoredFile::new("cheap.flac", "Cheap.flac", "audio/flac"), MINUTE).await.unwrap();
    assert_eq!(reqwest::get(&url).await.unwrap().status(), 200);
    for (from, to) in [
        ("/cheap.flac?", "/dear.flac?"),
        ("X-Amz-Expires=60", "X-Amz-Expires=61"),
        ("Cheap.flac", "Dear.flac"),
        ("audio%2Fflac", "text%2Fhtml"),
    ] {
        assert!(url.contains(from), "{from} is not in {url}");
        let answer = reqwest::get(url.replacen(from, to, 1)).await.unwrap();
        assert_eq!(answer.status(), 403, "{to}");
    }
}

#[tokio::test]
async fn errors_give_the_cause_and_no_secret() {
    let bucket = Bucket::open();
    files(&bucket).put(Upload::bytes("a.flac", "audio/flac", "music")).await.unwrap();
    let file = StoredFile::new("a.flac", "A.flac", "audio/flac");
    let wrong = "a-secret-that-is-another";
    let silent = free_address();
    for (files, reason) in [
        (S3::new(client(&bucket.endpoint, wrong), BUCKET), "403"),
        (S3::new(client(&format!("http://{silent}"), wrong), BUCKET), "refused"),
    ] {
        let linked = files.signed_url(&file, MINUTE).await.map(drop);
        let put = files.put(Upload::bytes("a.flac", "audio/flac", "noise")).await;
        for answer in [linked, put] {
            let Err(StorageError::Unavailable(said)) = answer else { panic!("{reason}: {answer:?}") };
            assert!(said.contains(reason), "{reason}: {said}");
            assert!(!said.contains(wrong) && !said.contains("Signature="), "{said}");
        }
    }
    assert_eq!(std::fs::read(bucket.path("a.flac")).unwrap(), b"music");
}

/// The same order, with its file in a bucket.
async fn in_bucket(world: World) -> (World, Bucket, String) {
    let bucket = Bucket::open();
    let files = files(&bucket);
    files.put(Upload::bytes("song.txt", "text/plain", "la la la")).await.unwrap();
    let world = world.with_storage(Arc::new(files)).await;
    let token = bought(&world).await;
    (world, bucket, token)
}

async fn twenty_concurrent_clicks_use_one_attempt_of_three(world: World) {
    let (world, bucket, token) = in_bucket(world).await;
    let mut claims = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (store, token) = (world.store.clone(), token.clone());
        claims.spawn(async move { store.redeem_download(&token).await.unwrap() });
    }
    let claims = claims.join_all().await;
    let links: Vec<_> = claims
        .iter()
        .filter_map(|claim| if let DownloadOutcome::Redirect(url) = claim { Some(url) } else { None })
        .collect();
    assert_eq!(links.len(), 20);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 1);
    for url in links {
        assert!(url.starts_with(&bucket.endpoint), "a link to the bucket itself: {url}");
        let answer = reqwest::get(url).await.unwrap();
        assert!(answer.headers().get(LOCATION).is_none());
        assert_eq!(answer.headers()[CONTENT_DISPOSITION], "attachment; filename=\"song.txt\"");
        assert_eq!(answer.text().await.unwrap(), "la la la");
    }
    for _ in 0..2 {
        world.advance(minutes(60));
        let outcome = world.store.redeem_download(&token).await.unwrap();
        assert!(matches!(outcome, DownloadOutcome::Redirect(_)), "{outcome:?}");
    }
    world.advance(minutes(60));
    drop(bucket);
    assert_eq!(
        world.store.redeem_download(&token).await.unwrap(),
        DownloadOutcome::Exhausted(3),
        "the bucket need not be asked"
    );
}

async fn a_missing_file_costs_no_attempt(world: World) {
    let (world, bucket, token) = in_bucket(world).await;
    std::fs::remove_file(bucket.path("song.txt")).unwrap();
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Unavailable);
    drop(bucket);
    assert_eq!(world.store.redeem_download(&token).await.unwrap(), DownloadOutcome::Unavailable);
    assert_eq!(world.number("SELECT attempts AS n FROM pannier_downloads", &[]).await, 0);
}
