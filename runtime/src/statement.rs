//! A query as the static data that `query!` writes into a program: its texts in pieces for each dialect, and facts about it.

mod registry;
mod written;

pub use registry::statement;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::Deref;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::time::Duration;

/// Everything about a query that does not depend on its values: its [`Facts`], and what is learnt about it.
#[derive(Debug)]
pub struct Statement {
    facts: Facts,
    /// What is learnt about it while the program runs.
    pub state: State,
}

/// What is known of a query when it is compiled.
#[derive(Debug, PartialEq, Eq)]
pub struct Facts {
    /// `users.find`: for messages and traces.
    pub name: &'static str,
    /// The source file of the query.
    pub file: &'static str,
    /// The line of the query in that file.
    pub line: u32,
    /// What each dialect does, in the order of `Dialect::ALL`; equal programs are one.
    pub programs: [&'static Program; 5],
    /// What a row of the answer holds, in order; empty for a count.
    pub columns: &'static [ResultColumn],
    /// Where in `columns` the primary key stands, when the whole key is there; it names the row in errors.
    pub key: &'static [u16],
    /// The database's names of the tables that are read, in the order of the schema.
    pub reads: &'static [&'static str],
    /// The database's names of the tables that are changed, in the order of the schema.
    pub writes: &'static [&'static str],
    /// How long it may take.
    pub weight: Weight,
    /// The parameters whose presence, or whose number for a choice, selects the variant of the text.
    pub switches: &'static [u16],
    /// Whether the rows of the answer must be sorted by `key` after they were read.
    pub sorted_by_key: bool,
    /// Whether it locks what it reads, so that it runs in a transaction that may write.
    pub locks: bool,
    /// What the file store does, as it was written; empty where the feature `file` is not enabled.
    pub plan: &'static str,
}

impl Statement {
    /// A statement of which nothing has been learnt yet.
    pub const fn new(facts: Facts) -> Self {
        Statement { facts, state: State::new() }
    }
}

impl Deref for Statement {
    type Target = Facts;

    #[inline]
    fn deref(&self) -> &Facts {
        &self.facts
    }
}

/// The query's name, and where it stands.
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file {
            "" => f.write_str(self.name),
            file => write!(f, "{} ({file}:{})", self.name, self.line),
        }
    }
}

/// A column of the answer; `table` is empty for an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResultColumn {
    /// The database's name of the table.
    pub table: &'static str,
    /// The database's name of the column, or the record's field for an expression.
    pub column: &'static str,
}

/// How long a statement may take, as far as that is known when it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// One row by a key, or one row written.
    Short,
    /// Depends on the data.
    Unknown,
    /// Surely a whole table.
    Long,
}

/// What one dialect does to carry out a query: steps in order, in one transaction when there is more than one.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The steps.
    pub steps: &'static [Step],
}

/// One statement of SQL.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// What it is for.
    pub role: Role,
    /// Its text.
    pub pieces: &'static [Piece],
}

impl Step {
    /// Whether it changes something.
    pub(crate) fn writes(&self) -> bool {
        let reads = matches!(self.pieces.first(), Some(Piece::Text(text)) if text.starts_with("SELECT"));
        self.role == Role::Change || self.role == Role::Answer && !reads
    }
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its rows, or its count, are the answer.
    Answer,
    /// It changes something, and its count is not the answer.
    Change,
    /// It reads the keys that a later step takes by [`Piece::Keys`].
    Keys,
}

