//! The JavaScript module that manages gateways' payment elements.

use super::asset::Asset;

/// Served beside the server functions, whatever the store's prefix.
pub(super) static MODULE: Asset = Asset::javascript("/pannier/element.js", include_str!("element.js"));

/// Returns the URL of the module.
pub(crate) fn path() -> &'static str {
    MODULE.url()
}
