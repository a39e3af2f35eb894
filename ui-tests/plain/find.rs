//! `?` gives a type of the same name in another module, both made by one macro.

macro_rules! tables {
    ($($table:ident),*) => {$(
        mod $table {
            pub struct Row;
        }
    )*};
}

tables!(users, posts);

fn run() -> Result<Vec<users::Row>, ()> {
    Ok(Vec::new())
}

fn case() -> Result<(), ()> {
    let rows: Vec<posts::Row> = run()?;
    Ok(())
}

fn main() {}
