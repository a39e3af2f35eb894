//! A seed → numbers that look random, and are the same for the same seed.

/// A generator of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Random {
    state: u64,
    /// Whether values are among those on which stores deviate: letters of which a capital is two letters, decimals whose products have more
    /// than 38 digits.
    pub(crate) rare: bool,
}

impl Random {
    /// The numbers of a part of a run: parts of one seed have nothing in common.
    pub(crate) fn new(seed: u64, part: u64) -> Self {
        let mut random = Random { state: seed ^ part.wrapping_mul(0xD1B5_4A32_D192_ED03), rare: false };
        random.rare = random.below(8) == 0;
        random
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ self.state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }

    /// Whether something happens that happens so many times of a hundred.
    pub(crate) fn chance(&mut self, of_hundred: usize) -> bool {
        self.below(100) < of_hundred
    }

    /// One of some things, of which there is at least one.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}
