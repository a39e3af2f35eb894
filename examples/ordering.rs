//! Order: several keys, NULL first or last, and an order that is chosen at run time among orders that were all checked.

querent::schema!();

use querent::{Database, query};

#[derive(Debug, Clone, Copy)]
enum Sort {
    Name,
    Oldest,
}

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    for (name, age) in [("Carol", Some(61)), ("Alice", Some(25)), ("Dan", None), ("Bob", Some(25))] {
        query!(users.insert { name: {name}, age: {age} }).run(&db).await?;
    }

    let show = |what: &str, rows: Vec<users::Row>| {
        println!("{what:<28} {}", rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", "));
    };
    show("age, then name", query!(users.find order by age, name).run(&db).await?);
    show("age descending, NULL last", query!(users.find order by age desc nulls last, name).run(&db).await?);
    show("the second page of two", query!(users.find order by name take 2 skip 2).run(&db).await?);
    for sort in [Sort::Name, Sort::Oldest] {
        let rows = query!(users.find order by {sort} {
            Sort::Name => name,
            Sort::Oldest => age desc nulls last, name,
        });
        show(&format!("chosen: {sort:?}"), rows.run(&db).await?);
    }
    Ok(())
}
