//! Names that do not exist, and clauses that a verb does not take.

use super::errors;
use expect_test::expect;

#[test]
fn names_of_tables_and_columns() {
    errors(
        r##"
        user.find
        crate::schema::custmers.find where age = agee
        users.find where agee > 18
        users.find where min_age > 18
        users.find where min_age > agee and actve
        users.find { id, nmae } order by craeted_at
        users.find where users.age > 18
        users.find where author.name = "x"
        users.find where lenght(name) > 3
        users.find where sum(age) > 3
        users.find where frobnicate(name)
        posts.find where user.name = "x" and title = 1
        order_line.find where UnitPrice > 1
        accounts.find where pasword is null
        nothing.find where lower(age) = 1 and frob(x) take -1
        "##,
        expect![[r#"
            > user.find
              1:1 `user` there is no table `user`
                help: did you mean `users`? (schema.sql:4)

            > crate::schema::custmers.find where age = agee
              1:16 `custmers` there is no table `custmers`
                help: the tables are `users`, `posts`, `samples`, `order_line`, `accounts`, `active_users`, `countries`, `cities`, `streets`, `houses`, `defaults`

            > users.find where agee > 18
              1:18 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)

            > users.find where min_age > 18
              1:18 `min_age` table `users` has no column `min_age`
                help: a Rust value stands in braces: `{min_age}`

            > users.find where min_age > agee and actve
              1:18 `min_age` table `users` has no column `min_age`
                help: a Rust value stands in braces: `{min_age}`
              1:28 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)
              1:37 `actve` table `users` has no column `actve`
                help: did you mean `active`? (schema.sql:10: active BOOLEAN NOT NULL DEFAULT TRUE)

            > users.find { id, nmae } order by craeted_at
              1:18 `nmae` table `users` has no column `nmae`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)
              1:34 `craeted_at` table `users` has no column `craeted_at`
                help: did you mean `created_at`? (schema.sql:11: created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)

            > users.find where users.age > 18
              1:18 `users` columns are written without their table: `age`

            > users.find where author.name = "x"
              1:18 `author` columns are written without their table: `name`
                help: write `name` for the column, `{author.name}` for a Rust value

            > users.find where lenght(name) > 3
              1:18 `lenght` there is no function `lenght`
                help: did you mean `length`?

            > users.find where sum(age) > 3
              1:18 `sum` `sum` is an aggregate, and aggregates are not available yet

            > users.find where frobnicate(name)
              1:18 `frobnicate` there is no function `frobnicate`
                help: the functions are `lower`, `upper`, `trim`, `length`, `abs`, `round`, `coalesce`, `concat`, `now`

            > posts.find where user.name = "x" and title = 1
              1:18 `user` relations are not available yet
              1:46 `1` column `posts.title` is VARCHAR(255); `1` is a number
                help: schema.sql:17: title VARCHAR(255) NOT NULL

            > order_line.find where UnitPrice > 1
              1:23 `UnitPrice` table `order_line` has no column `UnitPrice`
                help: did you mean `unit_price`? (schema.sql:48: "UnitPrice" NUMERIC(10, 2) NOT NULL)

            > accounts.find where pasword is null
              1:21 `pasword` table `accounts` has no column `pasword`
                help: did you mean `password`? (schema.sql:59: password TEXT NOT NULL)

            > nothing.find where lower(age) = 1 and frob(x) take -1
              1:1 `nothing` there is no table `nothing`
                help: the tables are `users`, `posts`, `samples`, `order_line`, `accounts`, `active_users`, `countries`, `cities`, `streets`, `houses`, `defaults`
              1:39 `frob` there is no function `frob`
                help: the functions are `lower`, `upper`, `trim`, `length`, `abs`, `round`, `coalesce`, `concat`, `now`
              1:53 `1` `take` takes a number of rows: a whole number that is not negative, or `{n}`"#]],
    );
}

#[test]
fn clauses_that_a_verb_does_not_take() {
    errors(
        r##"
        users.count order by id
        users.count where active take 3
        users.exists skip 1 take 2
        users.find_first where active take 5
        users.get where id = 1 order by name
        users.get where id = 1 take 1 skip 2
        users.insert { name: "A" } where id = 1
        users.insert_many {rows} take 5
        users.truncate where id = 1
        users.find all
        users.find returning *
        users.delete all order by id
        users.update { age: 1 } all take 3
        users.upsert where id = 1 create { name: "A" } update { age: 2 } all
        users.count as Adult
        users.update { age: 1 } all as Adult
        "##,
        expect![[r#"
            > users.count order by id
              1:13 `order` `count` takes no `order by`
                help: it takes `where`

            > users.count where active take 3
              1:26 `take` `count` takes no `take`
                help: it takes `where`

            > users.exists skip 1 take 2
              1:21 `take` `exists` takes no `take`
                help: it takes `where`
              1:14 `skip` `exists` takes no `skip`
                help: it takes `where`

            > users.find_first where active take 5
              1:31 `take` `find_first` takes no `take`
                help: it reads one row; `find … take n` reads more

            > users.get where id = 1 order by name
              1:24 `order` `get` takes no `order by`
                help: it reads the one row of a key; `find_first` reads the first of several

            > users.get where id = 1 take 1 skip 2
              1:24 `take` `get` takes no `take`
                help: it reads the one row of a key; `find_first` reads the first of several
              1:31 `skip` `get` takes no `skip`
                help: it reads the one row of a key; `find_first` reads the first of several

            > users.insert { name: "A" } where id = 1
              1:28 `where` `insert` takes no `where`
                help: `update … where` changes rows that are there; `upsert` inserts or updates one

            > users.insert_many {rows} take 5
              1:26 `take` `insert_many` takes no `take`
                help: it takes `returning`, `as`

            > users.truncate where id = 1
              1:16 `where` `truncate` takes no `where`
                help: it empties the table; `delete where …` removes some rows

            > users.find all
              1:12 `all` `find` takes no `all`
                help: it takes `as`, `distinct`, `where`, `order by`, `take`, `skip`, `for update`

            > users.find returning *
              1:12 `returning` `find` takes no `returning`
                help: it takes `as`, `distinct`, `where`, `order by`, `take`, `skip`, `for update`

            > users.delete all order by id
              1:18 `order` `delete` takes no `order by`
                help: it takes `where`, `all`, `returning`, `as`

            > users.update { age: 1 } all take 3
              1:29 `take` `update` takes no `take`
                help: it takes `where`, `all`, `returning`, `as`

            > users.upsert where id = 1 create { name: "A" } update { age: 2 } all
              1:66 `all` `upsert` takes no `all`
                help: it takes `where`, `returning`, `as`

            > users.count as Adult
              1:16 `Adult` `count` takes no `as`
                help: it takes `where`

            > users.update { age: 1 } all as Adult
              1:32 `Adult` a number of rows fills no type
                help: write `returning *` before `as`"#]],
    );
}
