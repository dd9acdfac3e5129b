//! The parcels of a few orders, each with a field for its tracking number.

use leptos::prelude::*;

use super::Sent;
use crate::{
    PackingSlip,
    admin::{
        here::{Failure, Here},
        order::labels,
    },
    inert::IntoInert,
};

/// The maximum number of orders whose parcels are listed.
const FEW: usize = 50;

/// The name of a field: this, and the id of the parcel.
const FIELD: &str = "tracking-";

/// Maximum length of a tracking number, in characters.
const LONGEST: &str = "100";

/// The parcels of a few orders that the shop itself sends or hands over.
pub(super) struct Parcels {
    slips: Vec<PackingSlip>,
    /// The numbers of the orders that have none.
    pub without: Vec<i64>,
}

impl Parcels {
    /// Reads the parcels of these orders. `None` if they are too many to be listed.
    pub async fn of(here: &Here, numbers: &[i64]) -> Result<Option<Parcels>, Failure> {
        if numbers.len() > FEW {
            return Ok(None);
        }
        let slips = here.admin().packing_slips(numbers, false).await?;
        let has_none = |number: &i64| slips.iter().all(|slip| slip.shipment.order_number != *number);
        let without = numbers.iter().copied().filter(has_none).collect();
        Ok(Some(Parcels { slips, without }))
    }

    /// Renders a table with a field for each parcel that is sent, with what was typed. `None` without parcels.
    pub fn fields(&self, here: &Here, sent: &Sent) -> Option<AnyView> {
        let rows: Vec<_> = self.slips.iter().map(|slip| row(here, slip, sent)).collect();
        let head = |name: &str| view! { <th scope="col">{here.text(name)}</th> };
        (!rows.is_empty()).then(|| {
            view! {
                <table class="ad-table" aria-label=here.text("admin-order-parcels")>
                    <thead>
                        <tr>
                            {head("admin-orders-number")}
                            {head("admin-orders-customer")}
                            {head("admin-slips-contents")}
                            {head("admin-parcel-tracking-number")}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            }
            .into_inert()
        })
    }
}

fn row(here: &Here, slip: &PackingSlip, sent: &Sent) -> AnyView {
    let (parcel, number) = (&slip.shipment, slip.shipment.order_number.to_string());
    let to = here.path(&format!("/orders/{number}"));
    let name = format!("{FIELD}{}", parcel.id);
    let tracking = match here.store.is_picked_up(&parcel.method) {
        true => here.text("admin-bulk-pick-up").into_inert(),
        false => {
            let typed = sent.get(&name).unwrap_or_default().to_owned();
            let position = parcel.position.to_string();
            let with = [("number", (&number).into()), ("position", (&position).into())];
            let label = here.format("admin-bulk-tracking-number", &with);
            view! { <input type="text" name=name autocomplete="off" maxlength=LONGEST value=typed aria-label=label/> }
                .into_inert()
        }
    };
    let withdrawn = slip.withdrawn.then(|| labels::badge(here.text("admin-mark-withdrawn"), "bad"));
    view! {
        <tr>
            <th scope="row" data-label=here.text("admin-orders-number")><a href=to>{number}</a> " " {withdrawn}</th>
            <td data-label=here.text("admin-orders-customer")>{parcel.to.name.clone()}</td>
            <td data-label=here.text("admin-slips-contents")>{labels::contents(&parcel.lines)}</td>
            <td data-label=here.text("admin-parcel-tracking-number")>{tracking}</td>
        </tr>
    }
    .into_inert()
}

/// Returns the tracking numbers that were typed, each with the id of its parcel.
pub(super) fn typed(sent: &Sent) -> impl Iterator<Item = (&str, &str)> {
    sent.filled().filter_map(|(name, number)| Some((name.strip_prefix(FIELD)?, number)))
}
