//! The route that serves pictures. Their URLs contain the hash of what was uploaded, so browsers cache them for good.

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use tokio_util::io::ReaderStream;

use super::{is_id, key};
use crate::store::{
    Store,
    http::etag::Validator,
    rate_limit::RateLimit,
    storage::{StorageError, StoredContent},
};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// Number of bytes of a picture held in memory at a time.
const PIECE: usize = 64 * 1024;

/// Strangers can ask for pictures as often as they like.
static UNREADABLE: RateLimit = RateLimit::log_line();

/// Returns the route of the pictures, below the prefix of the store.
pub(in crate::store) fn routes() -> Router<Store> {
    Router::new().route("/pictures/{name}", get(serve))
}

async fn serve(State(store): State<Store>, Path(name): Path<String>, request: HeaderMap) -> Response {
    let Some((id, width)) = version_of(&name) else { return missing() };
    let version = Validator::of(&name);
    if version.matches(&request) {
        return (StatusCode::NOT_MODIFIED, version.headers(), [(CACHE_CONTROL, FOR_GOOD)]).into_response();
    }
    match read(&store, id, width).await {
        Ok(file) => {
            let about = [(CONTENT_TYPE, "image/webp".to_owned()), (CONTENT_LENGTH, file.length.to_string())];
            let body = Body::from_stream(ReaderStream::with_capacity(file.content, PIECE));
            (version.headers(), [(CACHE_CONTROL, FOR_GOOD)], about, body).into_response()
        }
        Err(StorageError::Missing(_) | StorageError::Unsupported) => missing(),
        Err(error) => {
            if let Some(times) = UNREADABLE.pass(store.db().now()) {
                tracing::error!(%error, times, "pictures unreadable");
            }
            (StatusCode::SERVICE_UNAVAILABLE, "This picture is unavailable right now.\n").into_response()
        }
    }
}

/// Reads a version of a picture, or the largest one of a picture that is narrower: what has to link to a picture without
/// knowing its size links to a width that may be more than it has.
async fn read(store: &Store, id: &str, width: u32) -> Result<StoredContent, StorageError> {
    let missing = match store.storage().read(&key(id, width)).await {
        Err(missing @ StorageError::Missing(_)) => missing,
        result => return result,
    };
    let known = store.pictures(&[id.to_owned()]).await;
    let known = known.map_err(|error| StorageError::Unavailable(error.to_string()))?;
    match known.get(id).filter(|picture| picture.width < width) {
        Some(picture) => store.storage().read(&key(id, picture.width)).await,
        None => Err(missing),
    }
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such picture.\n").into_response()
}

/// Returns what a file name such as `0f343b0931126a20f133d67c2b018a3b-640.webp` is of: an id and a width.
fn version_of(name: &str) -> Option<(&str, u32)> {
    let (id, width) = name.strip_suffix(".webp")?.split_once('-')?;
    let number: u32 = width.parse().ok()?;
    (is_id(id) && number.to_string() == width).then_some((id, number))
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn a_file_name_is_an_id_and_a_width() {
        let id = "0f343b0931126a20f133d67c2b018a3b";
        assert_eq!(version_of(&format!("{id}-640.webp")), Some((id, 640)));
        for name in [
            format!("{id}-0640.webp"),
            format!("{id}-+640.webp"),
            format!("{id}-.webp"),
            format!("{id}.webp"),
            format!("{id}-640.png"),
            "..-640.webp".to_owned(),
            String::new(),
        ] {
            assert_eq!(version_of(&name), None, "{name}");
        }
    }
}
