//! A method is given what lacks a trait that has a message of its own.

#[diagnostic::on_unimplemented(message = "a `tx` is expected, and `{Self}` is none", label = "run it on the `tx`")]
pub trait TransactionExecutor {}

pub struct Transaction;
pub struct Database;

impl TransactionExecutor for Transaction {}

pub struct Query;

impl Query {
    pub fn run<'e>(self, on: &'e (impl TransactionExecutor + ?Sized)) -> &'e str {
        ""
    }
}

fn case(db: &Database) {
    Query.run(db);
}

fn main() {}
