//! The server of the demo shop: settings, store, plug-ins, pages, listener.

use std::{
    error::Error,
    io::IsTerminal,
    path::PathBuf,
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, Method, header, request::Parts},
    middleware::{self, Next},
    response::Response,
};
use leptos::{
    config::{LeptosOptions, get_configuration},
    prelude::with_context,
};
use leptos_axum::{AxumRouteListing, LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use pannier::{
    FacturX, Settings, Store,
    components::IslandLoader,
    db::{Db, Limits},
    etag, hydration,
    receivers::{Mailer, OrderMail, OwnerMail},
    storage,
};
use tower_http::{CompressionLevel, compression::CompressionLayer, services::ServeDir, trace::TraceLayer};

use super::{
    MESSAGES, canonical, checkout_fields, database,
    demo::{fill, prepare},
    discounts,
    failure_log::FailureLog,
    greeting, headers, invoices, listener, locality,
    pages::{App, shell, styleguide},
    payment, plug_ins, process,
    routes::routes,
    sections, sell, shipping, site_files,
};

/// Serves the shop until it is shut down.
pub(super) async fn serve() -> Result<(), Box<dyn Error>> {
    let (store, options) = open(Purpose::Serve).await?;
    let connections = listener::connections(store.settings())?;
    let connections = process::allow_open_files(connections, store.settings().database_connections);
    let app = app(&store, &options);
    let listener = listener::bind(options.site_addr)
        .map_err(|e| format!("LEPTOS_SITE_ADDR: cannot listen on {}: {e}", options.site_addr))?;
    fill(store.storage()).await.map_err(|e| format!("demo files: {e}"))?;
    // Last, when requests are accepted.
    greeting::print(&store).await;
    let background = tokio::spawn(store.clone().run_background_until(interrupted()));
    let is_upload = {
        let store = store.clone();
        Arc::new(move |path: &str| store.takes_uploads(path))
    };
    listener::serve(listener, app, connections, is_upload, shutdown_signal()).await;
    // What is in hand is finished, unless it takes longer than `shutdown_signal` waits.
    drop(background.await);
    store.db().close().await;
    tracing::info!("stopped");
    Ok(())
}

/// What the shop is opened for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Purpose {
    /// To serve: what is missing is created, tables are migrated and filled with the demo products.
    Serve,
    /// To run a command: nothing is created, and the tables stay as they are.
    Command,
}

/// Reads the settings and initializes logging.
pub(super) fn settings(purpose: Purpose) -> Result<(Settings, LeptosOptions), Box<dyn Error>> {
    let file = leptos_toml();
    let options = get_configuration(file.as_ref().and_then(|f| f.to_str())).map_err(|e| format!("Leptos.toml: {e}"))?;
    let options = options.leptos_options;
    let text = file.as_ref().map(std::fs::read_to_string).transpose().map_err(|e| format!("Leptos.toml: {e}"))?;
    let address = options.site_addr.to_string();
    let (environment, text) = (std::env::vars(), text.as_deref());
    let settings = match purpose {
        Purpose::Serve => Settings::read(environment, text, &address, plug_ins::SETTINGS)?,
        Purpose::Command => Settings::read_for_command(environment, text, &address, plug_ins::SETTINGS)?,
    };
    log(&settings)?;
    Ok((settings, options))
}

/// Builds the configured store.
pub(super) async fn open(purpose: Purpose) -> Result<(Store, LeptosOptions), Box<dyn Error>> {
    let (settings, options) = settings(purpose)?;
    locality::set(&settings);
    let (providers, others) = (plug_ins::payment_providers(&settings)?, plug_ins::others(&settings)?);
    match purpose {
        Purpose::Serve => {
            let invalid = |e| format!("PANNIER_DATA: {}: {e}", settings.data.display());
            std::fs::create_dir_all(&settings.data).map_err(invalid)?;
            tracing::info!(database = %database::place(&settings.database_url), "opening the database");
        }
        Purpose::Command => database::check_exists(&settings.database_url)?,
    }
    process::check_data_directory(&settings.data);
    let mut limits = Limits::default();
    limits.connections = settings.database_connections;
    let db = Db::connect_with(&settings.database_url, &limits).await.map_err(|e| format!("DATABASE_URL: {e}"))?;
    let mailer = Mailer::from_settings(&settings)?;
    let mail = invoices::attach(OrderMail::new(mailer.clone(), &settings)?, &settings)?;
    let note = OwnerMail::new(mailer.clone(), &settings)?;

    let storage = storage::from_settings(&settings).await?;
    let builder = Store::builder(db.clone(), settings.clone()).render(FacturX::new());
    let builder = payment::offer(builder, &db, &settings, providers)?;
    let mut builder = plug_ins::register(builder, others);
    for (language, messages) in MESSAGES {
        builder = builder.messages(language, messages);
    }
    let builder = checkout_fields::register(discounts::register(shipping::register(builder)));
    let store = sell(builder)
        .files(storage)
        // Every form is on a page of the shop, the sandbox's included.
        .reject_cross_site("/")
        .staff_mail(mailer.clone())
        .withdrawals(mailer)
        .receive(mail)
        .receive(note);
    if purpose == Purpose::Command {
        let store = store.without_migrations().build().await?;
        store.load_site().await?;
        return Ok((store, options));
    }
    site_files::check(&options, settings.environment)?;
    let store = store.build().await?;
    if !store.issues_invoices() {
        tracing::info!("no invoices are issued: PANNIER_SELLER_NAME and the settings beside it say who sells");
    }
    let changed = prepare(&store).await?;
    let indexed = if changed { store.index_products().await.map(drop) } else { store.index_new_kinds().await };
    indexed?;
    // Before the first page asks, and in any case while the database answers.
    store.kinds_with_products().await?;
    store.load_site().await?;
    Ok((store, options))
}

