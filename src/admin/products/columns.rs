//! What a list shows beside the titles: the first picture of each product, and the fields that its kind
//! [lists](Field::listed).

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::labels;
use crate::{
    ManagedKind, ManagedRow, Money, Picture,
    admin::{
        here::{Failure, Here},
        order::labels::badge,
    },
    inert::IntoInert,
    managed::{Field, FieldKind, Record},
};

/// The width of the picture that is loaded for a row, in pixels.
const THUMBNAIL: u32 = 320;

/// The columns of a page of a list.
pub(super) struct Columns {
    kind: &'static str,
    fields: Vec<Field>,
    /// The products of the page by their ids, if anything of them is shown.
    records: BTreeMap<String, Record>,
    /// Their first pictures, by the ids of the pictures.
    pictures: BTreeMap<String, Picture>,
}

impl Columns {
    /// Loads what a page of a list shows of its products.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn of(here: &Here, kind: &ManagedKind, rows: &[ManagedRow]) -> Result<Columns, Failure> {
        let fields = here.admin().managed_fields(kind.kind)?;
        let mut columns = Columns { kind: kind.kind, fields, records: BTreeMap::new(), pictures: BTreeMap::new() };
        if !kind.has_pictures && columns.listed().next().is_none() {
            return Ok(columns);
        }
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let records = here.admin().managed_records(kind.kind, &ids).await?;
        columns.records = records.into_iter().map(|found| (found.record.id.clone(), found.record)).collect();
        let first: Vec<String> = columns.records.values().filter_map(|record| columns.first_picture(record)).collect();
        columns.pictures = here.store.pictures(&first).await?;
        Ok(columns)
    }

    fn listed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.listed)
    }

    /// Returns the id of the first picture of a product.
    fn first_picture(&self, record: &Record) -> Option<String> {
        let field = self.fields.iter().find(|field| field.kind == FieldKind::Pictures)?;
        record.values.pictures(field.name).into_iter().next().map(|picture| picture.id)
    }

    /// Renders the heads of the columns of the fields.
    pub fn heads(&self, here: &Here) -> AnyView {
        let head = |field: &Field| view! { <th scope="col">{labels::field(here, self.kind, field.name)}</th> };
        self.listed().map(head).collect_view().into_inert()
    }

    /// Renders the picture of a product. The title beside it says what it is of.
    pub fn thumbnail(&self, id: &str) -> Option<AnyView> {
        let picture = self.pictures.get(&self.first_picture(self.records.get(id)?)?)?;
        let [width, height] = [picture.width, picture.height].map(|pixels| pixels.to_string());
        Some(
            view! {
                <img class="ad-thumbnail" src=picture.src(THUMBNAIL) width=width height=height alt="" loading="lazy"/>
            }
            .into_inert(),
        )
    }

    /// Renders the cells of the fields of a product.
    pub fn cells(&self, here: &Here, id: &str) -> AnyView {
        let cell = |field: &Field| {
            let value = self.records.get(id).map(|record| self.value(here, field, record));
            let label = labels::field(here, self.kind, field.name);
            match field.kind {
                FieldKind::Money(_) | FieldKind::Count => {
                    view! { <td data-label=label class="ad-figure">{value}</td> }.into_inert()
                }
                _ => view! { <td data-label=label>{value}</td> }.into_inert(),
            }
        };
        self.listed().map(cell).collect_view().into_inert()
    }

    fn value(&self, here: &Here, field: &Field, record: &Record) -> AnyView {
        match field.kind {
            FieldKind::Stock => stock(here, &record.stocks(&self.fields)),
            FieldKind::Options(currency) => {
                prices(here, record.values.options(field.name, currency).into_iter().filter_map(|(_, price)| price))
            }
            FieldKind::Count => match record.values.count(field.name) {
                Some(count) => here.texts.number(count.into()).into_inert(),
                None => labels::empty(here, self.kind, field.name).into_inert(),
            },
            _ => labels::shown(here, self.kind, &self.fields, field.name, record.values.get(field.name)).into_inert(),
        }
    }
}

/// Renders the prices of options: the lowest, if they are several.
fn prices(here: &Here, prices: impl Iterator<Item = Money>) -> AnyView {
    let prices: Vec<Money> = prices.collect();
    let least = prices.iter().min_by_key(|price| price.amount).map(|least| {
        let price = here.texts.money(*least);
        match prices.iter().all(|price| price == least) {
            true => price,
            false => here.format("admin-products-from-price", &[("price", (&price).into())]),
        }
    });
    least.into_inert()
}

/// Renders the stock: that of all options together, and whether one of them is sold out.
fn stock(here: &Here, stocks: &[(String, Option<u32>)]) -> AnyView {
    let left: Option<i64> = stocks.iter().map(|(_, units)| units.map(i64::from)).sum();
    let has_sold_out = stocks.iter().any(|(_, units)| *units == Some(0));
    let number = match left {
        Some(left) => here.texts.number(left),
        None => here.text("admin-products-unlimited"),
    };
    let sold_out = has_sold_out.then(|| match left {
        Some(0) => badge(here.text("admin-products-sold-out"), "bad"),
        _ => badge(here.text("admin-products-partly-sold-out"), "wait"),
    });
    view! { <span>{number}</span> " " {sold_out} }.into_inert()
}
