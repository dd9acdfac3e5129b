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
//! | a form | `data-leads` | is posted once; the browser goes where the answer says |
//! | a form | `data-native` | is posted by the browser itself, once |
//! | a form | `data-keep` | is posted to this address when a field has changed, to be there again should the browser die |
//! | a form | `data-address` | is a checkout form; the [rules](crate::AddressRules) of its address, as JSON |
//! | a place | `data-element` | is where a gateway's [`Element`](crate::Element) goes; the element, as JSON |
//! | a place | `data-choice` | shows its element while the payment choice of this id is taken |
//! | a place | `data-module` | the module that looks after elements; loaded where there is one |
//! | a place | `data-unloaded`, `data-lost`, `data-unconfirmed`, `data-incomplete` | what the modules say to the shopper |
//! | a form | `data-confirm` | has its element confirm a payment that was begun |
//! | a field | `data-submit` | posts its form when it changes |
//! | a field | `data-update` | posts its form to see it for the new choice, when it changes |
//! | a button | `data-meant` | puts this address into the e-mail field |
//! | a link | `data-once` | rests for three seconds after a click |
//! | the region | `data-waiting` | is fetched again and again |
//! | the region | `data-live` | is alive: what has the class `pn-fallback` is not needed any more |
//! | the region | `data-count`, `data-total` | the sums of the basket |
//! | a text | `data-announce` | is read out by a screen reader when it comes or changes |

use leptos::{html::Span, prelude::*};

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
mod leading;
#[cfg(not(feature = "ssr"))]
mod page;
#[cfg(not(feature = "ssr"))]
mod unsent;

/// Makes the element with the id `region` live. Stands beside it, because what stands in it is replaced.
#[component]
pub(super) fn LiveRegion(#[prop(into)] region: String) -> impl IntoView {
    let status = format!("{region}-status");
    view! {
        <div class="pn-live" data-region=region>
            // It is there before it is filled, and stays when the page around it is replaced.
            <div class="visually-hidden" role="status" id=status></div>
            <Live/>
        </div>
    }
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

/// Without props, which would be JSON, and bring a parser along.
#[island]
fn Live() -> impl IntoView {
    let place = NodeRef::<Span>::new();
    #[cfg(not(feature = "ssr"))]
    Effect::new(move |_| {
        let around = place.get().and_then(|place| place.closest("[data-region]").ok().flatten());
        if let Some(region) = around.and_then(|around| around.get_attribute("data-region")) {
            page::attach(region);
        }
    });
    view! {
        <span node_ref=place hidden></span>
        {ISLAND_ENDS}
    }
}
