//! Structured data of a page: schema.org as JSON-LD.

use leptos::prelude::*;
use pannier::{Money, encode};
use serde_json::{Value, json};

use super::site::{SEARCH, absolute, shop_name};

/// A `<script>` data block. Browsers do not execute it, so it needs no nonce.
#[component]
pub fn JsonLd(
    /// The entities that the page describes.
    graph: Vec<Value>,
) -> impl IntoView {
    view! { <script type="application/ld+json" inner_html=script(&graph)></script> }
}

fn script(graph: &[Value]) -> String {
    encode::json_in_script(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

/// Returns an offer of an item. `left` is its stock; `None` if unlimited.
pub fn offer(name: &str, sku: &str, url: &str, price: Money, left: Option<u32>) -> Value {
    let availability = match left {
        Some(0) => "SoldOut",
        Some(1..=5) => "LimitedAvailability",
        _ => "InStock",
    };
    json!({
        "@type": "Offer",
        "name": name,
        "sku": sku,
        "url": url,
        "price": price.decimal(),
        "priceCurrency": price.currency.code(),
        "availability": format!("https://schema.org/{availability}"),
        "itemCondition": "https://schema.org/NewCondition",
    })
}

/// Returns the id of the shop as an entity.
pub fn shop_id() -> String {
    absolute("/#shop")
}

/// Returns the brand of the products.
pub fn brand() -> Value {
    json!({ "@type": "Brand", "name": shop_name() })
}

/// Returns the shop's organization, and its website with the search action.
pub fn shop() -> Vec<Value> {
    let (name, home) = (shop_name(), absolute("/"));
    let organization = json!({
        "@type": "Organization",
        "@id": shop_id(),
        "name": name,
        "url": home,
        "logo": absolute("/favicon.svg"),
    });
    let site = json!({
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": name,
        "url": home,
        "publisher": { "@id": shop_id() },
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": format!("{}?q={{search_term_string}}", absolute(SEARCH)),
            },
            "query-input": "required name=search_term_string",
        },
    });
    vec![organization, site]
}

/// Returns the breadcrumbs of a page: names and absolute URLs, from the home page.
pub fn breadcrumbs(steps: &[(&str, &str)]) -> Value {
    let items: Vec<Value> = (1..)
        .zip(steps)
        .map(|(position, (name, url))| json!({ "@type": "ListItem", "position": position, "name": name, "item": url }))
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pannier::Currency;

    #[test]
    fn a_title_cannot_end_the_script() {
        let text = script(&[json!({ "name": "</script><script>alert(1)</script><!--" })]);
        assert!(!text.contains('<'), "{text}");
    }

    #[test]
    fn an_offer_says_what_is_left() {
        let of = |left| offer("A2", "dunes/a2", "/", Money::new(1990, Currency::EUR), left);
        assert_eq!(of(None)["availability"], "https://schema.org/InStock");
        assert_eq!(of(Some(2))["availability"], "https://schema.org/LimitedAvailability");
        assert_eq!(of(Some(0))["availability"], "https://schema.org/SoldOut");
        assert_eq!((of(None)["price"].as_str(), of(None)["priceCurrency"].as_str()), (Some("19.90"), Some("EUR")));
    }
}
