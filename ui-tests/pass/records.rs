//! Records and structs of the user's own.

use crate::{accounts, samples, users};
use querent::{Database, query};

#[derive(Debug)]
struct Adult {
    id: i64,
    label: String,
    role: users::Role,
}

mod model {
    pub(crate) struct Named<T> {
        pub(crate) name: T,
    }
}

pub(crate) async fn records(db: &Database) -> querent::Result<()> {
    let records =
        query!(users.find { id, name, age, role, created_at, age + 1 as next, age is null as ageless }).run(db).await?;
    for record in records.clone() {
        let _: (i64, String, Option<i32>, users::Role) = (record.id, record.name, record.age, record.role);
        let _: (Option<i64>, bool) = (record.next, record.ageless);
    }
    assert_eq!(records, records.clone());

    let adults: Vec<Adult> =
        query!(users.find { id, upper(name) as label, role } as Adult where age >= 18).run(db).await?;
    assert!(adults.iter().all(|adult| adult.id > 0 && adult.label.is_empty() && adult.role == users::Role::Member));
    let named: Option<model::Named<String>> =
        query!(users.find_first { name } as model::Named::<String>).run(db).await?;
    assert!(named.is_none_or(|named| named.name.is_empty()));

    let hidden = query!(accounts.find { *, password }).run(db).await?;
    assert!(hidden.iter().all(|account| account.password.is_empty() && account.visits == 0));
    let moods = query!(samples.find distinct { mood } where mood is not null).run(db).await?;
    assert!(moods.iter().all(|sample| sample.mood == Some(samples::Mood::SoSo)));

    // More columns than the longest tuple that is read at once.
    drop(query!(samples.insert { small: 1, note: "last of twelve", mood: "sad" }).run(db).await?);
    let every = query!(samples.find {
        id, small, whole, large, flag, ratio, price, code, data, born_on, wakes_at, note, starts_at, seen_at, token, document, mood
    } where small = 1);
    let sample = every.run(db).await?.remove(0);
    assert_eq!((sample.small, sample.note.as_deref()), (Some(1), Some("last of twelve")));
    assert_eq!((sample.mood, sample.token, sample.data), (Some(samples::Mood::Sad), None, None));
    Ok(())
}
