//! The list page: what the lists of all kinds have in common. Everything is links and GET forms.

use std::future::Future;

use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use pannier::{
    FoundProduct, ProductPage, ProductSort, Store,
    components::{local_path, use_texts},
    db,
};
use serde_json::{Value, json};

use super::{
    layout::Head,
    list_params::ListParams,
    load::load,
    texts::{text, text_with},
};
use crate::{
    inert::IntoInert,
    shop::{
        json_ld::{self, JsonLd},
        sections::Section,
        site::absolute_page,
    },
};

/// A page of a section's list.
pub struct List {
    pub section: Section,
    pub params: ListParams,
    pub found: ProductPage,
}

/// Loads the page of a section's list that the URL asks for, and renders it with `page`.
pub fn load_list<V, F>(section: Section, page: impl FnOnce(Store, List) -> F + Send + 'static) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = db::Result<V>> + Send + 'static,
{
    let params = ListParams::of_request(section.path);
    load(async move |store: Store| {
        let Some(params) = params else { return Ok(None) };
        let Some(found) = store.products(&params.query().kind(section.kind)).await? else { return Ok(None) };
        page(store, List { section, params, found }).await.map(Some)
    })
}

/// The layout of a list page.
#[component]
pub fn ListLayout(
    list: List,
    /// The description for search engines.
    description: String,
    /// The paragraph below the name of the section.
    lede: String,
    /// A notice above the list.
    #[prop(optional_no_strip)]
    notice: Option<AnyView>,
    /// The message with the number of products: `14 prints`.
    count: &'static str,
    /// The message that names the default order.
    usual: &'static str,
    /// The heading of the products, for screen readers.
    heading: String,
    /// The products of the page.
    cards: impl IntoView + 'static,
) -> impl IntoView {
    let List { section, params, found } = list;
    let name = text(section.name);
    let graph = vec![item_list(&name, &params, &found.products), json_ld::breadcrumbs(&[(&name, section.path)])];
    let count = text_with(count, &[("count", (&result_count(found.total, found.more)).into())]);
    view! {
        <Head title=params.title(&name) description path=params.url()/>
        <ListHead params=params.clone() pages=found.pages indexed=params.is_plain()/>
        <div class="page wrap">
            <header class="page__head">
                <h1>{name}</h1>
                <p class="lede">{lede}</p>
            </header>
            {notice}
            <div class="list__tools">
                <p class="list__count" role="status">{count}</p>
                <SortForm params=params.clone() usual/>
            </div>
            <h2 class="pn-visually-hidden">{heading}</h2>
            {cards}
            <Pager params pages=found.pages/>
        </div>
        <JsonLd graph/>
    }
}

/// Metadata of a list page in addition to [`Head`](super::layout::Head): the previous and next pages, and
/// whether search engines may index it.
#[component]
pub fn ListHead(params: ListParams, pages: u32, indexed: bool) -> impl IntoView {
    let link = |rel: &'static str, page: u32| {
        let href = absolute_page(&params.with_page(page).url());
        view! { <Link rel=rel href=href/> }
    };
    view! {
        {(params.page > 1).then(|| link("prev", params.page - 1))}
        {(params.page < pages).then(|| link("next", params.page + 1))}
        {(!indexed).then(|| view! { <Meta name="robots" content="noindex, follow"/> })}
    }
}

/// The sort menu. `usual` is the message that names the default order.
#[component]
pub fn SortForm(params: ListParams, usual: &'static str) -> impl IntoView {
    let name = move |sort| match sort {
        ProductSort::Default => text(usual),
        ProductSort::Title => text("list-sort-title"),
        ProductSort::PriceUp => text("list-sort-price-up"),
        ProductSort::PriceDown => text("list-sort-price-down"),
        other => other.code().to_owned(),
    };
    let options = ProductSort::ALL.map(|sort| {
        view! { <option value=sort.code() selected=sort == params.sort>{name(sort)}</option> }
    });
    let ListParams { path, words, kind, .. } = params;
    view! {
        <form class="sort" action=local_path(path) method="get">
            {(!words.is_empty()).then(|| view! { <input type="hidden" name="q" value=words/> })}
            {kind.map(|kind| view! { <input type="hidden" name="kind" value=kind/> })}
            <label class="sort__label" for="sort">{text("list-sort-by")}</label>
            <select class="pn-select sort__select" id="sort" name="sort">{options}</select>
            <button class="pn-button pn-button--quiet" type="submit">{text("list-sort")}</button>
        </form>
    }
}

