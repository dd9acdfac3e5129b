//! Requests shipping quotes for the parcels of a checkout.
//!
//! Requests fan out to all methods concurrently, each in its own task: a method that is slow, fails or
//! panics delays no other, and its options are missing from the parcel.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;

use super::{Parcel, ShippingMethod, ShippingOption, label::translation};
use crate::{language::Texts, model::ShippingChoice};

/// Timeout of a quote.
const PATIENCE: Duration = Duration::from_secs(2);

/// The quotes for a parcel.
#[derive(Clone, Default)]
pub struct Quotes {
    /// The options, in the order of the methods.
    pub choices: Vec<ShippingChoice>,
    /// Whether a method failed that might have had an option.
    pub unanswered: bool,
}

/// Returns the quotes for each parcel, with labels in the shopper's language.
pub async fn ask(parcels: Vec<(Parcel, Vec<Arc<dyn ShippingMethod>>)>, texts: &Texts) -> Vec<Quotes> {
    let mut asking = JoinSet::new();
    let mut answers = Vec::new();
    for (n, (parcel, methods)) in parcels.into_iter().enumerate() {
        let parcel = Arc::new(parcel);
        answers.push(vec![None; methods.len()]);
        for (place, method) in methods.into_iter().enumerate() {
            let (parcel, texts) = (Arc::clone(&parcel), texts.clone());
            asking.spawn(async move { (n, place, choices(&*method, &parcel, &texts).await) });
        }
    }
    while let Some(answer) = asking.join_next().await {
        match answer {
            Ok((n, place, choices)) => answers[n][place] = choices,
            Err(error) => tracing::error!(%error, "shipping method panicked"),
        }
    }
    let quotes = |by_method: Vec<Option<Vec<ShippingChoice>>>| Quotes {
        unanswered: by_method.iter().any(Option::is_none),
        choices: by_method.into_iter().flatten().flatten().collect(),
    };
    answers.into_iter().map(quotes).collect()
}

/// Returns a method's options; `None` if it failed or timed out.
async fn choices(method: &dyn ShippingMethod, parcel: &Parcel, texts: &Texts) -> Option<Vec<ShippingChoice>> {
    let options = match tokio::time::timeout(PATIENCE, method.quote(parcel)).await {
        Ok(Ok(options)) => options,
        Ok(Err(error)) => {
            tracing::warn!(method = method.id(), %error, "shipping quote failed");
            return None;
        }
        Err(_) => {
            tracing::warn!(method = method.id(), "shipping quote timed out");
            return None;
        }
    };
    let valid = |option: &ShippingOption| option.price.currency == parcel.value.currency && option.price.amount >= 0;
    Some(options.into_iter().filter(valid).map(|option| choice(method, option, texts)).collect())
}

fn choice(method: &dyn ShippingMethod, option: ShippingOption, texts: &Texts) -> ShippingChoice {
    let (method, pick_up) = (method.id(), method.is_pick_up());
    ShippingChoice {
        id: match option.id.as_str() {
            "" => method.to_owned(),
            id => format!("{method}:{id}"),
        },
        // A translation takes precedence over the method's own label.
        label: translation(method, &option.id, texts).unwrap_or_else(|| option.label_in(texts.language()).to_owned()),
        service: option.label,
        delivery_time: option.days.map(|days| working_days(days, texts)),
        price: option.price,
        pick_up,
    }
}

fn working_days((from, to): (u32, u32), texts: &Texts) -> String {
    match from == to {
        true => texts.format("shipping-days", &[("from", from.into())]),
        false => texts.format("shipping-days-range", &[("from", from.into()), ("to", to.into())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        async_trait,
        language::fluent::english,
        model::{Currency, Money},
        store::shipping::{ShippingError, method::tests::parcel},
    };

    /// A test carrier with this behaviour.
    #[derive(Clone, Copy)]
    enum Carrier {
        Prompt(&'static str),
        Slow,
        Failing,
        Panicking,
    }

    #[async_trait]
    impl ShippingMethod for Carrier {
        fn id(&self) -> &'static str {
            match self {
                Carrier::Prompt(id) => id,
                Carrier::Slow => "slow",
                Carrier::Failing => "failing",
                Carrier::Panicking => "panicking",
            }
        }
        async fn quote(&self, _: &Parcel) -> Result<Vec<ShippingOption>, ShippingError> {
            match self {
                Carrier::Prompt(_) => {
                    // The first one registered answers last.
                    let wait = if self.id() == "first" { 20 } else { 1 };
                    tokio::time::sleep(Duration::from_millis(wait)).await;
                    let option = |id, cents| ShippingOption::new(id, Money::new(cents, Currency::EUR)).id(id);
                    Ok(vec![option("a", 100), option("b", -1), ShippingOption::new("", Money::zero(Currency::USD))])
                }
                Carrier::Slow => std::future::pending().await,
                Carrier::Failing => Err(ShippingError::new("failed as configured")),
                Carrier::Panicking => panic!("panicked as configured"),
            }
        }
    }

    fn asked(carriers: &[Carrier]) -> (Parcel, Vec<Arc<dyn ShippingMethod>>) {
        let value = Money::new(1000, Currency::EUR);
        let methods = carriers.iter().map(|carrier| Arc::new(*carrier) as Arc<dyn ShippingMethod>);
        (parcel("DE", 100, value), methods.collect())
    }

    #[tokio::test]
    async fn who_does_not_answer_holds_nobody_up() {
        let before = std::time::Instant::now();
        let bad =
            [Carrier::Slow, Carrier::Prompt("first"), Carrier::Failing, Carrier::Panicking, Carrier::Prompt("last")];
        let mut all = vec![asked(&bad), asked(&[])];
        all.extend((0..6).map(|_| asked(&[Carrier::Slow; 6])));
        let answers = ask(all, &english()).await;
        let ids: Vec<Vec<&str>> =
            answers.iter().map(|all| all.choices.iter().map(|c| c.id.as_str()).collect()).collect();
        assert_eq!(ids[0], ["first:a", "last:a"]);
        assert!(ids[1..].iter().all(Vec::is_empty), "{ids:?}");
        let unanswered: Vec<bool> = answers.iter().map(|all| all.unanswered).collect();
        assert_eq!(unanswered, [true, false, true, true, true, true, true, true]);
        // Six parcels, or six methods of one, would take longer if they were asked one after the other.
        assert!(before.elapsed() < PATIENCE * 5, "one after the other: {:?}", before.elapsed());
    }
}
