//! The runtime on SQLite, called as generated code calls it.

#[path = "it/support.rs"]
mod support;

#[path = "it/queries.rs"]
mod queries;

#[path = "it/streams.rs"]
mod streams;

#[path = "it/sync.rs"]
mod sync;
