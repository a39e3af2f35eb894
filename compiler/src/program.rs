//! What a plan becomes for one dialect: steps, and each step's text in pieces.
//!
//! The pieces are mirrored at run time by `querent::__private::Piece`, to which `emit` writes them as static data.

/// What one dialect does to carry out a query, in order, in one transaction when there is more than one step.
///
/// More than one step may give the answer: their rows follow each other, their counts are added. The program of an
/// `insert_many {rows}` without [`Piece::Rows`] and [`Piece::Arrays`] is carried out once for each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    /// The statements, in order.
    pub steps: Vec<Step>,
}

/// What the dialects do to carry out one query.
#[derive(Debug)]
pub struct Programs {
    /// The programs that differ.
    pub different: Vec<Program>,
    /// For each dialect, in the order of `Dialect::ALL`, the place of its own among them.
    pub places: [usize; 5],
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is for.
    pub role: Role,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its rows, or its count of matched rows, are the answer.
    Answer,
    /// It changes something; its count is kept, and it is not the answer.
    Change,
    /// It reads the keys that a later step takes by [`Piece::Keys`]; without any, the later steps have nothing to do.
    Keys,
}

/// A piece of a text. A text is put together from static pieces only, once for each variant that is used.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A placeholder for this parameter. One that is absent and yet stands in the text is bound as NULL.
    Param(usize),
    /// Only when all these parameters are present.
    Optional {
        /// The parameters.
        params: Vec<usize>,
        /// What is written then.
        pieces: Vec<Piece>,
    },
    /// Those of the items that write something, between `open` and `close` with `separator` between them; when none does, `empty`.
    Join {
        /// What stands before the first.
        open: String,
        /// What stands between two.
        separator: String,
        /// What stands behind the last.
        close: String,
        /// What is written when no item writes anything.
        empty: String,
        /// The items.
        items: Vec<Vec<Piece>>,
    },
    /// The arm whose number the parameter holds.
    Choice {
        /// The parameter.
        param: usize,
        /// The arms.
        arms: Vec<Vec<Piece>>,
    },
    /// Once for each row of `insert_many {rows}`, with `, ` between; parameters inside count from 0 within each row.
    Rows(Vec<Piece>),
    /// Once, for all rows of `insert_many {rows}`; each parameter inside holds the values of all rows.
    Arrays(Vec<Piece>),
    /// The keys of the rows that the step before has inserted, placeholders with `, ` between: of each row this parameter, or where it is absent the
    /// number that was counted up.
    Inserted(usize),
    /// The key that the previous insert generated (`LAST_INSERT_ID()` where there is no RETURNING).
    LastInsertId,
    /// The keys that the [`Role::Keys`] step read: placeholders with `, ` between; for a composite key, a tuple of them in
    /// parentheses for each. The parentheses around the list are in the text.
    Keys,
}
