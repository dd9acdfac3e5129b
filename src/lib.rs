//! A store you can drop into a Leptos app.
//!
//! You have an app, and something in it that has a price. A line for each of your models, a line for each way to pay and to ship,
//! and the app has a basket, a checkout and orders. Prices stay in your tables, pages stay yours, and every page works without
//! JavaScript. This page goes from `cargo add` to the first sale; every block of code on it is compiled, and the first one sells
//! something.
//!
//! ```sh
//! cargo add pannier
//! ```
//!
//! ```toml
//! [features]
//! ssr = ["pannier/ssr", "leptos/ssr"]              # beside what your app has there
//! hydrate = ["pannier/hydrate", "leptos/hydrate"]
//! ```
//!
//! # Sell
//!
//! Teach the store your model: [`Sellable`] says where it comes from and what it costs. The basket keeps an id; everything else is
//! asked each time.
//!
//! ```
//! use pannier::{Currency, Money, PaymentState, Sellable, Status, db::{self, Db}};
//! use pannier::testing::{self, Till};
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
//! // A store in memory, with a till that says what a test has it say.
//! let store = testing::in_memory().await.sell::<Postcard>().pay(Till).build().await?;
//! # store.db().execute("CREATE TABLE postcards (id TEXT PRIMARY KEY, title TEXT, cents BIGINT)", &[]).await?;
//! # store.db().execute("INSERT INTO postcards VALUES ('harbour', 'Harbour at dusk', 250)", &[]).await?;
//! let visitor = testing::visitor(&store);
//! store.add(&visitor, "postcard", "harbour", 2, None).await?;
//! let (attempt, order) = testing::place(&store, &visitor).await?;
//! assert_eq!(order.total.to_string(), "€5.00");
//!
//! store.settle(&attempt, &PaymentState::Succeeded { amount: order.total }).await?;
//! assert_eq!(store.order(&order.token).await?.status, Status::Completed);
//! # Ok(())
//! # }
//! ```
//!
//! # Mount
//!
//! In the server's `main`, beside your routes. Five things belong to every app: [`Store::builder`] puts the store together (your
//! own pool will do as its database), [`Store::provide`] puts it into the context of every request, [`Store::routes`] serves
//! webhooks and files, [`Store::protect`] wraps it all in sessions and a check of where a request comes from, and
//! [`Store::work`] runs in the background.
//!
//! ```no_run
//! use axum::Router;
//! use leptos::prelude::*;
//! use leptos_axum::{LeptosRoutes, file_and_error_handler_with_context, generate_route_list};
//! use pannier::{Currency, Money, Settings, Store, components::IslandLoader, db::Db, shipping::FlatRate};
//! # use pannier::testing::{Till as YourGateway, Voucher as Postcard};
//! # #[component]
//! # fn App() -> impl IntoView {}
//! # fn shell(_: LeptosOptions) -> impl IntoView {}
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let options = get_configuration(None)?.leptos_options;
//!     let settings = Settings::read(std::env::vars(), None, &options.site_addr.to_string(), &[])?;
//!     let db = Db::connect(&settings.database_url).await?;
//!
//!     let store = Store::builder(db, settings)
//!         .sell::<Postcard>()
//!         .ship(FlatRate::new("standard", "Standard", Money::new(190, Currency::EUR)).days(2, 4))
//!         .pay(YourGateway)
//!         .build()
//!         .await?;
//!
//!     let (in_context, islands) = (store.clone(), IslandLoader::new(&options));
//!     let provide = move || {
//!         in_context.provide();
//!         islands.provide(); // only in an app of islands
//!     };
//!     let document = { let options = options.clone(); move || shell(options.clone()) };
//!     let app = Router::new()
//!         .leptos_routes_with_context(&options, generate_route_list(App), provide.clone(), document)
//!         .merge(store.routes())
//!         .fallback(file_and_error_handler_with_context(provide, shell))
//!         .with_state(options.clone());
//!
//!     tokio::spawn(store.clone().work());
//!     let listener = tokio::net::TcpListener::bind(options.site_addr).await?;
//!     axum::serve(listener, store.protect(app)).await?;
//!     Ok(())
//! }
//! ```
//!
//! An app with sessions of its own (tower-sessions) takes [`Store::guard`] in place of `protect`. One that wants the store below a
//! path says [`.under("/shop")`](StoreBuilder::under). And until you have a gateway, [`payment::sandbox`] (feature `sandbox`) plays
//! one: you decide on its page how a payment ends.
//!
//! # Show
//!
//! Four pages and two pieces. The pages are yours, with a component of the store's in each, and wait for their data
//! (`SsrMode::Async`): a redirect or a 404 must be known before the first byte.
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_router::{SsrMode, components::{Route, Router, Routes}, path};
//! use pannier::components::{AddToBasket, BasketPage, BasketWidget, CheckoutPage, DownloadPage, OrderPage};
//!
//! #[component]
//! fn App() -> impl IntoView {
//!     view! {
//!         <Router>
//!             <header><a href="/">"Postcards"</a>" "<BasketWidget/></header>
//!             <Routes fallback=|| "There is no such page.">
//!                 <Route path=path!("/") view=Harbour ssr=SsrMode::Async/>
//!                 <Route path=path!("/basket") view=|| view! { <BasketPage/> } ssr=SsrMode::Async/>
//!                 <Route path=path!("/checkout") view=|| view! { <CheckoutPage/> } ssr=SsrMode::Async/>
//!                 <Route path=path!("/order/:token") view=|| view! { <OrderPage/> } ssr=SsrMode::Async/>
//!                 <Route path=path!("/download/:token") view=|| view! { <DownloadPage/> } ssr=SsrMode::Async/>
//!             </Routes>
//!         </Router>
//!     }
//! }
//!
//! #[component]
//! fn Harbour() -> impl IntoView {
//!     view! { <h1>"Harbour at dusk"</h1> <AddToBasket kind="postcard" id="harbour"/> }
//! }
//! # let _ = App;
//! ```
//!
//! The document around them sets the pages' [content security policy](content_security_policy), and links the
//! [style](Store::style_path) of the components, unless your own style brings it along. From here on the two sorts of Leptos apps
//! differ:
//!
//! **An app of islands** puts no scripts into its document. Its server has an [`IslandLoader`](components::IslandLoader), as above;
//! a page with an island loads the WASM once it is shown, and a page without one loads nothing. The crate that becomes WASM calls
//! `pannier::hydrate` in the `hydrate` that it exports, which starts every island and has the store's linked in.
//!
//! ```
//! use leptos::prelude::*;
//! use leptos_meta::MetaTags;
//! # #[component]
//! # fn App() -> impl IntoView {}
//!
//! fn shell(_options: LeptosOptions) -> impl IntoView {
//!     pannier::content_security_policy();
//!     let style = expect_context::<pannier::Store>().style_path();
//!     view! {
//!         <!DOCTYPE html>
//!         <html lang="en">
//!             <head><meta charset="utf-8"/><link rel="stylesheet" href=style/><MetaTags/></head>
//!             <body><App/></body>
//!         </html>
//!     }
//! }
//! # let _ = shell;
//! ```
//!
//! **An app that is hydrated as a whole** has leptos's `HydrationScripts` in its document and exports its own `hydrate`, as it did
//! before. It has no `IslandLoader`. If the store is below a path, it tells the browser as well:
//!
//! ```
//! use leptos::prelude::*;
//! use pannier::{Paths, components::BasketWidget};
//!
//! fn shell(options: LeptosOptions) -> impl IntoView {
//!     pannier::content_security_policy();
//!     view! {
//!         <!DOCTYPE html>
//!         <html lang="en">
//!             <head><meta charset="utf-8"/><HydrationScripts options/></head>
//!             <body><App/></body>
//!         </html>
//!     }
//! }
//!
//! #[component]
//! fn App() -> impl IntoView {
//!     provide_context(Paths::under("/shop"));
//!     view! { <BasketWidget/> }
//! }
//! # let _ = shell;
//! ```
//!
//! In either kind, have `shell` and `App` return an `AnyView`, by `.into_any()`. The type of a document is as long as the document, and
//! is part of the name of whatever handles a page: without it, a build of this shop for debugging is a quarter as large.
//!
//! # The way of one order
//!
//! 1. Adding posts a kind, an id and a quantity; the first time, an order is created and tied to the visitor's session.
//! 2. The checkout shows what the order costs as of now, and keeps whatever is typed.
//! 3. Paying freezes the lines, takes the stock and writes down the attempt to pay, in one transaction, and only then calls the
//!    gateway.
//! 4. Whoever has news of the payment (a webhook, the shopper, the background) brings it to [`Store::settle`], which completes the
//!    order, once, or gives the basket back.
//! 5. Each change, and each refund, leaves a [`Signal`] in the same transaction, and receivers work through the signals until all is done: the
//!    downloads, the mail, what you have added.
//!
//! # Plug in
//!
//! | What | Trait | In the library | One line | Recipe |
//! |---|---|---|---|---|
//! | a model that is sold | [`Sellable`] | | [`.sell::<T>()`](StoreBuilder::sell) | [sell a model](recipes::sell_a_model) |
//! | a way to pay | [`PaymentProvider`] | [`BankTransfer`](payment::BankTransfer), with the feature `bank-transfer`; [`Sandbox`](payment::sandbox::Sandbox), for demonstrations, with the feature `sandbox` | [`.pay(..)`](StoreBuilder::pay) | [payment provider](recipes::payment_provider) |
//! | a way to ship | [`ShippingMethod`] | [`FlatRate`](shipping::FlatRate), [`WeightTable`](shipping::WeightTable), [`PickUp`](shipping::PickUp); [`Kunaki`](shipping::Kunaki), with the feature `kunaki` | [`.ship(..)`](StoreBuilder::ship) | [shipping method](recipes::shipping_method) |
//! | what happens then | [`Receiver`] | [`ActivateDownloads`](delivery::ActivateDownloads), always there; [`OrderMail`](delivery::OrderMail), [`OwnerMail`](delivery::OwnerMail), [`OutgoingWebhook`](delivery::OutgoingWebhook) | [`.receive(..)`](StoreBuilder::receive) | [receiver](recipes::receiver) |
//! | a place for files | [`Storage`] | [`LocalFiles`], the default; [`S3`](storage::S3), with the feature `s3` | [`.files(..)`](StoreBuilder::files) | [storage](recipes::storage) |
//!
//! # Test
//!
//! [`testing::in_memory`] is a store without a disk, and each of these traits has a contract: a function that takes your
//! implementation through everything it must do, and panics with a sentence about what it does not.
//!
//! ```
//! use pannier::testing::{self, Voucher};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = testing::in_memory().await.sell::<Voucher>().build().await?;
//! let visitor = testing::visitor(&store);
//! store.add(&visitor, "voucher", "spring", 1, None).await?;
//! assert_eq!(store.basket(&visitor).await?.count, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Where next
//!
//! - The [recipes]: one page for each thing you may want to do, each with a whole program.
//! - [`Settings`]: what is set from outside, and [`recipes::deploy`] for the day it goes on the web.
//! - [`recipes::language`]: your shop in another language.
//! - [`api`] and [`components`]: what pages are made of. [`recipes::restyle`]: how they come to look like yours.
//! - The demo shop, in `src/shop` of the repository. It is a part of the program `pannier`, not of this library, and so uses nothing
//!   that is not public. Begin by copying it.

