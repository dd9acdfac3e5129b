//! Explains errors of the storage to the shop's owner. Never includes the request, which is signed.

use std::{error::Error, io, iter::successors};

use crate::store::storage::StorageError;

/// An answer of the storage that is no success.
#[derive(Clone, Debug, thiserror::Error)]
#[error("status {status}")]
pub(super) struct Refused {
    pub(super) status: u16,
    /// The protocol's name for the reason, such as `AccessDenied`.
    pub(super) code: Option<String>,
    /// Where the bucket is.
    pub(super) region: Option<String>,
}

impl Refused {
    fn advice(&self) -> String {
        let Refused { status, code, region } = self;
        let said = code.as_ref().map_or_else(|| status.to_string(), |code| format!("{status} {code}"));
        let advice = match (status, code.as_deref(), region) {
            (301 | 307 | 400, _, Some(region)) => format!("the bucket is in {region}: set PANNIER_S3_REGION"),
            (403, Some("RequestTimeTooSkewed"), _) => "this machine's clock is wrong".to_owned(),
            (403, ..) => {
                "the credentials must belong to this bucket and allow s3:GetObject and s3:ListBucket (without \
                          which S3 does not report missing files), and s3:PutObject to upload files"
                    .to_owned()
            }
            (404, ..) => "does the bucket exist?".to_owned(),
            _ => return format!("status {said}"),
        };
        format!("status {said}; {advice}")
    }
}

pub(super) fn unavailable(error: &opendal_core::Error) -> StorageError {
    StorageError::Unavailable(refusal(error).map_or_else(|| chain(error), Refused::advice))
}

/// Returns what the storage answered, if that is the cause of an error.
pub(super) fn refusal(error: &opendal_core::Error) -> Option<&Refused> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// Returns whether the storage says that there is no such file, rather than no such bucket.
pub(super) fn is_no_such_key(error: &opendal_core::Error) -> bool {
    refusal(error).is_some_and(|refused| refused.code.as_deref() == Some("NoSuchKey"))
}

/// Explains why a file could not be read to its end.
pub(super) fn broken_off(error: io::Error) -> io::Error {
    match error.get_ref().and_then(|cause| cause.downcast_ref::<opendal_core::Error>()) {
        Some(cause) => io::Error::other(chain(cause)),
        None => error,
    }
}

/// Joins an error and its causes, without repetitions.
pub(super) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in causes(error) {
        // OpenDAL's errors print more than their message: requests and responses.
        let text =
            cause.downcast_ref().map_or_else(|| cause.to_string(), |e: &opendal_core::Error| e.message().to_owned());
        let text = text.trim();
        if !said.last().is_some_and(|last| last.contains(text)) {
            said.push(text.to_owned());
        }
    }
    said.join(": ")
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |&error| error.source())
}

#[cfg(test)]
mod tests {
    use opendal_core::ErrorKind;

    use super::*;

    fn said(status: u16, code: Option<&str>, region: Option<&str>) -> String {
        let refused = Refused { status, code: code.map(str::to_owned), region: region.map(str::to_owned) };
        let error = opendal_core::Error::new(ErrorKind::Unexpected, "no").set_source(refused);
        unavailable(&error.with_context("uri", "https://a.example/?X-Amz-Signature=1")).to_string()
    }

    #[test]
    fn an_error_tells_the_owner_what_to_do() {
        let elsewhere = said(301, None, Some("eu-west-3"));
        assert!(elsewhere.contains("the bucket is in eu-west-3: set PANNIER_S3_REGION"), "{elsewhere}");
        assert!(said(403, Some("AccessDenied"), None).contains("403 AccessDenied; the credentials must"));
        assert!(said(403, Some("RequestTimeTooSkewed"), None).contains("clock"));
        assert!(said(404, None, None).contains("does the bucket exist?"));
        assert!(said(503, None, None).ends_with("status 503"));
    }

    #[test]
    fn an_error_without_an_answer_has_its_causes_and_no_request() {
        let cause = opendal_core::Error::new(ErrorKind::Unexpected, "connection refused").with_context("uri", "secret");
        let error = opendal_core::Error::new(ErrorKind::Unexpected, "signing").set_source(cause);
        assert_eq!(chain(&error), "signing: connection refused");
    }
}
