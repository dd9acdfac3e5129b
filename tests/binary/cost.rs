//! What a journey costs: the statements and commits of each step, on both databases, compared with cost.tsv, and with
//! cost_code.tsv for a shopper with a code. docs/speed.md explains the figures.

use std::{fmt::Write as _, fs, path::PathBuf};

use reqwest::{Method, StatusCode};

use crate::{
    client::{Browser, Checkout, location},
    postgres::create_database,
    process::Shop,
    sql_events::{SETTINGS, SqlEvent, SqlEvents},
};

/// The journeys: of a shop that charges VAT, without a code and with one.
static JOURNEYS: [Journey; 2] = [
    Journey { code: None, file: "cost.tsv", budget: Cost { statements: 56, commits: 9 } },
    Journey { code: Some("WELCOME10"), file: "cost_code.tsv", budget: Cost { statements: 69, commits: 10 } },
];
const DOCUMENTATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/speed.md");
/// The number of journeys in which each step has to cost once what is recorded: on a busy machine, one query may
/// answer two wake-ups.
const TRIES: usize = 12;
/// The command that updates the record.
const RENEW: &str = "PANNIER_COST=renew scripts/env cargo test --features shop,s3,sandbox --test binary cost";

/// The purchase of a download.
struct Journey {
    /// The code that the shopper enters.
    code: Option<&'static str>,
    /// The record of what it costs.
    file: &'static str,
    /// What it may cost in all, with its deliveries and its invoice.
    budget: Cost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    statements: usize,
    commits: usize,
}

/// A step of a journey: the texts of its statements, and the number of its commits.
struct Step {
    name: &'static str,
    statements: Vec<String>,
    commits: usize,
}

impl Step {
    /// Leaves out what the sandbox does, in place of a gateway elsewhere. It commits each of its writes by itself, except
    /// for a webhook, which is part of a payment's change.
    fn of(name: &'static str, events: Vec<SqlEvent>) -> Step {
        let (mut statements, mut commits, mut of_sandbox) = (Vec::new(), 0_usize, 0_usize);
        for event in events {
            match event {
                SqlEvent::Commit => commits += 1,
                SqlEvent::Statement(sql) if sql.contains("sandbox_") => {
                    let alone = !sql.starts_with("SELECT") && !sql.starts_with("INSERT INTO sandbox_webhooks");
                    of_sandbox += usize::from(alone);
                }
                SqlEvent::Statement(sql) => statements.push(sql.split_whitespace().collect::<Vec<_>>().join(" ")),
            }
        }
        Step { name, statements, commits: commits.saturating_sub(of_sandbox) }
    }

    fn cost(&self) -> Cost {
        Cost { statements: self.statements.len(), commits: self.commits }
    }
}

/// The steps in their order, with what each costs.
struct Record(Vec<(String, Cost)>);

impl Record {
    fn path(journey: &Journey) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/binary").join(journey.file)
    }

    fn read(journey: &Journey) -> Record {
        let text = fs::read_to_string(Record::path(journey)).unwrap();
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [name, statements, commits] = cells[..] else { panic!("not a row: {line}") };
            (name.to_owned(), Cost { statements: statements.parse().unwrap(), commits: commits.parse().unwrap() })
        };
        Record(text.lines().filter(|line| !line.starts_with('#')).map(row).collect())
    }

    /// Records what the steps cost, here and in the documentation.
    fn renew(journey: &Journey, steps: &[Step]) {
        let before = Record::read(journey).table();
        let with = journey.code.map_or("", |_| " with a code");
        let mut text = format!("# Statements and commits of a journey{with}, the same on both databases.\n# {RENEW}\n");
        for step in steps {
            let Cost { statements, commits } = step.cost();
            writeln!(text, "{}\t{statements}\t{commits}", step.name).unwrap();
        }
        fs::write(Record::path(journey), text).unwrap();
        let shown = fs::read_to_string(DOCUMENTATION).unwrap();
        fs::write(DOCUMENTATION, shown.replacen(&before, &Record::read(journey).table(), 1)).unwrap();
    }

    /// The table in the documentation.
    fn table(&self) -> String {
        let mut table = String::from("| | Statements | Commits |\n|---|---|---|\n");
        for (name, Cost { statements, commits }) in &self.0 {
            writeln!(table, "| {name} | {statements} | {commits} |").unwrap();
        }
        let Cost { statements, commits } = self.total();
        writeln!(table, "| **In all** | **{statements}** | **{commits}** |").unwrap();
        table
    }

    fn of(&self, step: &str) -> Option<Cost> {
        self.0.iter().find(|(name, _)| name == step).map(|(_, cost)| *cost)
    }

    fn total(&self) -> Cost {
        let sum = |of: fn(&Cost) -> usize| self.0.iter().map(|(_, cost)| of(cost)).sum::<usize>();
        Cost { statements: sum(|cost| cost.statements), commits: sum(|cost| cost.commits) }
    }
}

