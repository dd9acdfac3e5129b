//! The contract of [`Storage`].

use std::time::Duration;

use http::{
    Method, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, RANGE},
};
use reqwest::Response;

use crate::{Storage, StorageError, StoredFile, storage::Upload};

/// Larger than one upload part, and not a multiple of it.
const LARGE: usize = 20_000_003;

/// Tests a storage: links to an existing file, follows the links over HTTP and attempts to misuse them.
/// `content` is the content of the file, at least 4 bytes.
///
/// Then uploads files, small ones and one of 20 MB, and leaves them under `pannier-contract/`. A read-only
/// storage skips this part. What the storage contains is [read](Storage::read) as well, unless it only issues links, and a
/// file is [deleted](Storage::delete), unless it keeps all.
///
/// # Panics
/// If the storage violates its contract.
pub async fn storage_contract(storage: &dyn Storage, file: &StoredFile, content: &[u8]) {
    assert!(content.len() >= 4, "the test needs a file of 4 bytes or more");
    let site = serve(storage).await;
    let url = absolute(&site, &link(storage, file, Duration::from_secs(60)).await);
    whole(&url, file, content).await;
    part(&url, content).await;
    misuse(&site, storage, file, &url).await;
    missing(storage, file).await;
    reads(storage, &file.key, content).await;
    put(&site, storage).await;
}

async fn link(storage: &dyn Storage, file: &StoredFile, lifetime: Duration) -> String {
    storage.signed_url(file, lifetime).await.unwrap_or_else(|e| panic!("no link to an existing file: {e}"))
}

async fn whole(url: &str, file: &StoredFile, content: &[u8]) {
    let answer = fetch(Method::GET, url, None).await;
    assert_eq!(answer.status(), StatusCode::OK, "following a fresh link");
    assert_eq!(header(&answer, CONTENT_TYPE.as_str()), file.content_type, "not the requested media type");
    let disposition = header(&answer, CONTENT_DISPOSITION.as_str());
    assert!(disposition.starts_with("attachment"), "the file is shown instead of saved: {disposition:?}");
    if file.file_name.is_ascii() {
        assert!(disposition.contains(&file.file_name), "the file name is lost: {disposition:?}");
    }
    assert_eq!(answer.bytes().await.expect("a body"), content, "the file has the wrong content");
}

async fn part(url: &str, content: &[u8]) {
    let answer = fetch(Method::GET, url, Some("bytes=1-2")).await;
    assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT, "Range is not supported");
    let range = format!("bytes 1-2/{}", content.len());
    assert_eq!(header(&answer, CONTENT_RANGE.as_str()), range, "not the requested range");
    assert_eq!(answer.bytes().await.expect("a body"), content[1..=2], "the range has the wrong content");
    let rest = fetch(Method::GET, url, Some("bytes=2-")).await;
    assert_eq!(rest.bytes().await.expect("a body"), content[2..], "an interrupted transfer cannot be resumed");
}

async fn misuse(site: &str, storage: &dyn Storage, file: &StoredFile, url: &str) {
    let bare = url.split('?').next().unwrap_or(url);
    assert_eq!(
        fetch(Method::GET, bare, None).await.status(),
        StatusCode::FORBIDDEN,
        "a link works without its signature"
    );
    // The last character of a base64 or hex string may contain spare bits; one in the middle of a signature
    // does not.
    let (start, signature) = url.rsplit_once("ignature=").unwrap_or_else(|| panic!("no signature in {url}"));
    let middle = signature.len() / 4;
    let other = if signature.as_bytes()[middle] == b'a' { 'b' } else { 'a' };
    let forged = format!("{start}ignature={}{other}{}", &signature[..middle], &signature[middle + 1..]);
    assert_eq!(
        fetch(Method::GET, &forged, None).await.status(),
        StatusCode::FORBIDDEN,
        "a forged signature is accepted"
    );

    let short = absolute(site, &link(storage, file, Duration::from_secs(1)).await);
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(fetch(Method::GET, &short, None).await.status(), StatusCode::FORBIDDEN, "an expired link works");
}

async fn missing(storage: &dyn Storage, file: &StoredFile) {
    for key in ["no/such/file.flac", "", "../secret", "/etc/passwd"] {
        let file = StoredFile { key: key.to_owned(), ..file.clone() };
        let answer = storage.signed_url(&file, Duration::from_secs(60)).await;
        assert!(matches!(answer, Err(StorageError::Missing(_))), "the key {key:?} should be missing: {answer:?}");
        let answer = storage.read(&file.key).await;
        let refused = matches!(answer, Err(StorageError::Missing(_) | StorageError::Unsupported));
        assert!(refused, "reading the key {:?} should fail: {answer:?}", file.key);
    }
}

