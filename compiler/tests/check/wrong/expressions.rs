//! Expressions, and `{x}?` where nothing can be dropped.

use super::errors;
use expect_test::expect;

#[test]
fn expressions() {
    errors(
        r##"
        users.find { id, name + 1 as x }
        users.find { age + null as x }
        users.find { -name as x }
        users.find { active + 1 as x, created_at - 1 as y }
        samples.find { price / 2 as x }
        samples.find { price % 2 as x, ratio % 2.0 as y }
        samples.find { price + ratio as x }
        samples.find { whole * ratio as x }
        samples.find { whole + 1.5 as x }
        users.find { lower(age) as x, upper(1) as y, length() as z }
        users.find { round(age) as x, abs(name) as y }
        users.find { coalesce(name) as x, coalesce(name, age) as y, now(1) as z }
        users.find { coalesce(null, null) as x }
        users.find { concat("a", age) as x, concat("a") as y }
        users.find { case when age then 1 else 2 end as x }
        users.find { case when active then 1 else "x" end as x }
        users.find { case when actve then nme else agee end as x }
        users.find { {x} as x }
        users.find { {x} + {y} as x }
        users.find { null as x }
        users.find { name like 5 as x }
        users.find { lower({x}) + 1 as x }
        samples.find { coalesce(price, ratio) as x }
        users.find where coalesce({a}, {b}) = {c}
        "##,
        expect![[r#"
            > users.find { id, name + 1 as x }
              1:18 `name` `name` is VARCHAR(255): only numbers are computed with
                help: `concat(a, b)` joins texts

            > users.find { age + null as x }
              1:20 `null` a computation with `null` is always NULL

            > users.find { -name as x }
              1:15 `name` `name` is VARCHAR(255): only numbers are computed with
                help: `desc` behind a key turns an order round

            > users.find { active + 1 as x, created_at - 1 as y }
              1:14 `active` `active` is BOOLEAN: only numbers are computed with
              1:31 `created_at` `created_at` is TIMESTAMP: only numbers are computed with
                help: compute the time in Rust and bind it as `{time}`

            > samples.find { price / 2 as x }
              1:22 `/` decimals are not divided: a quotient has no exact number of digits
                help: multiply, or divide in Rust

            > samples.find { price % 2 as x, ratio % 2.0 as y }
              1:22 `%` `%` is for integers: decimals have no remainder that all stores share
                help: compute it in Rust
              1:38 `%` `%` is for integers: floats have no remainder that all stores share
                help: compute it in Rust

            > samples.find { price + ratio as x }
              1:22 `+` `price` is DECIMAL(38, 10) and `ratio` is DOUBLE: they cannot be computed with each other
                help: exact numbers and floats are not mixed

            > samples.find { whole * ratio as x }
              1:22 `*` `whole` is INTEGER and `ratio` is DOUBLE: they cannot be computed with each other
                help: exact numbers and floats are not mixed

            > samples.find { whole + 1.5 as x }
              1:24 `1.5` `1.5` has a fraction, and what it meets is a whole number

            > users.find { lower(age) as x, upper(1) as y, length() as z }
              1:20 `age` `lower` takes text; `age` is INTEGER
              1:37 `1` TEXT is expected here; `1` is a number
              1:46 `length` `length` takes one argument, and none is given

            > users.find { round(age) as x, abs(name) as y }
              1:20 `age` `age` is INTEGER: it is a whole number already
              1:35 `name` `abs` takes a number; `name` is VARCHAR(255)

            > users.find { coalesce(name) as x, coalesce(name, age) as y, now(1) as z }
              1:14 `coalesce` `coalesce` takes at least two arguments, and one is given
              1:50 `age` the arguments of `coalesce` are of one type: the first is VARCHAR(255), this is INTEGER
              1:61 `now` `now` takes no argument, and one is given

            > users.find { coalesce(null, null) as x }
              1:23 `null` the type of this `null` is not known: nothing that it meets has one

            > users.find { concat("a", age) as x, concat("a") as y }
              1:26 `age` `concat` takes text; `age` is INTEGER
              1:37 `concat` `concat` takes at least two arguments, and one is given

            > users.find { case when age then 1 else 2 end as x }
              1:24 `age` `age` is INTEGER; a condition needs a comparison
                help: `age != 0`?

            > users.find { case when active then 1 else "x" end as x }
              1:43 `"x"` `"x"` is a text; a number is expected here

            > users.find { case when actve then nme else agee end as x }
              1:24 `actve` table `users` has no column `actve`
                help: did you mean `active`? (schema.sql:10: active BOOLEAN NOT NULL DEFAULT TRUE)
              1:35 `nme` table `users` has no column `nme`
                help: did you mean `name`? (schema.sql:6: name VARCHAR(255) NOT NULL)
              1:44 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)

            > users.find { {x} as x }
              1:14 `{x}` the type of `{x}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one

            > users.find { {x} + {y} as x }
              1:14 `{x}` the type of `{x}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one

            > users.find { null as x }
              1:14 `null` `null` has no meaning here: the result would always be NULL

            > users.find { name like 5 as x }
              1:24 `5` TEXT is expected here; `5` is a number

            > users.find { lower({x}) + 1 as x }
              1:14 `lower` `lower(…)` is TEXT: only numbers are computed with
                help: `concat(a, b)` joins texts

            > samples.find { coalesce(price, ratio) as x }
              1:32 `ratio` the arguments of `coalesce` are of one type: the first is DECIMAL(38, 10), this is DOUBLE

            > users.find where coalesce({a}, {b}) = {c}
              1:27 `{a}` the type of `{a}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one"#]],
    );
}

#[test]
fn optional_values() {
    errors(
        r##"
        users.update { age: {x}? } where id = 1
        users.insert { name: {x}? }
        users.insert {new}?
        users.update {patch}? where id = 1
        users.find take {n}?
        users.find skip {n}?
        users.find { coalesce(age, {x}?) as x }
        users.find where case when name = {x}? then active else true end
        users.find where (age = {x}?) = active
        users.find where email is {x}?
        users.find order by {x}? { 1 => name }
        users.find order by age + {x}?
        "##,
        expect![[r#"
            > users.update { age: {x}? } where id = 1
              1:24 `?` `?` has no meaning here: a value that is stored is no condition that could be dropped

            > users.insert { name: {x}? }
              1:25 `?` `?` has no meaning here: a value that is stored is no condition that could be dropped

            > users.insert {new}?
              1:19 `?` `?` is not expected here
                help: `?` follows only a Rust value in braces, as in `{value}?`

            > users.update {patch}? where id = 1
              1:21 `?` `?` is not expected here
                help: `?` follows only a Rust value in braces, as in `{value}?`

            > users.find take {n}?
              1:20 `?` `?` has no meaning here: `take` is no condition that could be dropped

            > users.find skip {n}?
              1:20 `?` `?` has no meaning here: `skip` is no condition that could be dropped

            > users.find { coalesce(age, {x}?) as x }
              1:31 `?` `?` has no meaning here: a field of the result is no condition that could be dropped

            > users.find where case when name = {x}? then active else true end
              1:38 `?` `?` has no meaning here: a condition inside a value cannot be dropped

            > users.find where (age = {x}?) = active
              1:28 `?` `?` has no meaning here: a condition inside a value cannot be dropped

            > users.find where email is {x}?
              1:30 `?` `is` takes `None` as NULL, so there is nothing to drop
                help: `email = {x}?` drops the condition when the value is `None`

            > users.find order by {x}? { 1 => name }
              1:24 `?` `?` has no meaning here: an order is no condition that could be dropped
                help: take it away, and match the `Option`: `Some(…) => …, None => …`

            > users.find order by age + {x}?
              1:30 `?` `?` has no meaning here: an order is no condition that could be dropped"#]],
    );
}
