//! The list of a kind: states, search and pages, all in the URL.

use axum::extract::{Path, Query};
use form_urlencoded::Serializer;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    columns::Columns,
    found::{kind_named, tab},
    kinds::ways,
    labels, path, path_of,
};
use crate::{
    Act, ManagedKind, ManagedPage, ManagedQuery, ManagedRow, ManagedState,
    admin::{
        audit::actor_name,
        form::{FieldKind, field},
        here::{Answer, Failure, Here},
        routes::Route,
    },
    inert::IntoInert,
    managed::MAIN,
};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/products/{kind}", Act::View, list)]
}

/// What the list shows, as its URL says it. What is empty filters nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    state: String,
    q: String,
    after: String,
}

impl Filter {
    /// Returns the state to show. `None` for all of them.
    fn state(&self) -> Result<Option<ManagedState>, Failure> {
        match self.state.as_str() {
            "" => Ok(None),
            name => name.parse().map(Some).map_err(|_| Failure::NotFound),
        }
    }

    fn query(&self, kind: &ManagedKind) -> Result<ManagedQuery, Failure> {
        let mut query = ManagedQuery::new(kind.kind);
        if let Some(state) = self.state()? {
            query = query.state(state);
        }
        if !self.q.trim().is_empty() {
            query = query.search(self.q.trim());
        }
        if !self.after.is_empty() {
            query = query.after(self.after.as_str());
        }
        Ok(query)
    }

    /// Returns the path of a list, below the admin's own.
    fn url(&self, kind: &str) -> String {
        let all = [("state", self.state.as_str()), ("q", self.q.trim()), ("after", self.after.as_str())];
        let set = all.into_iter().filter(|(_, value)| !value.is_empty());
        let query = Serializer::new(String::new()).extend_pairs(set).finish();
        if query.is_empty() { path(kind) } else { format!("{}?{query}", path(kind)) }
    }
}

/// `GET /products/{kind}`. What there is one of only is shown at once.
async fn list(here: Here, Path(kind): Path<String>, Query(filter): Query<Filter>) -> Answer {
    let kind = kind_named(&here, &kind)?;
    if kind.single {
        return Ok(here.go(&path_of(kind.kind, MAIN)));
    }
    let page = here.admin().managed(&filter.query(&kind)?).await?;
    let columns = Columns::of(&here, &kind, &page.rows).await?;
    let found = match page.rows.is_empty() {
        true => view! { <p class="ad-empty">{here.text(nothing(&filter))}</p> }.into_inert(),
        false => table(&here, &kind, &columns, &page.rows),
    };
    let truncated = page.truncated.then(|| {
        view! { <p class="ad-notice">{here.text("admin-products-truncated")}</p> }
    });
    let body = view! {
        {ways(&here, &kind)}
        {tabs(&here, &kind, &filter, &page)}
        {search(&here, &kind, &filter)}
        {truncated}
        {found}
        {pager(&here, &kind, &filter, page.next.as_deref())}
    };
    Ok(here.page(tab(&kind), &labels::kind(&here, kind.kind), body))
}

/// Returns the name of the text of an empty list.
fn nothing(filter: &Filter) -> &'static str {
    match filter.state.is_empty() && filter.q.trim().is_empty() && filter.after.is_empty() {
        true => "admin-products-none",
        false => "admin-products-none-match",
    }
}

/// Returns how many products of a kind are in a state: at most 1,000 are counted.
pub(super) fn counted(here: &Here, page: &ManagedPage, state: ManagedState) -> String {
    let (count, number) = number(here, page, state);
    let name = match state {
        ManagedState::Draft => "admin-products-count-draft",
        ManagedState::Published => "admin-products-count-published",
        ManagedState::Retired => "admin-products-count-retired",
    };
    here.format(name, &[("count", count.into()), ("number", (&number).into())])
}

fn number(here: &Here, page: &ManagedPage, state: ManagedState) -> (u32, String) {
    let count = page.counts.get(&state).copied().unwrap_or_default();
    let number = here.texts.number(count.count.into());
    (count.count, if count.more { format!("{number}+") } else { number })
}

