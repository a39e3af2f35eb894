//! A method is given what lacks a trait that has a message of its own.

#[diagnostic::on_unimplemented(message = "a `tx` is expected, and `{Self}` is none", label = "this is none")]
pub trait Executor {}

pub struct Transaction;

impl Executor for Transaction {}

pub struct Query;

impl Query {
    pub fn run<'e>(self, on: &'e (impl Executor + ?Sized)) -> &'e str {
        ""
    }
}

fn case(url: &str) {
    Query.run(url);
}

fn main() {}
