//! The style guide: every component in every state. In development only; in production, it is a 404.
//!
//! `/styleguide` shows all specimens, `/styleguide/NAME` a single one, for screenshot and accessibility
//! tests. The pages are static: they load no script, and their baskets belong to no visitor.

mod data;
mod pieces;

use leptos::prelude::*;
use leptos_meta::Stylesheet;
use leptos_router::hooks::use_params_map;
use pannier::{
    BasketSummary, Environment, Grams, Listing, Problem, SaleState, Store,
    components::{
        AddToBasket, AddToBasketStatus, Basket, BasketLink, Checkout, Download, Order, PriceNote, local_path,
    },
};

use super::{
    card::Card,
    errors::NotFound,
    layout::{Breadcrumbs, PrivateHead},
    product::Offer,
};
use crate::{
    inert::IntoInert,
    shop::{
        demo::art,
        poster::Print,
        sections::{POSTERS, PRODUCTS},
    },
};

/// The path of the style guide.
pub const PATH: &str = "/styleguide";

/// A component in one state.
struct Specimen {
    /// The last path segment of its URL.
    name: &'static str,
    title: &'static str,
    html: fn() -> String,
}

const fn specimen(name: &'static str, title: &'static str, html: fn() -> String) -> Specimen {
    Specimen { name, title, html }
}

