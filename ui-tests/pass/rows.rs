//! `Row`, `New`, `Patch` and enums as plain data.

use crate::{accounts, order_line, samples, users};
use querent::{Database, query};

pub(crate) async fn new_and_patch(db: &Database) -> querent::Result<()> {
    let new = users::New { age: Some(5), role: Some(users::Role::Admin), ..users::New::new("Alice") };
    let row = query!(users.insert {new.clone()}).run(db).await?;
    assert_eq!((row.name.as_str(), row.role), ("Alice", users::Role::Admin));
    assert_eq!(new, new.clone());
    let empty = query!(samples.insert {samples::New::default()}).run(db).await?;
    assert_eq!(empty, samples::Row { id: 1, ..empty.clone() });
    let line = order_line::New::new(1, 2, 3.into());
    assert_eq!((line.r#type.clone(), line.quantity), (None, None));

    let patch = users::Patch { age: Some(None), name: Some("Bob".to_owned()), ..Default::default() };
    let changed = query!(users.update {&patch} where id = {row.id}).run(db).await?;
    assert_eq!(changed, 1);
    let account = query!(accounts.insert {accounts::New::new("bob", "secret")}).run(db).await?;
    assert_eq!(account.created_at, account.updated_at);
    enums();
    Ok(())
}

fn enums() {
    assert_eq!(samples::Mood::ALL.map_texts(), ["happy", "so-so", "sad"]);
    assert_eq!("so-so".parse(), Ok(samples::Mood::SoSo));
    assert_eq!(format!("{:>6}", samples::Mood::Sad), "   sad");
    let error = "Happy".parse::<samples::Mood>().unwrap_err();
    assert_eq!(error.to_string(), "`Happy` is none of `happy`, `so-so`, `sad`");
    assert_eq!(crate::SCHEMA.tables[0].name, "users");
}

trait Texts {
    fn map_texts(&self) -> Vec<&'static str>;
}

impl Texts for [samples::Mood] {
    fn map_texts(&self) -> Vec<&'static str> {
        self.iter().map(|mood| mood.as_str()).collect()
    }
}
