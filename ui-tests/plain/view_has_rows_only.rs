//! A type that a module lacks and others have.

mod accounts {
    pub struct New;
}
mod order_line {
    pub struct New;
}
mod posts {
    pub struct New;
}
mod samples {
    pub struct New;
}
mod users {
    pub struct New;
}
mod active_users {}

fn case() {
    let new = active_users::New::new();
}

fn main() {}
