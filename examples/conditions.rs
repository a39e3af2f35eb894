//! Conditions: comparisons, NULL, texts, lists, and conditions that are dropped when their value is missing.

querent::schema!();

use querent::{Database, query};

/// A search form: every field may be left empty.
#[derive(Debug, Default)]
struct Search {
    min_age: Option<i32>,
    name_part: Option<String>,
    ids: Option<Vec<i64>>,
}

async fn search(db: &Database, form: &Search) -> querent::Result<Vec<users::Row>> {
    // `{x}?` drops the condition when the value is None. All variants were checked; no text is made out of values.
    query!(users.find
        where active and age >= {form.min_age}? and name contains {&form.name_part}? and id in {&form.ids}?
        order by id)
    .run(db)
    .await
}

#[tokio::main]
async fn main() -> querent::Result<()> {
    let db = Database::connect("sqlite::memory:").await?;
    db.sync(&SCHEMA).await?;
    for (name, age) in [("Alice", Some(25)), ("Bob", Some(17)), ("Carol", Some(61)), ("Dan", None)] {
        query!(users.insert { name: {name}, age: {age} }).run(&db).await?;
    }

    let between = query!(users.count where age between 18 and 65 and not (name = "Bob")).run(&db).await?;
    println!("between 18 and 65, not Bob: {between}");
    let unknown: Option<i32> = None;
    println!("age is NULL, by `is null`:  {}", query!(users.count where age is null).run(&db).await?);
    println!("age is NULL, by `is {{x}}`:   {}", query!(users.count where age is {unknown}).run(&db).await?);
    println!("names like `%a%`:           {}", query!(users.count where name like "%a%").run(&db).await?);
    println!("names ilike `%A%`:          {}", query!(users.count where name ilike "%A%").run(&db).await?);

    for form in [
        Search::default(),
        Search { min_age: Some(18), ..Search::default() },
        Search { name_part: Some("ol".to_owned()), ids: Some(vec![1, 2, 3]), ..Search::default() },
    ] {
        let found = search(&db, &form).await?;
        let names: Vec<_> = found.iter().map(|user| user.name.as_str()).collect();
        println!("{form:?}\n    finds {}", names.join(", "));
    }
    Ok(())
}
