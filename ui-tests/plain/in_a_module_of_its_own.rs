//! A module of another module, without its path.

mod users {
    pub fn find() {}
}

mod inner {
    pub fn case() {
        users::find();
    }
}

fn main() {}
