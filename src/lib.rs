//! A store you can add to a Leptos app.
//!
//! Your app has something to sell. Register each model, payment provider and shipping method with one line,
//! and the app has a basket, a checkout and orders. Prices stay in your tables, the pages stay yours, and
//! every page works without JavaScript. This page goes from `cargo add` to the first sale. All code on it
//! is compiled, and the first block takes an order from the basket to completion. To begin a new app, there is a
//! template, `examples/start` in the repository: [Mount](#mount) and [Show](#show) show its code.
//!
//! ```sh
//! cargo add pannier
//! ```
//!
//! ```toml
//! [features]
//! ssr = ["pannier/ssr", "leptos/ssr"]              # in addition to what your app has there
//! hydrate = ["pannier/hydrate", "leptos/hydrate"]
//! ```
//!
//! # Sell
//!
//! Implement [`Sellable`] for your model: where it is loaded from and what it costs. The basket stores only
//! an id; title, price and stock are loaded on every request.
//!
//! ```
//! use pannier::{Currency, Money, PaymentState, Sellable, OrderStatus, db::{self, Db}};
//! use pannier::testing::{self, ManualPayment};
//!
//! struct Postcard { id: String, title: String, cents: i64 }
//!
//! impl Sellable for Postcard {
//!     const KIND: &'static str = "postcard";
//!
//!     async fn load(db: &Db, ids: &[String]) -> db::Result<Vec<Self>> {
//!         let rows = db.fetch_by_ids("postcards", ids).await?;
//!         let read = |row: &db::Row| {
//!             Ok(Postcard { id: row.get("id")?, title: row.get("title")?, cents: row.get("cents")? })
//!         };
//!         rows.iter().map(read).collect()
//!     }
//!     fn id(&self) -> String { self.id.clone() }
//!     fn title(&self) -> String { self.title.clone() }
//!     fn url(&self) -> String { format!("/postcards/{}", self.id) }
//!     fn price(&self) -> Money { Money::new(self.cents, Currency::EUR) }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A store in memory, with a mock payment provider.
//! let store = testing::in_memory().await.sell::<Postcard>().pay(ManualPayment).build().await?;
//! # store.db().execute("CREATE TABLE postcards (id TEXT PRIMARY KEY, title TEXT, cents BIGINT)", &[]).await?;
//! # store.db().execute("INSERT INTO postcards VALUES ('harbour', 'Harbour at dusk', 250)", &[]).await?;
//! let visitor = testing::visitor(&store);
//! store.add_to_basket(&visitor, "postcard", "harbour", 2).await?;
//! let (attempt, order) = testing::place_order(&store, &visitor).await?;
//! assert_eq!(order.total.to_string(), "€5.00");
//!
//! store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
//! assert_eq!(store.order(&order.token).await?.status, OrderStatus::Completed);
//! # Ok(())
//! # }
//! ```
//!
//! # Mount
//!
//! In the server's `main`, next to your routes. Every app makes five calls: [`Store::builder`] configures
//! the store, [`Store::provide`] puts it into the context of every request, [`Store::routes`] serves webhooks
//! and files, [`Store::with_sessions_and_security`] adds sessions and protects the store, and
//! [`Store::run_background`] runs the background jobs.
//!
//! ```no_run
//! use axum::Router;
//! use leptos::prelude::*;
//! use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
//! use pannier::components::IslandLoader; // only in an app of islands
//! # use pannier::testing::{ManualPayment, Voucher as Mug};
//! use pannier::receivers::{Mailer, OrderMail};
//! use pannier::{Currency, Money, Settings, Store, shipping::FlatRate};
//! # #[component]
//! # fn App() -> impl IntoView {}
//! # fn shell(_: LeptosOptions) -> impl IntoView {}
//! # mod table {
//! #     use pannier::sqlx::{Error, SqlitePool};
//! #     pub async fn open(_: &std::path::Path) -> Result<SqlitePool, Error> { SqlitePool::connect("sqlite:").await }
//! # }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     tracing_subscriber::fmt::init(); // prints the log
//!     let options = get_configuration(None)?.leptos_options;
//!     let mut settings = Settings::read(std::env::vars(), None, &options.site_addr.to_string(), &[])?;
//!     settings.shop_name = "Mugs".into();
//!
//!     let pool = table::open(&settings.data).await?; // the pool of your app
//! #   let gateway = ManualPayment;
//!     let mailer = Mailer::from_settings(&settings)?;
//!     let mail = OrderMail::new(mailer.clone(), &settings)?;
//!     let store = Store::builder(pool, settings)
//!         .sell::<Mug>()
//!         .ship(FlatRate::new("parcel", "Parcel", Money::new(490, Currency::EUR)).days(2, 4))
//!         .pay(gateway) // yours
//!         .receive(mail)
//!         .withdrawals(mailer) // if you sell to consumers in the European Union
//!         .mount_at("/shop")
//!         .reject_cross_site("/") // your own routes, too
//!         .build()
//!         .await?;
//!
//!     let provide = {
//!         let store = store.clone();
//!         let islands = IslandLoader::new(&options); // only in an app of islands
//!         move || {
//!             store.provide();
//!             islands.provide(); // only in an app of islands
//!         }
//!     };
//!     let document = {
//!         let options = options.clone();
//!         move || shell(options.clone())
//!     };
//!     let app = Router::new()
//!         .leptos_routes_with_context(&options, generate_route_list(App), provide.clone(), document)
//!         .merge(store.routes())
//!         .fallback(file_and_error_handler_with_context(provide, shell))
//!         .with_state(options.clone());
//!
//!     tokio::spawn(store.clone().run_background());
//!     let listener = tokio::net::TcpListener::bind(options.site_addr).await?;
//!     println!("listening on {}", store.settings().base_url);
//!     axum::serve(listener, store.with_sessions_and_security(app)).await?;
//!     Ok(())
//! }
//! ```
//!
//! - **Your pool.** The store takes the pool that your app has: an `SqlitePool` or a `PgPool` of sqlx 0.8, which
//!   is re-exported as [`sqlx`]. SQLite should be in WAL mode with a busy timeout:
//!   [how to open it](db#the-pool-of-your-app). An app without a pool passes a [`Db`](db::Db):
//!   `Db::connect(&settings.database_url).await?`.
//! - **Mail.** [`OrderMail`](receivers::OrderMail) confirms orders. In development, its mails are files in
//!   `data/mail`; `PANNIER_SMTP_URL` names a mail server. Without this receiver, checkout and order page promise
//!   no mails, and [`build`](StoreBuilder::build) logs a warning.
//! - **A gateway.** Until you have one, `let gateway = Sandbox::self_hosted(pool.clone(), &settings)?;`
//!   ([`Sandbox`](payment::sandbox::Sandbox::self_hosted), feature `sandbox`): on its page, you decide how each
//!   payment ends, and what happens [after the sale](recipes::test_by_hand#after-the-sale).
//! - **Your sessions.** Your app can keep data of its own in the store's sessions. If it already has a session layer,
//!   of tower-sessions 0.15 ([`pannier::tower_sessions`]), use [`Store::with_security`].
//! - **Your routes.** [`Store::with_sessions_and_security`] rejects requests that other sites' pages make a browser
//!   send to the store, and gives the store's pages the usual security headers. Your own pages and routes are left
//!   alone; [`.reject_cross_site("/")`](StoreBuilder::reject_cross_site) protects them from such requests, too.
//! - **Withdrawals.** [`.withdrawals(mailer)`](StoreBuilder::withdrawals) offers the function with which consumers in the
//!   European Union [withdraw from a contract](recipes::withdrawals), and mails its receipts.
//! - **A path.** [`.mount_at("/shop")`](StoreBuilder::mount_at) mounts the store below one. Without it, the paths
//!   of its pages are `/basket`, `/checkout` and so on.
//! - **The admin.** `.merge(store.admin())`, beside `store.routes()`, serves the pages on which you and your staff run the
//!   shop, at `/admin` below the store's path. `.staff_mail(Mailer::from_settings(&settings)?)` mails the links with which
//!   they sign in: [let your staff in](recipes::admin).
//! - **The log.** The store logs with [tracing](https://docs.rs/tracing). A host without a subscriber sees
//!   nothing; the one above (`cargo add tracing-subscriber`) prints the level `info`, or what `RUST_LOG` says.
//!
//! # Show
//!
//! Five pages and three components. The pages are yours; each contains one component of the store and waits
//! for its data (`SsrMode::Async`), because a redirect or a 404 must be known before the first byte is
//! sent.
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_meta::{Stylesheet, Title, provide_meta_context};
//! use leptos_router::components::{Route, Router, Routes};
//! # // ..
//! use leptos_router::{SsrMode, path};
//! use pannier::components::{
//!     AddToBasket, BasketPage, BasketWidget, CheckoutPage, DownloadPage, OrderPage, WithdrawalLink, WithdrawalPage,
//!     title_text,
//! };
//! # struct Mug { id: String, title: String, price: pannier::Money }
//! # #[component]
//! # fn HomePage() -> impl IntoView {}
//! # #[component]
//! # fn MugPage() -> impl IntoView {}
//!
//! #[component]
//! pub fn App() -> AnyView {
//!     provide_meta_context();
//!     view! {
//!         <Stylesheet id="leptos" href="/pkg/mugs.css"/>
//!         <Title formatter=title_text text="Mugs"/>
//!         <Router>
//!             <header><a href="/">"Mugs"</a> <BasketWidget/></header>
//!             <main>
//!                 <Routes fallback=|| view! { <h1>"There is no such page."</h1> }>
//!                     <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
//!                     <Route path=path!("/mugs/:id") view=MugPage ssr=SsrMode::Async/>
//!                     <Route path=path!("/shop/basket") view=Basket ssr=SsrMode::Async/>
//!                     <Route path=path!("/shop/checkout") view=Checkout ssr=SsrMode::Async/>
//!                     <Route path=path!("/shop/order/:token") view=Order ssr=SsrMode::Async/>
//!                     <Route path=path!("/shop/download/:token") view=Download ssr=SsrMode::Async/>
//!                     <Route path=path!("/shop/withdraw") view=Withdraw ssr=SsrMode::Async/>
//!                 </Routes>
//!             </main>
//!             <footer><WithdrawalLink/></footer>
//!         </Router>
//!     }
//!     .into_any()
//! }
//!
//! #[component]
//! fn Offer(mug: Mug) -> impl IntoView {
//!     view! {
//!         <Title text=mug.title.clone()/>
//!         <h1>{mug.title}</h1>
//!         <p>{mug.price.to_string()}</p>
//!         <AddToBasket kind="mug" id=mug.id/>
//!     }
//! }
//!
//! #[component]
//! fn Basket() -> impl IntoView {
//!     view! { <Title text="Your basket"/> <h1>"Your basket"</h1> <BasketPage/> }
//! }
//!
//! #[component]
//! fn Checkout() -> impl IntoView {
//!     view! { <Title text="Checkout"/> <h1>"Checkout"</h1> <CheckoutPage/> }
//! }
//!
//! #[component]
//! fn Order() -> impl IntoView {
//!     view! { <Title text="Your order"/> <OrderPage/> } // contains an h1
//! }
//!
//! #[component]
//! fn Download() -> impl IntoView {
//!     view! { <Title text="Your download"/> <DownloadPage/> } // contains an h1
//! }
//!
//! #[component]
//! fn Withdraw() -> impl IntoView {
//!     view! { <Title text="Withdraw from contract"/> <WithdrawalPage/> } // contains an h1
//! }
//! # let _ = App;
//! ```
//!
//! The document around them sets the [content security policy](content_security_policy) and links the
//! components' [style sheet](Store::style_path), unless your own style sheet includes it. The policy allows what the
//! components need and your own origin; if your pages load anything else, such as pictures from a CDN, compose it with
//! [`ContentSecurityPolicy`]. A script of your own needs the page's nonce:
//! `<script src="/own.js" nonce=leptos::nonce::use_nonce()>`. If you [set a policy of your
//! own](ContentSecurityPolicy#a-policy-of-your-own), the log names what the store's pages need and it lacks.
//! The document is for the server alone, since the browser has no store: in a crate that is compiled for both, it
//! needs the `cfg` below. From here on it matters which kind of Leptos app you have.
//!
//! **An app with islands** has no scripts in its document. Its server has an
//! [`IslandLoader`](components::IslandLoader), as above; a page with an island loads the WASM once it is
//! shown, and a page without one loads nothing. The crate that is compiled to WASM exports a `hydrate`
//! function that calls `pannier::hydrate`, which starts every island and links those of the store. Nothing else of
//! the pages runs in the browser, so their module can be left out of the WASM: `#[cfg(feature = "ssr")] pub mod app`.
//! **An island of your own** (`#[island]`) is in a module that both halves have, and its page includes
//! [`<IslandScripts/>`](components::IslandScripts), which loads it, as the store's components do for theirs. Without
//! that it does nothing; in development, the log says so. A layer around the pages, [`hydration::trim`], removes from
//! them what nothing hydrates.
//!
//! ```
//! use leptos::prelude::*;
//! # #[component]
//! # fn App() -> impl IntoView {}
//!
//! #[cfg(feature = "ssr")]
//! pub fn shell(options: LeptosOptions) -> AnyView {
//!     use leptos_meta::MetaTags;
//!
//!     pannier::content_security_policy();
//!     let style = expect_context::<pannier::Store>().style_path();
//!     view! {
//!         <!DOCTYPE html>
//!         <html lang="en">
//!             <head>
//!                 <meta charset="utf-8"/>
//!                 <meta name="viewport" content="width=device-width, initial-scale=1"/>
//!                 <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
//!                 <AutoReload options/>
//!                 <link rel="stylesheet" href=style/>
//!                 <MetaTags/>
//!             </head>
//!             <body><App/></body>
//!         </html>
//!     }
//!     .into_any()
//! }
//! # let _ = shell;
//! ```
//!
//! **A fully hydrated app** has Leptos's `HydrationScripts` in its document, exports its own `hydrate`, as
//! before, and has no `IslandLoader`. If the store is mounted below a path, the app provides the paths to
//! the browser as well:
//!
//! ```
//! use leptos::prelude::*;
//! # use leptos_meta::provide_meta_context;
//! use pannier::Paths;
//! # use pannier::components::BasketWidget;
//!
//! #[cfg(feature = "ssr")]
//! pub fn shell(options: LeptosOptions) -> AnyView {
//!     use leptos_meta::MetaTags;
//!
//!     pannier::content_security_policy();
//!     let style = expect_context::<pannier::Store>().style_path();
//!     view! {
//!         <!DOCTYPE html>
//!         <html lang="en">
//!             <head>
//!                 <meta charset="utf-8"/>
//!                 <meta name="viewport" content="width=device-width, initial-scale=1"/>
//!                 <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
//!                 <AutoReload options=options.clone()/>
//!                 <HydrationScripts options/>
//!                 <link rel="stylesheet" href=style/>
//!                 <MetaTags/>
//!             </head>
//!             <body><App/></body>
//!         </html>
//!     }
//!     .into_any()
//! }
//!
//! #[component]
//! pub fn App() -> AnyView {
//!     provide_meta_context();
//!     provide_context(Paths::mounted_at("/shop"));
//!     // ..
//! #   view! { <BasketWidget/> }.into_any()
//! }
//! # let _ = shell;
//! ```
//!
//! In both kinds of app, let `shell` and `App` return an `AnyView` by calling `.into_any()`. A view's type
//! is as long as the document and becomes part of the type of every page handler: with erased
//! types, a debug build of this shop is a quarter of the size.
//!
//! For development, cargo-leptos erases the types of all components, with `--cfg erase_components` in
//! `RUSTFLAGS`. Plain `cargo` does not, so `cargo test` compiles every crate a second time. With `shell` and
//! `App` erased by hand, you can turn that off: `cargo leptos watch` and `cargo test --features ssr` then share
//! what they compile, if both select the same features. (A dev-dependency that enables more features of a crate
//! compiles it again.) The profile makes a debug build smaller; backtraces still have line numbers:
//!
//! ```toml
//! [package.metadata.leptos]
//! disable-erase-components = true
//!
//! [profile.dev]
//! debug = "line-tables-only"
//!
//! [profile.dev.package."*"]
//! debug = false
//! ```
//!
//! # The life of an order
//!
//! 1. Adding posts a kind, an id and a quantity. The first time, an order is created and tied to the
//!    visitor's session.
//! 2. The checkout shows the current total and saves the form as it is filled in.
//! 3. Paying freezes the lines, reserves the stock and records the payment attempt in one transaction,
//!    and only then calls the gateway.
//! 4. A webhook, the shopper's return or background polling passes the state of the payment to
//!    [`Store::settle`], which completes the order exactly once, or cancels it and restores the basket.
//! 5. Each status change and each refund inserts an [`OrderSignal`] in the same transaction. Receivers process
//!    the signals, with retries, until all are handled: downloads, mails, and what you add.
//! 6. A refund says [what it is for](recipes::refunds): pieces, shipping or an amount. What has not left yet, downloads, stock
//!    and taxes follow.
//!
//! # Plug in
//!
//! | What | Trait | In the library | One line | Recipe |
//! |---|---|---|---|---|
//! | a model to sell | [`Sellable`] | | [`.sell::<T>()`](StoreBuilder::sell) | [sell a model](recipes::sell_a_model) |
//! | a model that the staff edit | [`Managed`] | | [`.manage::<T>()`](StoreBuilder::manage) | [manage products](recipes::manage_products) |
//! | a payment provider | [`PaymentProvider`] | [`BankTransfer`](payment::BankTransfer), with the feature `bank-transfer`; [`Sandbox`](payment::sandbox::Sandbox), for demonstrations, with the feature `sandbox` | [`.pay(..)`](StoreBuilder::pay) | [payment provider](recipes::payment_provider) |
//! | a shipping method | [`ShippingMethod`] | [`FlatRate`](shipping::FlatRate), [`WeightTable`](shipping::WeightTable), [`PickUp`](shipping::PickUp); [`Kunaki`](shipping::Kunaki), with the feature `kunaki` | [`.ship(..)`](StoreBuilder::ship) | [shipping method](recipes::shipping_method) |
//! | a tax provider | [`TaxProvider`] | [`Vat`](tax::Vat), [`OnTop`](tax::OnTop) | [`.tax(..)`](StoreBuilder::tax) | [taxes](recipes::taxes) |
//! | a promotion | [`Promotion`] | [`ThreeForTwo`](discount::ThreeForTwo), [`FreeShipping`](discount::FreeShipping), [`PercentOff`](discount::PercentOff); codes, with [`.codes()`](StoreBuilder::codes) | [`.promote(..)`](StoreBuilder::promote) | [discounts](recipes::discounts) |
//! | a field of the checkout | | [`CheckoutField`] | [`.field(..)`](StoreBuilder::field) | [checkout fields](recipes::checkout_fields) |
//! | a reaction to order events | [`Receiver`] | [`ActivateDownloads`](receivers::ActivateDownloads), always registered; [`OrderMail`](receivers::OrderMail), [`OwnerMail`](receivers::OwnerMail), [`OutgoingWebhook`](receivers::OutgoingWebhook) | [`.receive(..)`](StoreBuilder::receive) | [receiver](recipes::receiver) |
//! | a format of invoices and other documents | [`DocumentRenderer`] | the page, always registered; [`Pdf`], with the feature `pdf`; [`FacturX`] and [`Cii`], with the feature `einvoice` | [`.render(..)`](StoreBuilder::render) | [documents](recipes::documents) |
//! | a sign-in for the staff | [`StaffAuth`] | [`MailLogin`], the default | [`.staff_auth(..)`](StoreBuilder::staff_auth) | [let your staff in](recipes::admin) |
//! | a file storage | [`Storage`] | [`LocalFiles`], the default; [`S3`](storage::S3), with the feature `s3` | [`.files(..)`](StoreBuilder::files) | [storage](recipes::storage) |
//!
//! # Test
//!
//! [`testing::in_memory`] is a store without a disk. Each of these traits has a contract: a function that
//! tests your implementation against the trait's requirements and panics with a message that names the one
//! it violates.
//!
//! ```
//! use pannier::testing::{self, Voucher};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = testing::in_memory().await.sell::<Voucher>().build().await?;
//! let visitor = testing::visitor(&store);
//! store.add_to_basket(&visitor, "voucher", "spring", 1).await?;
//! assert_eq!(store.basket(&visitor).await?.count, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! | Feature | Adds |
//! |---|---|
//! | `ssr` | the server: store, plug-ins and components |
//! | `hydrate` | the browser's half: the islands |
//! | `avif` | pictures of products in AVIF. A panic of the decoder, which no file is known to cause, would end the process |
//! | `bank-transfer`, `kunaki`, `pdf`, `einvoice`, `s3` | a plug-in that has dependencies of its own |
//! | `sandbox` | the sandbox gateway, for development. A build without it cannot complete an order without payment |
//! | `shop` | the program `pannier`: the demo shop and its command line. Nothing to the library |
//!
//! None is enabled by default. `ssr` and `hydrate` are for two builds of one app, as in Leptos.
//!
//! # Versions
//!
//! The minimum supported Rust version is 1.96; raising it is a minor change. The signatures contain types of leptos
//! 0.8 and, on the server, of axum 0.8 (routes), http 1 (webhooks), [sqlx 0.8](sqlx) (pools), [tower-sessions
//! 0.15](tower_sessions) ([`Visitor::new`], and a session layer of your own), tokio 1 ([`Upload`](storage::Upload)) and
//! aws-sdk-s3 1 (with the feature `s3`). To need an incompatible version of one of these is a breaking change. Structs
//! and enums that may grow are `#[non_exhaustive]`, and new methods of the plug-in traits have a default. A form is filled
//! in by its fields: end a [`CheckoutForm`] with `..CheckoutForm::default()`.
//!
//! # Where next
//!
//! - The [recipes]: one page per task, each with a complete program.
//! - [Test your checkout by hand](recipes::test_by_hand), with curl.
//! - [`Store::admin`]: the pages on which you and your staff run the shop, and [how to let them in](recipes::admin).
//!   [`Store::acting`] has the operations behind them, for commands and pages of your own.
//! - [`Settings`]: the configuration from the environment, and [`recipes::deploy`] for production.
//! - [`recipes::language`]: your shop in another language.
//! - [`api`] and [`components`]: the building blocks of pages. [`recipes::restyle`]: how to style them.
//! - The demo shop, in `src/shop` of the repository. It belongs to the program `pannier`, not to this
//!   library, and uses only the public API. Copy it as a starting point.

