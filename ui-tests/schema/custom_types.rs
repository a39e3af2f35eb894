//! A column with `@type` takes that type and no other; a type that there is not is reported once for each place that names it.

querent::schema!();

use querent::{ColumnType, Database, query};

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cents(i64);

impl ColumnType for Cents {
    type Base = i64;
    type Error = std::convert::Infallible;

    fn to_base(&self) -> i64 {
        self.0
    }

    fn from_base(cents: i64) -> Result<Self, Self::Error> {
        Ok(Cents(cents))
    }
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Color;

async fn case(db: &Database) -> querent::Result<()> {
    query!(products.find where price = {Cents(5)}).run(db).await?;
    query!(products.find where price = {5}).run(db).await?;
    query!(products.update { tags: {Some("a")} } where id = 1).run(db).await?;
    Ok(())
}

fn main() {}
