//! A field is given an `Option` too many.

#[derive(Default)]
struct Patch {
    name: Option<String>,
    age: Option<i32>,
}

fn case() {
    let name: Option<Option<String>> = Some(None);
    let patch = Patch { name, ..Default::default() };
}

fn main() {}
