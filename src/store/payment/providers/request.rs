//! Calling a gateway over HTTP. Whatever is not the gateway's clear answer leaves the outcome unknown.

use reqwest::{RequestBuilder, StatusCode};

use crate::PaymentError;

/// Sends a request, and answers with what came: its status and its body.
///
/// # Errors
/// [`PaymentError::Unknown`] when nothing came, or not all of it; [`PaymentError::Refused`] when the request could not even be
/// made, which is a mistake in the settings.
pub(super) async fn send(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), PaymentError> {
    let failed = |error: reqwest::Error| {
        let refused = error.is_builder();
        // The address may hold a key.
        let reason = error.without_url().to_string();
        if refused { PaymentError::Refused(reason) } else { PaymentError::Unknown(reason) }
    };
    let response = request.send().await.map_err(failed)?;
    let status = response.status();
    let body = response.bytes().await.map_err(failed)?;
    Ok((status, body.to_vec()))
}

/// What an answer that is no success means. `said` is the gateway's own reason, if it gave one.
pub(super) fn failure(status: StatusCode, said: Option<String>) -> PaymentError {
    let reason = said.unwrap_or_else(|| status.to_string());
    match status {
        StatusCode::NOT_FOUND => PaymentError::NotFound,
        // Too slow, a call of the same key still under way, too many calls: nothing that holds for ever.
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS => {
            PaymentError::Unknown(reason)
        }
        status if status.is_client_error() => PaymentError::Refused(reason),
        _ => PaymentError::Unknown(reason),
    }
}
