//! The shipments on the order's page: contents, status and tracking.

use leptos::prelude::*;

use super::language::use_texts;
use crate::{ShipmentStatus, ShipmentView, Texts, Tracking};

/// The shipments of a paid order; nothing if nothing ships.
pub(super) fn shipments(shipments: Vec<ShipmentView>) -> impl IntoView {
    let all = shipments.len();
    (all > 0).then(|| {
        view! {
            <section class="pn-order__parcels">
                <h2>{use_texts().format("parcel-yours", &[("all", all.into())])}</h2>
                {shipments.into_iter().map(|shipment| view! { <Shipment shipment all/> }).collect_view()}
            </section>
        }
    })
}

/// The label of a shipment, with its number if there are several.
pub(super) fn title(shipment: &ShipmentView, all: usize, texts: &Texts) -> String {
    if all == 1 {
        return shipment.label.clone();
    }
    let about = [("n", shipment.position.into()), ("all", all.into()), ("label", (&shipment.label).into())];
    texts.format("parcel-title", &about)
}

#[component]
fn Shipment(shipment: ShipmentView, all: usize) -> impl IntoView {
    let texts = use_texts();
    let title = title(&shipment, all, &texts);
    let contents = Some(shipment.contents()).filter(|contents| !contents.is_empty());
    let failed = (shipment.status == ShipmentStatus::Failed)
        .then(|| view! { <p class="pn-hint">{texts.get("parcel-failed")}</p> });
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

    #[test]
    fn a_parcel_says_what_is_in_it_and_where_it_is() {
        let line = ShipmentLine {
            kind: "poster".to_owned(),
            id: "dunes".to_owned(),
            title: "<Dunes>".to_owned(),
            quantity: 2,
            supplier_sku: None,
        };
        let shipment = |position: u32, status, tracking| ShipmentView {
            id: position.to_string(),
            position,
            method: "standard".to_owned(),
            label: "Standard".to_owned(),
            price: Money::new(490, Currency::EUR),
            status,
            pick_up: false,
            tracking,
            lines: vec![line.clone()],
        };
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
