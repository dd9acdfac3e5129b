//! Product lists: the list parameters as a shareable URL, and the parts of a list page. Everything is links
//! and GET forms.

use axum::http::request::Parts;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};
use pannier::{
    FoundGoods, Good, GoodsQuery, GoodsSort,
    components::{local_path, use_texts},
};
use serde_json::{Value, json};

use super::{
    layout::SECTIONS,
    product::Card,
    search_form::LONGEST_SEARCH,
    texts::{say, say_with},
};
use crate::shop::{demo::art, json_ld, site::absolute_page};

/// The number of cards that are visible without scrolling and loaded eagerly.
const SEEN_FIRST: usize = 4;

/// The parameters of a list, as given by the page's URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListParams {
    pub words: String,
    pub kind: Option<String>,
    pub sort: GoodsSort,
    pub page: u32,
}

impl ListParams {
    /// Returns the parameters of this request; `None` if they are invalid.
    pub fn here() -> Option<ListParams> {
        with_context(|parts: &Parts| ListParams::read(parts.uri.query().unwrap_or_default()))?
    }

    fn read(query: &str) -> Option<ListParams> {
        let mut params = ListParams { page: 1, ..ListParams::default() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (&*name, value.trim()) {
                ("q", words) => params.words = words.chars().take(LONGEST_SEARCH).collect(),
                ("kind", "") => {}
                ("kind", kind) => params.kind = Some(kind.to_owned()),
                ("sort", sort) => params.sort = GoodsSort::from_code(sort)?,
                // One URL per page: neither 0 nor 02.
                ("page", page) => params.page = page.parse().ok().filter(|n: &u32| *n > 0 && n.to_string() == page)?,
                _ => {}
            }
        }
        Some(params)
    }

    /// Returns whether the list is neither searched, filtered nor sorted, so that search engines may index
    /// it.
    pub fn is_plain(&self) -> bool {
        self.words.is_empty() && self.kind.is_none() && self.sort == GoodsSort::Usual
    }

    /// Returns the query for the store.
    pub fn query(&self) -> GoodsQuery {
        let query = GoodsQuery::default().words(&self.words).sort(self.sort).page(self.page);
        match &self.kind {
            Some(kind) => query.kind(kind),
            None => query,
        }
    }

    /// Returns the title of the page.
    pub fn title(&self, name: &str) -> String {
        match self.page {
            1 => name.to_owned(),
            page => say_with("list-page", &[("name", name.into()), ("page", page.into())]),
        }
    }

    /// Returns the parameters for one kind.
    pub fn of(self, kind: &str) -> ListParams {
        ListParams { kind: Some(kind.to_owned()), ..self }
    }

    /// Returns the parameters for another page.
    pub fn page(&self, page: u32) -> ListParams {
        ListParams { page, ..self.clone() }
    }

    /// Returns the parameters for the first page of one kind, or of all kinds.
    fn in_kind(&self, kind: Option<&str>) -> ListParams {
        ListParams { kind: kind.map(str::to_owned), page: 1, ..self.clone() }
    }

