//! The layout of every page: metadata, header, footer.

use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use leptos_router::hooks::use_location;
use pannier::{
    Store,
    components::{BasketWidget, WithdrawalLink, local_path, title_text, use_texts},
    preferred_language,
};

use super::{
    search_form::{SearchForm, SearchIcon},
    texts::{text, text_with},
};
use crate::shop::{
    locality::currency,
    sections::{self, Section},
    site::{self, LEGAL, absolute, absolute_page, includes_tax, own_legal_text, own_text, shop_email, shop_name},
};

/// The metadata of a page, for search engines and link previews.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    /// The path of the canonical URL.
    #[prop(into)]
    path: String,
    /// The Open Graph type: `website`, `product`, `music.album`.
    #[prop(default = "website")]
    og_type: &'static str,
    /// The path of a preview image.
    #[prop(optional, into)]
    image: Option<String>,
) -> impl IntoView {
    let shop = shop_name();
    let url = absolute_page(&path);
    let alternates = use_context::<Store>().map(|store| store.alternates(&path)).unwrap_or_default();
    let full_title = if path == "/" { format!("{shop} – {title}") } else { format!("{title} – {shop}") };
    let image = absolute(&image.unwrap_or_else(|| "/card.png".to_owned()));
    view! {
        <Title text=title_text(full_title)/>
        <Meta name="description" content=description.clone()/>
        <Link rel="canonical" href=url.clone()/>
        {alternates.into_iter().map(|page| view! { <Link rel="alternate" hreflang=page.hreflang href=page.href/> }).collect_view()}
        <Meta property="og:type" content=og_type/>
        <Meta property="og:site_name" content=shop/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:url" content=url/>
        <Meta property="og:image" content=image/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

/// The metadata of private and unlisted pages. Visitors without a session, such as search engines, get
/// `noindex`, since they see a placeholder.
#[component]
pub fn PrivateHead(#[prop(into)] title: String, #[prop(optional, into)] description: Option<String>) -> impl IntoView {
    view! {
        <Title text=title_text(format!("{title} – {}", shop_name()))/>
        {description.map(|description| view! { <Meta name="description" content=description/> })}
        {(!has_session()).then(|| view! { <Meta name="robots" content="noindex"/> })}
    }
}

fn has_session() -> bool {
    let has_one = |parts: &Parts| {
        let session = parts.extensions.get::<tower_sessions::Session>();
        session.is_some_and(|session| session.id().is_some())
    };
    with_context(has_one).unwrap_or_default()
}

#[component]
pub fn Header() -> impl IntoView {
    let here = use_location().pathname.get_untracked();
    let current = move |path: &str| {
        if here == path {
            Some("page")
        } else {
            here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')).then_some("true")
        }
    };
    let links = sections::open().into_iter().map(|Section { path, name, .. }| {
        view! { <li><a class="nav__link" href=local_path(path) aria-current=current(path)>{text(name)}</a></li> }
    });
    // A list without items is none.
    let links = links.collect::<Vec<_>>();
    let nav = (!links.is_empty()).then(|| {
        view! {
            <nav class="nav" aria-label=text("shop-main")>
                <ul class="nav__list">{links}</ul>
            </nav>
        }
    });
    view! {
        <header class="header">
            <div class="header__inner wrap">
                <a class="brand" href=local_path("/")>
                    <svg class="brand__mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
                        <path d="M2 11h24l-3 12.2A2.4 2.4 0 0 1 20.7 25H7.3A2.4 2.4 0 0 1 5 23.2z"/>
                        <path d="M7 11a7 7 0 0 1 14 0" fill="none" stroke="currentColor" stroke-width="2.4"/>
                    </svg>
                    <span>{shop_name()}</span>
                </a>
                {nav}
                <a class="header__find" href=local_path(site::SEARCH) aria-label=text("search-title")><SearchIcon/></a>
                <div class="header__search"><SearchForm id="find" compact=true/></div>
                <div class="header__basket"><BasketWidget/></div>
            </div>
        </header>
    }
}

#[component]
pub fn Footer() -> impl IntoView {
    let open = sections::open();
    // What the demo shop says of itself is true of no other.
    let is_demo = sections::has_demo(&open);
    let links = open.into_iter().map(|section| {
        view! { <li><a href=local_path(section.path)>{text(section.name)}</a></li> }
    });
    let claim = own_text("tagline").or_else(|| is_demo.then(|| text("shop-claim")));
    let claim = claim.map(|claim| view! { <p>{claim}</p> });
    let email = shop_email().map(|email| view! { <p><a href=format!("mailto:{email}")>{email.clone()}</a></p> });
    let legal: Vec<_> = LEGAL.into_iter().filter(|page| own_legal_text(page).is_some()).collect();
    // The about page of the demo shop ends with its legal notice.
    let [imprint, ..] = LEGAL;
    let about = match (own_text("about"), own_legal_text(&imprint)) {
        (None, _) if !is_demo => None,
        (None, None) => Some(text("shop-about")),
        _ => Some(text("about-us")),
    };
    let withdraws = use_context::<Store>().is_some_and(|store| store.offers_withdrawal());
    let currency = currency();
    let currency = [("currency", currency.code().into())];
    let prices = match includes_tax() {
        true => text_with("shop-promise-prices", &currency),
        false => text_with("shop-promise-prices-untaxed", &currency),
    };
    view! {
        <footer class="footer">
            <div class="footer__inner wrap">
                <div class="footer__about">
                    <p class="footer__name">{shop_name()}</p>
                    {claim}
                    {email}
                </div>
                <nav aria-label=text("shop-footer")>
                    <ul class="footer__links">
                        {links.collect_view()}
                        {about.map(|about| view! { <li><a href=local_path("/about")>{about}</a></li> })}
                        {legal
                            .into_iter()
                            .map(|page| view! { <li><a href=local_path(page.path)>{text(page.name)}</a></li> })
                            .collect_view()}
                        {withdraws.then(|| view! { <li><WithdrawalLink/></li> })}
                    </ul>
                </nav>
                <ul class="footer__promises">
                    <li>{prices}</li>
                    <li>{text("shop-promise-account")}</li>
                    <li>{text("shop-promise-trackers")}</li>
                </ul>
                <Languages/>
            </div>
        </footer>
    }
}

/// Links to this page in the other languages.
#[component]
fn Languages() -> impl IntoView {
    let store = use_context::<Store>()?;
    let (path, here) = (here()?, use_texts().language());
    let [_, _, ..] = store.languages() else { return None };
    let links: Vec<_> = store
        .languages()
        .iter()
        .map(|language| {
            let texts = store.texts(*language);
            let (name, current) = (texts.get("shop-language"), (*language == here).then_some("true"));
            let (tag, href) = (language.to_string(), store.path_in(*language, &path));
            view! { <li><a href=href hreflang=tag.clone() lang=tag rel="alternate" aria-current=current>{name}</a></li> }
        })
        .collect();
    Some(
        view! { <nav aria-label=text("shop-languages")><ul class="footer__links footer__languages">{links}</ul></nav> },
    )
}

/// A link to this page in the browser's preferred language, if that is another one. Visitors are never
/// redirected.
#[component]
pub fn LanguageHint() -> impl IntoView {
    let (store, language) = (use_context::<Store>()?, preferred_language()?);
    let (tag, href) = (language.to_string(), store.path_in(language, &here()?));
    let texts = store.texts(language);
    let text = texts.get("shop-this-page");
    Some(
        view! { <p class="language-hint wrap"><a href=href hreflang=tag.clone() lang=tag rel="alternate">{text}</a></p> },
    )
}

/// Returns the path and query of the page, without the language.
fn here() -> Option<String> {
    with_context(|parts: &Parts| parts.uri.path_and_query().map(ToString::to_string))?
}

/// The breadcrumbs. The last step is the page itself.
#[component]
pub fn Breadcrumbs(section: Section, #[prop(into)] here: String) -> impl IntoView {
    view! {
        <nav class="breadcrumbs" aria-label=text("shop-breadcrumb")>
            <ol>
                <li><a href=local_path("/")>{text("shop-home")}</a></li>
                <li><a href=local_path(section.path)>{text(section.name)}</a></li>
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}
