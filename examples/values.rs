//! Values: every column type with its Rust type, enumerations, what a literal may be.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;

    // Literals are checked against their columns when the program is compiled: a date that is none does not compile.
    let sample = query!(samples.insert {
        small: 32_767, large: 9_007_199_254_740_993, flag: true, ratio: 0.5, price: 12.50, code: "A-1", data: b"\x00\xff",
        born_on: "2024-02-29", wakes_at: "07:30", seen_at: "2024-02-29T07:30:00+02:00", document: "{\"a\": [1, 2]}", mood: "so-so"
    })
    .run(&db)
    .await?;
    println!("{sample:#?}\n");

    // Values of Rust stand in braces and have the type of their column.
    let day: jiff::civil::Date = jiff::civil::date(2024, 2, 29);
    let price: bigdecimal::BigDecimal = "12.5".parse().expect("a number");
    let mood = samples::Mood::SoSo;
    let found = query!(samples.count where born_on = {day} and price = {price} and mood = {mood}).run(&db).await?;
    println!("found by values: {found}");
    println!("the document: {}", sample.document.unwrap_or(serde_json::Value::Null));
    Ok(())
}
