//! One page for each thing you may want to do. Each has a whole program, which is run as a test of this crate.
//!
//! A program ends in a `main` that puts it to the test. In your app that `main` is a `#[tokio::test]`.

/// A struct of yours in the basket: with a stock, with a weight, with a file.
///
#[doc = include_str!("../docs/sell-a-model.md")]
///
/// In the reference: [`Sellable`](crate::Sellable), [`Download`](crate::Download), [`Db`](crate::db::Db),
/// [`sellable_contract`](crate::testing::sellable_contract).
pub mod sell_a_model {}

/// Lists, a search box, sitemaps: quick with a hundred thousand goods of any kind.
///
#[doc = include_str!("../docs/find-goods.md")]
///
/// In the reference: [`Listed`](crate::Listed), [`Store::goods`](crate::Store::goods), [`Store::sitemap`](crate::Store::sitemap),
/// [`conditional`](crate::conditional).
pub mod find_goods {}

/// A gateway of yours at the checkout: idempotent, with signed webhooks.
///
#[doc = include_str!("../docs/payment-provider.md")]
///
/// In the reference: [`PaymentProvider`](crate::PaymentProvider), [`Action`](crate::Action),
/// [`PaymentState`](crate::PaymentState), [`payment_contract`](crate::testing::payment_contract).
pub mod payment_provider {}

/// A way to ship that only you know the price of.
///
#[doc = include_str!("../docs/shipping-method.md")]
///
/// In the reference: [`ShippingMethod`](crate::ShippingMethod), [`Parcel`](crate::Parcel), [`ShipsBy`](crate::ShipsBy),
/// [`Store::mark_sent`](crate::Store::mark_sent), [`shipping_contract`](crate::testing::shipping_contract).
pub mod shipping_method {}

/// What happens when an order is paid, or is not: once for each change.
///
#[doc = include_str!("../docs/receiver.md")]
///
/// In the reference: [`Receiver`](crate::Receiver), [`Signal`](crate::Signal), [`Store::undelivered`](crate::Store::undelivered),
/// [`OutgoingWebhook`](crate::delivery::OutgoingWebhook), [`receiver_contract`](crate::testing::receiver_contract).
pub mod receiver {}

/// Files in another place than a directory, behind signed links.
///
#[doc = include_str!("../docs/storage.md")]
///
/// In the reference: [`Storage`](crate::Storage), [`attachment`](crate::storage::attachment),
/// [`storage_contract`](crate::testing::storage_contract).
pub mod storage {}

/// Your colours, your names, your markup.
///
#[doc = include_str!("../docs/restyle.md")]
///
/// In the reference: [`components`](crate::components), [`api`](crate::api), [`Store::style_path`](crate::Store::style_path).
pub mod restyle {}

/// Message files, paths, prices and dates in more than one language.
///
#[doc = include_str!("../docs/language.md")]
///
/// In the reference: [`Texts`](crate::Texts), [`Language`](crate::Language), [`StoreBuilder::messages`](crate::StoreBuilder::messages),
/// [`use_texts`](crate::components::use_texts), [`Store::alternates`](crate::Store::alternates).
pub mod language {}

/// Settings, a proxy, several instances, and what to look at.
///
#[doc = include_str!("../docs/deploy.md")]
///
/// In the reference: [`Settings`](crate::Settings), [`Store::work`](crate::Store::work),
/// [`Store::is_healthy`](crate::Store::is_healthy), [`Store::undelivered`](crate::Store::undelivered).
pub mod deploy {}
