//! The examples are programs of their own: `cargo run --example quickstart`. README.md beside this file says what each shows.
