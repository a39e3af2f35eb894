//! schema.sql → [`Schema`], or every problem of the file with line and column.
//!
//! The lexer and the walkers over statements are ours, because they must read three dialects at once and go on behind every
//! mistake; expressions and queries are read by sqlparser. Names are looked up by `verify`, when the whole file is known.

mod alter;
pub(crate) mod annotation;
mod column;
mod comments;
mod constraint;
mod create;
pub(crate) mod cursor;
pub(crate) mod data_type;
pub(crate) mod draft;
pub(crate) mod expression;
mod index;
pub(crate) mod lexer;
pub(crate) mod names;
pub(crate) mod problem;
mod reader;

use crate::{Schema, verify};
pub use problem::Problem;

/// Reads schema.sql, in the spelling of SQLite, MySQL, MariaDB, PostgreSQL, CockroachDB or SQL Server, or a mixture.
///
/// What the file leaves open is settled so:
///
/// - A key that counts up has 64 bits, and so have columns that reference it. `INTEGER PRIMARY KEY`, spelled so, counts up as in
///   SQLite, unless it is a foreign key or has a default.
/// - A whole number that references another has the type of that.
/// - `DECIMAL` without numbers has 38 digits, 10 of them behind the point. `BIGINT UNSIGNED` has the range of `BIGINT`.
/// - `TINYINT(1)`, `BIT` and `BIT(1)` are booleans. A length of 0 and `MAX` are no limit.
/// - A text column with `CHECK (column IN ('a', 'b'))` is an enumeration.
/// - A default that makes a random UUID is querent's own to make; one of `0000-00-00` is none.
/// - Keys that other keys already say, and indexes for full text or geometry, are left out.
///
/// # Errors
/// All problems of the file, in the order of the file.
pub fn parse(text: &str) -> Result<Schema, Vec<Problem>> {
    let (schema, problems) = parse_with_holes(text);
    if problems.is_empty() { Ok(schema) } else { Err(problems) }
}

/// Reads schema.sql as far as it can be read: the schema without what is wrong, and all problems of the file, in the order of the file.
pub fn parse_with_holes(text: &str) -> (Schema, Vec<Problem>) {
    let mut problems = problem::Problems::default();
    let lexed = lexer::lex(text, &mut problems);
    let comments = comments::Comments::new(&lexed);
    let mut reader =
        reader::Reader { text, comments, problems, draft: draft::Draft::default(), virtual_tables: Vec::new() };
    reader::read(&lexed.tokens, &mut reader);
    let mut problems = reader.problems;
    reader.comments.report_stray(&mut problems);
    let schema = verify::verify(reader.draft, &mut problems);
    (schema, problems.finish())
}
