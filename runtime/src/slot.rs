//! Which text of which statement: the key under which a connection keeps what it prepared.

use crate::params::Param;
use crate::statement::Statement;
use crate::text::{Variant, variant};
use lru::LruCache;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::num::{NonZeroU32, NonZeroUsize};

/// Which text of which statement.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) statement: NonZeroU32,
    pub(crate) step: u16,
    /// Rows of an `insert_many`, or keys that a step before has read.
    pub(crate) rows: u16,
    variant: Variant,
}

/// What was prepared, the text that was used last at the front.
pub(crate) type Slots<T> = LruCache<Slot, T, BuildHasherDefault<SlotHasher>>;

/// Room for so many texts.
pub(crate) fn slots<T>(most: NonZeroUsize) -> Slots<T> {
    LruCache::with_hasher(most, BuildHasherDefault::default())
}

impl Slot {
    /// The text that the parameters of one row select.
    pub(crate) fn new(statement: &Statement, step: u16, rows: u16, row: &[Param<'_>]) -> Self {
        Slot { statement: statement.state.slot(), step, rows, variant: variant(statement, row) }
    }
}

impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let small = u64::from(self.statement.get()) | u64::from(self.step) << 32 | u64::from(self.rows) << 48;
        self.variant.iter().fold((), |(), word| state.write_u64(*word));
        state.write_u64(small);
    }
}

/// Spreads numbers over all bits by one multiplication each; they are small and nobody chooses them to collide.
#[derive(Debug, Default)]
pub(crate) struct SlotHasher(u64);

impl Hasher for SlotHasher {
    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(29) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
