//! The pages that the law may ask for: text only, without scripts.

use leptos::prelude::*;
use pannier::components::use_texts;

use super::{
    errors::NotFound,
    layout::Head,
    prose::Prose,
    texts::{text, text_with},
};
use crate::{
    inert::IntoInert,
    shop::site::{LEGAL, LegalPage, own_legal_text, shop_name},
};

#[component]
pub fn ImprintPage() -> impl IntoView {
    let [imprint, ..] = LEGAL;
    page(&imprint)
}

#[component]
pub fn TermsPage() -> impl IntoView {
    let [_, terms, ..] = LEGAL;
    page(&terms)
}

#[component]
pub fn WithdrawalPolicyPage() -> impl IntoView {
    let [_, _, withdrawal, _] = LEGAL;
    page(&withdrawal)
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    let [.., privacy] = LEGAL;
    page(&privacy)
}

/// Renders a page of the owner's. Until they have written it, there is none.
fn page(page: &LegalPage) -> AnyView {
    let Some((language, own)) = own_legal_text(page) else { return NotFound().into_inert() };
    let (name, shop) = (text(page.name), shop_name());
    let description = text_with("legal-description", &[("name", (&name).into()), ("shop", (&shop).into())]);
    // The words around it are in the language of the page.
    let here = use_texts().language();
    let other = (language != here).then_some((language.to_string(), here.to_string()));
    let (language, here) = other.unzip();
    view! {
        <Head title=name.clone() description path=page.path/>
        <article class="page prose wrap" lang=language>
            <h1 lang=here>{name}</h1>
            <Prose text=own/>
        </article>
    }
    .into_inert()
}
