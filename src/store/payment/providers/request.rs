//! HTTP calls to a gateway. Without a definite response from the gateway, the outcome is unknown.

use reqwest::{RequestBuilder, StatusCode};

use crate::PaymentError;

/// Sends a request. Returns the status and the body of the response.
///
/// # Errors
/// [`PaymentError::Unknown`] when there was no response, or only part of one; [`PaymentError::Refused`] when
/// the request could not be built, which is a mistake in the settings.
pub(super) async fn send(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), PaymentError> {
    let failed = |error: reqwest::Error| {
        let refused = error.is_builder();
        // The URL may contain a key.
        let reason = error.without_url().to_string();
        if refused { PaymentError::Refused(reason) } else { PaymentError::Unknown(reason) }
    };
    let response = request.send().await.map_err(failed)?;
    let status = response.status();
    let body = response.bytes().await.map_err(failed)?;
    Ok((status, body.to_vec()))
}

/// Maps an unsuccessful response to an error. `said` is the gateway's reason, if it gave one.
pub(super) fn failure(status: StatusCode, said: Option<String>) -> PaymentError {
    let reason = said.unwrap_or_else(|| status.to_string());
    match status {
        StatusCode::NOT_FOUND => PaymentError::NotFound,
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => PaymentError::Unauthorized(reason),
        // A time-out, a concurrent call with the same key, rate limiting: none of these is permanent.
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS => {
            PaymentError::Unknown(reason)
        }
        status if status.is_client_error() => PaymentError::Refused(reason),
        _ => PaymentError::Unknown(reason),
    }
}
