//! The pages that the law may ask for: text only, without scripts.

use leptos::prelude::*;

use super::{
    errors::NotFound,
    layout::Head,
    prose::Prose,
    texts::{text, text_with},
};
use crate::shop::site::{LEGAL, LegalPage, own_text, shop_name};

#[component]
pub fn ImprintPage() -> impl IntoView {
    let [imprint, ..] = LEGAL;
    page(&imprint)
}

#[component]
pub fn TermsPage() -> impl IntoView {
    let [_, terms, ..] = LEGAL;
    // The checkout links this page, whether the owner has written it or not.
    let none = || text_with("legal-terms-none", &[("shop", (&shop_name()).into())]);
    show(&terms, own_text(terms.field).unwrap_or_else(none))
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
    match own_text(page.field) {
        Some(own) => show(page, own),
        None => NotFound().into_any(),
    }
}

fn show(page: &LegalPage, own: String) -> AnyView {
    let (name, shop) = (text(page.name), shop_name());
    let description = text_with("legal-description", &[("name", (&name).into()), ("shop", (&shop).into())]);
    view! {
        <Head title=name.clone() description path=page.path/>
        <article class="page prose wrap">
            <h1>{name}</h1>
            <Prose text=own/>
        </article>
    }
    .into_any()
}
