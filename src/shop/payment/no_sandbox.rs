//! In a build without the feature `sandbox` there is no gateway that takes no money.

use std::convert::Infallible;

use axum::Router;
use pannier::{Settings, StoreBuilder, db::Db};

/// The gateway that this build does not have.
pub enum Gateway {}

impl Gateway {
    pub fn pages(&self) -> Router {
        match *self {}
    }

    pub fn api(&self) -> Router {
        match *self {}
    }

    pub async fn start(&self) -> Result<(), Infallible> {
        match *self {}
    }
}

/// Offers nothing.
pub fn offer(builder: StoreBuilder, _: Db, _: &Settings) -> (StoreBuilder, Option<Gateway>) {
    (builder, None)
}
