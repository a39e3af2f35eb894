//! `insert`, `insert_many`, `update`, `delete`, `upsert`, `truncate` and `returning`.

use crate::{accounts, names, on_every_store, order_line, people, users};
use querent::query;

#[test]
fn insert_gives_the_row_as_stored() {
    on_every_store(async |db| {
        let row: users::Row = query!(users.insert { name: "Alice" }).run(db).await.unwrap();
        assert_eq!((row.id, row.name.as_str(), row.email, row.age), (1, "Alice", None, Some(0)));
        assert_eq!((row.role, row.active), (users::Role::Member, true));
        let age = jiff::Timestamp::now().duration_since(row.created_at);
        assert!(age.as_secs() < 60, "{}", row.created_at);
        let second =
            query!(users.insert { id: 7, name: "Bob", age: null, role: "admin", active: false }).run(db).await.unwrap();
        assert_eq!((second.id, second.age, second.role, second.active), (7, None, users::Role::Admin, false));
        let narrow = query!(users.insert { name: "Dee" } returning { id }).run(db).await.unwrap();
        assert_eq!(query!(users.find { id } where name = "Dee").run(db).await.unwrap()[0].id, narrow.id);
    });
}

#[test]
fn counting_goes_on_behind_a_key_that_was_given() {
    on_every_store(async |db| {
        query!(users.insert { id: 7, name: "Bob" }).run(db).await.unwrap();
        let third = query!(users.insert { name: "Cid" }).run(db).await.unwrap();
        assert_eq!(third.id, 8);
    });
}

#[test]
fn insert_takes_a_new() {
    on_every_store(async |db| {
        let mut new = users::New::new("Alice".to_owned());
        new.email = Some("alice@example.org".to_owned());
        let row = query!(users.insert {new}).run(db).await.unwrap();
        assert_eq!((row.id, row.name.as_str(), row.age), (1, "Alice", Some(0)));
        assert_eq!(row.email.as_deref(), Some("alice@example.org"));
        let fixed = users::New { id: Some(40), age: Some(3), ..users::New::new("Bob".to_owned()) };
        assert_eq!(query!(users.insert {&fixed}).run(db).await.unwrap().id, 40);
    });
}

#[test]
fn insert_many_is_all_or_nothing() {
    on_every_store(async |db| {
        let mut rows: Vec<_> = (0..1234).map(|number| users::New::new(format!("user {number}"))).collect();
        assert_eq!(query!(users.insert_many {&rows}).run(db).await.unwrap(), 1234);
        assert_eq!(query!(users.count).run(db).await.unwrap(), 1234);
        rows[1200].id = Some(5);
        let error = query!(users.insert_many {&rows}).run(db).await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(query!(users.count).run(db).await.unwrap(), 1234);
        let none: [users::New; 0] = [];
        assert_eq!(query!(users.insert_many {none}).run(db).await.unwrap(), 0);
        let written = query!(users.insert_many [{ name: "x" }, { name: "y", age: 3 }]).run(db).await.unwrap();
        assert_eq!(written, 2);
        let ages = query!(users.find { age } where name in ("x", "y") order by name).run(db).await.unwrap();
        assert_eq!(ages.iter().map(|row| row.age).collect::<Vec<_>>(), [Some(0), Some(3)]);
    });
}

#[test]
fn insert_many_returns_rows_in_the_order_given() {
    on_every_store(async |db| {
        let rows: Vec<_> = (0..120)
            .map(|number| users::New {
                id: (number % 7 == 3).then_some(5000 - number),
                ..users::New::new(format!("user {number}"))
            })
            .collect();
        let stored = query!(users.insert_many {&rows} returning *).run(db).await.unwrap();
        let expected: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names(&stored), expected);
        assert_eq!(stored[3].id, 4997);
    });
}

#[test]
fn update_counts_the_rows_that_match() {
    on_every_store(async |db| {
        people(db).await;
        assert_eq!(query!(users.update { age: age + 1 } where age = 25).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.update { active: true } where active).run(db).await.unwrap(), 4);
        assert_eq!(
            query!(users.update { age: null, role: {users::Role::Admin} } where name = "Cid").run(db).await.unwrap(),
            1
        );
        assert_eq!(query!(users.count where age is null and role = "admin").run(db).await.unwrap(), 1);
        assert_eq!(query!(users.update { active: false } all).run(db).await.unwrap(), 5);
        assert_eq!(query!(users.update { active: true } where id = 99).run(db).await.unwrap(), 0);
    });
}

