//! The document around the site.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::app::App;

/// The document, with its type erased: otherwise it would be part of the name of every function that handles a page.
pub fn shell(options: LeptosOptions) -> AnyView {
    pannier::content_security_policy();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet options=options.clone() id="leptos"/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
    .into_any()
}