/// The routes of the pages, which are listed once: while Leptos lists them, no resource of the process loads
/// (`SuppressResourceLoad` of leptos_server 0.8.8), and a page that another test renders at that moment waits forever.
static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// Returns the whole application: pages, server functions, the store's routes, pictures and files.
pub(super) fn app(store: &Store, options: &LeptosOptions) -> Router {
    let provide = {
        let (store, islands) = (store.clone(), IslandLoader::new(options));
        move || {
            store.provide();
            // The baskets of the style guide belong to no visitor and must not be hydrated.
            let is_shown = |parts: &Parts| parts.uri.path().starts_with(styleguide::PATH);
            match with_context(is_shown) {
                Some(true) => islands.disable(),
                _ => islands.provide(),
            }
        }
    };
    let packages = format!("/{}", options.site_pkg_dir);
    let files = ServeDir::new(format!("{}{packages}", options.site_root)).precompressed_br().precompressed_gzip();
    let shell_of = {
        let options = options.clone();
        move || shell(options.clone())
    };
    // Dynamic text is compressed for speed rather than size. Static files were compressed by the build, and
    // downloads are not compressed, so that they can be resumed.
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest);
    let app = Router::new()
        .leptos_routes_with_context(options, PAGES.clone(), provide.clone(), shell_of)
        .fallback(file_and_error_handler_with_context(provide, shell))
        .layer(middleware::from_fn(hydration::trim))
        .layer(middleware::from_fn_with_state(store.clone(), sections::find_open))
        .merge(routes(store))
        .layer(middleware::from_fn(etag::pages))
        .merge(store.admin())
        .layer(compression)
        .merge(store.routes())
        .nest_service(&packages, tower::ServiceBuilder::new().layer(middleware::from_fn(immutable)).service(files))
        .with_state(options.clone());
    let traces = TraceLayer::new_for_http()
        // The paths of orders and downloads contain access tokens, and queries can contain attempt ids:
        // neither is logged.
        .make_span_with(|request: &Request| tracing::info_span!("request", method = %request.method()))
        .on_failure(FailureLog::default());
    // Redirects to the canonical URL come first, while the path still includes its language.
    store
        .with_sessions_and_security(app.layer(middleware::from_fn(cacheable)))
        .layer(middleware::from_fn_with_state(store.clone(), headers::secure))
        .layer(middleware::from_fn_with_state(store.clone(), canonical::redirect))
        .layer(traces)
}

/// The names of the browser's files contain a hash, so their content never changes.
async fn immutable(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status().is_success() {
        let value = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, value);
    }
    response
}

/// Pages without a Cache-Control header contain nothing private, except for previews. Pages that show a basket set one. Caches
/// ask each time whether a page has changed, which costs 304 without a body: what the staff save is seen at once.
async fn cacheable(request: Request, next: Next) -> Response {
    let page = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut fields = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
    let caching = match fields.any(|(name, _)| name == "preview") {
        true => "private, no-store",
        false => "public, no-cache",
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let html = headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if page && html {
        headers.append(header::VARY, HeaderValue::from_static("Cookie"));
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(caching));
    }
    response
}

/// Returns the path of `Leptos.toml`: in the working directory, or next to the binary.
fn leptos_toml() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().map(|exe| exe.with_file_name("Leptos.toml"));
    [Some(PathBuf::from("Leptos.toml")), beside].into_iter().flatten().find(|path| path.is_file())
}

