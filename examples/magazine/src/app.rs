//! The site: header, footer and routes.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{A, FlatRoutes, Route, Router},
    path,
};
use pannier::{
    Paths,
    components::{BasketWidget, WithdrawalLink, title_text, use_basket},
};

use crate::pages::{
    AboutPage, ArticlePage, ArticlesPage, BasketRoute, CheckoutRoute, DownloadRoute, HomePage, HonestyBoxPage,
    IssuePage, IssuesPage, NotFound, OrderRoute, SubscribePage, WithdrawRoute,
};

/// The prefix of the store's paths.
pub const SHOP: &str = "/shop";

#[component]
pub fn App() -> AnyView {
    provide_meta_context();
    // On the server, the store provides its paths; the browser needs them as well.
    provide_context(Paths::mounted_at(SHOP));
    view! {
        <Title formatter=|title| title_text(format!("{title} – Quarto"))/>
        <Router>
            // External to the router, which would not move the focus.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <Masthead/>
            <main id="main" class="main" tabindex="-1">
                <FlatRoutes fallback=NotFound>
                    <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    <Route path=path!("/articles") view=ArticlesPage ssr=SsrMode::Async/>
                    <Route path=path!("/articles/:slug") view=ArticlePage ssr=SsrMode::Async/>
                    <Route path=path!("/issues") view=IssuesPage ssr=SsrMode::Async/>
                    <Route path=path!("/issues/:id") view=IssuePage ssr=SsrMode::Async/>
                    <Route path=path!("/subscribe") view=SubscribePage ssr=SsrMode::Async/>
                    <Route path=path!("/about") view=AboutPage ssr=SsrMode::Async/>
                    <Route path=path!("/honesty-box/:attempt") view=HonestyBoxPage ssr=SsrMode::Async/>
                    <Route path=path!("/shop/basket") view=BasketRoute ssr=SsrMode::Async/>
                    <Route path=path!("/shop/checkout") view=CheckoutRoute ssr=SsrMode::Async/>
                    <Route path=path!("/shop/order/:token") view=OrderRoute ssr=SsrMode::Async/>
                    <Route path=path!("/shop/download/:token") view=DownloadRoute ssr=SsrMode::Async/>
                    <Route path=path!("/shop/withdraw") view=WithdrawRoute ssr=SsrMode::Async/>
                </FlatRoutes>
            </main>
            <Colophon/>
        </Router>
    }
    .into_any()
}

#[component]
fn Masthead() -> impl IntoView {
    view! {
        <header class="masthead wrap">
            <p class="masthead__line">"A quarterly about paper, and those who fuss over it"</p>
            <a class="masthead__name" href="/">"Quarto"</a>
            <div class="masthead__bar">
                <nav aria-label="Main">
                    <ul class="masthead__nav">
                        <li><A href="/articles">"Articles"</A></li>
                        <li><A href="/issues">"Issues"</A></li>
                        <li><A href="/subscribe">"Subscribe"</A></li>
                    </ul>
                </nav>
                <BasketWidget class="masthead__bag"><span class="masthead__bag-word">"Basket"</span></BasketWidget>
            </div>
        </header>
    }
}

#[component]
fn Colophon() -> impl IntoView {
    view! {
        <footer class="colophon">
            <div class="colophon__inner wrap">
                <p class="colophon__name">"Quarto"</p>
                <p>"Folded twice, four times a year. Set in whatever serif your machine is fond of."</p>
                <p><a href="/about">"About us, and how to pay"</a></p>
                <p><WithdrawalLink/></p>
                <Bag/>
            </div>
        </footer>
    }
}

/// The basket, in the footer. It stays in sync with the widget.
#[component]
fn Bag() -> impl IntoView {
    let basket = use_basket().summary();
    let count = move || match basket.get().count {
        1 => "1 item".to_owned(),
        n => format!("{n} items"),
    };
    view! {
        <p class="bag" hidden=move || basket.get().count == 0>
            "You have " <span class="bag__count">{count}</span> " in your basket, for " {move || basket.get().total} "."
        </p>
    }
}
