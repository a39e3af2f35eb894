//! Pieces × the values that parameters have → one text of SQL, and what is bound to its placeholders.

use querent_compiler::program::Piece;
use querent_schema::dialect::Placeholder;
use std::collections::{BTreeMap, BTreeSet};

/// What the text depends on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Variant {
    pub(crate) absent: BTreeSet<usize>,
    /// The arm of each choice that is not the first.
    pub(crate) arms: BTreeMap<usize, usize>,
}

/// What is bound to a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Param(usize),
    LastInsertId,
    Key,
}

/// One text.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) sql: String,
    pub(crate) slots: Vec<Slot>,
}

/// How many rows and keys a text has where it takes any number of them.
pub(crate) const MANY: usize = 2;

/// The keys that were read or made before a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyRows {
    /// Columns of the key.
    pub(crate) width: usize,
    pub(crate) number: usize,
}

/// The text of one variant.
pub(crate) fn assemble(pieces: &[Piece], keys: KeyRows, placeholder: Placeholder, variant: &Variant) -> Text {
    let mut assembler = Assembler { text: Text::default(), keys, placeholder, variant };
    assembler.pieces(pieces);
    assembler.text
}

/// The texts that can come of the pieces: all combinations of few switches; of many those that differ from the fullest in one.
pub(crate) fn variants(pieces: &[Piece]) -> Vec<Variant> {
    let mut switches = Switches::default();
    switches.gather(pieces);
    let mut variants: Vec<Variant> = absent_sets(switches.optional.into_iter().collect())
        .into_iter()
        .map(|absent| Variant { absent, arms: BTreeMap::new() })
        .collect();
    for (param, arms) in switches.choices {
        let first = variants.clone();
        variants.extend((1..arms).flat_map(|arm| first.iter().map(move |variant| variant.with_arm(param, arm))));
    }
    variants
}

fn absent_sets(params: Vec<usize>) -> Vec<BTreeSet<usize>> {
    if params.len() > FEW {
        let one = params.iter().map(|param| BTreeSet::from([*param]));
        return std::iter::once(BTreeSet::new()).chain(one).chain([params.iter().copied().collect()]).collect();
    }
    let chosen = |bits: u32| params.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1);
    (0..1_u32 << params.len()).map(|bits| chosen(bits).map(|(_, param)| *param).collect()).collect()
}

/// Up to so many switches are combined in every way.
const FEW: usize = 3;

impl Variant {
    fn with_arm(&self, param: usize, arm: usize) -> Self {
        let mut arms = self.arms.clone();
        arms.insert(param, arm);
        Variant { absent: self.absent.clone(), arms }
    }
}

#[derive(Default)]
struct Switches {
    optional: BTreeSet<usize>,
    /// Parameter and number of arms.
    choices: BTreeMap<usize, usize>,
}

impl Switches {
    fn gather(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Text(_) | Piece::Param(_) | Piece::Inserted(_) | Piece::LastInsertId | Piece::Keys => {}
                Piece::Optional { params, pieces } => {
                    self.optional.extend(params);
                    self.gather(pieces);
                }
                Piece::Join { items, .. } => items.iter().for_each(|item| self.gather(item)),
                Piece::Choice { param, arms } => {
                    self.choices.insert(*param, arms.len());
                    arms.iter().for_each(|arm| self.gather(arm));
                }
                Piece::Rows(pieces) | Piece::Arrays(pieces) => self.gather(pieces),
            }
        }
    }
}

struct Assembler<'a> {
    text: Text,
    keys: KeyRows,
    placeholder: Placeholder,
    variant: &'a Variant,
}

impl Assembler<'_> {
    fn pieces(&mut self, pieces: &[Piece]) {
        pieces.iter().for_each(|piece| self.piece(piece));
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.text.sql.push_str(text),
            Piece::Param(param) => self.slot(Slot::Param(*param)),
            Piece::Optional { params, pieces } => {
                if params.iter().all(|param| !self.variant.absent.contains(param)) {
                    self.pieces(pieces);
                }
            }
            Piece::Join { open, separator, close, empty, items } => self.join(open, separator, close, empty, items),
            Piece::Choice { param, arms } => {
                let arm = self.variant.arms.get(param).copied().unwrap_or(0);
                self.pieces(&arms[arm]);
            }
            Piece::Rows(row) => self.repeat(MANY, |assembler| assembler.pieces(row)),
            Piece::Arrays(pieces) => self.pieces(pieces),
            Piece::Inserted(_) => self.repeat(MANY, |assembler| assembler.slot(Slot::Key)),
            Piece::LastInsertId => self.slot(Slot::LastInsertId),
            Piece::Keys if self.keys.width == 1 => {
                self.repeat(self.keys.number, |assembler| assembler.slot(Slot::Key));
            }
            Piece::Keys => self.repeat(self.keys.number, |assembler| {
                assembler.text.sql.push('(');
                assembler.repeat(assembler.keys.width, |assembler| assembler.slot(Slot::Key));
                assembler.text.sql.push(')');
            }),
        }
    }

    fn join(&mut self, open: &str, separator: &str, close: &str, empty: &str, items: &[Vec<Piece>]) {
        let before = self.text.sql.len();
        self.text.sql.push_str(open);
        let mut first = true;
        for item in items {
            let start = self.text.sql.len();
            self.pieces(item);
            if self.text.sql.len() > start && !std::mem::take(&mut first) {
                self.text.sql.insert_str(start, separator);
            }
        }
        if first {
            self.text.sql.truncate(before);
            self.text.sql.push_str(empty);
        } else {
            self.text.sql.push_str(close);
        }
    }

    fn repeat(&mut self, times: usize, write: impl Fn(&mut Self)) {
        for number in 0..times {
            if number > 0 {
                self.text.sql.push_str(", ");
            }
            write(self);
        }
    }

    fn slot(&mut self, slot: Slot) {
        self.text.slots.push(slot);
        match self.placeholder {
            Placeholder::Question => self.text.sql.push('?'),
            Placeholder::Numbered => self.text.sql.push_str(&format!("${}", self.text.slots.len())),
        }
    }
}
