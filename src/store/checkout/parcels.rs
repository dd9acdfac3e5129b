//! The parcels of a checkout: what is in them, what they cost, and what is wrong with their shipping.

use std::collections::{BTreeMap, HashMap};

use super::Checkout;
use crate::{
    language::Texts,
    model::{Amounts, BasketLineView, CheckoutForm, Field, FieldError, Money, ParcelChoices, Problem, pieces, reduced},
    store::{
        Store,
        basket::Basket,
        shipping::{
            Parcel, ParcelItem,
            packing::{Group, split},
            quotes::{self, Quotes},
        },
    },
};

/// The parcels of an order and their contents.
pub(super) struct Parcels {
    pub choices: Vec<ParcelChoices>,
    pub packed: Vec<Vec<ParcelItem>>,
    pub lost: Vec<String>,
    /// The lines in each, by their index among those that count.
    pub lines: Vec<Vec<usize>>,
    /// The value of each, after discounts.
    pub values: Vec<Money>,
}

impl Store {
    /// Packs the items to ship into parcels, requests quotes, and selects a method for each parcel: the
    /// form's choice, or else the first one available. The form is updated with the selection.
    pub(super) async fn parcels_of(
        &self,
        basket: &Basket,
        lines: &[BasketLineView],
        form: &mut CheckoutForm,
        texts: &Texts,
    ) -> Result<Parcels, Problem> {
        let groups = split(ships(basket), &self.0.shipping);
        let (mut asked, mut parcels) = (Vec::new(), Vec::new());
        let (mut indexes, mut values) = (Vec::new(), Vec::new());
        for (group, inside) in groups.iter().zip(lines_of(&groups, lines)) {
            let value = Amounts::of(basket.currency, reduced(inside.iter().map(|(_, line)| *line)), [])?.subtotal();
            let parcel = Parcel { items: group.items.clone(), value, address: form.shipping_address.clone() };
            asked.push((parcel, group.methods.clone()));
            let contents = inside.iter().map(|(_, line)| pieces(line.quantity, &line.title)).collect();
            let (key, choices, chosen) = (group.key.clone(), Vec::new(), String::new());
            parcels.push(ParcelChoices { key, contents, choices, unanswered: false, chosen });
            indexes.push(inside.iter().filter(|(_, line)| line.counts()).map(|(index, _)| *index).collect());
            values.push(value);
        }
        let (several, mut lost) = (parcels.len() > 1, Vec::new());
        for (parcel, Quotes { choices, unanswered }) in parcels.iter_mut().zip(quotes::ask(asked, texts).await) {
            let offered = |id: &str| choices.iter().find(|choice| choice.id == id);
            let own = form.parcels.get(&parcel.key).map(String::as_str);
            let taken = own.and_then(offered).or_else(|| offered(&form.shipping)).or(choices.first());
            let wanted = if several { own } else { own.or(Some(form.shipping.as_str())) };
            if wanted.is_some_and(|id| !id.is_empty() && offered(id).is_none()) && !choices.is_empty() {
                lost.push(parcel.key.clone());
            }
            parcel.chosen = taken.map(|choice| choice.id.clone()).unwrap_or_default();
            parcel.unanswered = unanswered && choices.is_empty();
            parcel.choices = choices;
        }
        form.shipping = match parcels.as_slice() {
            [only] => only.chosen.clone(),
            _ => String::new(),
        };
        form.parcels = match several {
            true => parcels.iter().map(|parcel| (parcel.key.clone(), parcel.chosen.clone())).collect(),
            false => BTreeMap::new(),
        };
        let packed = groups.into_iter().map(|group| group.items).collect();
        Ok(Parcels { choices: parcels, packed, lost, lines: indexes, values })
    }
}

/// Returns the lines of each group, in their order, each with its index among the lines that count.
fn lines_of<'a>(groups: &[Group], lines: &'a [BasketLineView]) -> Vec<Vec<(usize, &'a BasketLineView)>> {
    let items = groups.iter().enumerate().flat_map(|(n, group)| group.items.iter().map(move |item| (n, item)));
    let group_of: HashMap<_, _> = items.map(|(n, item)| ((item.kind.as_str(), item.id.as_str()), n)).collect();
    let (mut inside, mut index) = (vec![Vec::new(); groups.len()], 0);
    for line in lines {
        if let Some(n) = group_of.get(&(line.kind.as_str(), line.id.as_str())) {
            inside[*n].push((index, line));
        }
        index += usize::from(line.counts());
    }
    inside
}

/// Returns what is wrong with the shipping choices, given that at least one parcel can be shipped.
pub(super) fn errors(checkout: &Checkout) -> impl Iterator<Item = FieldError> {
    let parcels = &checkout.view.parcels;
    parcels.iter().filter_map(|parcel| wrong_with(parcel, parcels.len() > 1, checkout))
}

fn wrong_with(parcel: &ParcelChoices, several: bool, Checkout { lost, texts, .. }: &Checkout) -> Option<FieldError> {
    let contents = parcel.contents.join(", ");
    let contents = [("contents", (&contents).into())];
    let message = match parcel.choices.is_empty() {
        true if parcel.unanswered => texts.format("checkout-parcel-unanswered", &contents),
        true => texts.format("checkout-parcel-not-there", &contents),
        false if lost.contains(&parcel.key) => texts.get("checkout-choice-lost"),
        false => return None,
    };
    Some(if several { FieldError::of_parcel(&parcel.key, message) } else { FieldError::new(Field::Shipping, message) })
}

/// The items of the basket that are shipped.
fn ships(basket: &Basket) -> impl Iterator<Item = ParcelItem> {
    basket.lines.iter().filter_map(move |line| {
        let item = basket.items.get(&line.kind, &line.item_id)?;
        let shipped = ParcelItem::new(&line.kind, &line.item_id, line.quantity, item.weight?);
        Some(ParcelItem { ships_by: item.ships_by.clone(), ..shipped })
    })
}
