//! Pages that change in place.
//!
//! The basket, the checkout and the order are rendered by the server, and only there. [`Live`] is the one island they have:
//! it posts their forms, and puts the answer, which is the same page again, in the place of what was there. What the change
//! will most likely look like shows at once. Nothing that the server has rendered is rendered a second time in the browser,
//! so none of it has to travel as WASM.
//!
//! The markup says what is live, by attributes:
//!
//! | on | attribute | means |
//! |---|---|---|
//! | a form | | is posted in place |
//! | a form | `data-native` | is posted by the browser itself, once |
//! | a form | `data-address` | is a checkout form; the [rules](crate::AddressRules) of its address, as JSON |
//! | a place | `data-element` | is where a gateway's [`Element`](crate::Element) goes; the element, as JSON |
//! | a place | `data-choice` | shows its element while the payment choice of this id is taken |
//! | a place | `data-module` | the module that looks after elements; loaded where there is one |
//! | a place | `data-unloaded`, `data-lost`, `data-unconfirmed`, `data-incomplete` | what the modules say to the shopper |
//! | a form | `data-confirm` | has its element confirm a payment that was begun |
//! | a field | `data-submit` | posts its form when it changes |
//! | a field | `data-update` | posts its form to see it for the new choice, when it changes |
//! | a link | `data-once` | rests for three seconds after a click |
//! | the region | `data-waiting` | is fetched again and again |
//! | the region | `data-count`, `data-total` | the sums of the basket |
//! | a text | `data-announce` | is read out by a screen reader when it comes or changes |

use leptos::prelude::*;

use super::{
    language::use_texts,
    scripts::{ISLAND_ENDS, element_module},
};
use crate::Element;

#[cfg(not(feature = "ssr"))]
mod basket;
#[cfg(not(feature = "ssr"))]
mod checkout;
#[cfg(not(feature = "ssr"))]
mod element;
#[cfg(not(feature = "ssr"))]
mod page;

/// Makes the element with the id `region` live. Stands beside it, because what stands in it is replaced.
#[component]
pub(super) fn LiveRegion(#[prop(into)] region: String) -> impl IntoView {
    view! { <div class="pn-live"><Live region/></div> }
}

/// Where a gateway's element goes: at once, or while its `choice` is taken. What it says to the shopper stands below it. A form that
/// has one is confirmed by its script.
#[component]
pub(super) fn ElementPlace(element: Element, #[prop(optional, into)] choice: Option<String>) -> impl IntoView {
    let data = serde_json::to_string(&element).unwrap_or_default();
    let size = element.data.get("size").map(|size| format!("pn-element pn-element--{size}"));
    let texts = use_texts();
    let unloaded = texts.say(if choice.is_some() { "element-unloaded" } else { "element-unloaded-order" });
    view! {
        <div
            class=size.unwrap_or_else(|| "pn-element".to_owned())
            data-element=data
            data-choice=choice
            data-module=element_module()
            data-unloaded=unloaded
            data-lost=texts.say("element-lost")
            data-unconfirmed=texts.say("element-unconfirmed")
            data-incomplete=texts.say("element-incomplete")
        >
            <div class="pn-element__fields"></div>
            <p class="pn-error" role="alert"></p>
        </div>
    }
}

#[island]
fn Live(region: String) -> impl IntoView {
    #[cfg(not(feature = "ssr"))]
    Effect::new({
        let region = region.clone();
        move |_| page::attach(&region)
    });
    // A live region that is there before it is filled, and stays when the page around it is replaced.
    view! {
        <div class="visually-hidden" role="status" id=format!("{region}-status")></div>
        {ISLAND_ENDS}
    }
}
