//! Explains errors of the storage to the shop's owner. Never includes the request, which is signed.

use aws_sdk_s3::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};

use crate::store::storage::StorageError;

pub(super) fn unavailable<E>(error: &SdkError<E, HttpResponse>) -> StorageError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    StorageError::Unavailable(match error.raw_response() {
        Some(answer) => refused(answer, error.code()),
        None => chain(error),
    })
}

fn refused(answer: &HttpResponse, code: Option<&str>) -> String {
    let status = answer.status().as_u16();
    let said = code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"));
    let advice = match (status, code, answer.headers().get("x-amz-bucket-region")) {
        (301 | 307 | 400, _, Some(region)) => format!("the bucket is in {region}: set PANNIER_S3_REGION"),
        (403, Some("RequestTimeTooSkewed"), _) => "this machine's clock is wrong".to_owned(),
        (403, ..) => "the credentials must belong to this bucket and allow s3:GetObject and s3:ListBucket (without \
                      which S3 does not report missing files), and s3:PutObject to upload files"
            .to_owned(),
        (404, ..) => "does the bucket exist?".to_owned(),
        _ => return format!("status {said}"),
    };
    format!("status {said}; {advice}")
}

/// Joins an error and its causes, without repetitions.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !said.last().is_some_and(|last| last.contains(&text)) {
            said.push(text);
        }
        cause = error.source();
    }
    said.join(": ")
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::{operation::head_object::HeadObjectError, primitives::SdkBody};

    use super::*;

    fn said(status: u16, header: Option<(&'static str, &'static str)>) -> String {
        let mut answer = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
        if let Some((name, value)) = header {
            answer.headers_mut().insert(name, value);
        }
        let error = HeadObjectError::unhandled("no body, no code");
        unavailable(&SdkError::service_error(error, answer)).to_string()
    }

    #[test]
    fn an_error_tells_the_owner_what_to_do() {
        let elsewhere = said(301, Some(("x-amz-bucket-region", "eu-west-3")));
        assert!(elsewhere.contains("the bucket is in eu-west-3: set PANNIER_S3_REGION"), "{elsewhere}");
        assert!(said(403, None).contains("s3:ListBucket"));
        assert!(said(404, None).contains("does the bucket exist?"));
        assert!(said(503, None).ends_with("status 503"));
    }
}
