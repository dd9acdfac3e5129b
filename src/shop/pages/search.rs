//! The search page, over all kinds of products.

use leptos::prelude::*;
use pannier::{FoundGoods, Store, components::local_path};

use super::{
    layout::{Head, SECTIONS},
    list::{Goods, Kinds, ListHead, ListParams, Pager, SortForm, count},
    load::load,
    search_form::SearchForm,
    texts::{say, say_with},
};
use crate::shop::site::SEARCH;

#[component]
pub fn SearchPage() -> impl IntoView {
    let params = ListParams::here();
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let found = store.goods(&params.query()).await?;
        Ok(found.map(|found| page(params, found)))
    })
}

fn page(params: ListParams, found: FoundGoods) -> impl IntoView {
    let shown = count(found.total, found.more);
    let results = say_with("search-results", &[("count", found.total.into()), ("shown", (&shown).into())]);
    let title = match params.words.as_str() {
        "" => say("search-title"),
        words => say_with("search-found", &[("words", words.into()), ("results", (&results).into())]),
    };
    let title = params.title(&title);
    let more = found.more.then(|| view! { <p class="pn-hint">{say("search-more")}</p> });
    let (words, goods, pages) = (params.words.clone(), found.goods.clone(), found.pages);
    let nothing = found.total == 0;
    view! {
        <Head
            title
            description=say("search-description")
            path=params.address(SEARCH)
        />
        <ListHead path=SEARCH params=params.clone() pages indexed=false/>
        <div class="page wrap">
            <header class="page__head">
                <h1>{say("search-title")}</h1>
                <SearchForm id="search" words=words.clone() kind=params.kind.clone() sort=params.sort.code()/>
            </header>
            <p class="list__count" role="status">{results}</p>
            {more}
            {match nothing {
                true => view! { <Nothing params/> }.into_any(),
                false => {
                    view! {
                        <div class="list__tools">
                            <Kinds path=SEARCH params=params.clone() found/>
                            <SortForm path=SEARCH params=params.clone() usual=if words.is_empty() { "list-sort-ours" } else { "list-sort-match" }/>
                        </div>
                        <h2 class="visually-hidden">{say("search-heading")}</h2>
                        <Goods goods mixed=true/>
                        <Pager path=SEARCH params pages/>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// Suggestions for an empty result.
#[component]
fn Nothing(params: ListParams) -> impl IntoView {
    let everywhere = params.kind.is_some().then(|| {
        let href = local_path(&ListParams { kind: None, page: 1, ..params.clone() }.address(SEARCH));
        view! { <li><a href=href>{say("search-everywhere")}</a></li> }
    });
    let nothing = match params.words.as_str() {
        "" => say("search-nothing"),
        words => say_with("search-nothing-called", &[("words", words.into())]),
    };
    view! {
        <section class="nothing">
            <h2>{nothing}</h2>
            <p>{say("search-nothing-text")}</p>
            <ul class="nothing__links">
                {everywhere}
                {SECTIONS.map(|(path, name)| view! { <li><a href=local_path(path)>{say(name)}</a></li> })}
            </ul>
        </section>
    }
}
