//! Random rows and random queries of the whole language → the same answers on every store, or a small case on which they differ.
//!
//! Queries are data of a compiled program; here the same compiler makes them while the program runs. Its statements go through the same
//! door as those of `query!`, so that every text and the plan of the file store are run as a user's program would run them.

mod answer;
mod case;
mod compare;
mod compile;
mod deviations;
mod finding;
mod given;
mod grammar;
mod random;
mod run;
mod stores;
mod subject;
mod tree;
mod value;

pub use run::{Report, Wishes, run};

/// What a panic has said.
fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no text".to_owned())
}
