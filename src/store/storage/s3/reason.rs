//! Why the storage cannot be used, in words for the shop's owner. Nothing of the request is in them: it is signed.

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
        (403, ..) => "the credentials must be of this bucket and may s3:GetObject and s3:ListBucket (without which S3 \
                      does not say that a file is missing), and s3:PutObject to put files there"
            .to_owned(),
        (404, ..) => "is there such a bucket?".to_owned(),
        _ => return format!("it answers {said}"),
    };
    format!("it answers {said}; {advice}")
}

/// What went wrong, down to its cause, with nothing said twice.
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
    fn the_owner_is_told_what_to_do() {
        let elsewhere = said(301, Some(("x-amz-bucket-region", "eu-west-3")));
        assert!(elsewhere.contains("the bucket is in eu-west-3: set PANNIER_S3_REGION"), "{elsewhere}");
        assert!(said(403, None).contains("s3:ListBucket"));
        assert!(said(404, None).contains("is there such a bucket?"));
        assert!(said(503, None).ends_with("it answers 503"));
    }
}
