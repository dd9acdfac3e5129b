//! What the server renders on the page of a download link.

use leptos::prelude::*;

use crate::{
    api::follow_download,
    components::page_context::{last_segment, load},
};

pub(super) fn page() -> impl IntoView {
    let outcome = load(|| async { follow_download(&last_segment()).await });
    view! {
        <Suspense>
            {Suspend::new(async move {
                let (title, text) = outcome.await;
                content(title, text)
            })}
        </Suspense>
    }
}

pub(super) fn content(title: String, text: String) -> impl IntoView {
    view! {
        <div class="pn-empty">
            <h1 class="pn-empty__title">{title}</h1>
            <p>{text}</p>
        </div>
    }
}