/// The number of search results per kind, as links that filter by kind.
#[component]
pub fn KindFilter(params: ListParams, found: ProductPage) -> impl IntoView {
    let all: u32 = found.kinds.iter().map(|count| count.products).sum();
    let more = found.kinds.iter().any(|count| count.more);
    let link = |kind: Option<&'static str>, name: String, products: u32, more: bool| {
        let current = (params.kind.as_deref() == kind).then_some("true");
        let href = local_path(&params.with_kind(kind).url());
        view! {
            <li>
                <a class="kinds__link" href=href aria-current=current>
                    {name}" "<span class="kinds__count">{result_count(products, more)}</span>
                </a>
            </li>
        }
    };
    let kinds = found.kinds.iter().filter(|count| count.products > 0 || params.kind.as_deref() == Some(count.kind));
    view! {
        <nav class="kinds" aria-label=text("list-kinds")>
            <ul class="kinds__list">
                {link(None, text("list-everything"), all, more)}
                {kinds.map(|count| link(Some(count.kind), text(Section::of(count.kind).name), count.products, count.more)).collect_view()}
            </ul>
        </nav>
    }
}

/// Formats a number of results: `14`, `1,000+`.
pub fn result_count(products: u32, more: bool) -> String {
    let number = use_texts().number(products.into());
    if more { number + "+" } else { number }
}

/// The pager: previous and next, first and last, and the current page.
#[component]
pub fn Pager(params: ListParams, pages: u32) -> impl IntoView {
    if pages < 2 {
        return None;
    }
    let page = params.page;
    let href = |page| local_path(&params.with_page(page).url());
    let step = |to: Option<u32>, rel: &'static str, name: String| match to {
        Some(to) => view! { <a class="pager__step" rel=rel href=href(to)>{name}</a> }.into_inert(),
        None => view! { <span class="pager__step pager__step--none" aria-hidden="true">{name}</span> }.into_inert(),
    };
    let mut numbers = Vec::new();
    let mut last = 0;
    for number in linked_pages(page, pages) {
        if number > last + 1 {
            numbers.push(view! { <li class="pager__gap" aria-hidden="true">"…"</li> }.into_inert());
        }
        last = number;
        let current = (number == page).then_some("page");
        numbers.push(
            view! {
                <li>
                    <a class="pager__number" href=href(number) aria-current=current>
                        <span class="pn-visually-hidden">{text("list-page-number")}" "</span>
                        {number}
                    </a>
                </li>
            }
            .into_inert(),
        );
    }
    Some(view! {
        <nav class="pager" aria-label=text("list-pages")>
            {step((page > 1).then(|| page - 1), "prev", text("list-previous"))}
            <p class="pager__where">{text_with("list-where", &[("page", page.into()), ("pages", pages.into())])}</p>
            <ol class="pager__numbers">{numbers}</ol>
            {step((page < pages).then(|| page + 1), "next", text("list-next"))}
        </nav>
    })
}

/// Returns the page numbers to link: the first, the last, and those around the current one.
fn linked_pages(page: u32, pages: u32) -> Vec<u32> {
    let near = page.saturating_sub(1)..=page.saturating_add(1);
    let mut linked: Vec<u32> = [1, pages].into_iter().chain(near).filter(|n| (1..=pages).contains(n)).collect();
    linked.sort_unstable();
    linked.dedup();
    linked
}

/// Returns the list as structured data: the URLs of its products, with positions counted over all pages.
fn item_list(name: &str, params: &ListParams, products: &[FoundProduct]) -> Value {
    let before = (params.page - 1) * params.query().per_page;
    let items = (before + 1..).zip(products).map(|(position, product)| {
        json!({
            "@type": "ListItem",
            "position": position,
            "url": absolute_page(&product.listing.url),
            "name": product.listing.title,
        })
    });
    let items: Vec<Value> = items.collect();
    json!({
        "@type": "ItemList",
        "name": name,
        "url": absolute_page(&params.url()),
        "numberOfItems": items.len(),
        "itemListElement": items,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_the_last_and_the_neighbours_have_links() {
        assert_eq!(linked_pages(1, 2), [1, 2]);
        assert_eq!(linked_pages(1, 9), [1, 2, 9]);
        assert_eq!(linked_pages(5, 9), [1, 4, 5, 6, 9]);
        assert_eq!(linked_pages(9, 9), [1, 8, 9]);
    }
}
