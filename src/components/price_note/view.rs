//! What the server renders beside a price.

use leptos::prelude::*;

use crate::{
    Store,
    components::language::{local_path, use_texts},
    inert::IntoInert,
};

pub(super) fn note(href: String, ships: bool, class: String) -> Option<impl IntoView> {
    let note = use_context::<Store>().map_or(crate::PriceNote::None, |store| store.price_note());
    let taxes = match note {
        crate::PriceNote::Included => "price-note-included",
        crate::PriceNote::OnTop => "price-note-on-top",
        crate::PriceNote::None => return None,
    };
    Some(view! { <small class=format!("pn-price-note {class}")>{words(taxes, href, ships)}</small> })
}

fn words(taxes: &str, href: String, ships: bool) -> AnyView {
    let texts = use_texts();
    let (taxes, shipping) = (texts.get(taxes), texts.get("price-note-shipping"));
    match (ships, href.is_empty()) {
        (false, _) => taxes.into_inert(),
        (true, true) => format!("{taxes}, {shipping}").into_inert(),
        (true, false) => view! { {taxes} ", " <a href=local_path(&href)>{shipping}</a> }.into_inert(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{components::PriceNote, testing};

    #[tokio::test]
    async fn a_store_without_a_tax_provider_says_nothing_beside_prices() {
        let store = testing::in_memory().await.build().await.expect("a store");
        let html = Owner::new().with(|| {
            store.provide();
            view! { <PriceNote/> }.to_html()
        });
        assert!(!html.contains("pn-price-note") && !html.contains("VAT"), "{html}");
    }

    #[test]
    fn the_note_says_what_is_included_and_links_to_what_is_not() {
        let html =
            |href: &str, ships| Owner::new().with(|| words("price-note-included", href.to_owned(), ships).to_html());
        assert_eq!(html("", true), "incl. VAT, plus shipping");
        assert_eq!(html("/shipping", false), "incl. VAT");
        let linked = html("/shipping", true);
        assert!(linked.contains("<a href=\"/shipping\">plus shipping</a>"), "{linked}");
    }
}
