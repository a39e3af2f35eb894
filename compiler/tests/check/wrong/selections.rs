//! Projections, orders, keys.

use super::errors;
use expect_test::expect;

#[test]
fn projections_and_orders() {
    errors(
        r##"
        users.find { }
        users.find { id, id }
        users.find { *, name }
        users.find { age + 1 }
        users.find { lower(name), age as id, id }
        users.find { age as self }
        users.find order by 1
        users.find order by {x}
        users.find order by "name", null
        users.find order by {x} { 1 => nme, 2 => age desc }
        samples.find order by document
        samples.find distinct { document }
        users.find distinct { role } order by name
        users.find distinct { role } order by lower(role)
        users.find distinct { lower(name) as n } order by n, upper(name)
        users.find take -1
        users.find take 1.5 skip "x"
        users.find take age
        users.find take 5u8
        users.find { nme } order by nme
        users.find distinct { rle } order by age
        users.find { lower(nme) as n } order by n desc, m
        "##,
        expect![[r#"
            > users.find { }
              1:12 `{` the braces name no column
                help: name columns, or leave the braces away for whole rows

            > users.find { id, id }
              1:18 `id` the result has a field `id` already
                help: `… as name` gives it another name

            > users.find { *, name }
              1:17 `name` the result has a field `name` already
                help: `… as name` gives it another name

            > users.find { age + 1 }
              1:18 `+` an expression in a projection needs a name
                help: write `age + 1 as name`

            > users.find { lower(name), age as id, id }
              1:14 `lower` an expression in a projection needs a name
                help: write `lower(…) as name`
              1:38 `id` the result has a field `id` already
                help: `… as name` gives it another name

            > users.find { age as self }
              1:21 `self` `self` cannot be the name of a field

            > users.find order by 1
              1:21 `1` a literal is not a key of an order
                help: name a column or an expression

            > users.find order by {x}
              1:21 `{x}` a Rust value is not a key of an order
                help: write `order by {value} { Sort::Name => name, … }` to choose among orders

            > users.find order by "name", null
              1:21 `"name"` a literal is not a key of an order
                help: name a column or an expression
              1:29 `null` a constant puts nothing in order

            > users.find order by {x} { 1 => nme, 2 => age desc }
              1:32 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > samples.find order by document
              1:23 `document` JSON documents have no order that all stores share

            > samples.find distinct { document }
              1:14 `distinct` `document` is JSON: stores do not agree on when two documents are equal
                help: leave it out of the projection, or `distinct`

            > users.find distinct { role } order by name
              1:39 `name` with `distinct`, rows are ordered only by what is selected
                help: select it too, or order by a field of the result

            > users.find distinct { role } order by lower(role)
              1:45 `role` `lower` takes text; `role` is one of "member", "admin"

            > users.find distinct { lower(name) as n } order by n, upper(name)
              1:54 `upper` with `distinct`, rows are ordered only by what is selected
                help: select it too, or order by a field of the result

            > users.find take -1
              1:18 `1` `take` takes a number of rows: a whole number that is not negative, or `{n}`

            > users.find take 1.5 skip "x"
              1:17 `1.5` `take` takes a number of rows: a whole number that is not negative, or `{n}`
              1:26 `"x"` `skip` takes a number of rows: a whole number that is not negative, or `{n}`

            > users.find take age
              1:17 `age` `take` takes a number or a Rust value in braces
                help: write `take {age}` for a Rust value

            > users.find take 5u8
              1:17 `5u8` the number `5u8` has a suffix
                help: write `5`: a literal takes its type from its column

            > users.find { nme } order by nme
              1:14 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)
              1:29 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)

            > users.find distinct { rle } order by age
              1:23 `rle` table `users` has no column `rle`
                help: did you mean `role`? (schema.sql:9: role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin')))

            > users.find { lower(nme) as n } order by n desc, m
              1:20 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)
              1:49 `m` table `users` has no column `m`
                help: a Rust value stands in braces: `{m}`"#]],
    );
}

