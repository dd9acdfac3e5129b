//! What hydration needs is part of the pages with islands, and of no other.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{StatusCode, header},
    middleware,
};
use leptos::{config::LeptosOptions, prelude::*};
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use pannier::{
    components::{AddToBasket, BasketWidget, IslandLoader, IslandScripts},
    etag, hydration, testing,
};
use tower::ServiceExt;

use crate::{log::Log, product::Product, routes::ROUTES};

/// A page's heading, as Leptos writes it: two texts, and a marker between them.
const MARKED: &str = "<h1>Page <!>1</h1>";
const PLAIN: &str = "<h1>Page 1</h1>";
/// How the data of a page's resources ends.
const DATA: &str = "__INCOMPLETE_CHUNKS=[];</script>";
const COMMENT: &str = "<!-- printed on rag -->";

#[component]
pub fn App() -> AnyView {
    let number = 1;
    view! {
        <Router>
            <BasketWidget/>
            <h1>"Page " {number}</h1>
            <div inner_html=COMMENT></div>
            <Routes fallback=|| "There is no such page.">
                <Route path=path!("/") view=|| view! { <p>"News"</p> } ssr=SsrMode::Async/>
                <Route path=path!("/product") view=|| view! { <AddToBasket kind="product" id="1"/> } ssr=SsrMode::Async/>
                <Route path=path!("/late") view=Late ssr=SsrMode::InOrder/>
                <Route path=path!("/clap") view=|| view! { <Clap/> <IslandScripts/> } ssr=SsrMode::Async/>
                <Route path=path!("/boo") view=|| view! { <Boo/> } ssr=SsrMode::Async/>
                <Route path=path!("/hiss") view=|| view! { <Hiss/> } ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
    .into_any()
}

/// Islands of the app.
#[island]
fn Clap() -> impl IntoView {
    let hands = 2;
    view! { <button>"Clap " {hands}</button> }
}

#[island]
fn Boo() -> impl IntoView {
    view! { <button>"Boo"</button> }
}

#[island]
fn Hiss() -> impl IntoView {
    view! { <button>"Hiss"</button> }
}

/// A page that is sent before all of it is known.
#[component]
fn Late() -> impl IntoView {
    view! {
        <Suspense>
            {Suspend::new(async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                view! { <p>"At last"</p> }
            })}
        </Suspense>
    }
}

fn document() -> AnyView {
    view! { <!DOCTYPE html><html lang="en"><head></head><body><App/></body></html> }.into_any()
}

/// Returns an app that loads its islands page by page, or one that is hydrated as a whole.
async fn app(of_islands: bool) -> axum::Router {
    app_of_pages(of_islands, |pages| pages.layer(middleware::from_fn(hydration::trim))).await
}

async fn app_of_pages<L>(of_islands: bool, layer: L) -> axum::Router
where
    L: Fn(axum::Router<LeptosOptions>) -> axum::Router<LeptosOptions>,
{
    let store = testing::in_memory().await.sell::<Product>().build().await.unwrap();
    let options = LeptosOptions::builder().output_name("app").build();
    let provide = {
        let (store, islands) = (store.clone(), of_islands.then(|| IslandLoader::new(&options)));
        move || {
            store.provide();
            if let Some(islands) = &islands {
                islands.provide();
            }
        }
    };
    let pages = axum::Router::new()
        .leptos_routes_with_context(&options, ROUTES.islands.clone(), provide.clone(), document)
        .fallback(file_and_error_handler_with_context(provide, |_: LeptosOptions| document()));
    let app = layer(pages).layer(middleware::from_fn(etag::pages)).merge(store.routes()).with_state(options);
    store.with_sessions_and_security(app)
}

async fn get(app: &axum::Router, path: &str) -> (StatusCode, String) {
    let response = app.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    let (status, length) = (response.status(), response.headers().get(header::CONTENT_LENGTH).cloned());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    if let Some(length) = length {
        assert_eq!(length.to_str().unwrap(), body.len().to_string(), "{path}");
    }
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_page_without_an_island_has_nothing_for_hydration() {
    let app = app(true).await;
    for (path, expected) in [("/", StatusCode::OK), ("/nothing-here", StatusCode::NOT_FOUND)] {
        let (status, html) = get(&app, path).await;
        assert_eq!(status, expected, "{path}");
        assert!(html.contains(PLAIN) && html.contains(COMMENT), "{path}: {html}");
        for needless in ["<!>", "leptos-island", "<script"] {
            assert!(!html.contains(needless), "{path}: {needless} in {html}");
        }
        assert!(html.ends_with("</body></html>"), "{path}: {html}");
    }
}

#[tokio::test]
async fn a_page_with_an_island_has_what_its_islands_need() {
    let (status, html) = get(&app(true).await, "/product").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains(PLAIN) && html.contains(COMMENT), "{html}");
    for island in ["AddInPlace", "BasketSums"] {
        assert!(html.contains(&format!("<leptos-island data-component=\"{island}_")), "{island}: {html}");
    }
    assert!(!html.contains("<!>") && html.contains("<script type=\"module\""), "{html}");
    assert!(html.ends_with(&format!("{DATA}</body></html>")), "{html}");
    let (_, html) = get(&app(true).await, "/clap").await;
    assert!(
        html.contains(PLAIN) && html.contains("<button>Clap <!---->2</button>"),
        "markers stay in an island: {html}"
    );
}

#[tokio::test]
async fn a_page_that_is_streamed_is_left_alone() {
    let (_, html) = get(&app(true).await, "/late").await;
    assert!(html.contains(MARKED) && html.contains("At last") && html.ends_with(DATA), "{html}");
}

#[tokio::test]
async fn an_island_that_nothing_loads_is_logged_in_development() {
    let trimmed = app(true).await;
    let untrimmed = app_of_pages(true, |pages| pages).await;
    // Each is logged once.
    for (app, path, island) in [(trimmed, "/boo", "Boo"), (untrimmed, "/hiss", "Hiss")] {
        let log = Log::default();
        let guard = log.listen();
        for path in ["/", "/product", "/clap", path, path] {
            get(&app, path).await;
        }
        drop(guard);
        let warnings = log.lines("<IslandScripts/>");
        assert!(matches!(&warnings[..], [one] if one.contains(&format!("island={island:?}"))), "{warnings:?}");
    }
}

#[tokio::test]
async fn an_app_that_is_hydrated_as_a_whole_is_left_alone() {
    let app = app(false).await;
    for path in ["/", "/product"] {
        let (_, html) = get(&app, path).await;
        assert!(html.contains(MARKED) && html.ends_with(DATA), "{path}: {html}");
    }
}