// Nested views have deeply nested types.
#![recursion_limit = "512"]
#![warn(missing_docs, missing_debug_implementations)]

#[cfg(feature = "ssr")]
mod admin;
#[allow(missing_debug_implementations, reason = "the types that macros make of functions")]
pub mod api;
#[allow(missing_debug_implementations, reason = "the types that macros make of functions")]
pub mod components;
#[cfg(feature = "ssr")]
mod inert;
mod language;
mod model;
#[cfg(test)]
mod random_text;
#[cfg(feature = "ssr")]
pub mod recipes;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod testing;

#[cfg(feature = "ssr")]
pub use async_trait::async_trait;
pub use language::{Arg, Language, Texts};
pub use model::*;
/// sqlx 0.8: its [`SqlitePool`](sqlx::SqlitePool) and [`PgPool`](sqlx::PgPool) are what [`Store::builder`] takes.
#[cfg(feature = "ssr")]
pub use sqlx;
#[cfg(feature = "pdf")]
pub use store::document::Pdf;
#[cfg(feature = "einvoice")]
pub use store::document::{Cii, FacturX};
#[cfg(feature = "ssr")]
pub use store::{
    Environment, SalesMail, Setting, Settings, SettingsError, Store, StoreBuilder,
    admin::{Actor, Admin},
    audit::{AuditEntry, AuditQuery},
    catalogue::{FoundProduct, IndexReport, KindCount, Listed, Listing, ProductPage, ProductQuery, ProductSort},
    country, db,
    discount::{
        self, Code, CodeError, CodeField, CodeFilter, CodePage, CodeQuery, CodeRecord, CodeRedemption, CodeState,
        NewCode, Off, Offer, OfferLine, OfferParcel, Promotion, Reduction, codes_csv,
    },
    document::{
        Document, DocumentCharge, DocumentLine, DocumentRate, DocumentReference, DocumentRenderer, DocumentSum,
        DocumentTax, Party, RenderError, Seller,
    },
    download::DownloadOutcome,
    error::AdminError,
    http::{
        ContentSecurityPolicy, asset::Asset, content_security_policy, encode, etag, hydration, preferred_language,
        set_response_status,
    },
    invoice::{InvoiceBuyer, InvoiceCheck, InvoiceProblem, InvoiceQuery, InvoiceRecord},
    job::{Job, JobAct, JobError, JobOrders, JobRefusal, NewJob, RefusedOrder},
    language::Alternate,
    managed::{
        self, Managed, ManagedCount, ManagedError, ManagedKind, ManagedPage, ManagedQuery, ManagedRecord, ManagedRow,
        ManagedSave, ManagedState, Saved,
        csv::{FileProblem, Import, ImportError, ImportState, ImportedRow, NewImport, RowNote, RowOutcome},
    },
    order::{
        admin::{DisputeRecord, PaymentRecord, RefundRecord},
        correction::{Correction, CorrectionRecord, FieldChange},
        header::Contact,
        list::{FilterValues, OrderCount, OrderPage, OrderQuery, OrderSummary, OrderTab},
        timeline::{TimelineEntry, TimelineEvent, TimelinePage},
    },
    outbox::admin::{DeliveryState, SignalDelivery},
    overview::{Overview, RecentTakings},
    payment::{
        self, Attempt, AttemptRef, Dispute, ElementOrigins, NextAction, PaymentError, PaymentProvider, PaymentReport,
        Refund, RefundRequest, StartedPayment, WebhookError, WebhookEvent,
        webhook::{StoredWebhook, WebhookContent},
    },
    rate_limit::RateLimit,
    receivers::{self, Event, OrderSignal, Receiver, ReceiverError, SignalKind},
    refund::items::{RefundItem, RefundItems, Refundable, RefundableLine, RefundedLine},
    sellable::{DigitalFile, DownloadLimit, Grams, Sellable, ShipsBy},
    shipping::{
        self, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption, admin::FulfilmentError,
        shipment::Shipment, slips::PackingSlip,
    },
    site::ShopProfile,
    staff::{
        StaffError, StaffMember,
        auth::{MailLogin, StaffAuth},
        role::{Act, Role},
    },
    storage::{self, LocalFiles, Storage, StorageError, StoredFile},
    takings::Takings,
    tax::{
        self, Assessment, Buyer, Place, PriceNote, Sale, ShippingTax, TaxClass, TaxError, TaxProvider, Taxable,
        VatProof,
    },
    tax_report::{BusinessRow, Quarter, TaxReport, TaxRow, TaxedOrder},
    upload::UploadError,
    visitor::Visitor,
    withdrawal::{ReceiptState, WithdrawalPage, WithdrawalQuery, WithdrawalRecord},
};
#[cfg(feature = "ssr")]
use store::{token, upload::ReceivedUpload};
/// tower-sessions 0.15: an app with sessions of its own has a [`SessionManagerLayer`](tower_sessions::SessionManagerLayer) of
/// this version inside of [`Store::with_security`].
#[cfg(feature = "ssr")]
pub use tower_sessions;

/// Starts the islands of a page in the browser. The crate that is compiled to your app's WASM exports this
/// function to JavaScript. The library does not export it itself, because a fully hydrated app exports its
/// own `hydrate`.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
