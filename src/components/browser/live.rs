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
//! | a form | `data-navigate` | is posted once; the browser goes where the answer says |
//! | a form | `data-native` | is posted by the browser itself, once |
//! | a form | `data-autosave` | is posted to this address when a field has changed, to be there again should the browser die |
//! | a form | `data-address` | is a checkout form; the [rules](crate::AddressRules) of its address, as JSON |
//! | a place | `data-element` | is where a gateway's [`Element`](crate::Element) goes; the element, as JSON |
//! | a place | `data-choice` | shows its element while the payment choice of this id is taken |
//! | a place | `data-module` | the module that looks after elements; loaded where there is one |
//! | a place | `data-unloaded`, `data-lost`, `data-unconfirmed`, `data-incomplete` | what the modules say to the shopper |
//! | a form | `data-confirm` | has its element confirm a payment that was begun |
//! | a field | `data-submit` | posts its form when it changes |
//! | a field | `data-update` | posts its form to see it for the new choice, when it changes |
//! | a button | `data-suggestion` | puts this address into the e-mail field |
//! | a link | `data-cooldown` | rests for three seconds after a click |
//! | the region | `data-poll` | is fetched again and again |
//! | the region | `data-live` | is alive: what has the class `pn-fallback` is not needed any more |
//! | the region | `data-count`, `data-total` | the sums of the basket |
//! | a text | `data-announce` | is read out by a screen reader when it comes or changes |

use leptos::{html::Span, prelude::*};

use crate::components::island_loader::ISLAND_ENDS;

/// Makes the element with the id `region` live. Stands beside it, because what stands in it is replaced.
#[component]
pub(crate) fn LiveRegion(#[prop(into)] region: String) -> impl IntoView {
    let status = format!("{region}-status");
    view! {
        <div class="pn-live" data-region=region>
            // It is there before it is filled, and stays when the page around it is replaced.
            <div class="visually-hidden" role="status" id=status></div>
            <Live/>
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
            super::events::attach(region);
        }
    });
    view! {
        <span node_ref=place hidden></span>
        {ISLAND_ENDS}
    }
}
