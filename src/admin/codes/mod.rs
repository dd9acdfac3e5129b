//! Discount codes: their list, the page of one, and the forms of a new code and of a series.

use super::{here::Failure, routes::Route};
use crate::{Act, CodeError, encode};

mod inputs;
pub(super) mod labels;
mod list;
mod new;
mod series;
mod show;

/// The path of the list, below the admin's own.
pub(super) const PATH: &str = "/codes";

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(PATH, Act::ReadCodes, list::list),
        // A code has no lower-case letters, so that none is at these paths.
        Route::act("/codes/new", Act::EditCodes, new::ask, new::create),
        Route::act("/codes/series", Act::EditCodes, series::ask, series::create),
        Route::page("/codes/series.csv", Act::ReadCodes, series::download).costly(),
        Route::page("/codes/{code}", Act::ReadCodes, show::show),
        Route::act("/codes/{code}/end", Act::EditCodes, show::ask, show::end),
    ]
}

/// Returns the path of the page of a code, below the admin's own.
fn path_of(code: &str) -> String {
    format!("{PATH}/{}", encode::component(code))
}

/// Returns the name of a series as the store keeps it.
fn series_name(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For what a page could not be rendered without. A form says by itself what is wrong with it.
impl From<CodeError> for Failure {
    fn from(error: CodeError) -> Failure {
        match error {
            CodeError::UnknownCode(_) => Failure::NotFound,
            CodeError::Database(error) => error.into(),
            _ => Failure::Conflict,
        }
    }
}
