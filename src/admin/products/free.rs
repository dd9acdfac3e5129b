//! The question before something is sold for nothing: mostly, a price was forgotten.

use leptos::prelude::*;

use crate::{
    admin::{bulk::Sent, here::Here},
    inert::IntoInert,
};

/// The name of the tick that answers it.
pub(super) const TICK: &str = "free";

/// Returns whether the form says that it is meant.
pub(super) fn is_meant(sent: &Sent) -> bool {
    sent.raw(TICK).is_some()
}

/// Renders the question, with a link to the tick.
pub(super) fn question(here: &Here) -> AnyView {
    view! {
        <div class="ad-refused" role="alert">
            <p>{here.text("admin-products-free")}</p>
            <p><a href=format!("#{TICK}")>{here.text("admin-products-free-tick")}</a></p>
        </div>
    }
    .into_inert()
}

/// Renders the tick.
pub(super) fn tick(here: &Here) -> AnyView {
    view! {
        <div class="ad-field ad-tick">
            <input type="checkbox" id=TICK name=TICK value="yes"/>
            <label for=TICK>{here.text("admin-products-free-tick")}</label>
        </div>
    }
    .into_inert()
}
