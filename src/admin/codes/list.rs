//! The list of codes: tabs, search, series and pages, all in the URL.

use axum::extract::Query;
use form_urlencoded::Serializer;
use leptos::prelude::*;
use serde::Deserialize;

use super::{PATH, labels, path_of, series};
use crate::{
    Act, Code, CodeFilter, CodePage, CodeQuery,
    admin::{
        form::{FieldKind, field},
        here::{Answer, Failure, Here},
        page::Tab,
    },
    inert::IntoInert,
};

/// What the list shows, as its URL says it. What is empty filters nothing, except that the list begins with the codes that
/// have not ended; a search is for all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    tab: String,
    q: String,
    series: String,
    after: String,
}

impl Filter {
    /// Returns the filter for all codes of a series.
    pub fn of_series(series: &str) -> Filter {
        Filter { tab: CodeFilter::All.as_str().to_owned(), series: series.to_owned(), ..Filter::default() }
    }

    fn tab(&self) -> Result<CodeFilter, Failure> {
        match self.tab.as_str() {
            "" if self.q.trim().is_empty() => Ok(CodeFilter::Active),
            "" => Ok(CodeFilter::All),
            name => name.parse().map_err(|_| Failure::NotFound),
        }
    }

    fn query(&self) -> Result<CodeQuery, Failure> {
        let mut query = CodeQuery::default().filter(self.tab()?);
        if !self.q.trim().is_empty() {
            query = query.search(self.q.trim());
        }
        if !self.series.trim().is_empty() {
            query = query.series(self.series.trim());
        }
        if !self.after.is_empty() {
            query = query.after(self.after.as_str());
        }
        Ok(query)
    }

    /// Returns the path of the list, below the admin's own.
    pub fn url(&self) -> String {
        let all = [
            ("tab", self.tab.as_str()),
            ("q", self.q.trim()),
            ("series", self.series.trim()),
            ("after", self.after.as_str()),
        ];
        let set = all.into_iter().filter(|(_, value)| !value.is_empty());
        let query = Serializer::new(String::new()).extend_pairs(set).finish();
        if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{query}") }
    }

    /// Returns whether it filters more than the tab does.
    fn is_set(&self) -> bool {
        [&self.q, &self.series, &self.after].into_iter().any(|value| !value.trim().is_empty())
    }
}

/// `GET /codes`.
pub(super) async fn list(here: Here, Query(filter): Query<Filter>) -> Answer {
    let page = here.admin().codes(&filter.query()?).await?;
    let found = match page.codes.is_empty() {
        true => view! { <p class="ad-empty">{here.text(nothing(&filter, &page))}</p> }.into_inert(),
        false => table(&here, &filter, &page.codes),
    };
    let body = view! {
        {ways(&here)}
        {tabs(&here, &filter)}
        {search(&here, &filter)}
        {of_series(&here, &filter)}
        {found}
        {pager(&here, &filter, page.next.as_deref())}
    };
    Ok(here.page(Tab::Codes, &here.text("admin-tab-codes"), body))
}

/// Returns the name of the text of an empty list.
fn nothing(filter: &Filter, page: &CodePage) -> &'static str {
    match (page.next.is_some(), filter.is_set() || !filter.tab.is_empty()) {
        (true, _) => "admin-codes-none-so-far",
        (false, true) => "admin-codes-none-match",
        (false, false) => "admin-codes-none",
    }
}

/// Renders the ways to new codes.
fn ways(here: &Here) -> Option<AnyView> {
    let link = |path: &str, label: &str| {
        let to = here.path(&format!("{PATH}{path}"));
        view! { <a class="ad-button" href=to>{here.text(label)}</a> }
    };
    here.may(Act::EditCodes).then(|| {
        view! {
            <div class="ad-actions">
                {link("/new", "admin-codes-new")}
                {link("/series", "admin-codes-series-new")}
            </div>
        }
        .into_inert()
    })
}

fn tabs(here: &Here, filter: &Filter) -> AnyView {
    let chosen = filter.tab().ok();
    let all = [
        (CodeFilter::Active, "admin-codes-active"),
        (CodeFilter::Ended, "admin-codes-ended"),
        (CodeFilter::All, "admin-codes-all"),
    ];
    let links = all.map(|(tab, label)| {
        let current = (Some(tab) == chosen).then_some("page");
        let to = Filter { tab: tab.as_str().to_owned(), after: String::new(), ..filter.clone() };
        view! { <li><a href=here.path(&to.url()) aria-current=current>{here.text(label)}</a></li> }
    });
    let links = links.into_iter().collect_view();
    view! { <nav class="ad-tabs" aria-label=here.text("admin-codes-tabs")><ul>{links}</ul></nav> }.into_inert()
}

