//! Plans and schemas → Rust tokens: static data and a call.

mod bind;
mod calls;
mod editor;
mod enums;
mod errors;
mod file;
mod inputs;
mod into;
mod model;
mod names;
mod query;
mod rows;
mod schema;
mod serde;
mod statement;
mod taken;
mod trees;
mod tuple;
mod types;

pub use editor::editor_query;
pub use errors::{broken_query, broken_schema, errors, missing_schema, query_without_schema};
pub use file::file;
pub use query::query;
pub use schema::{schema, schema_in_editor};
pub use statement::statement_text;
pub use taken::stored_params;