const GROUPS: [(&str, &[Specimen]); 7] = [
    (
        "Tokens",
        &[
            specimen("colours", "Colours", || pieces::colours().to_html()),
            specimen("type", "Type", || pieces::type_scale().to_html()),
        ],
    ),
    (
        "Elements",
        &[
            specimen("buttons", "Buttons", || pieces::buttons().to_html()),
            specimen("fields", "Fields", || pieces::fields().to_html()),
            specimen("choices", "Choices", || pieces::choices().to_html()),
            specimen("notices", "Notices and badges", || pieces::notices().to_html()),
            specimen("elements", "Payment fields: loading, failed", || pieces::elements().to_html()),
        ],
    ),
    (
        "Catalogue",
        &[
            specimen("cards", "Cards: plain, few left, sold out, long, square, without a maker", cards),
            specimen("offers", "Offers: plain, few left, sold out, long", offers),
            specimen("price-note", "The note beside a price", || {
                view! { <p>"€19.00 " <PriceNote href="/shipping"/></p> }.to_html()
            }),
            specimen("breadcrumbs", "Breadcrumbs", || {
                view! { <Breadcrumbs section=POSTERS here="Dunes at Marram Point"/> }.to_html()
            }),
        ],
    ),
    (
        "Basket",
        &[
            specimen("widget", "Widget: empty, one, many, unavailable", widgets),
            specimen("add-to-basket", "Add to basket: ready, sold out, not on sale, added, refused", add_to_basket),
            specimen("basket-empty", "Empty", || view! { <Basket basket=data::empty_basket()/> }.to_html()),
            specimen("basket-one", "One item", || view! { <Basket basket=data::basket()/> }.to_html()),
            specimen("basket-many", "Many items: every notice, long text", || {
                view! { <Basket basket=data::full_basket() problem=Problem::OnlyLeft(2)/> }.to_html()
            }),
            specimen("basket-removed", "An item was removed", || {
                view! { <Basket basket=data::basket() removed=data::removed()/> }.to_html()
            }),
            specimen("basket-discounts", "Discounts and a code", || {
                view! { <Basket basket=data::reduced_basket()/> }.to_html()
            }),
            specimen("basket-code-refused", "A code was refused", || {
                view! { <Basket basket=data::basket_with_codes() problem=Problem::UnknownCode/> }.to_html()
            }),
            specimen("basket-code-idle", "A code that no longer counts", || {
                view! { <Basket basket=data::basket_with_an_idle_code()/> }.to_html()
            }),
            specimen("basket-waiting", "Payment in progress", || {
                view! { <Basket basket=data::waiting_basket() problem=Problem::PaymentPending/> }.to_html()
            }),
        ],
    ),
    (
        "Checkout",
        &[
            specimen("checkout", "One parcel", || view! { <Checkout checkout=data::checkout()/> }.to_html()),
            specimen("checkout-prefilled", "Filled in from an earlier order", || {
                view! { <Checkout checkout=data::prefilled_checkout()/> }.to_html()
            }),
            specimen("checkout-download", "Nothing ships", || {
                view! { <Checkout checkout=data::checkout_of_a_download()/> }.to_html()
            }),
            specimen("checkout-errors", "With errors", || {
                view! { <Checkout checkout=data::checkout_with_errors()/> }.to_html()
            }),
            specimen("checkout-taxes", "Discounts, taxes, and fields of the app", || {
                view! { <Checkout checkout=data::checkout_with_taxes()/> }.to_html()
            }),
            specimen("checkout-taxes-unknown", "Taxes are not known yet", || {
                view! { <Checkout checkout=data::checkout_with_taxes_unknown()/> }.to_html()
            }),
            specimen("checkout-company", "A company in another country", || {
                view! { <Checkout checkout=data::checkout_of_a_company()/> }.to_html()
            }),
            specimen("checkout-company-errors", "A company buys a download, with errors", || {
                view! { <Checkout checkout=data::checkout_of_a_company_with_errors()/> }.to_html()
            }),
            specimen("checkout-parcels", "Several parcels, one of which cannot be shipped", || {
                view! { <Checkout checkout=data::checkout_of_several_parcels()/> }.to_html()
            }),
            specimen("checkout-no-shipping", "No shipping option", || {
                view! { <Checkout checkout=data::checkout_that_cannot_ship()/> }.to_html()
            }),
            specimen("checkout-no-payment", "No payment method", || {
                view! { <Checkout checkout=data::checkout_that_cannot_be_paid()/> }.to_html()
            }),
            specimen("checkout-free", "Nothing to pay", || {
                view! { <Checkout checkout=data::free_checkout()/> }.to_html()
            }),
        ],
    ),
    (
        "Order",
        &[
            specimen("order-pending", "Waiting", || view! { <Order order=data::pending_order()/> }.to_html()),
            specimen("order-on-hold", "On hold", || view! { <Order order=data::order_on_hold()/> }.to_html()),
            specimen("order-processing", "Paid, and the money takes days to arrive", || {
                view! { <Order order=data::processing_order()/> }.to_html()
            }),
            specimen("order-transfer", "To be paid by bank transfer", || {
                view! { <Order order=data::order_to_transfer()/> }.to_html()
            }),
            specimen("order-form", "To be paid at a gateway by form, which did not respond", || {
                view! { <Order order=data::order_to_post() problem=Problem::GatewayUnavailable/> }.to_html()
            }),
            specimen("order-completed", "Paid: downloads and parcels in every state", || {
                view! { <Order order=data::completed_order()/> }.to_html()
            }),
            specimen("order-taxes", "Paid, with a discount and taxes", || {
                view! { <Order order=data::order_with_taxes()/> }.to_html()
            }),
            specimen("order-downloads-due", "Paid, downloads pending", || {
                view! { <Order order=data::order_with_downloads_due()/> }.to_html()
            }),
            specimen("order-pick-up", "Paid, to be picked up", || {
                view! { <Order order=data::order_to_pick_up()/> }.to_html()
            }),
            specimen("order-refunding", "Being refunded", || {
                view! { <Order order=data::order_being_refunded()/> }.to_html()
            }),
            specimen("order-refunded", "Refunded", || view! { <Order order=data::refunded_order()/> }.to_html()),
            specimen("order-disputed", "Paid, and on hold because of a dispute", || {
                view! { <Order order=data::disputed_order()/> }.to_html()
            }),
            specimen("order-cancelled", "Cancelled", || view! { <Order order=data::cancelled_order()/> }.to_html()),
        ],
    ),
    (
        "Download",
        &[specimen("download", "Refused", || {
            view! { <Download title="No downloads left" text="You've used all 3 downloads of this file."/> }.to_html()
        })],
    ),
];

