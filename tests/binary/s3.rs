//! The shop with its files in a bucket.

use std::{process::Output, time::Duration};

use axum::{Router, routing::get};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

use crate::{
    bucket::{ACCESS_KEY, BUCKET, Bucket, SECRET_KEY},
    client::{Browser, again},
    files::with_file,
    process::{Shop, run},
    service::serve,
};

const ENVIRONMENT: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", ACCESS_KEY), ("AWS_SECRET_ACCESS_KEY", SECRET_KEY)];

fn settings(bucket: &Bucket) -> Vec<(&str, &str)> {
    vec![("PANNIER_S3_BUCKET", BUCKET), ("PANNIER_S3_ENDPOINT", &bucket.endpoint)]
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn downloads_come_from_the_bucket() {
    let bucket = Bucket::open();
    let shop = Shop::open_with(&[settings(&bucket), ENVIRONMENT.to_vec()].concat());
    assert!(!shop.data.join("files").exists(), "nothing is kept here");
    let browser = Browser::new(&shop.url);
    let gateway = browser.to_the_gateway().await.unwrap();
    let order = browser.approve(&gateway).await.unwrap();
    let link = again(Duration::from_secs(30), async || browser.download(&order).await.unwrap()).await;
    let file = std::fs::read(bucket.path("albums/blue-hour.wav")).expect("the demo products' files are in the bucket");

    // A file that has gone costs nothing, and the owner is told which it was.
    std::fs::remove_file(bucket.path("albums/blue-hour.wav")).unwrap();
    let (status, page) = browser.get(&link).await.unwrap();
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
    let log = shop.log();
    let line = log.lines().find(|line| line.contains("cannot be handed out")).expect("an error in the log");
    assert!(line.contains("ERROR") && line.contains("albums/blue-hour.wav") && line.contains("order=1001"), "{line}");
    assert!(!log.contains(link.trim_start_matches("/download/")), "{log}");
    std::fs::write(bucket.path("albums/blue-hour.wav"), &file).unwrap();

    for click in ["an attempt", "a repeat"] {
        let answer = browser.send(browser.request(Method::GET, &link)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{click}");
        let to = answer.headers()[header::LOCATION].to_str().unwrap();
        assert!(to.starts_with(&bucket.endpoint), "{to}");
        let answer = reqwest::get(to).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "audio/wav");
        let name = "attachment; filename=\"Ilse Maren - Blue Hour.wav\"";
        assert_eq!(answer.headers()[header::CONTENT_DISPOSITION], name);
        assert_eq!(answer.bytes().await.unwrap(), file);
    }
    assert!(!shop.log().contains(SECRET_KEY) && !shop.log().contains("Signature="));
}

#[test]
fn a_file_is_put_into_the_bucket_and_named() {
    let bucket = Bucket::open();
    let (data, file) = with_file("blue-hour.flac");
    // Larger than one part, so that it goes there in several.
    let large: Vec<u8> = (0..18_000_001_u32).map(|n| (n % 253) as u8).collect();
    std::fs::write(&file, &large).unwrap();
    let settings = [settings(&bucket), ENVIRONMENT.to_vec(), vec![("PANNIER_S3_PREFIX", "shop/")]].concat();
    let arguments = ["file", "put", file.to_str().unwrap(), "--key", "albums/blue-hour.flac"];
    let output = run(&data, &settings, &arguments);
    assert!(output.status.success(), "{}", said(&output));
    let line = String::from_utf8(output.stdout).unwrap();
    assert!(line.starts_with(&format!("Uploaded 18 MB to bucket {BUCKET} in ")), "{line}");
    assert!(line.trim_end().ends_with(": albums/blue-hour.flac"), "{line}");
    assert!(std::fs::read(bucket.path("shop/albums/blue-hour.flac")).unwrap() == large);
    assert!(bucket.unfinished().is_empty(), "{:?}", bucket.unfinished());
    std::fs::remove_dir_all(data).unwrap();
}

#[tokio::test]
async fn credentials_come_from_the_default_chain_of_aws() {
    let bucket = Bucket::open();
    let (data, file) = with_file("a.txt");
    let put = async |settings: &[(&str, &str)]| {
        let (data, file) = (data.clone(), file.to_str().unwrap().to_owned());
        let settings: Vec<_> = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let run = move || {
            let settings: Vec<_> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            run(&data, &settings, &["file", "put", &file])
        };
        tokio::task::spawn_blocking(run).await.unwrap()
    };
    let at = settings(&bucket);
    // A machine that is none of Amazon's has no role to ask for.
    let nowhere = [at.clone(), vec![("AWS_EC2_METADATA_DISABLED", "true")]].concat();

    let without = put(&nowhere).await;
    assert!(!without.status.success() && said(&without).contains("credential"), "{}", said(&without));

    let profile = data.join("credentials");
    let text = format!("[shop]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n");
    std::fs::write(&profile, text).unwrap();
    let from = [("AWS_SHARED_CREDENTIALS_FILE", profile.to_str().unwrap()), ("AWS_PROFILE", "shop")];
    let with_profile = put(&[&nowhere[..], &from].concat()).await;
    assert!(with_profile.status.success(), "{}", said(&with_profile));

    // What a container asks for its role's credentials; in-process, as there is no container service to be had.
    let expires = "2099-01-01T00:00:00Z";
    let role = json!({"AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY, "Token": "", "Expiration": expires});
    let app = Router::new().route("/role", get(async move || role.to_string()));
    let url = format!("{}/role", serve(app).await);
    let with_role = put(&[&nowhere[..], &[("AWS_CONTAINER_CREDENTIALS_FULL_URI", url.as_str())]].concat()).await;
    assert!(with_role.status.success(), "{}", said(&with_role));

    for output in [without, with_profile, with_role] {
        assert!(!said(&output).contains(SECRET_KEY));
    }
    std::fs::remove_dir_all(data).unwrap();
}

#[test]
fn an_unusable_bucket_stops_the_start_and_says_why() {
    let bucket = Bucket::open();
    let secret = ("AWS_SECRET_ACCESS_KEY", "a-secret-that-is-another");
    let refused = crate::process::refuse(&[settings(&bucket), vec![ENVIRONMENT[0], secret]].concat());
    assert!(refused.contains("403") && !refused.contains(secret.1), "{refused}");
    let region = crate::process::refuse(&[("PANNIER_S3_BUCKET", BUCKET), ("AWS_EC2_METADATA_DISABLED", "true")]);
    assert!(region.contains("PANNIER_S3_REGION"), "{region}");
    let alone = crate::process::refuse(&[("PANNIER_S3_REGION", "eu-central-1")]);
    assert!(alone.contains("PANNIER_S3_BUCKET"), "{alone}");
}
