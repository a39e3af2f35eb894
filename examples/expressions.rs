//! Expressions: arithmetic that is the same on every store, functions, `case`.

querent::schema!();

use querent::{Database, query};

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    query!(order_line.insert_many [
        { order_id: 1, line_no: 1, unit_price: 0.10, quantity: 3 },
        { order_id: 1, line_no: 2, unit_price: 19.99, quantity: 1 },
    ])
    .run(&db)
    .await?;

    let lines = query!(order_line.find {
        line_no,
        unit_price * quantity as total,
        quantity / 2 as half,
        case when unit_price < 1 then "cheap" else "dear" end as price_class,
        upper(concat(r#type, " line")) as label
    } order by line_no)
    .run(&db)
    .await?;
    for line in lines {
        // Decimals are exact: three times 0.10 is 0.30 and not 0.30000000000000004.
        println!(
            "{}: {} costs {} ({}), half of the quantity is {}",
            line.line_no, line.label, line.total, line.price_class, line.half
        );
    }
    Ok(())
}
