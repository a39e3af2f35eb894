//! An annotation that is unknown, malformed or not available is a compile error with line and column.

querent::schema!();

fn main() {}
