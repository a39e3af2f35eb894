//! `?` gives another integer.

fn count() -> Result<u64, ()> {
    Ok(1)
}

fn case() -> Result<(), ()> {
    let count: i64 = count()?;
    Ok(())
}

fn main() {}
