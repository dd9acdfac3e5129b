//! A page outside of the app's own: of the admin, of a document, of the sandbox gateway, or in place of a form.

use leptos::prelude::*;

use super::hydration::plain;
use crate::language::Texts;

/// Renders a whole page in the language of its texts, which search engines do not list. `head` is what its head has beside the
/// title, such as the style sheet.
pub(crate) fn html_page(texts: &Texts, title: &str, head: AnyView, body: AnyView) -> String {
    let page = view! {
        <html lang=texts.language().to_string() dir=texts.language().direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="robots" content="noindex"/>
                <title>{title.to_owned()}</title>
                {head}
            </head>
            <body>{body}</body>
        </html>
    };
    plain(&format!("<!DOCTYPE html>{}", page.to_html()))
}