#[test]
fn update_takes_a_patch_with_three_states() {
    on_every_store(async |db| {
        people(db).await;
        let patch = users::Patch { age: Some(None), name: Some("Anna".to_owned()), ..users::Patch::default() };
        assert_eq!(query!(users.update {patch} where name = "Ann").run(db).await.unwrap(), 1);
        let anna = query!(users.get where email = "ann@example.org").run(db).await.unwrap();
        assert_eq!((anna.name.as_str(), anna.age), ("Anna", None));
        let nothing = users::Patch::default();
        assert_eq!(query!(users.update {nothing} where active).run(db).await.unwrap(), 4);
        assert_eq!(query!(users.get where email = "ann@example.org").run(db).await.unwrap(), anna);
    });
}

#[test]
fn update_and_delete_return_rows_by_key() {
    on_every_store(async |db| {
        people(db).await;
        query!(users.update { id: 50 } where name = "Ann").run(db).await.unwrap();
        let updated = query!(users.update { age: 1 } where active returning *).run(db).await.unwrap();
        assert_eq!(names(&updated), ["Bob", "Cid", "Dee", "Ann"]);
        assert!(updated.iter().all(|row| row.age == Some(1)));
        let deleted = query!(users.delete where age = 1 returning { id, name }).run(db).await.unwrap();
        assert_eq!(deleted.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3, 4, 50]);
        assert_eq!(query!(users.count).run(db).await.unwrap(), 1);
    });
}

#[test]
fn delete_follows_the_foreign_keys() {
    on_every_store(async |db| {
        people(db).await;
        query!(crate::posts.insert_many [{ user_id: 1, title: "a" }, { user_id: 1, title: "b" }, { user_id: 2, title: "c" }])
            .run(db)
            .await
            .unwrap();
        assert_eq!(query!(users.delete where id = 1).run(db).await.unwrap(), 1);
        assert_eq!(query!(crate::posts.count).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.delete all).run(db).await.unwrap(), 4);
        assert!(!query!(crate::posts.exists).run(db).await.unwrap());
    });
}

#[test]
fn upsert_inserts_or_updates() {
    on_every_store(async |db| {
        for (expected_name, expected_age) in [("Alice", 1), ("Alice", 2), ("Alice", 3)] {
            let email = "alice@example.org".to_owned();
            let row =
                query!(users.upsert where email = {email} create { name: "Alice", age: 1 } update { age: age + 1 })
                    .run(db)
                    .await
                    .unwrap();
            assert_eq!((row.name.as_str(), row.age, row.id), (expected_name, Some(expected_age), 1));
        }
        let kept = query!(users.upsert where email = "alice@example.org" create { name: "Bob" } update {})
            .run(db)
            .await
            .unwrap();
        assert_eq!((kept.name.as_str(), kept.age), ("Alice", Some(3)));
        assert_eq!(query!(users.count).run(db).await.unwrap(), 1);
    });
}

#[test]
fn upsert_by_a_key_of_two_columns() {
    on_every_store(async |db| {
        for expected in [1, 6] {
            let line = query!(order_line.upsert where order_id = 3 and line_no = 4
                create { unit_price: 1.25 } update { quantity: quantity + 5, unit_price: 1.5 })
            .run(db)
            .await
            .unwrap();
            assert_eq!((line.order_id, line.line_no, line.quantity), (3, 4, expected));
            assert_eq!(line.r#type, "normal");
        }
    });
}

#[test]
fn truncate_leaves_nothing() {
    on_every_store(async |db| {
        people(db).await;
        let () = query!(users.truncate).run(db).await.unwrap();
        assert_eq!(query!(users.count).run(db).await.unwrap(), 0);
    });
}

#[test]
fn querent_fills_in_keys_and_times() {
    on_every_store(async |db| {
        let first = query!(accounts.insert { login: "ann", password: "secret" }).run(db).await.unwrap();
        assert_eq!(first.id.get_version_num(), 7);
        assert_eq!(first.created_at, first.updated_at);
        assert_eq!(first.settings, serde_json::json!({}));
        let new = accounts::New::new("bob".to_owned(), "secret".to_owned());
        let second = query!(accounts.insert {new}).run(db).await.unwrap();
        assert!(second.id > first.id);
        std::thread::sleep(std::time::Duration::from_millis(2));
        let id = first.id;
        query!(accounts.update { visits: visits + 1 } where id = {id}).run(db).await.unwrap();
        let later = query!(accounts.get where id = {id}).run(db).await.unwrap();
        assert!(later.updated_at > first.updated_at && later.created_at == first.created_at);
        assert_eq!(later.visits, 1);
        let hidden = query!(accounts.get { password } where login = "ann").run(db).await.unwrap();
        assert_eq!(hidden.password, "secret");
    });
}
