//! What the server renders in the basket link.

use leptos::prelude::*;

use super::BasketSums;
use crate::{
    BasketSummary, api,
    components::{
        island_loader::PageScripts,
        language::use_texts,
        page_context::{has_session, load},
    },
    inert::IntoInert,
};

/// Shows the basket of the request.
pub(super) fn current() -> impl IntoView {
    let basket = load(|| async {
        match has_session() {
            true => api::get_basket_summary().await,
            false => Ok(BasketSummary::default()),
        }
    });
    view! {
        <Suspense>
            {Suspend::new(async move {
                let basket = basket.await.ok();
                let full = basket.as_ref().is_some_and(|basket| basket.count > 0);
                view! { <PageScripts only_if=full/> {shown(basket)} }
            })}
        </Suspense>
    }
}

pub(super) fn shown(basket: Option<BasketSummary>) -> AnyView {
    match basket {
        Some(basket) => sums(basket).into_inert(),
        None => unavailable().into_inert(),
    }
}

/// Shown instead of a basket that could not be loaded, which need not be empty.
fn unavailable() -> impl IntoView {
    view! { <span class="pn-widget__unavailable">{use_texts().get("basket-unavailable")}</span> }
}

fn sums(basket: BasketSummary) -> impl IntoView {
    let words = basket.words(&use_texts());
    let BasketSummary { count, total } = basket;
    let data_total = total.clone();
    view! {
        <span class="pn-widget__sums" data-count=count data-total=data_total>
            <span class="pn-visually-hidden">{words}</span>
            <span class="pn-widget__count" aria-hidden="true">{(count > 0).then_some(count)}</span>
            <span class="pn-widget__total" aria-hidden="true">{total}</span>
            <BasketSums/>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::components::browser::basket_sums::EMPTY;

    /// Returns the attributes of each `<span>` that has a class, without those that hold content.
    fn spans(html: &str) -> Vec<BTreeSet<&str>> {
        let tags = html.split("<span ").skip(1).filter_map(|rest| rest.split('>').next());
        let is_markup = |attribute: &&str| !attribute.starts_with("data-");
        tags.filter(|tag| tag.contains("pn-"))
            .map(|tag| tag.split_whitespace().filter(is_markup).map(|name| name.trim_end_matches("=\"\"")).collect())
            .collect()
    }

    /// In a fully hydrated app, the browser fills in a link that its router has rendered.
    #[test]
    fn the_browser_renders_an_empty_basket_as_the_server_does() {
        let html = Owner::new().with(|| sums(BasketSummary::default()).to_html());
        let rendered = spans(&html);
        assert_eq!(rendered.len(), 4, "{html}");
        assert_eq!(spans(EMPTY), rendered);
    }
}
