//! What the two shops cost.

use std::time::Duration;

use pannier::Timestamp;

use crate::{
    CLIENTS, Result, admin,
    load::Load,
    process, server,
    shop::Shop,
    table::{Figure, Goal, Unit},
    visits::{self, Visit},
    webhooks,
};

/// A figure of the large shop may be worse by this factor.
const RATIO: f64 = 1.15;
/// The time that a list of the command line may take, and an order, in seconds.
const LIST: f64 = 0.050;
const ORDER: f64 = 0.030;

/// Each figure is the median of this many.
const ROUNDS: usize = 5;
/// The time of a round.
const ROUND: Duration = Duration::from_secs(3);

const VISITS: [(&str, Visit); 4] = [
    ("product page", visits::product_page),
    ("add to basket, durable", visits::add),
    ("complete purchase", visits::journey),
    ("webhook and its duplicate", webhooks::old_news),
];

/// The lists of the command line. `DAY` is 100 days ago. One order in a thousand is from `LI`, and none from `AT` is
/// paid with `sandbox`, so that nothing is found among many.
const LISTS: [&str; 27] = [
    "order list",
    "order list --needs-attention",
    "order list --tab to-send",
    "order list --tab unpaid",
    "order list --tab refunded",
    "order list --email customer7@example.com",
    "order list --status completed",
    "order list --provider stripe",
    "order list --country LI",
    "order list --kind album",
    "order list --from DAY --until DAY",
    "order list --before 1500",
    "order list --country DE --provider stripe --kind album",
    "order list --country LI --provider stripe --from DAY",
    "order list --country AT --provider sandbox",
    "order list --tab refunded --country AT",
    "order list --search 1500",
    "order list --search customer7@example.com",
    "order list --search customer7",
    "order list --search customer",
    "order list --search 777",
    "order list --search track404",
    "order list --search customer --country AT --provider sandbox",
    "delivery list",
    "webhook list",
    "shipment list",
    "shipment list --failed",
];

/// Measures everything in both shops, in turns: what slows the machine for a while, slows both.
pub fn all(shops: &[Shop; 2]) -> Result<Vec<Figure>> {
    let mut figures = vec![Figure::new("start", Unit::Seconds, starts(shops)?, Goal::Ratio(RATIO))];
    let mut open = [shops[0].open()?.0, shops[1].open()?.0];
    for (name, visit) in VISITS {
        figures.push(Figure::new(name, Unit::PerSecond, rates(&open, visit)?, Goal::Ratio(RATIO)));
    }
    let past = Timestamp::now() - Duration::from_secs(100 * 24 * 60 * 60);
    let day = past.to_string().chars().take(10).collect::<String>();
    for list in LISTS {
        let arguments: Vec<&str> =
            list.split(' ').map(|word| if word == "DAY" { day.as_str() } else { word }).collect();
        figures.push(Figure::new(list, Unit::Seconds, times(shops, |_| arguments.clone())?, Goal::AtMost(LIST)));
    }
    // Numbers begin at 1001.
    let numbers = [0, 1].map(|shop: usize| (1_000 + shops[shop].orders / 2).to_string());
    let of = |shop: usize| vec!["order", "show", numbers[shop].as_str()];
    figures.push(Figure::new("order show", Unit::Seconds, times(shops, of)?, Goal::AtMost(ORDER)));
    figures.extend(admin::figures(shops, &open)?);
    let memory = [server::memory(&open[0])?, server::memory(&open[1])?];
    figures.push(Figure::new("memory, after the load", Unit::Bytes, memory, Goal::None));
    for shop in &mut open {
        shop.stop();
    }
    Ok(figures)
}

/// Returns the times until the first page of a shop that is not new.
fn starts(shops: &[Shop; 2]) -> Result<[f64; 2]> {
    in_turns(|shop| {
        let (mut open, seconds) = shops[shop].open()?;
        open.stop();
        Ok(seconds)
    })
}

fn rates(open: &[process::Shop; 2], visit: Visit) -> Result<[f64; 2]> {
    in_turns(|shop| Ok(Load::run(&[open[shop].address], CLIENTS, ROUND, visit)?.per_second()))
}

fn times<'a>(shops: &[Shop; 2], arguments: impl Fn(usize) -> Vec<&'a str>) -> Result<[f64; 2]> {
    in_turns(|shop| shops[shop].run(&arguments(shop)))
}

/// Measures both shops in turns. Returns the median of each.
fn in_turns(measure: impl Fn(usize) -> Result<f64>) -> Result<[f64; 2]> {
    let mut measured = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (shop, values) in measured.iter_mut().enumerate() {
            values.push(measure(shop)?);
        }
    }
    Ok(measured.map(|mut values| {
        values.sort_unstable_by(f64::total_cmp);
        values[ROUNDS / 2]
    }))
}
