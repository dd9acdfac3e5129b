//! Pages that update in place.
//!
//! The basket, the checkout and the order are rendered only on the server. [`Live`] is their one island: it
//! posts their forms and replaces the content with the response, which is the same page again. The likely
//! outcome of a change shows at once. Nothing is rendered twice, so none of the markup is compiled to WASM.
//!
//! What is entered while a page is updating stays, and what was entered before the script had loaded is taken once it has.
//!
//! Attributes of the markup control the behaviour:
//!
//! | on | attribute | means |
//! |---|---|---|
//! | a form | | is posted in place |
//! | a form | `data-navigate` | is posted once; the browser goes to the URL in the response |
//! | a form | `data-native` | is posted by the browser itself, once |
//! | a form | `data-autosave` | is posted to this URL when a field has changed, to survive a crash of the browser |
//! | a form | `data-address` | is a checkout form; the [rules](crate::AddressRules) of its address, as JSON |
//! | a container | `data-element` | contains a gateway's [`PaymentElement`](crate::PaymentElement); the element, as JSON |
//! | a container | `data-choice` | shows its element while the payment choice with this id is selected |
//! | a container | `data-module` | the URL of the module that manages elements; loaded if there is one |
//! | a container | `data-unloaded`, `data-lost`, `data-unconfirmed`, `data-incomplete` | messages of the module to the shopper |
//! | a form | `data-confirm` | confirms a payment in progress with its element |
//! | a field | `data-submit` | posts its form on change |
//! | a field | `data-update` | posts its form on change, to render the page for the new choice |
//! | a button | `data-suggestion` | enters this address into the e-mail field |
//! | a link | `data-cooldown` | is disabled for three seconds after a click |
//! | the region | `data-poll` | is polled |
//! | the region | `data-live` | is hydrated: elements with the class `pn-fallback` are no longer needed |
//! | the region | `data-count`, `data-total` | the basket's summary |
//! | a text | `data-announce` | is announced by screen readers when it appears or changes |

use leptos::prelude::*;

#[cfg(not(feature = "ssr"))]
pub(crate) use super::events::attach as start;
use super::place::island_at;

/// Makes the element with the id `region` update in place. Placed next to it, because its content is
/// replaced.
#[cfg(feature = "ssr")]
#[component]
pub(crate) fn LiveRegion(#[prop(into)] region: String) -> impl IntoView {
    let status = format!("{region}-status");
    view! {
        <div class="pn-live" data-region=region>
            // A status element must exist before it is filled, and survives the replacement of the region.
            <div class="pn-visually-hidden" role="status" id=status></div>
            <Live/>
        </div>
    }
}

/// An island without props, which would be JSON and pull in a parser.
#[island]
fn Live() -> impl IntoView {
    island_at!("[data-region]", start_beside)
}

#[cfg(not(feature = "ssr"))]
fn start_beside(live: web_sys::Element) {
    if let Some(region) = live.get_attribute("data-region") {
        start(region);
    }
}