/// A piece of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// As it stands.
    Text(&'static str),
    /// A placeholder for this parameter.
    Param(u16),
    /// Only when all these parameters are present.
    Optional(&'static [u16], &'static [Piece]),
    /// Those of the items that write something, joined; when none does, `empty`.
    Join {
        /// Before the first item.
        open: &'static str,
        /// Between two items.
        separator: &'static str,
        /// After the last item.
        close: &'static str,
        /// In place of all when no item writes anything.
        empty: &'static str,
        /// The items.
        items: &'static [&'static [Piece]],
    },
    /// The arm whose number the parameter holds.
    Choice(u16, &'static [&'static [Piece]]),
    /// Once for each row of an `insert_many`, with `, ` between; parameters inside count from 0 within each row.
    Rows(&'static [Piece]),
    /// Once, for all rows of an `insert_many`: each parameter inside is a list of the values of all rows.
    Arrays(&'static [Piece]),
    /// The keys of the rows that the step before has inserted, placeholders with `, ` between: of each row this parameter, or where it is
    /// absent the number that was counted up.
    Inserted(u16),
    /// The key that the previous insert generated.
    LastInsertId,
    /// The keys that the [`Role::Keys`] step read: placeholders with `, ` between; for a composite key, a tuple of them in parentheses
    /// for each. The parentheses around the list are in the text.
    Keys,
}

/// What is learnt about a statement while the program runs.
#[derive(Debug)]
pub struct State {
    slot: AtomicU32,
    /// [`UNKNOWN`], [`SHORT`], or how many short runs on a thread are still needed before it begins on the task again.
    pace: AtomicU8,
}

/// Nothing has been learnt yet: its weight decides where it begins.
const UNKNOWN: u8 = 0;
/// It has turned out to be short.
const SHORT: u8 = u8::MAX;
/// So many runs in a row must be short after one that was not.
const SHORT_RUNS: u8 = 4;
/// What is shorter than this is short.
const SHORT_RUN: Duration = Duration::from_micros(75);

/// The next free slot; 0 stands for none.
static NEXT_SLOT: AtomicU32 = AtomicU32::new(1);

impl State {
    /// Nothing is known yet.
    #[allow(clippy::new_without_default, reason = "it is only made as part of a static")]
    pub const fn new() -> Self {
        State { slot: AtomicU32::new(0), pace: AtomicU8::new(UNKNOWN) }
    }

    /// A small number of the statement's own, the same as long as the program runs: an index into a connection's prepared statements.
    pub fn slot(&self) -> NonZeroU32 {
        NonZeroU32::new(self.slot.load(Ordering::Relaxed)).unwrap_or_else(|| self.take_slot())
    }

    /// Whether it should begin on a thread, because it would hold a task up.
    pub(crate) fn prefers_thread(&self, weight: Weight) -> bool {
        match self.pace.load(Ordering::Relaxed) {
            UNKNOWN => weight == Weight::Long,
            pace => pace != SHORT,
        }
    }

    /// Whether it has turned out to be short.
    pub(crate) fn is_short(&self) -> bool {
        self.pace.load(Ordering::Relaxed) == SHORT
    }

    /// It has held a task up.
    pub(crate) fn overran(&self) {
        self.pace.store(SHORT_RUNS, Ordering::Relaxed);
    }

    /// It has run on a thread, from beginning to end, in this time.
    pub(crate) fn ran_on_thread(&self, took: Duration) {
        let pace = match self.pace.load(Ordering::Relaxed) {
            _ if took > SHORT_RUN => SHORT_RUNS,
            UNKNOWN => SHORT_RUNS - 1,
            SHORT | 1 => SHORT,
            left => left - 1,
        };
        self.pace.store(pace, Ordering::Relaxed);
    }

    #[cold]
    fn take_slot(&self) -> NonZeroU32 {
        let fresh = NEXT_SLOT.fetch_add(1, Ordering::Relaxed);
        let slot = match self.slot.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh,
            Err(taken) => taken,
        };
        NonZeroU32::new(slot).expect("a program has fewer than 2^32 statements")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_overran_begins_on_threads_until_it_is_short_again() {
        let state = State::new();
        assert!(state.prefers_thread(Weight::Long) && !state.prefers_thread(Weight::Unknown));
        state.overran();
        (1..SHORT_RUNS).for_each(|_| state.ran_on_thread(Duration::ZERO));
        assert!(state.prefers_thread(Weight::Short));
        state.ran_on_thread(Duration::from_secs(1));
        (1..SHORT_RUNS).for_each(|_| state.ran_on_thread(Duration::ZERO));
        assert!(state.prefers_thread(Weight::Short));
        state.ran_on_thread(Duration::ZERO);
        assert!(!state.prefers_thread(Weight::Long));
    }

    #[test]
    fn a_statement_keeps_its_slot_and_shares_it_with_none() {
        let (one, other) = (State::new(), State::new());
        let slot = one.slot();
        assert_ne!(slot, other.slot());
        assert_eq!(slot, one.slot());
    }
}
