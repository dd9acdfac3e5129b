//! Where things are in the host's app.

/// Where the store's pages and routes are: paths of the host's app, without a slash at the end.
///
/// ```
/// let paths = pannier::Paths::default();
/// assert_eq!((paths.basket.as_str(), paths.checkout.as_str()), ("/basket", "/checkout"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paths {
    /// What the store's own routes begin with ; empty at the root.
    pub prefix: String,
    /// The page with [`BasketPage`](crate::components::BasketPage).
    pub basket: String,
    /// The page with [`CheckoutPage`](crate::components::CheckoutPage).
    pub checkout: String,
    /// The pages with [`OrderPage`](crate::components::OrderPage); a token follows after a slash.
    pub order: String,
    /// The pages with [`DownloadPage`](crate::components::DownloadPage); a token follows after a slash.
    pub download: String,
}

impl Paths {
    /// Everything below `prefix`.
    ///
    /// ```
    /// let paths = pannier::Paths::under("/shop");
    /// assert_eq!(paths.basket, "/shop/basket");
    /// assert_eq!(paths.order, "/shop/order");
    /// ```
    pub fn under(prefix: &str) -> Paths {
        let prefix = match prefix.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        let at = |page: &str| format!("{prefix}/{page}");
        let (basket, checkout, order, download) = (at("basket"), at("checkout"), at("order"), at("download"));
        Paths { prefix, basket, checkout, order, download }
    }
}

impl Default for Paths {
    fn default() -> Self {
        Paths::under("")
    }
}
