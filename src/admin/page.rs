//! The frame of a page: its document, header, navigation and footer, and the response that it is sent in.

use axum::{
    Form,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    codes,
    here::{Answer, Failure, Here, inside, see_other},
    invoices,
    order::parcel,
    products, taxes, withdrawals,
};
use crate::{Act, Asset, Language, ManagedKind, Store, Texts, inert::IntoInert, managed::MAIN, store::http::html_page};

/// The files of `style/admin`, in order.
const STYLE: &str = concat!(
    include_str!("../../style/admin/tokens.css"),
    include_str!("../../style/admin/foundation.css"),
    include_str!("../../style/admin/frame.css"),
    include_str!("../../style/admin/forms.css"),
    include_str!("../../style/admin/tables.css"),
    include_str!("../../style/admin/timeline.css"),
    include_str!("../../style/admin/pictures.css"),
    include_str!("../../style/admin/products.css"),
    include_str!("../../style/admin/print.css"),
    include_str!("../../style/admin/slips.css"),
);

pub(super) static SHEET: Asset = Asset::css("/style.css", STYLE);
pub(super) static ICON: Asset = Asset::new("/icon.svg", "image/svg+xml", include_bytes!("icon.svg"));

/// A part of the admin, as the navigation shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Today,
    Orders,
    Withdrawals,
    Products,
    Codes,
    /// What there is one of only, by its kind: the settings of the site.
    Single(&'static str),
    /// Settings of which there are several, by their kind: shipping rates.
    Settings(&'static str),
    Invoices,
    Taxes,
    Audit,
    Deliveries,
    Webhooks,
    Staff,
}

impl Tab {
    /// Returns the parts of the admin of a store: without those of what it does not have, such as discount codes or taxes.
    fn all(store: &Store, kinds: &[ManagedKind]) -> Vec<Tab> {
        let mut all = vec![Tab::Today, Tab::Orders];
        all.extend(store.offers_withdrawal().then_some(Tab::Withdrawals));
        all.extend(kinds.iter().any(|kind| !kind.single && !kind.settings).then_some(Tab::Products));
        all.extend(store.offers_codes().then_some(Tab::Codes));
        all.extend(kinds.iter().filter(|kind| kind.settings).map(|kind| Tab::Settings(kind.kind)));
        all.extend(kinds.iter().filter(|kind| kind.single).map(|kind| Tab::Single(kind.kind)));
        all.extend(store.issues_invoices().then_some(Tab::Invoices));
        all.extend(store.tax_provider().is_some().then_some(Tab::Taxes));
        all.extend([Tab::Audit, Tab::Deliveries, Tab::Webhooks, Tab::Staff]);
        all
    }

    /// The path of its first page, below the admin's.
    fn path(self) -> String {
        match self {
            Tab::Today => String::new(),
            Tab::Orders => "/orders".to_owned(),
            Tab::Withdrawals => withdrawals::PATH.to_owned(),
            Tab::Products => products::PATH.to_owned(),
            Tab::Codes => codes::PATH.to_owned(),
            Tab::Single(kind) => format!("{}/{MAIN}", products::path(kind)),
            Tab::Settings(kind) => products::path(kind),
            Tab::Deliveries => "/deliveries".to_owned(),
            Tab::Webhooks => "/webhooks".to_owned(),
            Tab::Staff => "/staff".to_owned(),
            Tab::Invoices => invoices::PATH.to_owned(),
            Tab::Taxes => taxes::PATH.to_owned(),
            Tab::Audit => "/audit".to_owned(),
        }
    }

    /// The act of its first page; of what there is one of only, that of its form.
    fn act(self) -> Act {
        match self {
            Tab::Codes => Act::ReadCodes,
            Tab::Webhooks => Act::ReadWebhooks,
            Tab::Invoices | Tab::Taxes => Act::ReadTaxes,
            Tab::Audit => Act::ReadAuditLog,
            Tab::Single(_) => Act::SaveSite,
            Tab::Today
            | Tab::Orders
            | Tab::Withdrawals
            | Tab::Products
            | Tab::Settings(_)
            | Tab::Deliveries
            | Tab::Staff => Act::View,
        }
    }

    /// What it is called.
    fn name(self, here: &Here) -> String {
        here.text(match self {
            Tab::Today => "admin-tab-today",
            Tab::Orders => "admin-tab-orders",
            Tab::Withdrawals => "admin-tab-withdrawals",
            Tab::Products => "admin-tab-products",
            Tab::Codes => "admin-tab-codes",
            Tab::Single(kind) | Tab::Settings(kind) => return products::labels::kind(here, kind),
            Tab::Deliveries => "admin-tab-deliveries",
            Tab::Webhooks => "admin-tab-webhooks",
            Tab::Staff => "admin-tab-staff",
            Tab::Invoices => "admin-tab-invoices",
            Tab::Taxes => "admin-tab-taxes",
            Tab::Audit => "admin-tab-audit",
        })
    }
}

/// Renders a page for a member of staff: see [`Here::page`]. One without a tab is in no part of the admin.
pub(super) fn framed(here: &Here, status: StatusCode, tab: Option<Tab>, title: &str, body: AnyView) -> Response {
    let done = here.was_done().map(|done| {
        let next = parcel::next_link(here);
        view! { <p class="ad-done" role="status">{done} {next}</p> }
    });
    let tabs = Tab::all(&here.store, &here.admin().managed_kinds());
    let links = tabs.into_iter().filter(|of| here.may(of.act())).map(|of| {
        let current = (Some(of) == tab).then_some("page");
        view! { <li><a href=here.path(&of.path()) aria-current=current>{of.name(here)}</a></li> }
    });
    let times = here.format("admin-times", &[("zone", here.store.time_zone().name().into())]);
    let page = view! {
        <a class="ad-skip" href="#main">{here.text("admin-skip")}</a>
        <header class="ad-header">
            <a class="ad-shop" href=here.path("")>{here.store.shop_name()}</a>
            <nav class="ad-nav" aria-label=here.text("admin-navigation")>
                <ul>{links.collect_view()}</ul>
            </nav>
        </header>
        <main class="ad-main" id="main">
            {done}
            <h1>{title.to_owned()}</h1>
            {body}
        </main>
        <footer class="ad-footer">{account(here)} {languages(here)} <p>{times}</p></footer>
    };
    document(&here.store, &here.texts, status, title, page.into_inert())
}

/// Renders a page for somebody who has not signed in.
pub(super) fn unframed(store: &Store, texts: &Texts, status: StatusCode, title: &str, body: AnyView) -> Response {
    let page = view! {
        <main class="ad-door" id="main">
            <p class="ad-shop">{store.shop_name()}</p>
            <h1>{title.to_owned()}</h1>
            {body}
        </main>
    };
    document(store, texts, status, title, page.into_inert())
}

/// Renders why there is no page.
pub(super) fn failed(here: &Here, failure: &Failure) -> Response {
    let (title, text) = explained(&here.texts, failure);
    framed(here, failure.status(), None, &title, view! { <p>{text}</p> }.into_inert())
}

/// Renders why there is no page, for somebody who has not signed in.
pub(super) fn failed_outside(store: &Store, texts: &Texts, failure: &Failure) -> Response {
    let (title, text) = explained(texts, failure);
    unframed(store, texts, failure.status(), &title, view! { <p>{text}</p> }.into_inert())
}

/// Returns the title and the sentence of a page in place of another.
fn explained(texts: &Texts, failure: &Failure) -> (String, String) {
    let (title, text) = match failure {
        Failure::NotFound => ("admin-not-found", "admin-not-found-text"),
        Failure::Unavailable => ("admin-unavailable", "admin-unavailable-text"),
        Failure::Busy => ("admin-busy", "admin-busy-text"),
        Failure::Conflict => ("admin-conflict", "admin-conflict-text"),
        Failure::TooLarge => ("admin-too-large", "admin-too-large-text"),
        Failure::BadRequest(_) => ("admin-bad-request", "admin-bad-request-text"),
        Failure::TooManyFields => ("admin-bad-request", "admin-too-many-fields"),
    };
    let why = match failure {
        Failure::BadRequest(why) if !why.is_empty() => Some(why.clone()),
        _ => None,
    };
    (texts.get(title), why.unwrap_or_else(|| texts.get(text)))
}

/// Returns the languages of the admin: those of the store, and those that have texts for it.
pub(super) fn languages_of(store: &Store) -> Vec<Language> {
    let mut languages = store.languages().to_vec();
    for built_in in [Language::ENGLISH, Language::GERMAN] {
        if !languages.contains(&built_in) {
            languages.push(built_in);
        }
    }
    languages
}

fn languages(here: &Here) -> impl IntoView + use<> {
    let button = |language: Language| {
        let name = here.store.texts(language).get_own("admin-language-name").unwrap_or_else(|| language.to_string());
        let current = (language == here.texts.language()).then_some("true");
        view! {
            <button class="ad-link" name="language" value=language.to_string() lang=language.to_string() aria-current=current>
                {name}
            </button>
        }
    };
    let buttons = languages_of(&here.store).into_iter().map(button).collect_view();
    view! {
        <form class="ad-languages" method="post" action=here.path("/language") aria-label=here.text("admin-language")>
            <input type="hidden" name="next" value=here.address().to_owned()/>
            {buttons}
        </form>
    }
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
    #[serde(default)]
    next: String,
}

/// `POST /language`: the language of the member, from now on.
pub(super) async fn choose_language(here: Here, Form(chosen): Form<Chosen>) -> Answer {
    let language = Language::from_tag(&chosen.language).filter(|language| languages_of(&here.store).contains(language));
    let language = language.ok_or(Failure::BadRequest(String::new()))?;
    here.store.set_staff_language(&here.member.id, language).await?;
    Ok(see_other(inside(&here.store, &chosen.next).unwrap_or(here.store.admin_path())))
}

/// Who is signed in, and the way out, unless the host signs its staff in.
fn account(here: &Here) -> impl IntoView + use<> {
    let role = here.text(&format!("admin-role-{}", here.member.role.as_str()));
    let who = here.format("admin-signed-in", &[("name", (&here.member.name).into()), ("role", (&role).into())]);
    let out = here.store.staff_auth().is_mail().then(|| {
        view! {
            <form method="post" action=here.path("/sign-out")>
                <button class="ad-link">{here.text("admin-sign-out")}</button>
            </form>
        }
    });
    view! { <div class="ad-account"><p>{who}</p> {out}</div> }
}

fn document(store: &Store, texts: &Texts, status: StatusCode, title: &str, page: AnyView) -> Response {
    let file = |asset: &'static Asset| format!("{}{}", store.admin_path(), asset.url());
    let head = view! {
        <meta name="color-scheme" content="light dark"/>
        <link rel="stylesheet" href=file(&SHEET)/>
        <link rel="icon" href=file(&ICON) type="image/svg+xml"/>
    };
    let title = format!("{title} · {}", store.shop_name());
    (status, Html(html_page(texts, &title, head.into_inert(), page))).into_response()
}
