//! Inserts, updates and deletes.

use super::errors;
use expect_test::expect;

#[test]
fn inserts() {
    errors(
        r##"
        users.insert
        users.insert { }
        users.insert { email: "a@b" }
        posts.insert { content: "x" }
        users.insert { nmae: "A" }
        users.insert { naem: "A", agee: 1, role: "admn" }
        users.insert { name: "A", name: "B" }
        users.insert { name: null, age: null }
        users.insert { id: null, name: "A" }
        users.insert { name: name }
        users.insert { name: min_name, age: age + 1 }
        users.insert { name: 5, age: "x", active: 1 }
        users.insert { name: "A", age: 1.5, created_at: "now" }
        users.insert { name: lower(email) }
        users.insert { name: "A", age: {a}, role: coalesce(null, {r}) , active: null }
        defaults.insert { twice: 4 }
        users.insert { name: coalesce(null, null) }
        users.insert { name: case when 1 = 1 then "x" end }
        users.insert {new} returning { nme }
        users.insert { name: "A" } returning { }
        active_users.insert { id: 1 }
        users.insert_many
        users.insert_many []
        users.insert_many [{ name: "A" }, { email: "b" }]
        users.insert_many [{ name: "A", id: 1 }, { name: "B" }]
        users.insert_many [{ name: "A", agee: 1 }, { name: 5 }]
        users.insert_many {rows} as Adult
        samples.insert { whole: 2147483648 }
        "##,
        expect![[r#"
            > users.insert
              1:7 `insert` `insert` has nothing to insert
                help: write `insert { column: value }` or `insert {new}`

            > users.insert { }
              1:7 `insert` a new row of `users` needs `name`: NOT NULL and without a default
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.insert { email: "a@b" }
              1:7 `insert` a new row of `users` needs `name`: NOT NULL and without a default
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > posts.insert { content: "x" }
              1:7 `insert` a new row of `posts` needs `user_id`, `title`: NOT NULL and without a default
                help: schema.sql:16: user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE
                      schema.sql:17: title VARCHAR(255) NOT NULL

            > users.insert { nmae: "A" }
              1:16 `nmae` table `users` has no column `nmae`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > users.insert { naem: "A", agee: 1, role: "admn" }
              1:16 `naem` table `users` has no column `naem`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)
              1:27 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)
              1:42 `"admn"` column `users.role` is one of "member", "admin"; `"admn"` is none of them
                help: did you mean `"admin"`?

            > users.insert { name: "A", name: "B" }
              1:27 `name` column `name` is given twice

            > users.insert { name: null, age: null }
              1:22 `null` column `users.name` is NOT NULL
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.insert { id: null, name: "A" }
              1:20 `null` column `users.id` is NOT NULL
                help: schema.sql:5: id INTEGER PRIMARY KEY AUTOINCREMENT

            > users.insert { name: name }
              1:22 `name` `users.name` is a column, and the row that it would be read from is not there yet
                help: a Rust value stands in braces: `{name}`

            > users.insert { name: min_name, age: age + 1 }
              1:22 `min_name` `min_name` is no value: the row that it would be read from is not there yet
                help: a Rust value stands in braces: `{min_name}`
              1:37 `age` `users.age` is a column, and the row that it would be read from is not there yet
                help: a Rust value stands in braces: `{age}`

            > users.insert { name: 5, age: "x", active: 1 }
              1:22 `5` column `users.name` is VARCHAR(255); `5` is a number
                help: schema.sql:6: name VARCHAR(255) NOT NULL
              1:30 `"x"` column `users.age` is INTEGER; `"x"` is a text
                help: schema.sql:8: age INTEGER DEFAULT 0
              1:43 `1` column `users.active` is BOOLEAN; `1` is a number
                help: write `true`

            > users.insert { name: "A", age: 1.5, created_at: "now" }
              1:32 `1.5` column `users.age` is INTEGER; `1.5` is no whole number
                help: schema.sql:8: age INTEGER DEFAULT 0
              1:49 `"now"` column `users.created_at` is TIMESTAMP; `"now"` is no time
                help: write `now()`

            > users.insert { name: lower(email) }
              1:28 `email` `users.email` is a column, and the row that it would be read from is not there yet
                help: a Rust value stands in braces: `{email}`

            > users.insert { name: "A", age: {a}, role: coalesce(null, {r}) , active: null }
              1:73 `null` column `users.active` is NOT NULL
                help: schema.sql:10: active BOOLEAN NOT NULL DEFAULT TRUE

            > defaults.insert { twice: 4 }
              1:19 `twice` column `defaults.twice` is generated: the database computes it
                help: schema.sql:101: twice INTEGER GENERATED ALWAYS AS (number * 2) STORED

            > users.insert { name: coalesce(null, null) }
              1:22 `coalesce` column `users.name` is NOT NULL, and `coalesce(…)` may be NULL
                help: `coalesce(…, …)` gives a value in place of NULL

            > users.insert { name: case when 1 = 1 then "x" end }
              1:22 `case` column `users.name` is NOT NULL, and `case … end` may be NULL
                help: `coalesce(…, …)` gives a value in place of NULL

            > users.insert {new} returning { nme }
              1:32 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > users.insert { name: "A" } returning { }
              1:38 `{` the braces name no column
                help: name columns, or leave the braces away for whole rows

            > active_users.insert { id: 1 }
              1:14 `insert` `active_users` is a view: it is read like a table and cannot be written
                help: it is defined at schema.sql:67

            > users.insert_many
              1:7 `insert_many` `insert_many` has nothing to insert
                help: write `insert_many {rows}` or `insert_many [{ column: value }, …]`

            > users.insert_many []
              1:7 `insert_many` there is no row to insert

            > users.insert_many [{ name: "A" }, { email: "b" }]
              1:35 `{ email: "b" }` a new row of `users` needs `name`: NOT NULL and without a default
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.insert_many [{ name: "A", id: 1 }, { name: "B" }]
              1:42 `{ name: "B" }` this row leaves `id` out and others give it: the database counts it up for all rows or for none

            > users.insert_many [{ name: "A", agee: 1 }, { name: 5 }]
              1:33 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)
              1:52 `5` column `users.name` is VARCHAR(255); `5` is a number
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.insert_many {rows} as Adult
              1:29 `Adult` a number of rows fills no type
                help: write `returning *` before `as`

            > samples.insert { whole: 2147483648 }
              1:25 `2147483648` column `samples.whole` is INTEGER; `2147483648` is out of its range, which is -2147483648 to 2147483647
                help: schema.sql:27: whole INTEGER"#]],
    );
}

