//! The paths of the store in the host's app.

/// The paths of the store's pages and routes in the host's app, without a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paths {
    /// The prefix of the store's routes; empty at the root.
    pub prefix: String,
    /// The page with [`BasketPage`](crate::components::BasketPage).
    pub basket: String,
    /// The page with [`CheckoutPage`](crate::components::CheckoutPage).
    pub checkout: String,
    /// The pages with [`OrderPage`](crate::components::OrderPage); a slash and a token follow.
    pub order: String,
    /// The pages with [`DownloadPage`](crate::components::DownloadPage); a slash and a token follow.
    pub download: String,
    /// The page with [`WithdrawalPage`](crate::components::WithdrawalPage).
    pub withdraw: String,
}

impl Paths {
    /// Returns the default paths under `prefix`.
    ///
    /// ```
    /// let paths = pannier::Paths::mounted_at("/shop");
    /// assert_eq!(paths.basket, "/shop/basket");
    /// assert_eq!(paths.order, "/shop/order");
    /// assert_eq!(paths.withdraw, "/shop/withdraw");
    /// ```
    pub fn mounted_at(prefix: &str) -> Paths {
        let prefix = match prefix.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        let at = |page: &str| format!("{prefix}/{page}");
        let (basket, checkout, order, download) = (at("basket"), at("checkout"), at("order"), at("download"));
        let withdraw = at("withdraw");
        Paths { prefix, basket, checkout, order, download, withdraw }
    }
}

impl Default for Paths {
    fn default() -> Self {
        Paths::mounted_at("")
    }
}
