//! The about page: text only, without scripts.

use leptos::prelude::*;

use super::{
    layout::Head,
    texts::{text, text_with},
};
use crate::shop::site::shop_name;

#[component]
pub fn AboutPage() -> impl IntoView {
    view! {
        <Head title=text("shop-about") description=text("about-description") path="/about"/>
        <article class="page prose wrap">
            <h1>{text("about-us")}</h1>
            <p class="lede">{text_with("about-lede", &[("shop", (&shop_name()).into())])}</p>
            <p>{text("about-invented")}</p>
            <h2>{text("about-sending")}</h2>
            <p>{text("about-sending-text")}</p>
            <h2>{text("about-wrong")}</h2>
            <p>{text("about-wrong-text")}</p>
            <h2>{text("about-know")}</h2>
            <p>{text("about-know-text")}</p>
            <h2>{text("about-imprint")}</h2>
            <address class="imprint">
                {shop_name()}<br/>"Touwslagerspad 3"<br/>"Vesper"<br/><a href="mailto:hello@example.org">"hello@example.org"</a>
            </address>
        </article>
    }
}
