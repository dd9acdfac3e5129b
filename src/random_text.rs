//! Random texts for the property tests of what reads the texts of strangers. They are made of pieces that mean something to the
//! reader, and cost little, so that a test can be run with a million of them: `make fuzz`.

use proptest::prelude::*;

/// Returns texts of these pieces and of any characters: at most `most` of them together.
pub(crate) fn texts(pieces: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    randomly(move |random| {
        let mut text = String::new();
        for _ in 0..random.below(most + 1) {
            // One in five is no piece.
            match random.below(5) {
                0 => text.push(random.character()),
                _ => text.push_str(random.choose(pieces)),
            }
        }
        text
    })
}

/// Returns what a function makes of random numbers. It is not shrunk: another number makes something else of it.
pub(crate) fn randomly<T: std::fmt::Debug>(make: impl Fn(&mut Random) -> T) -> impl Strategy<Value = T> {
    any::<u64>().no_shrink().prop_map(move |seed| make(&mut Random(seed)))
}

/// Random numbers (SplitMix64).
pub(crate) struct Random(u64);

impl Random {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below another, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a small number");
        usize::try_from(self.number() % end).expect("below a small number")
    }

    pub fn choose<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Returns any character, half of the time one of ASCII.
    pub fn character(&mut self) -> char {
        let end = if self.below(2) == 0 { 0x80 } else { 0x11_0000 };
        let code = u32::try_from(self.below(end)).expect("a code");
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}