fn tabs(here: &Here, kind: &ManagedKind, filter: &Filter, page: &ManagedPage) -> AnyView {
    let states = ManagedState::ALL.into_iter().map(Some);
    let links: Vec<_> = [None]
        .into_iter()
        .chain(states)
        .map(|state| {
            let name = state.map(|state| state.as_str().to_owned()).unwrap_or_default();
            let current = (name == filter.state).then_some("page");
            let to = Filter { state: name, after: String::new(), ..filter.clone() };
            let to = here.path(&to.url(kind.kind));
            let label = state.map_or("admin-products-all", |state| labels::state_name(kind.settings, state));
            let count = state.map(|state| {
                let (_, number) = number(here, page, state);
                view! { " " <span class="ad-muted">{number}</span> }
            });
            view! { <li><a href=to aria-current=current>{here.text(label)} {count}</a></li> }
        })
        .collect();
    view! { <nav class="ad-tabs" aria-label=here.text("admin-products-states")><ul>{links}</ul></nav> }.into_inert()
}

fn search(here: &Here, kind: &ManagedKind, filter: &Filter) -> AnyView {
    let state = (!filter.state.is_empty()).then(|| {
        view! { <input type="hidden" name="state" value=filter.state.clone()/> }
    });
    let by = if kind.settings { "admin-settings-search" } else { "admin-products-search" };
    let clear = (!filter.q.trim().is_empty()).then(|| {
        let all = Filter { state: filter.state.clone(), ..Filter::default() };
        view! { <a href=here.path(&all.url(kind.kind))>{here.text("admin-products-clear")}</a> }
    });
    view! {
        <form class="ad-filters" role="search" action=here.path(&path(kind.kind))>
            {state}
            {field("q", &here.text(by), &filter.q, None, FieldKind::Text)}
            <p class="ad-actions"><button class="ad-button">{here.text("admin-products-find")}</button> {clear}</p>
        </form>
    }
    .into_inert()
}

fn table(here: &Here, kind: &ManagedKind, columns: &Columns, rows: &[ManagedRow]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows: Vec<_> = rows.iter().map(|product| row(here, kind, columns, product)).collect();
    view! {
        <table class="ad-table" aria-label=labels::kind(here, kind.kind)>
            <thead>
                <tr>
                    {head("admin-products-title")}
                    {columns.heads(here)}
                    {head("admin-products-state")}
                    {head("admin-products-changed-at")}
                    {head("admin-products-changed-by")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, kind: &ManagedKind, columns: &Columns, product: &ManagedRow) -> AnyView {
    let label = |name: &str| here.text(name);
    let to = here.path(&path_of(kind.kind, &product.id));
    let title = if product.title.is_empty() { product.id.clone() } else { product.title.clone() };
    // The app itself has written what nobody has changed.
    let by = (!product.updated_by.is_empty()).then(|| actor_name(here, &product.updated_by));
    view! {
        <tr>
            <th class="ad-product-title" scope="row" data-label=label("admin-products-title")>
                {columns.thumbnail(&product.id)}
                <a href=to>{title}</a>
            </th>
            {columns.cells(here, &product.id)}
            <td class="ad-state" data-label=label("admin-products-state")>
                {labels::state(here, kind.settings, product.state)}
            </td>
            <td data-label=label("admin-products-changed-at")>{here.when(product.updated_at)}</td>
            <td class="ad-who" data-label=label("admin-products-changed-by")>{by}</td>
        </tr>
    }
    .into_inert()
}

fn pager(here: &Here, kind: &ManagedKind, filter: &Filter, next: Option<&str>) -> Option<AnyView> {
    let to = |after: &str| here.path(&Filter { after: after.to_owned(), ..filter.clone() }.url(kind.kind));
    let first =
        (!filter.after.is_empty()).then(|| view! { <a href=to("")>{here.text("admin-products-first-page")}</a> });
    let next = next.map(|next| view! { <a href=to(next) rel="next">{here.text("admin-products-next-page")}</a> });
    (first.is_some() || next.is_some())
        .then(|| view! { <nav class="ad-pager" aria-label=here.text("admin-pages")>{first} {next}</nav> }.into_inert())
}
