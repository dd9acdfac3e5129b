//! The outcome of the run, read from the reports and from the database, and compared with what the shop promises.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    Reports, Result,
    checks::Checks,
    database::Database,
    honest::{self, Purchases, STEPS},
    load::Load,
    shop::Shop,
    strangers::{CARDS, HOARDER, SESSION, VICTIM},
    table::{self, Row},
};

/// Unpaid orders of a session or of an e-mail address at a time, and those that are placed within an hour.
const UNPAID: usize = 5;
const PLACED: usize = 10;
const LINES: usize = 100;
/// Mails to an address within an hour, before anything is paid.
const MAILS: usize = 10;
/// How long the head of a request may take, and all of it.
const HEAD: Duration = Duration::from_secs(10);
const REQUEST: Duration = Duration::from_secs(30);
/// How long connecting and the first page may take a shopper: slow connections keep no shopper out.
const FIRST_PAGE: Duration = Duration::from_millis(200);
/// How late the end of a connection is noticed.
const LATE: Duration = Duration::from_secs(3);

/// How long shoppers wait for the first page.
pub fn first_page(checks: &mut Checks, all: &Reports) {
    let times = all.shoppers.iter().flat_map(|purchases| purchases.times[0].iter().copied());
    let load = Load::of(times.collect(), all.took);
    table::print("Beside slow connections alone", ["", "p50", "p99"], &[Row::rate(STEPS[0], &load, None)]);
    let milliseconds = |time: Duration| usize::try_from(time.as_millis()).unwrap_or(usize::MAX);
    let found = milliseconds(load.percentile(0.99));
    checks.at_most("milliseconds to the first page (p99)", found, milliseconds(FIRST_PAGE));
}

impl Reports {
    fn purchases(&self) -> impl Iterator<Item = &Purchases> {
        self.shoppers.iter().chain(&self.earlier)
    }
}

/// The figures of the honest shoppers.
pub fn shoppers(checks: &mut Checks, all: &Reports, database: &Database, patience: Duration) -> Result<()> {
    let load = |step: usize| {
        let times = all.shoppers.iter().flat_map(|purchases| purchases.times[step].iter().copied());
        Load::of(times.collect(), all.took)
    };
    let rows: Vec<Row> = (0..STEPS.len()).map(|step| Row::rate(STEPS[step], &load(step), None)).collect();
    println!();
    table::print("Honest shoppers", ["", "p50", "p99"], &rows);

    let failures = || all.purchases().flat_map(|purchases| &purchases.failures);
    failures().take(5).for_each(|failure| println!("  {failure}"));
    let bought = all.purchases().map(|purchases| purchases.bought.len()).sum();
    checks.at_least("honest orders that were paid and delivered", bought, 1);
    checks.exactly("honest orders that failed", failures().count(), 0);

    let name = honest::NAME;
    let of = |table: &str, status: &str| {
        format!(
            "SELECT COUNT(*) AS n FROM {table} JOIN pannier_orders o ON o.id = order_id WHERE email LIKE '{name}%' {status}"
        )
    };
    let deliveries = "pannier_signal_deliveries d JOIN pannier_signals s ON s.id = signal_id";
    let left = database.wait_for_none(&of(deliveries, "AND d.status = 'due'"), patience)?;
    checks.exactly("  signals about them that are still due", left, 0);
    checks.exactly("  signals about them that failed", database.count(&of(deliveries, "AND d.status = 'failed'"))?, 0);
    let completed = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'completed'";
    checks.exactly("  orders completed in the database", database.count(completed)?, bought);
    checks.exactly("  downloads activated", database.count(&of("pannier_downloads", ""))?, bought);
    Ok(())
}

/// The figures of the strangers.
pub fn strangers(checks: &mut Checks, all: &Reports, database: &Database, shop: &Shop) -> Result<()> {
    println!("\n  {:<52}{:>7}", "Strangers", "acts");
    let mut kinds: BTreeMap<&str, (usize, usize, BTreeMap<u16, usize>)> = BTreeMap::new();
    for report in &all.strangers {
        let (acts, broken, statuses) = kinds.entry(report.name).or_default();
        (*acts, *broken) = (*acts + report.acts, *broken + report.broken);
        for (status, n) in &report.statuses {
            *statuses.entry(*status).or_default() += n;
        }
    }
    for (name, (acts, broken, statuses)) in &kinds {
        let statuses: Vec<String> = statuses.iter().map(|(status, n)| format!("{n} x {status}")).collect();
        println!("  {name:<52}{acts:>7}  {}, {broken} without an answer", statuses.join(", "));
    }
    println!();
    let pending = "status = 'pending'";
    checks.at_most("unpaid orders of one address", most_orders(database, HOARDER, "email", pending)?, UNPAID);
    let session = format!("SUBSTR(email, 1, {})", SESSION.len() + 1);
    checks.at_most("unpaid orders of one session", most_orders(database, SESSION, &session, pending)?, UNPAID);
    for (what, name) in
        [("orders in the name of one who orders nothing", VICTIM), ("orders of one who tries cards", CARDS)]
    {
        checks.at_most(what, most_orders(database, name, "email", "placed_at IS NOT NULL")?, PLACED);
    }
    let lines =
        "SELECT COALESCE(MAX(n), 0) AS n FROM (SELECT COUNT(*) AS n FROM pannier_order_lines GROUP BY order_id) AS l";
    checks.at_most("lines of one basket", database.count(lines)?, LINES);
    let kept = "SELECT COUNT(*) AS n FROM pannier_webhooks WHERE provider <> 'sandbox'";
    checks.exactly("unverified webhooks that were stored", database.count(kept)?, 0);
    mails(checks, all, shop)?;
    connections(checks, all);
    requests(checks, all);
    Ok(())
}

