//! What a plan becomes for one dialect: steps, and each step's text in pieces.
//!
//! The pieces are mirrored at run time by `querent::__private::Piece`, to which `emit` writes them as static data.

/// What one dialect does to carry out a query, in order, in one transaction when there is more than one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub steps: Vec<Step>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub role: Role,
    pub pieces: Vec<Piece>,
}

/// What a step is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Its rows, or its count of matched rows, are the answer.
    Answer,
    /// It changes something; its count is kept, and it is not the answer.
    Change,
    /// It reads the keys that a later step takes by [`Piece::Keys`].
    Keys,
}

/// A piece of a text. A text is put together from static pieces only, once for each variant that is used.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// As it stands.
    Text(String),
    /// A placeholder for this parameter.
    Param(usize),
    /// Only when all these parameters are present.
    Optional { params: Vec<usize>, pieces: Vec<Piece> },
    /// Those of the items that write something, between `open` and `close` with `separator` between them; when none does, `empty`.
    Join { open: String, separator: String, close: String, empty: String, items: Vec<Vec<Piece>> },
    /// The arm whose number the parameter holds.
    Choice { param: usize, arms: Vec<Vec<Piece>> },
    /// Once for each row of `insert_many {rows}`, with `, ` between; parameters inside count from 0 within each row.
    Rows(Vec<Piece>),
    /// The key that the previous insert generated (`LAST_INSERT_ID()` where there is no RETURNING).
    LastInsertId,
    /// The keys that the [`Role::Keys`] step read, as a parenthesised list of placeholders; for a composite key, of tuples.
    Keys,
}
