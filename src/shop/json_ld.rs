//! Structured data of a page: schema.org as JSON-LD.

use leptos::prelude::*;
use pannier::{SaleState, Sellable, components::use_texts, encode};
use serde_json::{Value, json};

use super::{
    sale,
    site::{SEARCH, absolute, absolute_page, shop_name},
};

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

/// Returns the entity with more properties, which replace those that it has.
pub fn extend(mut entity: Value, properties: Value) -> Value {
    if let (Value::Object(entity), Value::Object(properties)) = (&mut entity, properties) {
        entity.extend(properties);
    }
    entity
}

/// Returns the offer of an item. `name` is the item's name on its page.
pub fn offer(item: &impl Sellable, name: &str) -> Value {
    let price = item.price();
    json!({
        "@type": "Offer",
        "name": name,
        "sku": item.id(),
        "url": absolute_page(&item.url()),
        "price": price.decimal(),
        "priceCurrency": price.currency.code(),
        "availability": availability(sale::state(item), item.stock()),
        "itemCondition": "https://schema.org/NewCondition",
    })
}

fn availability(sale: SaleState, left: Option<u32>) -> &'static str {
    match (sale, left) {
        (SaleState::NotYet(_), _) => "https://schema.org/OutOfStock",
        (SaleState::Over, _) | (_, Some(0)) => "https://schema.org/SoldOut",
        (_, Some(1..=5)) => "https://schema.org/LimitedAvailability",
        _ => "https://schema.org/InStock",
    }
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

/// Returns the breadcrumbs of a page: the home page, followed by these names and paths.
pub fn breadcrumbs(steps: &[(&str, &str)]) -> Value {
    let home = use_texts().get("shop-home");
    let items: Vec<Value> = (1..)
        .zip([(home.as_str(), "/")].iter().chain(steps))
        .map(|(position, (name, path))| {
            json!({ "@type": "ListItem", "position": position, "name": name, "item": absolute_page(path) })
        })
        .collect();
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

#[cfg(test)]
mod tests {
    use pannier::{Currency, Grams, Money, Timestamp};

    use super::*;
    use crate::shop::poster::Print;

    #[test]
    fn a_title_cannot_end_the_script() {
        let text = script(&[json!({ "name": "</script><script>alert(1)</script><!--" })]);
        assert!(!text.contains('<'), "{text}");
    }

    #[test]
    fn an_offer_says_what_is_left() {
        let print = |stock| Print {
            id: "dunes/a2".to_owned(),
            poster: "dunes".to_owned(),
            poster_title: "Dunes".to_owned(),
            size: "A2".to_owned(),
            dimensions: "420 × 594 mm".to_owned(),
            price: Money::new(1990, Currency::EUR),
            weight: Grams(350),
            stock,
        };
        let of = |stock| offer(&print(stock), "A2");
        assert_eq!(of(2)["availability"], "https://schema.org/LimitedAvailability");
        assert_eq!(of(0)["availability"], "https://schema.org/SoldOut");
        assert_eq!(availability(SaleState::Now, None), "https://schema.org/InStock");
        let opening = SaleState::NotYet(Timestamp::from_secs(1));
        assert_eq!(availability(opening, None), "https://schema.org/OutOfStock", "nobody can order it before");
        assert_eq!(availability(SaleState::Over, Some(9)), "https://schema.org/SoldOut");
        assert_eq!((of(9)["price"].as_str(), of(9)["priceCurrency"].as_str()), (Some("19.90"), Some("EUR")));
    }

    #[test]
    fn properties_replace_those_of_the_same_name() {
        let entity = extend(json!({ "name": "Dunes", "url": "/" }), json!({ "name": "Dunes, A2", "sku": "dunes/a2" }));
        assert_eq!(entity, json!({ "name": "Dunes, A2", "url": "/", "sku": "dunes/a2" }));
    }
}
