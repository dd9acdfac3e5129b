//! The magazine's server, with its own pool and tables, and a store on the same pool.

use std::{error::Error, path::Path, time::Duration};

use axum::Router;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
use magazine::{
    app::{App, SHOP},
    archive::{self, Issue},
    circulation::Circulation,
    honesty_box::HonestyBox,
    imprint,
    newsroom::{self, NEWSROOM, Newsroom, OFFICE},
    plain_text::PlainText,
    post::Post,
    press,
    shell::shell,
    subscription::Subscription,
    vat::ReducedVat,
    volume::WholeVolume,
};
use pannier::{
    LocalFiles, Settings, Store,
    db::Db,
    receivers::{Mailer, OrderMail},
};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};

/// The manifest with `[package.metadata.leptos]`, for a start without cargo-leptos.
const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = get_configuration(Some(MANIFEST))?.leptos_options;
    let mut settings = Settings::read(std::env::vars(), None, &options.site_addr.to_string(), &[])?;
    "Quarto".clone_into(&mut settings.shop_name);
    "quarto".clone_into(&mut settings.session_cookie);
    tracing_subscriber::fmt().with_env_filter(&settings.log).with_writer(std::io::stderr).init();

    let pool = open(&settings.data).await?;
    let db = Db::from(pool.clone());
    archive::open(&db).await?;
    let files = settings.data.join("issues");
    press::print_missing(&Issue::all(&db).await?, &files)?;

    let honesty = HonestyBox::open(pool).await?;
    let storage = LocalFiles::new(files, &settings.secret);
    let mailer = Mailer::from_settings(&settings)?;
    let mail = OrderMail::new(mailer.clone(), &settings)?;
    let store = Store::builder(db, settings)
        .sell::<Issue>()
        .sell::<Subscription>()
        .manage::<Issue>()
        .ship(Post)
        .tax(ReducedVat)
        .instant_downloads()
        .promote(WholeVolume)
        .pay(honesty.clone())
        .receive(Circulation)
        .receive(mail)
        .withdrawals(mailer)
        .invoices(imprint::publisher())
        .render(PlainText)
        .files(storage)
        .mount_at(SHOP)
        // The form of the honesty box says that money was paid.
        .reject_cross_site("/honesty-box")
        .reject_cross_site(NEWSROOM)
        .staff_auth(Newsroom)
        .admin_at(OFFICE)
        .build()
        .await?;
    let first_key = newsroom::open(&store).await?;

    let provide = {
        let (store, honesty) = (store.clone(), honesty.clone());
        move || {
            store.provide();
            provide_context(honesty.clone());
        }
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let app = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), provide.clone(), document)
        .merge(store.routes())
        .merge(newsroom::routes(&store))
        .merge(honesty.routes())
        .fallback(file_and_error_handler_with_context(provide, shell))
        .with_state(options.clone());

    let listener = tokio::net::TcpListener::bind(options.site_addr).await?;
    println!("Quarto is open: {}", store.settings().base_url);
    if let Some(key) = first_key {
        println!("The editor's key, which is shown only today: {key}, at {}", store.settings().url(NEWSROOM));
    }
    tokio::spawn(store.clone().run_background());
    axum::serve(listener, store.with_sessions_and_security(app)).with_graceful_shutdown(told_to_stop()).await?;
    Ok(())
}

/// Opens the magazine's own database, which existed before the store.
async fn open(data: &Path) -> Result<SqlitePool, Box<dyn Error>> {
    std::fs::create_dir_all(data)?;
    let options = SqliteConnectOptions::new()
        .filename(data.join("magazine.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10));
    Ok(SqlitePool::connect_with(options).await?)
}

async fn told_to_stop() {
    let terminate = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        }
    };
    tokio::select! { _ = tokio::signal::ctrl_c() => {}, () = terminate => {} }
}