fn cards() -> String {
    let poster = |title: &str, cents| {
        let listing = Listing::new("dunes", title, "/posters/dunes", data::euro(cents));
        listing.by("Nora Veit").image("/art/poster/dunes.svg")
    };
    let card = |listing: Listing| view! { <Card listing size=art::POSTER/> };
    let thing = |title: &str| {
        let listing = Listing::new("rope-works-mug", title, "/products/rope-works-mug", data::euro(1800));
        listing.image("/art/product/rope-works-mug.svg")
    };
    let square = |listing: Listing| view! { <Card listing size=PRODUCTS.picture/> };
    view! {
        <h2 class="pn-visually-hidden">"Cards"</h2>
        <ul class="grid grid--4">
            {card(poster("Dunes at Marram Point", 1900).from_price())}
            {card(poster("The Bend", 2400).stock(2))}
            {card(poster("Salt", 2400).stock(0))}
            {card(poster(data::LONG, 129_900).from_price())}
            {square(thing("Rope Works Mug").by("Hanne Lind"))}
            {square(thing("Without a maker"))}
        </ul>
    }
    .to_html()
}

fn offers() -> String {
    let offer = |size: &'static str, id: &str, stock| {
        let print = Print {
            id: id.to_owned(),
            poster: "dunes".to_owned(),
            poster_title: "Dunes at Marram Point".to_owned(),
            size: size.to_owned(),
            dimensions: "297 × 420 mm".to_owned(),
            price: data::euro(1900),
            weight: Grams(350),
            stock,
        };
        view! { <Offer item=print name=size detail="297 × 420 mm, signed and numbered."/> }
    };
    view! {
        <h2 class="pn-visually-hidden">"Offers"</h2>
        <ul class="offers">
            {offer("A3", "plain", 40)}
            {offer("A2", "few", 2)}
            {offer("A1", "none", 0)}
            {offer(data::LONG, "long", 40)}
        </ul>
    }
    .to_html()
}

fn widgets() -> String {
    let unavailable: Option<BasketSummary> = None;
    view! {
        <div class="styleguide__row">
            <BasketLink basket=data::summary(0, None)/>
            <BasketLink basket=data::summary(1, Some("€19.00"))/>
            <BasketLink basket=data::summary(1042, Some("€129,900.00"))/>
            <BasketLink basket=unavailable/>
        </div>
    }
    .to_html()
}

fn add_to_basket() -> String {
    let status = |outcome| view! { <AddToBasketStatus outcome=Signal::stored(Some(outcome))/> };
    view! {
        <div class="styleguide__stack">
            <AddToBasket kind="poster" id="ready"/>
            <AddToBasket kind="poster" id="sold-out" max=0/>
            <AddToBasket kind="poster" id="not-yet" sale=SaleState::NotYet(data::opening())/>
            <AddToBasket kind="poster" id="over" sale=SaleState::Over/>
            <AddToBasket kind="poster" id="long" label=data::LONG/>
            {status(Ok(1))}
            {status(Ok(12))}
            {status(Err(Problem::OnlyLeft(2)))}
            {status(Err(Problem::Offline))}
        </div>
    }
    .to_html()
}

/// Returns whether the style guide is enabled.
fn open() -> bool {
    use_context::<Store>().is_some_and(|store| store.settings().environment == Environment::Development)
}

/// The head of both pages. Their style is a file of its own, which no shopper loads.
#[component]
fn Head() -> impl IntoView {
    view! {
        <PrivateHead title="Style guide" description="Every component in every state."/>
        <Stylesheet href="/styleguide.css"/>
    }
}

/// The page with all specimens.
#[component]
pub fn StyleguidePage() -> AnyView {
    if !open() {
        return NotFound().into_inert();
    }
    let groups = GROUPS.iter().map(|(group, specimens)| {
        let specimens = specimens.iter().map(|specimen| {
            let html = apart(&(specimen.html)(), specimen.name);
            view! {
                <section class="styleguide__specimen" id=specimen.name>
                    <h3><a href=local_path(&format!("{PATH}/{}", specimen.name))>{specimen.title}</a></h3>
                    <div inner_html=html></div>
                </section>
            }
        });
        view! { <section class="section"><h2>{*group}</h2>{specimens.collect_view()}</section> }
    });
    view! {
        <Head/>
        <div class="page wrap">
            <header class="page__head">
                <h1>"Style guide"</h1>
                <p class="lede">"Every component in every state, with sample items. Nothing here is interactive."</p>
            </header>
            {groups.collect_view()}
        </div>
    }
    .into_inert()
}

