//! The document around the site.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use pannier::components::Messages;

use crate::app::App;

/// Without its type and that of the site, which would be written into the name of every function that handles a page.
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
                // What the store's components say, for the browser, which renders them as well.
                <Messages/>
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
