//! What must be used is not.

#[must_use = "a query does nothing until it is run"]
struct Query;

#[deny(unused_must_use)]
fn case() {
    let query = || Query;
    query();
}

fn main() {}