fn log(settings: &Settings) -> Result<(), String> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.log).map_err(|e| format!("PANNIER_LOG: {e}"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let done = match settings.log_json {
        true => log.json().try_init(),
        false => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    done.map_err(|e| e.to_string())
}

/// Waits for SIGTERM or Ctrl-C.
pub(super) async fn interrupted() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}

/// Waits for shutdown. Requests and deliveries in progress may finish within ten seconds.
async fn shutdown_signal() {
    interrupted().await;
    tracing::info!("stopping");
    tokio::spawn(async {
        tokio::time::sleep(Duration::from_secs(10)).await;
        tracing::warn!("requests or deliveries still in progress after 10 s, exiting");
        std::process::exit(0);
    });
}

#[cfg(test)]
mod tests {
    use axum::{
        body::{Body, to_bytes},
        http::HeaderName,
    };
    use pannier::testing;
    use proptest::{
        collection::vec, option, prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner,
    };
    use tower::ServiceExt as _;

    use super::*;

    /// One request renders a whole page, so there are fewer of them than of other random inputs.
    const CASES_PER_REQUEST: u32 = 4;

    async fn open() -> Router {
        let builder = MESSAGES.into_iter().fold(sell(testing::in_memory().await), |builder, (language, messages)| {
            builder.messages(language, messages)
        });
        let store = builder.build().await.unwrap();
        prepare(&store).await.unwrap();
        store.index_products().await.unwrap();
        app(&store, &LeptosOptions::builder().output_name("pannier").build())
    }

    fn text() -> impl Strategy<Value = String> + Clone {
        let telling = vec![
            "",
            "de",
            "EN",
            "albums",
            "posters",
            "tickets",
            "products",
            "search",
            "basket",
            "checkout",
            "order",
            "download",
            "about",
            "imprint",
            "site-0123456789abcdef.css",
            "styleguide",
            "art",
            "album",
            "sitemaps",
            "blue-hour",
            "low-water-mug",
            "blue-hour.svg",
            "1.xml",
            "evil.example",
            "..",
            "%00",
            "%2f%2fevil.example",
            "%ff",
            "price-down",
            "2",
            "99999999999",
            "no-such-page",
            "admin",
            "sign-in",
            "audit",
        ];
        prop_oneof![8 => select(telling).prop_map(str::to_owned), 1 => "\\PC{0,20}", 1 => "[a-z%+/]{0,12}"]
    }

    fn address() -> impl Strategy<Value = String> {
        let field = (
            select(vec!["q", "page", "sort", "kind", "added", "removed", "quantity", "problem", "number", "check"]),
            text(),
        );
        let query = vec(field, 0..4)
            .prop_map(|fields| form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish());
        (vec(text(), 0..4), option::of(query)).prop_map(|(parts, query)| {
            format!("/{}{}", parts.join("/"), query.map(|query| format!("?{query}")).unwrap_or_default())
        })
    }

    fn headers() -> impl Strategy<Value = Vec<(HeaderName, String)>> {
        let names = vec![
            header::ACCEPT_LANGUAGE,
            header::COOKIE,
            header::IF_NONE_MATCH,
            header::ACCEPT_ENCODING,
            header::RANGE,
        ];
        let telling = vec![
            "de-AT,de;q=0.9",
            "de;q=NaN,;;",
            "pannier=AAAAAAAAAAAAAAAAAAAAAA",
            "pannier=%ff",
            "*",
            "br;q=0, gzip;q=9",
        ];
        vec((select(names), prop_oneof![select(telling).prop_map(str::to_owned), text()]), 0..3)
    }

    #[tokio::test]
    async fn the_admin_is_kept_nowhere_and_named_nowhere() {
        let app = open().await;
        let get = async |method: Method, path: &str| {
            let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
            let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
            (parts, String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap()).into_owned())
        };
        for method in [Method::GET, Method::HEAD] {
            let (page, _) = get(method.clone(), "/admin/sign-in").await;
            assert_eq!(page.status, 200, "{method}");
            assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "{method}");
            assert!(!page.headers.contains_key(header::ETAG), "{method}");
            let (german, _) = get(method.clone(), "/de/admin/orders?q=ada").await;
            assert_eq!(german.status, 308, "{method}");
            assert_eq!(german.headers[header::LOCATION], "/admin/orders?q=ada", "{method}");
        }
        for path in ["/", "/de", "/robots.txt", "/sitemap.xml", "/sitemaps/1.xml"] {
            let (_, page) = get(Method::GET, path).await;
            assert!(!page.contains("/admin"), "{path}: {page}");
        }
    }

    #[tokio::test]
    async fn every_address_is_answered_and_leads_to_no_other_site() {
        let (app, mut runner) = (open().await, TestRunner::default());
        let requests = (address(), headers());
        for _ in 0..runner.config().cases.div_ceil(CASES_PER_REQUEST) {
            let (address, headers) = requests.new_tree(&mut runner).unwrap().current();
            let Ok(mut request) = Request::get(&address).body(Body::empty()) else { continue };
            for (name, value) in &headers {
                let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else { continue };
                request.headers_mut().append(name, value);
            }
            let Ok(response) = app.clone().oneshot(request).await;
            assert!(!response.status().is_server_error(), "{address} {headers:?}: {response:?}");
            let location =
                response.headers().get(header::LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
            let here = |to: &String| to.starts_with('/') && !to[1..].starts_with(['/', '\\']);
            assert!(location.as_ref().is_none_or(here), "{address} leads to {location:?}");
            let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            let page = String::from_utf8_lossy(&body);
            assert!(!page.contains("href=\"//"), "{address} links to another site: {page}");
        }
    }
}