/// The page of a single specimen.
#[component]
pub fn SpecimenPage() -> AnyView {
    let name = use_params_map().get_untracked().get("specimen").unwrap_or_default();
    let mut specimens = GROUPS.iter().flat_map(|(_, specimens)| specimens.iter());
    let Some(specimen) = specimens.find(|specimen| specimen.name == name).filter(|_| open()) else {
        return NotFound().into_inert();
    };
    let html = (specimen.html)();
    // A specimen that is a whole page has its own heading.
    let heading = (!html.contains("<h1")).then(|| view! { <h1 class="pn-visually-hidden">{specimen.title}</h1> });
    view! {
        <Head/>
        <div class="page wrap">
            <p><a href=local_path(PATH)>"Style guide"</a></p>
            {heading}
            <div id="specimen" inner_html=html></div>
        </div>
    }
    .into_inert()
}

/// Prefixes the ids of a specimen, and references to them, to make them unique on the page.
fn apart(html: &str, name: &str) -> String {
    let ids = regex_lite::Regex::new(r#" (id|for|aria-describedby|aria-labelledby|href)="(#?)([^"]*)""#);
    let Ok(ids) = ids else { return html.to_owned() };
    let renamed = ids.replace_all(html, |found: &regex_lite::Captures<'_>| {
        let (attribute, hash, value) = (&found[1], &found[2], &found[3]);
        if attribute == "href" && hash.is_empty() {
            return found[0].to_owned();
        }
        let value: Vec<_> = value.split(' ').map(|id| format!("{name}-{id}")).collect();
        format!(" {attribute}=\"{hash}{}\"", value.join(" "))
    });
    renamed.into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all() -> impl Iterator<Item = &'static Specimen> {
        GROUPS.iter().flat_map(|(_, specimens)| specimens.iter())
    }

    #[test]
    fn every_specimen_can_be_shown_and_has_an_address_of_its_own() {
        let mut names = BTreeSet::new();
        for specimen in all() {
            let html = Owner::new().with(|| (specimen.html)());
            assert!(!html.is_empty(), "{}", specimen.name);
            assert!(names.insert(specimen.name), "{} twice", specimen.name);
        }
    }

    #[test]
    fn no_id_is_on_the_page_twice() {
        let mut ids = BTreeSet::new();
        for specimen in all() {
            let html = Owner::new().with(|| apart(&(specimen.html)(), specimen.name));
            for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(ids.insert(id.to_owned()), "{id}");
            }
        }
        assert!(ids.contains("checkout-errors-email") && ids.contains("checkout-email"));
    }

    /// Returns the store's class names in a text.
    fn classes(text: &str) -> BTreeSet<String> {
        // Custom properties are excluded by their leading dashes.
        let class = regex_lite::Regex::new(r"(?:^|[^-\w])(pn-[a-z_-]+[a-z])\b").unwrap();
        class.captures_iter(text).map(|found| found[1].to_owned()).collect()
    }

    #[test]
    fn the_class_contract_is_kept() {
        let shown: String = all().map(|specimen| Owner::new().with(|| (specimen.html)())).collect();
        let shown = classes(&shown);
        let promised = include_str!("../../../../docs/restyle.md").lines().filter(|line| line.starts_with("| "));
        let missing: Vec<_> = promised.flat_map(classes).filter(|class| !shown.contains(class)).collect();
        assert!(missing.is_empty(), "promised, and not in the style guide: {missing:?}");
    }

    #[test]
    fn what_refers_to_an_id_follows_it() {
        let html = r##"<a href="#city"></a><a href="/x"></a><label for="city"></label><input id="city" aria-describedby="a b">"##;
        let renamed = r##"<a href="#s-city"></a><a href="/x"></a><label for="s-city"></label><input id="s-city" aria-describedby="s-a s-b">"##;
        assert_eq!(apart(html, "s"), renamed);
    }
}
