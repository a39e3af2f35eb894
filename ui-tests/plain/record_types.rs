//! A variable is given an `Option` of its type.

struct Row {
    age: Option<i32>,
}

fn case(row: Row) {
    let age: i32 = row.age;
}

fn main() {}