// The types of nested views are deep.
#![recursion_limit = "512"]
#![warn(missing_docs)]

pub mod api;
pub mod components;
mod language;
mod model;
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
#[cfg(feature = "ssr")]
use store::token;
#[cfg(feature = "ssr")]
pub use store::{
    Environment, Setting, Settings, SettingsError, Store, StoreBuilder,
    catalogue::{FoundGoods, Good, GoodsQuery, GoodsSort, Indexed, KindCount, Listed, Listing},
    country, db,
    download::Claim,
    error::ManageError,
    http::{content_security_policy, etag as conditional, page_status, preferred_language},
    order::{
        admin::{OrderSummary, PaymentRecord, RefundRecord},
        state as machine,
    },
    outbox::admin::{Receipt, ReceiptState},
    payment::{
        self, Action, Attempt, AttemptRef, PaymentError, PaymentProvider, PaymentState, Refund, Started, WebhookError,
        WebhookEvent, webhook::StoredWebhook,
    },
    receivers::{self as delivery, Receiver, ReceiverError, Signal, SignalKind},
    sellable::{Allowance, Download, Grams, Item, Sellable, ShipsBy},
    settings_help,
    shipping::{
        self, Parcel, ParcelItem, ShippingError, ShippingMethod, ShippingOption, fulfilment::FulfilmentError,
        shipment::Shipment,
    },
    storage::{self, LocalFiles, Storage, StorageError, StoredFile},
    visitor::Visitor,
};

/// Starts the islands of a page in the browser. The crate that becomes your app's WASM exports it to JavaScript: the library does
/// not, as an app that is hydrated as a whole exports a `hydrate` of its own.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