    /// Returns the URL, without default values.
    pub fn address(&self, path: &str) -> String {
        let mut query = Serializer::new(String::new());
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let parts = [
            ("q", self.words.as_str()),
            ("kind", self.kind.as_deref().unwrap_or_default()),
            ("sort", self.sort.code()),
            ("page", &page),
        ];
        query.extend_pairs(parts.iter().filter(|(_, value)| !value.is_empty()));
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

/// Metadata of a list page in addition to [`Head`](super::layout::Head): the previous and next pages, and
/// whether search engines may index it.
#[component]
pub fn ListHead(path: &'static str, params: ListParams, pages: u32, indexed: bool) -> impl IntoView {
    let link = |rel: &'static str, page: u32| {
        let href = absolute_page(&params.page(page).address(path));
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
pub fn SortForm(path: &'static str, params: ListParams, usual: &'static str) -> impl IntoView {
    let name = move |sort| match sort {
        GoodsSort::Usual => say(usual),
        GoodsSort::Title => say("list-sort-title"),
        GoodsSort::PriceUp => say("list-sort-price-up"),
        GoodsSort::PriceDown => say("list-sort-price-down"),
    };
    let options = GoodsSort::ALL.map(|sort| {
        view! { <option value=sort.code() selected=sort == params.sort>{name(sort)}</option> }
    });
    let ListParams { words, kind, .. } = params;
    view! {
        <form class="sort" action=local_path(path) method="get">
            {(!words.is_empty()).then(|| view! { <input type="hidden" name="q" value=words/> })}
            {kind.map(|kind| view! { <input type="hidden" name="kind" value=kind/> })}
            <label class="sort__label" for="sort">{say("list-sort-by")}</label>
            <select class="pn-select sort__select" id="sort" name="sort">{options}</select>
            <button class="pn-button pn-button--quiet" type="submit">{say("list-sort")}</button>
        </form>
    }
}

/// The number of search results per kind, as links that filter by kind.
#[component]
pub fn Kinds(path: &'static str, params: ListParams, found: FoundGoods) -> impl IntoView {
    let all: u32 = found.kinds.iter().map(|count| count.goods).sum();
    let more = found.kinds.iter().any(|count| count.more);
    let link = |kind: Option<&'static str>, name: String, goods: u32, more: bool| {
        let current = (params.kind.as_deref() == kind).then_some("true");
        let href = local_path(&params.in_kind(kind).address(path));
        view! {
            <li>
                <a class="kinds__link" href=href aria-current=current>
                    {name}" "<span class="kinds__count">{count(goods, more)}</span>
                </a>
            </li>
        }
    };
    let kinds = found.kinds.iter().filter(|count| count.goods > 0 || params.kind.as_deref() == Some(count.kind));
    view! {
        <nav class="kinds" aria-label=say("list-kinds")>
            <ul class="kinds__list">
                {link(None, say("list-everything"), all, more)}
                {kinds.map(|count| link(Some(count.kind), say(section_of(count.kind).1), count.goods, count.more)).collect_view()}
            </ul>
        </nav>
    }
}

/// Formats a number of results: `14`, `1,000+`.
pub fn count(goods: u32, more: bool) -> String {
    let number = use_texts().number(goods.into());
    if more { number + "+" } else { number }
}

/// The pager: previous and next, first and last, and the current page.
#[component]
pub fn Pager(path: &'static str, params: ListParams, pages: u32) -> impl IntoView {
    if pages < 2 {
        return None;
    }
    let page = params.page;
    let href = |page| local_path(&params.page(page).address(path));
    let step = |to: Option<u32>, rel: &'static str, name: String| match to {
        Some(to) => view! { <a class="pager__step" rel=rel href=href(to)>{name}</a> }.into_any(),
        None => view! { <span class="pager__step pager__step--none" aria-hidden="true">{name}</span> }.into_any(),
    };
    let mut numbers = Vec::new();
    let mut last = 0;
    for number in shown(page, pages) {
        if number > last + 1 {
            numbers.push(view! { <li class="pager__gap" aria-hidden="true">"…"</li> }.into_any());
        }
        last = number;
        let current = (number == page).then_some("page");
        numbers.push(
            view! {
                <li>
                    <a class="pager__number" href=href(number) aria-current=current>
                        <span class="visually-hidden">{say("list-page-number")}" "</span>
                        {number}
                    </a>
                </li>
            }
            .into_any(),
        );
    }
    Some(view! {
        <nav class="pager" aria-label=say("list-pages")>
            {step((page > 1).then(|| page - 1), "prev", say("list-previous"))}
            <p class="pager__where">{say_with("list-where", &[("page", page.into()), ("pages", pages.into())])}</p>
            <ol class="pager__numbers">{numbers}</ol>
            {step((page < pages).then(|| page + 1), "next", say("list-next"))}
        </nav>
    })
}

/// Returns the page numbers to link: the first, the last, and those around the current one.
fn shown(page: u32, pages: u32) -> Vec<u32> {
    let near = page.saturating_sub(1)..=page.saturating_add(1);
    let mut shown: Vec<u32> = [1, pages].into_iter().chain(near).filter(|n| (1..=pages).contains(n)).collect();
    shown.sort_unstable();
    shown.dedup();
    shown
}

/// A grid of products. In a list of mixed kinds, each card names its kind.
#[component]
pub fn Goods(goods: Vec<Good>, #[prop(optional)] mixed: bool) -> impl IntoView {
    let cards = goods.into_iter().enumerate().map(|(i, Good { kind, listing, .. })| {
        let size = match kind {
            "poster" => art::POSTER,
            "ticket" => art::TICKET,
            _ => art::COVER,
        };
        let by = if mixed { format!("{} · {}", listing.by, say(section_of(kind).2)) } else { listing.by };
        let price = use_texts().money(listing.price);
        let price = match listing.from_price {
            true => say_with("list-from", &[("price", (&price).into())]),
            false => price,
        };
        view! {
            <Card
                href=listing.url
                image=listing.image.unwrap_or_default()
                size
                title=listing.title
                by
                price
                left=listing.stock
                first=i < SEEN_FIRST
            />
        }
    });
    view! { <ul class="grid grid--4" class:grid--mixed=mixed>{cards.collect_view()}</ul> }
}

/// Returns the path of a kind's list, and the messages with its name and with the name of one product.
pub fn section_of(kind: &str) -> (&'static str, &'static str, &'static str) {
    let ((path, name), one) = match kind {
        "poster" => (SECTIONS[1], "shop-print"),
        "ticket" => (SECTIONS[2], "shop-evening"),
        _ => (SECTIONS[0], "shop-record"),
    };
    (path, name, one)
}

/// Returns the list as structured data: the URLs of its products, with positions counted over all pages.
pub fn item_list(name: &str, path: &str, params: &ListParams, goods: &[Good]) -> Value {
    let before = (params.page - 1) * params.query().per_page;
    let items = (before + 1..).zip(goods).map(|(position, good)| {
        json!({
            "@type": "ListItem",
            "position": position,
            "url": absolute_page(&good.listing.url),
            "name": good.listing.title,
        })
    });
    let items: Vec<Value> = items.collect();
    json!({
        "@type": "ItemList",
        "name": name,
        "url": absolute_page(&params.address(path)),
        "numberOfItems": items.len(),
        "itemListElement": items,
    })
}

/// Returns the structured data of a list page: its products and breadcrumbs.
pub fn machine_readable(name: &str, path: &str, params: &ListParams, goods: &[Good]) -> Vec<Value> {
    let way = json_ld::breadcrumbs(&[(&say("shop-home"), &absolute_page("/")), (name, &absolute_page(path))]);
    vec![item_list(name, path, params, goods), way]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_wanted_and_nothing_else() {
        let params = ListParams::read("q=+blue+%26+hour%3F&kind=album&sort=price&page=3&utm_source=x").unwrap();
        assert_eq!((params.words.as_str(), params.page), ("blue & hour?", 3));
        assert_eq!(params.address("/search"), "/search?q=blue+%26+hour%3F&kind=album&sort=price&page=3");
        assert_eq!(ListParams::read("q=&kind=&sort=").unwrap().address("/albums"), "/albums");
        assert!(ListParams::read("").unwrap().is_plain());
    }

    #[test]
    fn a_page_has_one_address() {
        for query in ["page=0", "page=-1", "page=two", "page=02", "page=", "page=99999999999", "sort=colour"] {
            assert_eq!(ListParams::read(query), None, "{query}");
        }
    }

    #[test]
    fn the_first_the_last_and_the_neighbours_have_links() {
        assert_eq!(shown(1, 2), [1, 2]);
        assert_eq!(shown(1, 9), [1, 2, 9]);
        assert_eq!(shown(5, 9), [1, 4, 5, 6, 9]);
        assert_eq!(shown(9, 9), [1, 8, 9]);
    }
}
