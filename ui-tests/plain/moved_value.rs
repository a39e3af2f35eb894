//! A value is used after it was moved.

fn case() {
    let name = String::from("a");
    println!("{name}");
    drop([name]);
    println!();
    drop(name);
}

fn main() {}
