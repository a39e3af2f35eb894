//! A field is given an `Option` of its type, by a macro.

struct Adult {
    id: i64,
    age: i32,
}

macro_rules! fill {
    ($into:ident $field:ident) => {{
        let value: Option<i32> = None;
        $into { id: 1, $field: value }
    }};
}

fn case() {
    fill!(Adult age);
}

fn main() {}
