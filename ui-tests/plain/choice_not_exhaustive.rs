//! A `match` that lacks a variant.

enum Sort {
    Name,
    Newest,
}

fn case() -> u16 {
    let sort = Sort::Newest;
    match sort { Sort::Name => 0 }
}

fn main() {}
