//! The about page: the owner's text, or else that of the demo shop, without scripts.

use leptos::prelude::*;

use super::{
    errors::NotFound,
    layout::Head,
    prose::{Prose, excerpt},
    texts::{text, text_with},
};
use crate::{
    inert::IntoInert,
    shop::{
        sections,
        site::{LEGAL, own_legal_text, own_text, shop_email, shop_name},
    },
};

#[component]
pub fn AboutPage() -> impl IntoView {
    match own_text("about") {
        Some(text) => own(text).into_inert(),
        None if sections::has_demo(&sections::open()) => demo().into_inert(),
        // What the demo shop says of itself is true of no other.
        None => NotFound().into_inert(),
    }
}

fn own(about: String) -> impl IntoView {
    view! {
        <Head title=text("about-us") description=excerpt(&about) path="/about"/>
        <article class="page prose wrap">
            <h1>{text("about-us")}</h1>
            <Prose text=about/>
        </article>
    }
}

fn demo() -> impl IntoView {
    // An imprint of the owner's has a page of its own.
    let [own, ..] = LEGAL;
    let imprint = own_legal_text(&own).is_none().then(imprint);
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
            {imprint}
        </article>
    }
}

fn imprint() -> impl IntoView {
    let email = shop_email().unwrap_or_else(|| "hello@example.org".to_owned());
    view! {
        <h2>{text("about-imprint")}</h2>
        <address class="imprint">
            {shop_name()}<br/>"Touwslagerspad 3"<br/>"Vesper"<br/><a href=format!("mailto:{email}")>{email.clone()}</a>
        </address>
    }
}
