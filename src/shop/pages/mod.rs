//! The shop's pages: components that are rendered on the server and never run in the browser. Interactivity
//! comes from the store's components, which are islands.

mod about;
mod albums;
mod card;
mod checkout;
mod errors;
mod home;
mod layout;
mod legal;
mod list;
mod list_params;
mod load;
mod posters;
mod product;
mod products;
mod prose;
mod search;
mod search_form;
pub mod styleguide;
mod texts;
mod tickets;
mod welcome;

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use pannier::{Store, components::use_texts, content_security_policy};

use self::{
    about::AboutPage,
    albums::{AlbumPage, AlbumsPage},
    checkout::{BasketRoute, CheckoutRoute, DownloadRoute, OrderRoute, WithdrawRoute},
    errors::NotFound,
    home::HomePage,
    layout::{Footer, Header, LanguageHint},
    legal::{ImprintPage, PrivacyPage, TermsPage, WithdrawalPolicyPage},
    posters::{PosterPage, PostersPage},
    products::{ProductPage, ProductsPage},
    search::SearchPage,
    styleguide::{SpecimenPage, StyleguidePage},
    texts::text,
    tickets::{TicketPage, TicketsPage},
};
use crate::shop::site::StyleSheet;

/// The document around the pages.
///
/// Its type and that of [`App`] are erased: written out, they are 70,000 characters long and part of the
/// type of every page handler, which made a debug binary of a gigabyte.
pub fn shell(options: LeptosOptions) -> AnyView {
    content_security_policy();
    let language = use_texts().language();
    let accent = use_context::<Store>().and_then(|store| StyleSheet::of(&store.site()));
    view! {
        <!DOCTYPE html>
        <html lang=language.to_string() dir=language.direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#121516"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet options id="leptos"/>
                {accent.map(|sheet| view! { <link rel="stylesheet" href=sheet.path/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// The routes and the layout around them.
///
/// Every route waits for its data ([`SsrMode::Async`]): status, head and body of a response are complete,
/// and no inline script is needed to move late parts into place.
#[component]
pub fn App() -> AnyView {
    provide_meta_context();
    view! {
        <Router>
            <a class="skip-link" href="#main">{text("shop-skip")}</a>
            <LanguageHint/>
            <Header/>
            <main id="main" class="main" tabindex="-1">
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/albums") view=AlbumsPage ssr=SsrMode::Async/>
                    <Route path=path!("/albums/:id") view=AlbumPage ssr=SsrMode::Async/>
                    <Route path=path!("/posters") view=PostersPage ssr=SsrMode::Async/>
                    <Route path=path!("/posters/:id") view=PosterPage ssr=SsrMode::Async/>
                    <Route path=path!("/tickets") view=TicketsPage ssr=SsrMode::Async/>
                    <Route path=path!("/tickets/:id") view=TicketPage ssr=SsrMode::Async/>
                    <Route path=path!("/products") view=ProductsPage ssr=SsrMode::Async/>
                    <Route path=path!("/products/:id") view=ProductPage ssr=SsrMode::Async/>
                    <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                    <Route path=path!("/basket") view=BasketRoute ssr=SsrMode::Async/>
                    <Route path=path!("/checkout") view=CheckoutRoute ssr=SsrMode::Async/>
                    <Route path=path!("/order/:token") view=OrderRoute ssr=SsrMode::Async/>
                    <Route path=path!("/download/:token") view=DownloadRoute ssr=SsrMode::Async/>
                    <Route path=path!("/withdraw") view=WithdrawRoute ssr=SsrMode::Async/>
                    <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async/>
                    <Route path=path!("/imprint") view=ImprintPage ssr=SsrMode::Async/>
                    <Route path=path!("/terms") view=TermsPage ssr=SsrMode::Async/>
                    <Route path=path!("/withdrawal") view=WithdrawalPolicyPage ssr=SsrMode::Async/>
                    <Route path=path!("/privacy") view=PrivacyPage ssr=SsrMode::Async/>
                    <Route path=path!("/styleguide") view=StyleguidePage ssr=SsrMode::Async/>
                    <Route path=path!("/styleguide/:specimen") view=SpecimenPage ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Footer/>
        </Router>
    }
    .into_any()
}
