//! The about page: text only, without scripts.

use leptos::prelude::*;

use super::{
    layout::Head,
    texts::{say, say_with},
};
use crate::shop::site::shop_name;

#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <Head title=say("shop-about") description=say("about-description") path="/about"/>
        <article class="page prose wrap">
            <h1>{say("about-us")}</h1>
            <p class="lede">{say_with("about-lede", &[("shop", (&shop_name()).into())])}</p>
            <p>{say("about-invented")}</p>
            <h2>{say("about-sending")}</h2>
            <p>{say("about-sending-text")}</p>
            <h2>{say("about-wrong")}</h2>
            <p>{say("about-wrong-text")}</p>
            <h2>{say("about-know")}</h2>
            <p>{say("about-know-text")}</p>
            <h2>{say("about-imprint")}</h2>
            <address class="imprint">
                {shop_name()}<br/>"Touwslagerspad 3"<br/>"Vesper"<br/><a href="mailto:hello@example.org">"hello@example.org"</a>
            </address>
        </article>
    }
}
