//! More than one character in single quotes.

fn case() {
    let name = 'Alice';
}

fn main() {}
