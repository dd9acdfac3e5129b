//! The search page, over all kinds of products.

use leptos::prelude::*;
use pannier::{ProductPage, Store, components::local_path};

use super::{
    card::CardGrid,
    layout::Head,
    list::{KindFilter, ListHead, Pager, SortForm, result_count},
    list_params::ListParams,
    load::load,
    products::translate,
    search_form::SearchForm,
    texts::{text, text_with},
};
use crate::{
    inert::IntoInert,
    shop::{sections, site::SEARCH},
};

#[component]
pub fn SearchPage() -> impl IntoView {
    let params = ListParams::of_request(SEARCH);
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let Some(mut found) = store.products(&params.query()).await? else { return Ok(None) };
        translate(&store, &mut found.products).await?;
        Ok(Some(page(params, found)))
    })
}

fn page(params: ListParams, found: ProductPage) -> impl IntoView {
    let shown = result_count(found.total, found.more);
    let results = text_with("search-results", &[("count", found.total.into()), ("shown", (&shown).into())]);
    let title = match params.words.as_str() {
        "" => text("search-title"),
        words => text_with("search-found", &[("words", words.into()), ("results", (&results).into())]),
    };
    let title = params.title(&title);
    let more = found.more.then(|| view! { <p class="pn-hint">{text("search-more")}</p> });
    let (words, products, pages) = (params.words.clone(), found.products.clone(), found.pages);
    let nothing = found.total == 0;
    view! {
        <Head
            title
            description=text("search-description")
            path=params.url()
        />
        <ListHead params=params.clone() pages indexed=false/>
        <div class="page wrap">
            <header class="page__head">
                <h1>{text("search-title")}</h1>
                <SearchForm id="search" words=words.clone() kind=params.kind.clone() sort=params.sort.code()/>
            </header>
            <p class="list__count" role="status">{results}</p>
            {more}
            {match nothing {
                true => view! { <NoResults params/> }.into_inert(),
                false => {
                    view! {
                        <div class="list__tools">
                            <KindFilter params=params.clone() found/>
                            <SortForm params=params.clone() usual=if words.is_empty() { "list-sort-ours" } else { "list-sort-match" }/>
                        </div>
                        <h2 class="pn-visually-hidden">{text("search-heading")}</h2>
                        <CardGrid products mixed=true/>
                        <Pager params pages/>
                    }
                        .into_inert()
                }
            }}
        </div>
    }
}

/// Suggestions for an empty result.
#[component]
fn NoResults(params: ListParams) -> impl IntoView {
    let everywhere = params.kind.is_some().then(|| {
        let href = local_path(&params.with_kind(None).url());
        view! { <li><a href=href>{text("search-everywhere")}</a></li> }
    });
    let nothing = match params.words.as_str() {
        "" => text("search-nothing"),
        words => text_with("search-nothing-called", &[("words", words.into())]),
    };
    let sections = sections::open().into_iter().map(|section| {
        view! { <li><a href=local_path(section.path)>{text(section.name)}</a></li> }
    });
    view! {
        <section class="nothing">
            <h2>{nothing}</h2>
            <p>{text("search-nothing-text")}</p>
            <ul class="nothing__links">
                {everywhere}
                {sections.collect_view()}
            </ul>
        </section>
    }
}
