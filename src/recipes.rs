//! One page for each thing you may want to do. Each has a whole program, which is run as a test of this crate.

/// See [`Sellable`](crate::Sellable), [`Download`](crate::Download), [`sellable_contract`](crate::testing::sellable_contract).
#[doc = include_str!("../docs/sell-a-model.md")]
pub mod sell_a_model {}

/// See [`PaymentProvider`](crate::PaymentProvider), [`Action`](crate::Action),
/// [`payment_contract`](crate::testing::payment_contract).
#[doc = include_str!("../docs/payment-provider.md")]
pub mod payment_provider {}

/// See [`ShippingMethod`](crate::ShippingMethod), [`Parcel`](crate::Parcel),
/// [`shipping_contract`](crate::testing::shipping_contract).
#[doc = include_str!("../docs/shipping-method.md")]
pub mod shipping_method {}

/// See [`Receiver`](crate::Receiver), [`Signal`](crate::Signal), [`receiver_contract`](crate::testing::receiver_contract).
#[doc = include_str!("../docs/receiver.md")]
pub mod receiver {}

/// See [`Storage`](crate::Storage), [`LocalFiles`](crate::LocalFiles), [`storage_contract`](crate::testing::storage_contract).
#[doc = include_str!("../docs/storage.md")]
pub mod storage {}

/// See [`components`](crate::components), [`Store::style_path`](crate::Store::style_path).
#[doc = include_str!("../docs/restyle.md")]
pub mod restyle {}

/// See [`Settings`](crate::Settings), [`Store::work`](crate::Store::work), [`Store::undelivered`](crate::Store::undelivered).
#[doc = include_str!("../docs/deploy.md")]
pub mod deploy {}
