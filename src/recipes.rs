//! One page per task. Each contains a complete program, which runs as a test of this crate.
//!
//! Each program's `main` tests it. In your app, that `main` is a `#[tokio::test]`.

/// Sell a struct of your app: stock, weight, files.
///
#[doc = include_str!("../docs/sell-a-model.md")]
///
/// In the reference: [`Sellable`](crate::Sellable), [`DigitalFile`](crate::DigitalFile), [`Db`](crate::db::Db),
/// [`sellable_contract`](crate::testing::sellable_contract).
pub mod sell_a_model {}

/// Lists, search and sitemaps, fast with 100,000 products of any kind.
///
#[doc = include_str!("../docs/find-products.md")]
///
/// In the reference: [`Listed`](crate::Listed), [`Store::products`](crate::Store::products),
/// [`Store::sitemap`](crate::Store::sitemap), [`etag`](crate::etag).
pub mod find_products {}

/// Let your staff edit a model: forms, drafts, stock, CSV files.
///
#[doc = include_str!("../docs/manage-products.md")]
///
/// In the reference: [`Managed`](crate::Managed), [`Field`](crate::managed::Field), [`Values`](crate::managed::Values),
/// [`Admin::save_managed`](crate::Admin::save_managed), [`Store::is_preview`](crate::Store::is_preview),
/// [`managed_contract`](crate::testing::managed_contract).
pub mod manage_products {}

/// Integrate a payment gateway: idempotent, with signed webhooks.
///
#[doc = include_str!("../docs/payment-provider.md")]
///
/// In the reference: [`PaymentProvider`](crate::PaymentProvider), [`NextAction`](crate::NextAction),
/// [`PaymentState`](crate::PaymentState), [`payment_contract`](crate::testing::payment_contract).
pub mod payment_provider {}

/// Calculate shipping prices with your own method.
///
#[doc = include_str!("../docs/shipping-method.md")]
///
/// In the reference: [`ShippingMethod`](crate::ShippingMethod), [`Parcel`](crate::Parcel),
/// [`ShipsBy`](crate::ShipsBy), [`Admin::mark_sent`](crate::Admin::mark_sent),
/// [`shipping_contract`](crate::testing::shipping_contract).
pub mod shipping_method {}

/// Ask for more at the checkout: a phone number, a gift message, the terms.
///
#[doc = include_str!("../docs/checkout-fields.md")]
///
/// In the reference: [`CheckoutField`](crate::CheckoutField), [`FieldContext`](crate::FieldContext),
/// [`StoreBuilder::field`](crate::StoreBuilder::field), [`FieldValue`](crate::FieldValue).
pub mod checkout_fields {}

/// Charge VAT or another tax, with rates of your own or of the library.
///
#[doc = include_str!("../docs/taxes.md")]
///
/// In the reference: [`TaxProvider`](crate::TaxProvider), [`TaxClass`](crate::TaxClass), [`Vat`](crate::tax::Vat),
/// [`OnTop`](crate::tax::OnTop), [`rates`](crate::tax::rates()), [`tax_contract`](crate::testing::tax_contract).
pub mod taxes {}

/// Let consumers withdraw from a contract, as the law of the European Union asks.
///
#[doc = include_str!("../docs/withdrawals.md")]
///
/// In the reference: [`StoreBuilder::withdrawals`](crate::StoreBuilder::withdrawals),
/// [`Sellable::withdrawal`](crate::Sellable::withdrawal), [`WithdrawalPage`](crate::components::WithdrawalPage),
/// [`Admin::withdrawals`](crate::Admin::withdrawals), [`Paths::withdraw`](crate::Paths::withdraw).
pub mod withdrawals {}

/// Take something off: promotions of your own, and codes.
///
#[doc = include_str!("../docs/discounts.md")]
///
/// In the reference: [`Promotion`](crate::Promotion), [`Offer`](crate::Offer), [`NewCode`](crate::NewCode),
/// [`Admin::create_code`](crate::Admin::create_code), [`promotion_contract`](crate::testing::promotion_contract).
pub mod discounts {}

