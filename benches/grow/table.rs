//! A table of two shops, with the ratio of each figure.

/// A figure of the small shop and of the large one.
pub struct Figure {
    name: &'static str,
    unit: Unit,
    values: [f64; 2],
    goal: Goal,
}

#[derive(Clone, Copy)]
pub enum Unit {
    PerSecond,
    Seconds,
    Bytes,
}

/// What the large shop should reach.
pub enum Goal {
    None,
    /// At most this many times as slow as the small one.
    Ratio(f64),
    /// At most this many seconds.
    AtMost(f64),
}

impl Figure {
    pub fn new(name: &'static str, unit: Unit, values: [f64; 2], goal: Goal) -> Figure {
        Figure { name, unit, values, goal }
    }

    /// Returns how many times worse the figure of the large shop is.
    fn ratio(&self) -> f64 {
        let [small, large] = self.values;
        match self.unit {
            Unit::PerSecond => small / large,
            Unit::Seconds | Unit::Bytes => large / small,
        }
    }

    fn verdict(&self) -> String {
        let (limit, met) = match self.goal {
            Goal::None => return String::new(),
            Goal::Ratio(most) => (format!("{most:.2} x"), self.ratio() <= most),
            Goal::AtMost(most) => (self.unit.show(most), self.values[1] <= most),
        };
        format!("at most {limit:<8}  {}", if met { "met" } else { "missed" })
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Unit::PerSecond => format!("{value:.0}/s"),
            Unit::Seconds => format!("{:.0} ms", value * 1e3),
            Unit::Bytes => format!("{:.1} MB", value / 1e6),
        }
    }
}

pub fn print(title: &str, figures: &[Figure]) {
    println!("\n{title:<64}{:>10}{:>10}{:>8}", "small", "large", "ratio");
    for figure in figures {
        let [small, large] = figure.values.map(|value| figure.unit.show(value));
        let line = format!("  {:<62}{small:>10}{large:>10}{:>8.2}   {}", figure.name, figure.ratio(), figure.verdict());
        println!("{}", line.trim_end());
    }
    println!();
}
