//! A function that a macro made is given too little.

macro_rules! table {
    ($name:ident) => {
        pub struct $name;

        impl $name {
            pub fn new(user_id: i64, title: &str) -> Self {
                $name
            }
        }
    };
}

table!(New);

fn case() {
    let other = New::new("a");
}

fn main() {}
