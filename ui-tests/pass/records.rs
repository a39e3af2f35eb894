//! Records and structs of the user's own.

use crate::{accounts, active_users, samples, users};
use querent::{Database, query};

#[derive(Debug)]
struct Adult {
    id: i64,
    label: String,
    role: users::Role,
}

struct Active {
    id: i64,
    name: String,
    email: Option<String>,
}

impl Active {
    async fn all(db: &Database) -> querent::Result<Vec<Self>> {
        query!(active_users.find as Self order by id).run(db).await
    }
}

enum Seen {
    Active { id: i64, name: String, email: Option<String> },
}

/// Its fields are called as its module and as types.
struct Odd {
    users: users::Role,
    i64: i64,
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
    let named: Option<model::Named<i64>> = query!(users.find_first { id as name } as model::Named<_>).run(db).await?;
    assert!(named.is_none_or(|named| named.name > 0));

    drop(query!(users.insert { name: "a", email: "b" }).run(db).await?);
    let whole: Vec<Active> = query!(active_users.find as Active order by id).run(db).await?;
    let (again, seen) = (Active::all(db).await?, query!(active_users.find as Seen::Active order by id).run(db).await?);
    assert_eq!((whole.len(), again.len(), seen.len()), (1, 1, 1));
    for ((one, other), Seen::Active { id, name, email }) in whole.iter().zip(&again).zip(&seen) {
        assert_eq!((one.id, &one.name, &one.email), (other.id, &other.name, &other.email));
        assert_eq!((one.id, &one.name, &one.email), (*id, name, email));
    }
    let odd = query!(users.find { role as users, id as i64 } as Odd).run(db).await?;
    assert!(odd.iter().all(|odd| odd.users == users::Role::Member && odd.i64 == whole[0].id));

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
