//! Replaces the sandbox in a build without the feature `sandbox`.

use std::convert::Infallible;

use axum::Router;
use pannier::{Settings, StoreBuilder, db::Db};

/// The gateway that this build lacks.
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

/// Registers nothing.
pub fn offer(builder: StoreBuilder, _: Db, _: &Settings) -> (StoreBuilder, Option<Gateway>) {
    (builder, None)
}
