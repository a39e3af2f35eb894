//! The runtime on SQLite, called as generated code calls it.

#[path = "it/support.rs"]
mod support;

#[path = "it/queries.rs"]
mod queries;
