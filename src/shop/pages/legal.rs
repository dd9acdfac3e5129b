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
    let Some(own) = own_text(page.field) else { return NotFound().into_any() };
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
