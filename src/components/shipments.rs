//! The shipments on the order's page: contents, status and tracking.

use leptos::prelude::*;

use super::language::use_texts;
use crate::{ShipmentStatus, ShipmentView, Texts, Tracking, inert::IntoInert};

/// The shipments of a paid order; nothing if nothing ships.
pub(super) fn shipments(shipments: Vec<ShipmentView>) -> impl IntoView {
    let (all, texts) = (shipments.len(), use_texts());
    let heading = match picked_up(&shipments) {
        true => texts.get("pick-up"),
        false => texts.format("parcel-yours", &[("all", all.into())]),
    };
    let titles = titles(&shipments, &texts);
    (all > 0).then(|| {
        let shipments = shipments.into_iter().zip(titles);
        view! {
            <section class="pn-order__parcels">
                <h2>{heading}</h2>
                {shipments.map(|(shipment, title)| view! { <Shipment shipment title all/> }).collect_view()}
            </section>
        }
    })
}

/// Whether none of these is a parcel that is sent.
fn picked_up(shipments: &[ShipmentView]) -> bool {
    shipments.iter().all(|shipment| shipment.pick_up)
}

/// The labels of an order's shipments, with their numbers if there are several.
pub(super) fn titles(shipments: &[ShipmentView], texts: &Texts) -> Vec<String> {
    let (all, picked_up) = (shipments.len(), picked_up(shipments));
    let title = |shipment: &ShipmentView| {
        let about = [("n", shipment.position.into()), ("all", all.into()), ("label", (&shipment.label).into())];
        match (all, picked_up) {
            (1, _) => shipment.label.clone(),
            (_, false) => texts.format("parcel-title", &about),
            (_, true) => texts.format("parcel-pick-up-title", &about),
        }
    };
    shipments.iter().map(title).collect()
}

#[component]
fn Shipment(shipment: ShipmentView, title: String, all: usize) -> AnyView {
    let texts = use_texts();
    let contents = Some(shipment.contents()).filter(|contents| !contents.is_empty());
    let trouble = if shipment.pick_up { "parcel-pick-up-failed" } else { "parcel-failed" };
    let failed =
        (shipment.status == ShipmentStatus::Failed).then(|| view! { <p class="pn-hint">{texts.get(trouble)}</p> });
    let (progress, state) = (shipment.message(&texts), shipment.status.as_str());
    view! {
        <div class="pn-parcel">
            <p class="pn-parcel__title">{title}</p>
            <p class=format!("pn-order__badge pn-parcel__state pn-parcel__state--{state}")>{progress}</p>
            {contents.map(|contents| view! { <p class="pn-hint">{contents}</p> })}
            {failed}
            {tracking(shipment.tracking, all, shipment.position)}
        </div>
    }
    .into_inert()
}

/// A tracking link if the carrier has one, otherwise its name and number to copy.
fn tracking(tracking: Tracking, all: usize, position: u32) -> impl IntoView {
    let Tracking { carrier, number, url } = tracking;
    let known: Vec<_> = carrier.into_iter().chain(number).collect();
    let which = (all > 1).then(|| view! { <span class="pn-visually-hidden">{format!(" {position}")}</span> });
    (url.is_some() || !known.is_empty()).then(|| {
        view! {
            <p class="pn-parcel__tracking">
                {(!known.is_empty()).then(|| view! { <span>{known.join(" ")}</span> })}
                {url.map(|url| view! { <a href=url rel="external nofollow noreferrer">{use_texts().get("parcel-follow")}{which}</a> })}
            </p>
        }
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{Currency, Money, ShipmentLine};

    fn shipment(position: u32, status: ShipmentStatus, tracking: Tracking) -> ShipmentView {
        let line = ShipmentLine {
            kind: "poster".to_owned(),
            id: "dunes".to_owned(),
            title: "<Dunes>".to_owned(),
            quantity: 2,
            supplier_sku: None,
        };
        ShipmentView {
            id: position.to_string(),
            position,
            method: "standard".to_owned(),
            choice: "standard".to_owned(),
            label: "Standard".to_owned(),
            service: "Standard".to_owned(),
            delivery_time: None,
            price: Money::new(490, Currency::EUR),
            status,
            pick_up: false,
            tracking,
            address: Vec::new(),
            lines: vec![line],
        }
    }

    /// The page of an order that ships by these.
    fn page(shipments: Vec<ShipmentView>) -> String {
        let mut order = crate::testing::order(&[("poster", "dunes", 2)]);
        order.shipments = shipments;
        order.address = vec!["Ada Lovelace".to_owned()];
        Owner::new().with(|| view! { <crate::components::Order order/> }.to_html())
    }

    #[test]
    fn what_is_picked_up_is_no_parcel() {
        let box_office = |position, status| ShipmentView {
            label: "Box office".to_owned(),
            price: Money::zero(Currency::EUR),
            pick_up: true,
            ..shipment(position, status, Tracking::default())
        };
        let html = page(vec![box_office(1, ShipmentStatus::Sent)]);
        for part in ["<h2>Pick-up</h2>", "<h2>Address</h2>", "Ready to pick up", "<dt>Box office</dt><dd>Free</dd>"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        for part in ["Parcel ", "Your parcel", "Shipping"] {
            assert!(!html.contains(part), "{part}: {html}");
        }
        let both = page(vec![box_office(1, ShipmentStatus::Failed), box_office(2, ShipmentStatus::Pending)]);
        assert!(both.contains("Pick-up 2 of 2: Box office") && both.contains("problem with this pick-up"), "{both}");
        let mixed =
            page(vec![shipment(1, ShipmentStatus::Sent, Tracking::default()), box_office(2, ShipmentStatus::Sent)]);
        for part in ["<h2>Your parcels</h2>", "<h2>Shipping address</h2>", "Parcel 2 of 2: Box office"] {
            assert!(mixed.contains(part), "{part}: {mixed}");
        }
    }

    #[test]
    fn a_parcel_says_what_is_in_it_and_where_it_is() {
        let dhl = Tracking::default().carrier("DHL").number("0034").url("https://carrier.example/0034?a=1&b=2");
        let both =
            vec![shipment(1, ShipmentStatus::Sent, dhl), shipment(2, ShipmentStatus::Pending, Tracking::default())];
        let html = Owner::new().with(|| shipments(both).to_html());
        for part in [
            "Parcel 1 of 2: Standard",
            "On its way",
            "Being prepared",
            "2 × &lt;Dunes&gt;",
            "DHL 0034",
            "href=\"https://carrier.example/0034?a=1&amp;b=2\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert_eq!(html.matches("<a ").count(), 1);
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(Owner::new().with(|| shipments(Vec::new()).to_html()).matches("section").count(), 0);
    }
}
