//! Figures, each printed with what it must be.
#![allow(dead_code, reason = "each bench uses a part of it")]

/// The figures so far, and how many of them are wrong.
#[derive(Default)]
pub struct Checks {
    wrong: usize,
}

impl Checks {
    /// Prints a figure that may be anything.
    pub fn figure(&mut self, what: &str, n: usize) {
        print(what, n, None);
    }

    pub fn exactly(&mut self, what: &str, n: usize, must: usize) {
        self.check(what, n, n == must, || format!("{must} expected"));
    }

    pub fn at_least(&mut self, what: &str, n: usize, least: usize) {
        self.check(what, n, n >= least, || format!("at least {least} expected"));
    }

    pub fn at_most(&mut self, what: &str, n: usize, most: usize) {
        self.check(what, n, n <= most, || format!("at most {most} expected"));
    }

    pub fn all_right(&self) -> bool {
        self.wrong == 0
    }

    fn check(&mut self, what: &str, n: usize, right: bool, expected: impl Fn() -> String) {
        self.wrong += usize::from(!right);
        print(what, n, (!right).then(expected));
    }
}

fn print(what: &str, n: usize, wrong: Option<String>) {
    let verdict = wrong.map(|expected| format!("  WRONG: {expected}")).unwrap_or_default();
    println!("  {what:<52}{n:>7}{verdict}");
}