#[test]
fn keys() {
    errors(
        r##"
        users.get
        users.get where name = "A"
        users.get where id > 1
        users.get where id = {id}?
        users.get where id = 1 or email = "x"
        users.get where id = age
        users.get where id in (1)
        users.get where not id = 1
        order_line.get where order_id = 1
        defaults.get where number = 1
        users.upsert create { name: "A" }
        users.upsert where name = "A" create { name: "B" }
        users.upsert where id = 1 and active create { name: "B" }
        users.upsert where id = 1 and id = 2 create { name: "B" }
        users.upsert where id = 1 and email = "x" create { name: "B" }
        users.upsert where email = {e} create { email: {e}, name: "B" }
        users.upsert where email = {e}
        users.upsert where email = {e} create { age: 5 } update { agee: 6 }
        users.upsert where email = {e}? create { name: "B" }
        users.upsert where email = {e} create { name: "B" } update { name: null }
        users.upsert where id = age create { name: "B" }
        order_line.upsert where order_id = 1 create { unit_price: 5 }
        active_users.upsert where id = 1 create { name: "B" }
        "##,
        expect![[r#"
            > users.get
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where name = "A"
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where id > 1
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where id = {id}?
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where id = 1 or email = "x"
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where id = age
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where id in (1)
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > users.get where not id = 1
              1:7 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `users`: `id`; `email`

            > order_line.get where order_id = 1
              1:12 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: the keys of `order_line`: `order_id` and `line_no`

            > defaults.get where number = 1
              1:10 `get` the `where` of a `get` must pin a key with `=`, for there to be one row
                help: `defaults` has no primary or unique key

            > users.upsert create { name: "A" }
              1:7 `upsert` `upsert` needs a `where` that pins a key with `=`
                help: the keys of `users`: `id`; `email`

            > users.upsert where name = "A" create { name: "B" }
              1:14 `where` the `where` of an `upsert` pins exactly the columns of one key with `=`
                help: the keys of `users`: `id`; `email`

            > users.upsert where id = 1 and active create { name: "B" }
              1:31 `active` the `where` of an `upsert` holds nothing but `column = value` for the columns of a key
                help: the keys of `users`: `id`; `email`

            > users.upsert where id = 1 and id = 2 create { name: "B" }
              1:34 `=` `users.id` is pinned twice
                help: the keys of `users`: `id`; `email`

            > users.upsert where id = 1 and email = "x" create { name: "B" }
              1:14 `where` the `where` of an `upsert` pins exactly the columns of one key with `=`
                help: the keys of `users`: `id`; `email`

            > users.upsert where email = {e} create { email: {e}, name: "B" }
              1:41 `email` `email` is given by `where` already, and is part of the new row
                help: leave it out here

            > users.upsert where email = {e}
              1:7 `upsert` a new row of `users` needs `name`: NOT NULL and without a default
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.upsert where email = {e} create { age: 5 } update { agee: 6 }
              1:7 `upsert` a new row of `users` needs `name`: NOT NULL and without a default
                help: schema.sql:6: name VARCHAR(255) NOT NULL
              1:59 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)

            > users.upsert where email = {e}? create { name: "B" }
              1:26 `=` the `where` of an `upsert` holds nothing but `column = value` for the columns of a key
                help: the keys of `users`: `id`; `email`

            > users.upsert where email = {e} create { name: "B" } update { name: null }
              1:68 `null` column `users.name` is NOT NULL
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.upsert where id = age create { name: "B" }
              1:23 `=` the `where` of an `upsert` holds nothing but `column = value` for the columns of a key
                help: the keys of `users`: `id`; `email`

            > order_line.upsert where order_id = 1 create { unit_price: 5 }
              1:19 `where` the `where` of an `upsert` pins exactly the columns of one key with `=`
                help: the keys of `order_line`: `order_id` and `line_no`

            > active_users.upsert where id = 1 create { name: "B" }
              1:14 `upsert` `active_users` is a view: it is read like a table and cannot be written
                help: it is defined at schema.sql:67"#]],
    );
}