#[tokio::test]
async fn a_journey_costs_what_is_recorded() {
    let renew = std::env::var("PANNIER_COST").is_ok_and(|wish| wish == "renew");
    let record = |journey: &Journey| if renew { Record(Vec::new()) } else { Record::read(journey) };
    let before: Vec<Record> = JOURNEYS.iter().map(record).collect();
    let postgres = create_database(None).await;
    let (sqlite, postgres) = tokio::join!(measure(None, &before), measure(Some(&postgres), &before));
    if renew {
        JOURNEYS.iter().zip(&sqlite).for_each(|(journey, steps)| Record::renew(journey, steps));
    }
    for ((journey, sqlite), postgres) in JOURNEYS.iter().zip(&sqlite).zip(&postgres) {
        let (Journey { file, budget, .. }, record) = (journey, Record::read(journey));
        let complaints = complaints("SQLite", sqlite, &record) + &complaints("PostgreSQL", postgres, &record);
        assert!(complaints.is_empty(), "\n{complaints}To record in {file} what is right: {RENEW}");
        assert_eq!(sqlite.len(), record.0.len(), "a step recorded in {file} is gone: {RENEW}");
        let total = record.total();
        let within = total.statements <= budget.statements && total.commits <= budget.commits;
        assert!(within, "{file}: a journey costs {total:?}: more than {budget:?}");
    }
}

#[test]
fn the_documentation_shows_the_record() {
    for journey in &JOURNEYS {
        let table = Record::read(journey).table();
        let shown = fs::read_to_string(DOCUMENTATION).unwrap();
        assert!(shown.contains(&table), "docs/speed.md lacks this table:\n{table}");
    }
}

/// Measures up to [`TRIES`] of each of the journeys. Returns each step as it is recorded if it was so once, and otherwise as it
/// was most often.
async fn measure(database: Option<&str>, records: &[Record]) -> Vec<Vec<Step>> {
    let mut settings = SETTINGS.to_vec();
    settings.extend(database.map(|url| ("DATABASE_URL", url)));
    let shop = Shop::open_with(&settings);
    // The first order of a shop prepares statements and creates the tables of the sandbox.
    let browser = Browser::new(&shop.url);
    browser.approve(&browser.to_the_gateway().await.unwrap()).await.unwrap();
    let file = format!("sqlite:{}/shop.db", shop.data.display());
    let mut events = SqlEvents::of(&shop, database.unwrap_or(&file)).await;
    events.until_idle().await;

    let mut measured = Vec::new();
    for (journey, record) in JOURNEYS.iter().zip(records) {
        let mut steps: Vec<Vec<Step>> = Vec::new();
        for _ in 0..TRIES {
            for (n, step) in travel(journey, &shop, &mut events).await.into_iter().enumerate() {
                match steps.get_mut(n) {
                    Some(others) => others.push(step),
                    None => steps.push(vec![step]),
                }
            }
            let is_recorded = |step: &Step| record.of(step.name) == Some(step.cost());
            if steps.iter().all(|tries| tries.iter().any(is_recorded)) {
                break;
            }
        }
        measured.push(steps.into_iter().map(|tries| typical(tries, record)).collect());
    }
    measured
}

fn typical(mut tries: Vec<Step>, record: &Record) -> Step {
    let rank = |step: &Step| {
        let alike = tries.iter().filter(|other| other.cost() == step.cost()).count();
        (record.of(step.name) == Some(step.cost()), alike)
    };
    let best = (0..tries.len()).max_by_key(|n| rank(&tries[*n])).expect("a journey");
    tries.swap_remove(best)
}

/// Buys a download, and waits after each step until the shop has nothing left to do.
async fn travel(journey: &Journey, shop: &Shop, events: &mut SqlEvents<'_>) -> Vec<Step> {
    let (browser, mut steps) = (Browser::new(&shop.url), Vec::new());
    let page = async |path: &str| {
        let (status, page) = browser.get(path).await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}");
        page
    };
    let mut step = async |name| steps.push(Step::of(name, events.until_idle().await));

    page("/albums/blue-hour").await;
    step("product page").await;
    browser.post("/pannier/basket/add", &[("kind", "album"), ("id", "blue-hour")]).await.unwrap();
    step("add").await;
    if let Some(code) = journey.code {
        browser.post("/pannier/basket/code", &[("code", code)]).await.unwrap();
        step("code").await;
    }
    page("/basket").await;
    step("basket").await;
    let checkout = Checkout::on(&page("/checkout").await).expect("a checkout");
    assert_eq!(checkout.total, if journey.code.is_some() { "810 EUR" } else { "900 EUR" });
    step("checkout").await;
    // Of another person each time: the shop limits the mails to one.
    let email = format!("{}@example.com", checkout.attempt);
    let gateway = browser.post("/pannier/checkout", &checkout.ordered_by(&email, "sandbox", "")).await.unwrap();
    step("pay").await;
    let back = browser.post(&gateway, &[("decision", "approve")]).await.unwrap();
    step("approval: webhook, deliveries").await;
    let order = location(&browser.send(browser.request(Method::GET, &back)).await.unwrap()).unwrap();
    step("return").await;
    assert!(page(&order).await.contains("is paid"));
    step("order page").await;
    steps
}

/// Returns what differs from the record: more with the statements of the step, fewer without.
fn complaints(database: &str, steps: &[Step], record: &Record) -> String {
    let mut text = String::new();
    for step in steps {
        let (cost, recorded) = (step.cost(), record.of(step.name));
        if recorded == Some(cost) {
            continue;
        }
        writeln!(text, "{database}, {}: {cost:?}, recorded: {recorded:?}", step.name).unwrap();
        if recorded.is_none_or(|known| cost.statements > known.statements || cost.commits > known.commits) {
            step.statements.iter().for_each(|sql| writeln!(text, "    {sql}").unwrap());
        }
    }
    text
}
