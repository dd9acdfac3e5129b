//! The search over goods of every kind.

use leptos::prelude::*;

use super::{
    layout::{Head, SECTIONS, say, say_with},
    list::{Goods, Kinds, LONGEST_SEARCH, ListHead, Pager, SortForm, Wanted, count},
    load::load,
};
use crate::{FoundGoods, Store, components::local_path};

pub const PATH: &str = "/search";

#[component]
pub fn SearchPage() -> impl IntoView {
    let wanted = Wanted::here();
    load(async move |store: Store| {
        let Some(wanted) = wanted else { return Ok(None) };
        let found = store.goods(&wanted.query()).await?;
        Ok(found.map(|found| page(wanted, found)))
    })
}

fn page(wanted: Wanted, found: FoundGoods) -> impl IntoView {
    let shown = count(found.total, found.more);
    let results = say_with("search-results", &[("count", found.total.into()), ("shown", (&shown).into())]);
    let title = match wanted.words.as_str() {
        "" => say("search-title"),
        words => say_with("search-found", &[("words", words.into()), ("results", (&results).into())]),
    };
    let title = wanted.title(&title);
    let more = found.more.then(|| view! { <p class="pn-hint">{say("search-more")}</p> });
    let (words, goods, pages) = (wanted.words.clone(), found.goods.clone(), found.pages);
    let nothing = found.total == 0;
    view! {
        <Head
            title
            description=say("search-description")
            path=wanted.address(PATH)
        />
        <ListHead path=PATH wanted=wanted.clone() pages indexed=false/>
        <div class="page wrap">
            <header class="page__head">
                <h1>{say("search-title")}</h1>
                <SearchForm id="search" words=words.clone() kind=wanted.kind.clone() sort=wanted.sort.code()/>
            </header>
            <p class="list__count" role="status">{results}</p>
            {more}
            {match nothing {
                true => view! { <Nothing wanted/> }.into_any(),
                false => {
                    view! {
                        <div class="list__tools">
                            <Kinds path=PATH wanted=wanted.clone() found/>
                            <SortForm path=PATH wanted=wanted.clone() usual=if words.is_empty() { "list-sort-ours" } else { "list-sort-match" }/>
                        </div>
                        <h2 class="visually-hidden">{say("search-heading")}</h2>
                        <Goods goods mixed=true/>
                        <Pager path=PATH wanted pages/>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// The field for what one is looking for, and the button. It keeps what was typed, and how the results were seen.
#[component]
pub fn SearchForm(
    /// Names the field; two forms on one page need two names.
    id: &'static str,
    #[prop(optional, into)] words: String,
    #[prop(optional_no_strip)] kind: Option<String>,
    #[prop(optional)] sort: &'static str,
    /// Whether the label is for those alone who cannot see the form.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let name = if compact { say("search-quick") } else { say("search-title") };
    view! {
        <form class="find" class:find--compact=compact role="search" aria-label=name action=local_path(PATH) method="get">
            <label class="find__label" class:visually-hidden=compact for=id>{say("search-label")}</label>
            <input
                class="pn-input find__field"
                type="search"
                id=id
                name="q"
                value=words
                placeholder=compact.then(|| say("search-title"))
                maxlength=LONGEST_SEARCH
                enterkeyhint="search"
                autocapitalize="none"
                spellcheck="false"
            />
            {kind.map(|kind| view! { <input type="hidden" name="kind" value=kind/> })}
            {(!sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
            <button class="find__button" class:pn-button=!compact class:pn-button--primary=!compact type="submit" aria-label=compact.then(|| say("search-title"))>
                {if compact { view! { <FindIcon/> }.into_any() } else { say("search-title").into_any() }}
            </button>
        </form>
    }
}

#[component]
pub fn FindIcon() -> impl IntoView {
    view! {
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
            <path
                d="M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5"
                fill="none"
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
            />
        </svg>
    }
}

/// What to do where nothing was found.
#[component]
fn Nothing(wanted: Wanted) -> impl IntoView {
    let everywhere = wanted.kind.is_some().then(|| {
        let href = local_path(&Wanted { kind: None, page: 1, ..wanted.clone() }.address(PATH));
        view! { <li><a href=href>{say("search-everywhere")}</a></li> }
    });
    let nothing = match wanted.words.as_str() {
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
