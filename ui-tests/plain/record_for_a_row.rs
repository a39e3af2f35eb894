//! A function is given another struct.

struct Row {
    name: String,
}

struct Record {
    name: String,
}

fn greet(row: Row) {
    println!("{}", row.name);
}

fn case(record: Record) {
    greet(record);
}

fn main() {}
