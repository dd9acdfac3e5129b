//! The texts of a page that was rendered in the browser.

use std::cell::Cell;

use leptos::prelude::document;

use super::fetch::{fetch, json_of};
use crate::language::{has_texts, set_texts};

/// Where the server has them, by language tag.
const PATH: &str = "/pannier/messages/";

thread_local!(static REQUESTED: Cell<bool> = const { Cell::new(false) });

/// Requests the texts in the document's language, unless the page includes them.
pub(crate) fn load_missing() {
    if has_texts() || REQUESTED.replace(true) {
        return;
    }
    leptos::task::spawn_local(async {
        let language = document().document_element().and_then(|document| document.get_attribute("lang"));
        let url = format!("{PATH}{}", language.as_deref().unwrap_or("en"));
        if let Some(response) = fetch(&url, "application/json", None).await
            && let Some(texts) = json_of(&response).await
        {
            set_texts(&texts);
        }
        REQUESTED.set(false);
    });
}
