//! What the server renders: the form, or what stands in its place.

use leptos::prelude::*;

use super::AddInPlace;
use crate::{
    SaleState, api,
    components::{
        island_loader::page_scripts,
        language::{local_path, use_texts},
    },
    inert::IntoInert,
};

pub(super) fn unavailable(sale: SaleState) -> impl IntoView {
    sale.message(&use_texts())
}

pub(super) fn form(kind: String, id: String, max: u32, label: Option<String>) -> impl IntoView {
    let texts = use_texts();
    let label = match max {
        0 => texts.get("add-sold-out"),
        _ => label.unwrap_or_else(|| texts.get("add-button")),
    };
    let (sold_out, input_id) = (max == 0, format!("quantity-{kind}-{id}"));
    let form = view! {
        <form class="pn-add" method="post" action=local_path(api::ADD_TO_BASKET_PATH)>
            <input type="hidden" name="kind" value=kind/>
            <input type="hidden" name="id" value=id/>
            <label class="pn-visually-hidden" for=input_id.clone()>{texts.get("add-quantity")}</label>
            <input
                class="pn-input pn-add__quantity"
                id=input_id
                type="number"
                name="quantity"
                value="1"
                min="1"
                max=max.max(1)
                inputmode="numeric"
                autocomplete="off"
                disabled=sold_out
            />
            <button class="pn-button pn-button--primary" disabled=sold_out>
                {label}
            </button>
            <p class="pn-add__status" role="status"></p>
            <AddInPlace/>
        </form>
    };
    view! {
        {form.into_inert()}
        {page_scripts()}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::components::add_to_basket::browser::FORM;

    /// Returns the elements of a form with their attributes, without those that depend on the item.
    fn elements(html: &str) -> Vec<BTreeSet<&str>> {
        let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
        let depends = ["action=", "value=\"x", "for=", "id=", "max="];
        tags.filter(|tag| {
            tag.starts_with(char::is_alphabetic) && !tag.starts_with("leptos-island") && !tag.starts_with("span")
        })
        .map(|tag| {
            let attributes = tag.trim_end_matches('/').split_whitespace();
            attributes.filter(|attribute| !depends.iter().any(|start| attribute.starts_with(start))).collect()
        })
        .collect()
    }

    /// In a fully hydrated app, the browser fills in a form that its router has rendered.
    #[test]
    fn the_browser_renders_the_form_as_the_server_does() {
        let html = Owner::new().with(|| form("x".into(), "x".into(), 2, Some(String::new())).to_html());
        let rendered = elements(&html);
        assert_eq!(rendered.len(), 7, "{html}");
        assert_eq!(elements(FORM), rendered);
    }
}
