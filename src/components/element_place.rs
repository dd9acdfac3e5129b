//! The container of a gateway's payment element.

use leptos::prelude::*;

use super::language::use_texts;
use crate::{PaymentElement, api::element_module_path, inert::IntoInert};

/// The container of a gateway's payment element: shown at once, or while its `choice` is selected. Its
/// messages to the shopper appear below it. A form with such an element is confirmed by its script.
#[component]
pub(super) fn ElementPlace(element: PaymentElement, #[prop(optional, into)] choice: Option<String>) -> AnyView {
    let data = serde_json::to_string(&element).unwrap_or_default();
    let size = element.data.get("size").map(|size| format!("pn-element pn-element--{size}"));
    let texts = use_texts();
    let unloaded = texts.get(if choice.is_some() { "element-unloaded" } else { "element-unloaded-order" });
    view! {
        <div
            class=size.unwrap_or_else(|| "pn-element".to_owned())
            data-element=data
            data-choice=choice
            data-module=element_module_path()
            data-unloaded=unloaded
            data-lost=texts.get("element-lost")
            data-unconfirmed=texts.get("element-unconfirmed")
            data-incomplete=texts.get("element-incomplete")
        >
            <div class="pn-element__fields"></div>
            <p class="pn-error" role="alert"></p>
        </div>
    }
    .into_inert()
}