/// Refund pieces, shipping or an amount, and what follows from it.
///
#[doc = include_str!("../docs/refunds.md")]
///
/// In the reference: [`RefundItems`](crate::RefundItems), [`Refundable`](crate::Refundable),
/// [`Admin::refund_items`](crate::Admin::refund_items), [`Admin::allocate_refund`](crate::Admin::allocate_refund),
/// [`RefundItem`](crate::RefundItem).
pub mod refunds {}

/// Issue invoices, and offer documents in a format of your own.
///
#[doc = include_str!("../docs/documents.md")]
///
/// In the reference: [`Document`](crate::Document), [`DocumentRenderer`](crate::DocumentRenderer),
/// [`Seller`](crate::Seller), [`StoreBuilder::invoices`](crate::StoreBuilder::invoices),
/// [`StoreBuilder::render`](crate::StoreBuilder::render), [`Store::render`](crate::Store::render),
/// [`document_contract`](crate::testing::document_contract).
pub mod documents {}

/// Electronic invoices: XML, and PDF that contains it (EN 16931, Factur-X, ZUGFeRD).
///
#[doc = include_str!("../docs/einvoices.md")]
///
/// In the reference: [`Cii`](crate::Cii), [`FacturX`](crate::FacturX), [`Pdf`](crate::Pdf),
/// [`DocumentRenderer`](crate::DocumentRenderer), [`StoreBuilder::render`](crate::StoreBuilder::render).
pub mod einvoices {}

/// React to order events, once per event.
///
#[doc = include_str!("../docs/receiver.md")]
///
/// In the reference: [`Receiver`](crate::Receiver), [`Event`](crate::Event), [`OrderSignal`](crate::OrderSignal),
/// [`Admin::undelivered`](crate::Admin::undelivered),
/// [`OutgoingWebhook`](crate::receivers::OutgoingWebhook),
/// [`receiver_contract`](crate::testing::receiver_contract).
pub mod receiver {}

/// Store files elsewhere than in a directory, behind signed URLs.
///
#[doc = include_str!("../docs/storage.md")]
///
/// In the reference: [`Storage`](crate::Storage), [`attachment`](crate::storage::attachment),
/// [`storage_contract`](crate::testing::storage_contract).
pub mod storage {}

/// Change colours, class names and markup.
///
#[doc = include_str!("../docs/restyle.md")]
///
/// In the reference: [`components`](crate::components), [`api`](crate::api),
/// [`Store::style_path`](crate::Store::style_path).
pub mod restyle {}

/// Buy something with curl: headers, answers, and the same in a test.
///
#[doc = include_str!("../docs/test-by-hand.md")]
///
/// In the reference: [`Sandbox::self_hosted`](crate::payment::sandbox::Sandbox::self_hosted), [`api`](crate::api),
/// [`Store::with_sessions_and_security`](crate::Store::with_sessions_and_security).
pub mod test_by_hand {}

/// Translate the shop: message files, paths, prices and dates.
///
#[doc = include_str!("../docs/language.md")]
///
/// In the reference: [`Texts`](crate::Texts), [`Language`](crate::Language),
/// [`StoreBuilder::messages`](crate::StoreBuilder::messages), [`use_texts`](crate::components::use_texts),
/// [`Store::alternates`](crate::Store::alternates).
pub mod language {}

/// Let your staff in: the admin, sign-in, roles, the audit log.
///
#[doc = include_str!("../docs/admin.md")]
///
/// In the reference: [`Store::admin`](crate::Store::admin), [`StaffAuth`](crate::StaffAuth), [`Role`](crate::Role),
/// [`Act`](crate::Act), [`Admin::add_staff`](crate::Admin::add_staff), [`Admin::audit`](crate::Admin::audit),
/// [`OwnerMail`](crate::receivers::OwnerMail).
pub mod admin {}

/// Deploy: settings, reverse proxy, several instances, monitoring.
///
#[doc = include_str!("../docs/deploy.md")]
///
/// In the reference: [`Settings`](crate::Settings), [`Store::run_background`](crate::Store::run_background),
/// [`Store::is_healthy`](crate::Store::is_healthy), [`Store::acting`](crate::Store::acting),
/// [`Admin::undelivered`](crate::Admin::undelivered).
pub mod deploy {}