/// The search: it is sent by GET, and covers all tabs.
fn search(here: &Here, filter: &Filter) -> AnyView {
    let clear = filter.is_set().then(|| {
        let all = Filter { tab: filter.tab.clone(), ..Filter::default() };
        view! { <a href=here.path(&all.url())>{here.text("admin-codes-clear")}</a> }
    });
    view! {
        <form class="ad-filters" role="search" action=here.path(PATH)>
            {field("q", &here.text("admin-codes-search"), &filter.q, None, FieldKind::Text)}
            <p class="ad-actions"><button class="ad-button">{here.text("admin-codes-find")}</button> {clear}</p>
        </form>
    }
    .into_inert()
}

/// Renders which series is shown, and the way to its file.
fn of_series(here: &Here, filter: &Filter) -> Option<AnyView> {
    let series = Some(filter.series.trim()).filter(|series| !series.is_empty())?;
    let says = here.format("admin-codes-of-series", &[("series", series.into())]);
    let file = here.path(&series::file(series));
    Some(
        view! {
            <div class="ad-actions">
                <p>{says}</p>
                <a class="ad-button" href=file>{here.text("admin-codes-series-download")}</a>
            </div>
        }
        .into_inert(),
    )
}

fn table(here: &Here, filter: &Filter, codes: &[Code]) -> AnyView {
    let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
    let rows = codes.iter().map(|code| row(here, filter, code)).collect_view();
    view! {
        <table class="ad-table" aria-label=here.text("admin-tab-codes")>
            <thead>
                <tr>
                    {head("admin-codes-code")}
                    {head("admin-codes-off")}
                    {head("admin-codes-period")}
                    {head("admin-codes-uses")}
                    {head("admin-codes-state")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_inert()
}

fn row(here: &Here, filter: &Filter, code: &Code) -> impl IntoView + use<> {
    let to = here.path(&path_of(&code.code));
    let label = (!code.label.is_empty()).then(|| view! { <span class="ad-second">{code.label.clone()}</span> });
    let series = code.series.as_ref().filter(|_| filter.series.trim().is_empty()).map(|series| {
        let to = here.path(&Filter::of_series(series).url());
        view! { <a class="ad-second" href=to>{series.clone()}</a> }
    });
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-codes-code")><a href=to>{code.code.clone()}</a></th>
            <td data-label=here.text("admin-codes-off")><span>{labels::off(here, code.off)}</span> " " {label} " " {series}</td>
            <td data-label=here.text("admin-codes-period")>{labels::period(here, code)}</td>
            <td class="ad-words" data-label=here.text("admin-codes-uses")>{labels::uses(here, code)}</td>
            <td data-label=here.text("admin-codes-state")>{labels::state(here, code)}</td>
        </tr>
    }
}

fn pager(here: &Here, filter: &Filter, next: Option<&str>) -> Option<AnyView> {
    let to = |after: &str| here.path(&Filter { after: after.to_owned(), ..filter.clone() }.url());
    let first = (!filter.after.is_empty()).then(|| view! { <a href=to("")>{here.text("admin-codes-first-page")}</a> });
    let next = next.map(|next| view! { <a href=to(next) rel="next">{here.text("admin-codes-next-page")}</a> });
    (first.is_some() || next.is_some())
        .then(|| view! { <nav class="ad-pager" aria-label=here.text("admin-pages")>{first} {next}</nav> }.into_inert())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_has_only_what_filters() {
        assert_eq!(Filter::default().url(), "/codes");
        let filter = Filter { q: " spring & summer ".to_owned(), after: "SPRING5".to_owned(), ..Filter::default() };
        assert_eq!(filter.url(), "/codes?q=spring+%26+summer&after=SPRING5");
        assert_eq!(Filter::of_series("Fair").url(), "/codes?tab=all&series=Fair");
    }

    #[test]
    fn the_list_begins_with_what_has_not_ended() {
        assert_eq!(Filter::default().tab(), Ok(CodeFilter::Active));
        for tab in CodeFilter::ALL {
            assert_eq!(Filter { tab: tab.to_string(), ..Filter::default() }.tab(), Ok(tab));
        }
        assert_eq!(Filter { tab: "lost".to_owned(), ..Filter::default() }.tab(), Err(Failure::NotFound));
        let search = |tab: &str| Filter { tab: tab.to_owned(), q: "spring".to_owned(), ..Filter::default() };
        assert_eq!((search("").tab(), search("ended").tab()), (Ok(CodeFilter::All), Ok(CodeFilter::Ended)));
    }
}
