//! The file store.

mod access;
mod ansi;
mod disk;
mod driver;
mod evaluate;
mod execute;
mod expression;
mod frame;
mod memory;
mod pages;
mod plan;
mod row;
mod rules;
mod sync;
mod tree;
mod value;
mod violation;

pub(crate) use disk::Options;
pub(crate) use driver::{FileStore, Session};
pub(crate) use value::Value;

#[cfg(all(test, feature = "sqlite", feature = "decimal", feature = "time"))]
mod tests;
