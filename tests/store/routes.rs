//! The routes of the tests' apps, which are listed once, before a test renders a page.
//!
//! While Leptos lists the routes of an app, no resource of the process loads (`SuppressResourceLoad` of leptos_server 0.8.8): a
//! page that another test rendered at that moment would wait forever.

use std::sync::LazyLock;

use leptos_axum::{AxumRouteListing, generate_route_list};

use crate::{host, islands};

/// The routes of each app.
pub struct Routes {
    pub host: Vec<AxumRouteListing>,
    pub islands: Vec<AxumRouteListing>,
}

pub static ROUTES: LazyLock<Routes> =
    LazyLock::new(|| Routes { host: generate_route_list(host::App), islands: generate_route_list(islands::App) });
