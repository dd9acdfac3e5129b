//! The mugs, as pages load them.

use leptos::prelude::*;
use pannier::Money;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mug {
    pub id: String,
    pub title: String,
    pub price: Money,
}

impl Mug {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/mugs/{}", self.id)
    }
}

/// Returns all mugs.
#[server]
pub async fn get_mugs() -> Result<Vec<Mug>, ServerFnError> {
    Ok(Mug::all(expect_context::<pannier::Store>().db()).await?)
}

/// Returns the mug with this id, if there is one.
#[server]
pub async fn get_mug(id: String) -> Result<Option<Mug>, ServerFnError> {
    use pannier::Sellable;

    Ok(Mug::load(expect_context::<pannier::Store>().db(), &[id]).await?.pop())
}
