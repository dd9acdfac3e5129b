//! CSV files, as the admin sends them.

use axum::{
    body::Body,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

/// Returns a response that downloads a CSV file. `name` is its name without the ending, and has no quotes.
pub(super) fn attachment(name: &str, file: Body) -> Response {
    let name = format!("attachment; filename=\"{name}.csv\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    (headers, file).into_response()
}
