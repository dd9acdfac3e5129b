//! Tables of figures.

use std::time::Duration;

use crate::load::Load;

/// The target of a figure.
#[derive(Clone, Copy)]
pub enum Limit {
    None,
    AtLeast(f64),
    AtMost(f64),
}

/// A figure with its target, and two further figures.
pub struct Row {
    name: String,
    figure: String,
    beside: [String; 2],
    verdict: String,
}

impl Row {
    /// Visits per second, with their p50 and p99.
    pub fn rate(name: &str, load: &Load, target: Option<f64>) -> Row {
        let limit = target.map_or(Limit::None, Limit::AtLeast);
        let beside = [0.5, 0.99].map(|share| milliseconds(load.percentile(share)));
        Row::new(name, load.per_second(), |n| format!("{}/s", thousands(n)), beside, limit)
    }

    /// A number per second.
    pub fn per_second(name: &str, per_second: f64) -> Row {
        Row::new(name, per_second, |n| format!("{}/s", thousands(n)), Default::default(), Limit::None)
    }

    /// The CPU time of one visit in seconds.
    pub fn cpu(name: &str, seconds: f64) -> Row {
        Row::new(name, seconds, |s| format!("{:.2} ms", s * 1e3), Default::default(), Limit::None)
    }

    /// A time in seconds.
    pub fn time(name: &str, seconds: f64, limit: Limit) -> Row {
        Row::new(name, seconds, |s| format!("{:.0} ms", s * 1e3), Default::default(), limit)
    }

    /// The latency of a single visitor in seconds: p99, with p50.
    pub fn wait(name: &str, half: f64, most: f64, limit: Limit) -> Row {
        let milliseconds = |s: f64| format!("{:.1} ms", s * 1e3);
        Row::new(name, most, milliseconds, [milliseconds(half), String::new()], limit)
    }

    /// Memory in bytes.
    pub fn memory(name: &str, bytes: f64, limit: Limit) -> Row {
        Row::new(name, bytes, |b| format!("{:.1} MB", b / 1e6), Default::default(), limit)
    }

    /// The size of a file, compressed and raw.
    pub fn size(name: &str, brotli: f64, raw: f64, limit: Limit) -> Row {
        let kilobytes = |b: f64| format!("{:.1} kB", b / 1e3);
        Row::new(name, brotli, kilobytes, [String::new(), kilobytes(raw)], limit)
    }

    fn new(name: &str, figure: f64, unit: impl Fn(f64) -> String, beside: [String; 2], limit: Limit) -> Row {
        // A ratio of 1 or more meets the target, for either kind of limit.
        let verdict = |word: &str, target: f64, ratio: f64| {
            let met = if ratio >= 1.0 { "met" } else { "missed" };
            format!("{word} {:<9} {ratio:>5.2} x  {met}", unit(target))
        };
        let verdict = match limit {
            Limit::None => String::new(),
            Limit::AtLeast(target) => verdict("at least", target, figure / target),
            Limit::AtMost(target) => verdict("at most ", target, target / figure),
        };
        Row { name: name.to_owned(), figure: unit(figure), beside, verdict }
    }
}

/// Prints a table with a title and the heads of its three columns.
pub fn print(title: &str, [figure, left, right]: [&str; 3], rows: &[Row]) {
    println!("{}", format!("{title:<36}{figure:>12}{left:>10}{right:>10}").trim_end());
    for Row { name, figure, beside: [left, right], verdict } in rows {
        println!("{}", format!("  {name:<34}{figure:>12}{left:>10}{right:>10}   {verdict}").trim_end());
    }
    println!();
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// `12,345`.
fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    groups.join(",")
}
