//! The runtime on SQLite, called as generated code calls it.

#[path = "it/cancelling.rs"]
mod cancelling;
#[path = "it/decoding.rs"]
mod decoding;
#[path = "it/executor.rs"]
mod executor;
#[path = "it/opening.rs"]
mod opening;
#[path = "it/queries.rs"]
mod queries;
#[path = "it/retries.rs"]
mod retries;
#[path = "it/scripted.rs"]
mod scripted;
#[path = "it/streams.rs"]
mod streams;
#[path = "it/support.rs"]
mod support;
#[path = "it/sync.rs"]
mod sync;