/// The most orders of one stranger among those whose address begins with a name.
fn most_orders(database: &Database, name: &str, stranger: &str, which: &str) -> Result<usize> {
    let orders =
        format!("SELECT COUNT(*) AS n FROM pannier_orders WHERE {which} AND email LIKE '{name}%' GROUP BY {stranger}");
    database.count(&format!("SELECT COALESCE(MAX(n), 0) AS n FROM ({orders}) AS o"))
}

fn mails(checks: &mut Checks, all: &Reports, shop: &Shop) -> Result<()> {
    let mut mails: BTreeMap<String, usize> = BTreeMap::new();
    for mail in shop.mails()? {
        let to = mail.lines().find_map(|line| line.strip_prefix("To: ")).ok_or("a mail to nobody")?;
        *mails.entry(to.trim().to_owned()).or_default() += 1;
    }
    let bought = || all.purchases().flat_map(|purchases| &purchases.bought);
    let confirmed = bought().filter(|email| mails.get(*email) == Some(&1)).count();
    checks.exactly("honest orders that were confirmed by one mail", confirmed, bought().count());
    let most = |name: &str| mails.iter().filter(|(to, _)| to.starts_with(name)).map(|(_, n)| *n).max().unwrap_or(0);
    checks.at_most("mails to one who has ordered nothing", most(VICTIM), MAILS);
    checks.at_most("mails to one who orders and does not pay", most(HOARDER), MAILS);
    Ok(())
}

fn connections(checks: &mut Checks, all: &Reports) {
    let sockets = &all.sockets;
    checks.figure("slow connections opened", sockets.opened);
    checks.figure("slow connections refused", sockets.refused);
    let seconds = |time: Duration| usize::try_from(time.as_secs()).unwrap_or(usize::MAX);
    for (part, longest, limit) in [("head", sockets.head, HEAD), ("body", sockets.body, REQUEST)] {
        let what = format!("seconds that a slow {part} was waited for");
        // A shorter run sees none of them closed.
        match all.took < limit + LATE {
            true => checks.figure(&what, seconds(longest)),
            false => checks.at_most(&what, seconds(longest), seconds(limit + LATE)),
        }
    }
}

fn requests(checks: &mut Checks, all: &Reports) {
    let failures = all.random.iter().flat_map(|answers| &answers.failures);
    failures.for_each(|failure| println!("  {failure}"));
    let sum = |figure: fn(&crate::Answers) -> usize| all.random.iter().map(figure).sum::<usize>();
    checks.figure("random requests answered", sum(|answers| answers.answered));
    checks.figure("random requests without an answer", sum(|answers| answers.broken));
    checks.exactly("random requests answered with 5xx", sum(|answers| answers.failed), 0);
}

/// Whether all that was held by unpaid orders is for sale again.
pub fn stock(
    checks: &mut Checks,
    database: &Database,
    before: &BTreeMap<String, usize>,
    patience: Duration,
) -> Result<()> {
    let pending = "SELECT COUNT(*) AS n FROM pannier_orders WHERE status = 'pending'";
    checks.figure("unpaid orders", database.count(pending)?);
    checks.exactly("  of these, not expired when they should be", database.wait_for_none(pending, patience)?, 0);
    let after = database.stock()?;
    let missing = before.iter().map(|(id, n)| n.saturating_sub(after.get(id).copied().unwrap_or(0))).sum();
    checks.exactly("pieces that nobody has and nobody can buy", missing, 0);
    Ok(())
}

pub fn log(checks: &mut Checks, log: &str) {
    let lines = |word: &str| log.lines().filter(|line| line.contains(word)).count();
    checks.figure("warnings in the log", lines(" WARN "));
    checks.exactly("errors in the log", lines(" ERROR "), 0);
    checks.exactly("panics in the log", lines("panicked at"), 0);
}