/// Reads a file, if the storage can be read from.
async fn reads(storage: &dyn Storage, key: &str, content: &[u8]) {
    let file = match storage.read(key).await {
        Ok(file) => file,
        Err(StorageError::Unsupported) => return,
        Err(error) => panic!("reading {key} failed: {error}"),
    };
    assert_eq!(file.length, content.len() as u64, "the length of {key} is wrong");
    let there = file.into_bytes().await.unwrap_or_else(|e| panic!("reading {key} broke off: {e}"));
    assert!(there == content, "{key} is read with other content");
}

async fn put(site: &str, storage: &dyn Storage) {
    let key = "pannier-contract/deep/Größe 50%.bin";
    match storage.put(upload(key, b"old")).await {
        Ok(()) => holds(site, storage, key, b"old").await,
        Err(StorageError::ReadOnly) => return,
        Err(error) => panic!("uploading a file failed: {error}"),
    }
    arrives(site, storage, key, b"new and longer").await;
    arrives(site, storage, key, b"").await;
    let large: Vec<u8> = (0..LARGE).map(|n| (n % 251) as u8).collect();
    arrives(site, storage, "pannier-contract/large.bin", &large).await;

    for (length, what) in [(LARGE as u64 + 1, "is too short"), (LARGE as u64 - 1, "does not end"), (5, "does not end")]
    {
        let content = std::io::Cursor::new(large.clone());
        let broken = Upload::new(key, "application/octet-stream", length, content);
        let answer = storage.put(broken).await;
        assert!(matches!(answer, Err(StorageError::Unreadable(_))), "content that {what}: {answer:?}");
        holds(site, storage, key, b"").await;
    }
    for key in ["", "/", "/etc/passwd", "../secret", "a/../../b", "a//b", "a\\b"] {
        let answer = storage.put(upload(key, b"out of place")).await;
        assert!(matches!(answer, Err(StorageError::BadKey(_))), "the key {key:?} should be refused: {answer:?}");
    }
    deletes(storage).await;
}

/// Deletes a file, if the storage deletes any: that file, and no other.
async fn deletes(storage: &dyn Storage) {
    let [key, other] = ["pannier-contract/deleted.bin", "pannier-contract/deleted.bin.kept"];
    for key in [key, other] {
        storage.put(upload(key, b"old")).await.unwrap_or_else(|e| panic!("uploading {key}: {e}"));
    }
    match storage.delete(key).await {
        Ok(()) => {}
        Err(StorageError::Unsupported) => return,
        Err(error) => panic!("deleting a file: {error}"),
    }
    let file = StoredFile::new(key, "file.bin", "application/octet-stream");
    let answer = storage.signed_url(&file, Duration::from_secs(60)).await;
    assert!(matches!(answer, Err(StorageError::Missing(_))), "{key} was deleted: {answer:?}");
    link(storage, &StoredFile::new(other, "file.bin", "application/octet-stream"), Duration::from_secs(60)).await;
}

fn upload(key: &str, content: &[u8]) -> Upload {
    Upload::bytes(key, "application/octet-stream", content)
}

async fn arrives(site: &str, storage: &dyn Storage, key: &str, content: &[u8]) {
    storage.put(upload(key, content)).await.unwrap_or_else(|e| panic!("{} bytes under {key}: {e}", content.len()));
    holds(site, storage, key, content).await;
}

async fn holds(site: &str, storage: &dyn Storage, key: &str, content: &[u8]) {
    let file = StoredFile::new(key, "file.bin", "application/octet-stream");
    let url = absolute(site, &link(storage, &file, Duration::from_secs(60)).await);
    let answer = fetch(Method::GET, &url, None).await;
    assert_eq!(answer.status(), StatusCode::OK, "following a link to {key}");
    let there = answer.bytes().await.expect("a body");
    assert!(there == content, "{key} should contain {} bytes, but contains {} other bytes", content.len(), there.len());
    reads(storage, key, content).await;
}

/// Serves the storage's own routes, if it has any. Returns the base URL.
async fn serve(storage: &dyn Storage) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let routes = storage.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    format!("http://{address}")
}

fn absolute(site: &str, url: &str) -> String {
    if url.starts_with('/') { format!("{site}{url}") } else { url.to_owned() }
}

async fn fetch(method: Method, url: &str, range: Option<&str>) -> Response {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut request = client.request(method, url);
    if let Some(range) = range {
        request = request.header(RANGE, range);
    }
    request.send().await.unwrap_or_else(|e| panic!("following a link: {e}"))
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
