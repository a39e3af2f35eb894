//! A user's crate.

querent::schema!();

pub mod queries;
