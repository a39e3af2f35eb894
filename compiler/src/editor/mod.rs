//! The tokens of a query → the [`Spot`]s at which names stand or may be typed, each with what it may be: for editors.
//!
//! An editor completes at its cursor by expanding the macro twice: as the text is, and with one more name at the cursor. It then goes by
//! the *place* of that name in the expansion, so both expansions must be the same up to there. Hence this reader of its own, beside
//! `parse`: it goes from left to right, never looks at what follows, knows no mistakes, and gives one spot for each name and for each gap
//! where a name could be typed. What a spot may be depends on what stands before it alone.

mod expression;
mod fields;
mod scan;
pub mod words;

use proc_macro2::{Ident, TokenStream};
pub use scan::scan;

/// The spots of a query, in the order of its tokens.
#[derive(Debug, Clone)]
pub struct Spots {
    /// The path of the table's module, as far as it is written.
    pub table: TokenStream,
    /// In the order as they stand.
    pub spots: Vec<Spot>,
}

/// A name in a query, or a gap where one may be typed.
#[derive(Debug, Clone)]
pub struct Spot {
    /// What may stand there.
    pub place: Place,
    /// The name that stands there.
    pub name: Option<Ident>,
}

/// What may stand at a spot.
#[derive(Debug, Clone)]
pub enum Place {
    /// A part of the path to the table's module.
    Table {
        /// The path up to there.
        before: TokenStream,
    },
    /// A name out of a list.
    Listed(List),
    /// A column that can be written.
    Field {
        /// The names that stand before it in the same braces; a column is given once.
        given: Vec<String>,
    },
    /// A part of a path to a type.
    Type {
        /// The path up to there.
        before: TokenStream,
    },
    /// A Rust expression: what stands in its braces.
    Rust(TokenStream),
}

/// The names that may stand at a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// What can be done with the table.
    Verbs,
    /// Columns, functions, and words that begin an operand.
    Values,
    /// The clauses of a verb.
    Clauses(Kind),
    /// What may stand behind an operand, and clauses.
    BehindOperand(Kind),
    /// What may stand behind an operand in brackets.
    BehindItem,
    /// What may stand behind `case`, and behind an operand in it.
    InCase,
    /// `by`.
    By,
    /// What may stand behind a key of an order, and clauses of what reads.
    BehindKey,
    /// `update`.
    BehindFor,
    /// What may stand behind `for update`, and clauses.
    BehindLock,
    /// What may stand behind a key in the choices of an order.
    BehindChoice,
}

/// Verbs with the same clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `find`, `find_first`, `get`.
    Reading,
    /// `count`, `exists`.
    Counting,
    /// `insert`, `insert_many`.
    Inserting,
    /// `update`, `delete`.
    Changing,
    /// `upsert`.
    Upserting,
}

impl List {
    /// Whether what it stands behind is in brackets, where no clause begins.
    fn is_in_brackets(self) -> bool {
        matches!(self, List::BehindItem | List::BehindChoice)
    }
}
