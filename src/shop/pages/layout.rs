//! What is the same on every page: the head's metadata, the header, the footer.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use leptos_router::hooks::use_location;

use super::search::{self, FindIcon, SearchForm};
use crate::{Store, components::BasketWidget};

/// How the shop signs its pages, its mails and its prints.
pub fn shop_name() -> String {
    use_context::<Store>().map_or_else(|| "Pannier".to_owned(), |store| store.settings().shop_name.clone())
}

/// The absolute address of a path of this shop.
pub fn absolute(path: &str) -> String {
    let base = use_context::<Store>().map(|store| store.settings().base_url.clone()).unwrap_or_default();
    format!("{base}{path}")
}

/// What the head says about a page: to search engines, and to those who are sent a link to it.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    /// The one address the page wants to be known by, without the base.
    #[prop(into)]
    path: String,
    /// `website`, `product`, `music.album`.
    #[prop(default = "website")]
    kind: &'static str,
    /// A picture of what the page is about, without the base.
    #[prop(optional, into)]
    image: Option<String>,
) -> impl IntoView {
    let shop = shop_name();
    let url = absolute(&path);
    let full_title = if path == "/" { format!("{shop} – {title}") } else { format!("{title} – {shop}") };
    let image = absolute(&image.unwrap_or_else(|| "/card.png".to_owned()));
    view! {
        <Title text=full_title/>
        <Meta name="description" content=description.clone()/>
        <Link rel="canonical" href=url.clone()/>
        <Meta property="og:type" content=kind/>
        <Meta property="og:site_name" content=shop/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:url" content=url/>
        <Meta property="og:image" content=image/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

/// For pages that are one visitor's own.
#[component]
pub fn PrivateHead(title: &'static str) -> impl IntoView {
    view! {
        <Title text=format!("{title} – {}", shop_name())/>
        <Meta name="robots" content="noindex"/>
    }
}

/// The lists of goods: their paths and names.
pub const SECTIONS: [(&str, &str); 3] = [("/albums", "Records"), ("/posters", "Prints"), ("/tickets", "Evenings")];

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
    let links = SECTIONS
        .map(|(path, name)| view! { <li><a class="nav__link" href=path aria-current=current(path)>{name}</a></li> });
    view! {
        <header class="header">
            <div class="header__inner wrap">
                <a class="brand" href="/">
                    <svg class="brand__mark" width="28" height="28" viewBox="0 0 28 28" aria-hidden="true">
                        <path d="M2 11h24l-3 12.2A2.4 2.4 0 0 1 20.7 25H7.3A2.4 2.4 0 0 1 5 23.2z"/>
                        <path d="M7 11a7 7 0 0 1 14 0" fill="none" stroke="currentColor" stroke-width="2.4"/>
                    </svg>
                    <span>{shop_name()}</span>
                </a>
                <nav class="nav" aria-label="Main">
                    <ul class="nav__list">{links}</ul>
                </nav>
                <a class="header__find" href=search::PATH aria-label="Search"><FindIcon/></a>
                <div class="header__search"><SearchForm id="find" compact=true/></div>
                <div class="header__basket"><BasketWidget/></div>
            </div>
        </header>
    }
}

#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <div class="footer__inner wrap">
                <div class="footer__about">
                    <p class="footer__name">{shop_name()}</p>
                    <p>"A small label, a print studio and a concert room, run by the same six people."</p>
                </div>
                <nav aria-label="Footer">
                    <ul class="footer__links">
                        {SECTIONS.map(|(path, name)| view! { <li><a href=path>{name}</a></li> })}
                        <li><a href="/about">"About & imprint"</a></li>
                    </ul>
                </nav>
                <ul class="footer__promises">
                    <li>"All prices in euros, tax included"</li>
                    <li>"No account needed, ever"</li>
                    <li>"No trackers, no cookie banner"</li>
                </ul>
            </div>
        </footer>
    }
}

/// Where one is. The last step is the page itself.
#[component]
pub fn Breadcrumbs(section: (&'static str, &'static str), #[prop(into)] here: String) -> impl IntoView {
    let (path, name) = section;
    view! {
        <nav class="breadcrumbs" aria-label="Breadcrumb">
            <ol>
                <li><a href="/">"Home"</a></li>
                <li><a href=path>{name}</a></li>
                <li aria-current="page">{here}</li>
            </ol>
        </nav>
    }
}
