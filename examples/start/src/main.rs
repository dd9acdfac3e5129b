//! The server.

use axum::Router;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
{%- if kind == "islands" %}
use pannier::components::IslandLoader;
{%- endif %}
use pannier::payment::sandbox::Sandbox;
use pannier::receivers::{Mailer, OrderMail};
use pannier::{Currency, Money, Settings, Store, shipping::FlatRate};

use {{crate_name}}::app::{App, shell};
use {{crate_name}}::{mugs::Mug, table};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // prints the log
    let options = get_configuration(None)?.leptos_options;
    let mut settings = Settings::read(std::env::vars(), None, &options.site_addr.to_string(), &[])?;
    settings.shop_name = "Mugs".into();

    let pool = table::open(&settings.data).await?;
    // Until you have a gateway: it takes no money, and asks how a payment ends.
    let gateway = Sandbox::self_hosted(pool.clone(), &settings)?;
    let mailer = Mailer::from_settings(&settings)?;
    let mail = OrderMail::new(mailer.clone(), &settings)?;
    let store = Store::builder(pool, settings)
        .sell::<Mug>()
        .ship(FlatRate::new("parcel", "Parcel", Money::new(490, Currency::EUR)).days(2, 4))
        .pay(gateway)
        .receive(mail)
        .withdrawals(mailer) // if you sell to consumers in the European Union
        .mount_at("/shop")
        .reject_cross_site("/") // the app's own routes, too
        .build()
        .await?;

    let provide = {
        let store = store.clone();
        {%- if kind == "islands" %}
        let islands = IslandLoader::new(&options);
        {%- endif %}
        move || {
            store.provide();
            {%- if kind == "islands" %}
            islands.provide();
            {%- endif %}
        }
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone())
    };
    let app = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), provide.clone(), document)
        .merge(store.routes())
        .fallback(file_and_error_handler_with_context(provide, shell))
        .with_state(options.clone());

    tokio::spawn(store.clone().run_background());
    let listener = tokio::net::TcpListener::bind(options.site_addr).await?;
    println!("listening on {}", store.settings().base_url);
    axum::serve(listener, store.with_sessions_and_security(app)).await?;
    Ok(())
}
