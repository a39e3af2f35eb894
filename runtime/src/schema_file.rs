//! No schema.sql → one error, at `schema!()`, and none at the queries.

/// Implemented by `schema!()` for a type of the crate that has no schema.sql. Its queries find the one implementation that there is, and
/// their type is the one that the error stands in, about which rustc says nothing more.
#[diagnostic::on_unimplemented(
    message = "there is no schema.sql for this query",
    label = "checked against nothing",
    note = "write one beside Cargo.toml, or name it: `[package.metadata.querent] schema = \"db/schema.sql\"` in Cargo.toml"
)]
pub trait NoSchema<Here> {
    /// rustc's error type.
    type Query;
    /// In place of a query.
    fn query() -> Self::Query;
}