#[test]
fn updates_and_deletes() {
    errors(
        r##"
        users.update { age: 1 }
        users.update
        users.update { }
        users.update { } where id = 1
        users.update { age: 1 } where id = 1 all
        users.update { agee: 1, name: null } where nme = "x"
        users.update { age: name } where id = 1
        users.update { name: email } where id = 1
        users.update { age: age / 2, name: case when active then "x" end } all
        users.update { role: name } all
        order_line.update { quantity: unit_price } all
        defaults.update { twice: 3 } all
        users.update { age: 1 } where name = {n}?
        users.update {patch} where name = {n}? and age > {a}?
        users.update {patch} where name = {n}? or not (age > {a}?)
        users.update {patch} where true
        users.update {patch} where true and age = {a}?
        users.delete
        users.delete where email = {e}?
        users.delete where id in {ids}?
        users.delete where agee = 1
        users.delete all where active
        users.delete where active returning { nme }
        active_users.delete all
        active_users.update { name: "x" } where id = 1
        active_users.truncate
        "##,
        expect![[r#"
            > users.update { age: 1 }
              1:7 `update` `update` without `where` would change every row
                help: write `where …`, or `all` if every row is meant

            > users.update
              1:7 `update` `update` has nothing to change
                help: write `update { column: value }` or `update {patch}`
              1:7 `update` `update` without `where` would change every row
                help: write `where …`, or `all` if every row is meant

            > users.update { }
              1:14 `{ }` nothing is changed: the braces are empty
              1:7 `update` `update` without `where` would change every row
                help: write `where …`, or `all` if every row is meant

            > users.update { } where id = 1
              1:14 `{ }` nothing is changed: the braces are empty

            > users.update { age: 1 } where id = 1 all
              1:38 `all` `all` and `where` exclude each other
                help: `all` means every row

            > users.update { agee: 1, name: null } where nme = "x"
              1:16 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)
              1:31 `null` column `users.name` is NOT NULL
                help: schema.sql:6: name VARCHAR(255) NOT NULL
              1:44 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > users.update { age: name } where id = 1
              1:21 `name` column `users.age` is INTEGER; `name` is VARCHAR(255)
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.update { name: email } where id = 1
              1:22 `email` column `users.name` is NOT NULL, and `email` may be NULL
                help: `coalesce(…, …)` gives a value in place of NULL

            > users.update { age: age / 2, name: case when active then "x" end } all
              1:36 `case` column `users.name` is NOT NULL, and `case … end` may be NULL
                help: `coalesce(…, …)` gives a value in place of NULL

            > users.update { role: name } all
              1:22 `name` column `users.role` is one of "member", "admin"; `name` is VARCHAR(255)
                help: schema.sql:9: role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin'))

            > order_line.update { quantity: unit_price } all
              1:31 `unit_price` column `order_line.quantity` is INTEGER; `unit_price` is DECIMAL(10, 2)
                help: schema.sql:49: "Quantity" INTEGER NOT NULL DEFAULT 1 CHECK ("Quantity" > 0)

            > defaults.update { twice: 3 } all
              1:19 `twice` column `defaults.twice` is generated: the database computes it
                help: schema.sql:101: twice INTEGER GENERATED ALWAYS AS (number * 2) STORED

            > users.update { age: 1 } where name = {n}?
              1:25 `where` a missing value would make this `update` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.update {patch} where name = {n}? and age > {a}?
              1:22 `where` a missing value would make this `update` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.update {patch} where name = {n}? or not (age > {a}?)
              1:22 `where` a missing value would make this `update` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.update {patch} where true
              1:22 `where` this `update` would change every row
                help: write `all` in place of `where` if every row is meant

            > users.update {patch} where true and age = {a}?
              1:22 `where` a missing value would make this `update` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.delete
              1:7 `delete` `delete` without `where` would change every row
                help: write `where …`, or `all` if every row is meant

            > users.delete where email = {e}?
              1:14 `where` a missing value would make this `delete` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.delete where id in {ids}?
              1:14 `where` a missing value would make this `delete` change every row: each condition can be dropped
                help: at least one condition must stand without `?`

            > users.delete where agee = 1
              1:20 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)

            > users.delete all where active
              1:14 `all` `all` and `where` exclude each other
                help: `all` means every row

            > users.delete where active returning { nme }
              1:39 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > active_users.delete all
              1:14 `delete` `active_users` is a view: it is read like a table and cannot be written
                help: it is defined at schema.sql:67

            > active_users.update { name: "x" } where id = 1
              1:14 `update` `active_users` is a view: it is read like a table and cannot be written
                help: it is defined at schema.sql:67

            > active_users.truncate
              1:14 `truncate` `active_users` is a view: it is read like a table and cannot be written
                help: it is defined at schema.sql:67"#]],
    );
}
