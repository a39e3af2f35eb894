//! Comparisons of what does not meet, and what is no condition.

use super::errors;
use expect_test::expect;

#[test]
fn comparisons() {
    errors(
        r##"
        users.find where age = "x"
        users.find where name = 5
        users.find where name > age
        users.find where email = null
        users.find where null != email
        users.find where email < null and agee = 1
        users.find where active = 1
        users.find where active < true
        users.find where age = true
        users.find where age > 1.5
        samples.find where ratio = whole
        samples.find where price = ratio
        samples.find where seen_at = starts_at
        samples.find where born_on > now() and wakes_at > "25:00"
        samples.find where document = "{}"
        samples.find where document is {d}
        samples.find where document in {docs}
        samples.find where token = "abc"
        users.find where role < "member"
        users.find where role = "admn"
        users.find where role = "guest" or role in ("member", "x")
        users.find where role = name or role = admin
        users.find where age between 1 and "x"
        users.find where age between null and 5
        users.find where age in (1, null)
        users.find where age in ()
        users.find where age in (1, name, 3)
        users.find where name in (1, 2)
        users.find where age is "x"
        users.find where {a} = {b}
        users.find where null = null
        users.find where {a} is null
        users.find where {a} in {list}
        users.find where now() = age
        "##,
        expect![[r#"
            > users.find where age = "x"
              1:24 `"x"` column `users.age` is INTEGER; `"x"` is a text
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.find where name = 5
              1:25 `5` column `users.name` is VARCHAR(255); `5` is a number
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.find where name > age
              1:23 `>` `name` is VARCHAR(255) and `age` is INTEGER: they cannot be compared

            > users.find where email = null
              1:24 `=` a comparison with `null` is never true
                help: write `email is null`

            > users.find where null != email
              1:23 `!` a comparison with `null` is never true
                help: write `email is not null`

            > users.find where email < null and agee = 1
              1:26 `null` a comparison with `null` is never true
                help: `email is null` tests for it
              1:35 `agee` table `users` has no column `agee`
                help: did you mean `age`? (schema.sql:8: age INTEGER DEFAULT 0)

            > users.find where active = 1
              1:27 `1` column `users.active` is BOOLEAN; `1` is a number
                help: write `true`

            > users.find where active < true
              1:25 `<` `active` is BOOLEAN: its values are equal or not, none is less
                help: `=`, `!=` and `in` test it

            > users.find where age = true
              1:24 `true` column `users.age` is INTEGER; `true` is BOOLEAN

            > users.find where age > 1.5
              1:24 `1.5` column `users.age` is INTEGER; `1.5` is no whole number
                help: schema.sql:8: age INTEGER DEFAULT 0

            > samples.find where ratio = whole
              1:26 `=` `ratio` is DOUBLE and `whole` is INTEGER: they cannot be compared

            > samples.find where price = ratio
              1:26 `=` `price` is DECIMAL(38, 10) and `ratio` is DOUBLE: they cannot be compared

            > samples.find where seen_at = starts_at
              1:28 `=` `seen_at` is TIMESTAMP and `starts_at` is DATETIME: they cannot be compared

            > samples.find where born_on > now() and wakes_at > "25:00"
              1:51 `"25:00"` column `samples.wakes_at` is TIME; `"25:00"` names hour 25; the last is 23
                help: schema.sql:36: wakes_at TIME

            > samples.find where document = "{}"
              1:29 `=` `document` is JSON: stores do not agree on when two documents are equal
                help: only `is null` and `is not null` test it

            > samples.find where document is {d}
              1:29 `is` `document` is JSON: stores do not agree on when two documents are equal
                help: only `is null` and `is not null` test it

            > samples.find where document in {docs}
              1:32 `{docs}` `document` is JSON: stores do not agree on when two documents are equal
                help: only `is null` and `is not null` test it

            > samples.find where token = "abc"
              1:28 `"abc"` column `samples.token` is UUID; `"abc"` is no UUID, which is written `00000000-0000-0000-0000-000000000000`
                help: schema.sql:39: token UUID

            > users.find where role < "member"
              1:23 `<` `role` is one of "member", "admin": its values are equal or not, none is less
                help: `=`, `!=` and `in` test it

            > users.find where role = "admn"
              1:25 `"admn"` column `users.role` is one of "member", "admin"; `"admn"` is none of them
                help: did you mean `"admin"`?

            > users.find where role = "guest" or role in ("member", "x")
              1:25 `"guest"` column `users.role` is one of "member", "admin"; `"guest"` is none of them
                help: schema.sql:9: role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin'))
              1:55 `"x"` column `users.role` is one of "member", "admin"; `"x"` is none of them
                help: schema.sql:9: role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'admin'))

            > users.find where role = name or role = admin
              1:23 `=` `role` is one of "member", "admin" and `name` is VARCHAR(255): they cannot be compared
              1:40 `admin` table `users` has no column `admin`
                help: the value of an enumeration is a text: `"admin"`

            > users.find where age between 1 and "x"
              1:36 `"x"` column `users.age` is INTEGER; `"x"` is a text
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.find where age between null and 5
              1:30 `null` a comparison with `null` is never true
                help: `age is null` tests for it

            > users.find where age in (1, null)
              1:29 `null` a comparison with `null` is never true
                help: `age is null` tests for it

            > users.find where age in ()
              1:25 `(` the list after `in` is empty
                help: write its values, or `in {list}` for a list of any length

            > users.find where age in (1, name, 3)
              1:22 `in` `age` is INTEGER and `name` is VARCHAR(255): they cannot be compared

            > users.find where name in (1, 2)
              1:27 `1` column `users.name` is VARCHAR(255); `1` is a number
                help: schema.sql:6: name VARCHAR(255) NOT NULL
              1:30 `2` column `users.name` is VARCHAR(255); `2` is a number
                help: schema.sql:6: name VARCHAR(255) NOT NULL

            > users.find where age is "x"
              1:25 `"x"` column `users.age` is INTEGER; `"x"` is a text
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.find where {a} = {b}
              1:18 `{a}` the type of `{a}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one

            > users.find where null = null
              1:23 `=` a comparison with `null` is never true
                help: take it away

            > users.find where {a} is null
              1:18 `{a}` the type of `{a}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one

            > users.find where {a} in {list}
              1:18 `{a}` the type of `{a}` is not known: nothing that it meets has one
                help: compare it with a column, compute with one, or store it in one

            > users.find where now() = age
              1:18 `now` column `users.age` is INTEGER; `now()` is TIMESTAMP"#]],
    );
}

#[test]
fn conditions() {
    errors(
        r##"
        users.find where age
        users.find where name and active
        users.find where not email
        users.find where age + 1
        users.find where 1
        users.find where null or active
        users.find where "x"
        users.find where lower(name)
        users.find where role
        users.find where case when active then 1 else 2 end
        users.find where name like 5
        users.find where age like "1%"
        users.find where role starts_with "ad"
        users.find where active contains {q} and age ends_with 5
        users.find where name like "100\\"
        users.find where name ilike "a\\\\\\"
        "##,
        expect![[r#"
            > users.find where age
              1:18 `age` `age` is INTEGER; a condition needs a comparison
                help: `age != 0`?

            > users.find where name and active
              1:18 `name` `name` is VARCHAR(255); a condition needs a comparison
                help: `name != ""`?

            > users.find where not email
              1:22 `email` `email` is VARCHAR(255); a condition needs a comparison
                help: `email is not null`?

            > users.find where age + 1
              1:22 `+` `age + 1` is BIGINT; a condition needs a comparison
                help: `age + 1 != 0`?

            > users.find where 1
              1:18 `1` `1` is no condition
                help: a condition needs a comparison, or `true` or `false`

            > users.find where null or active
              1:18 `null` `null` is no condition
                help: `is null` tests for it

            > users.find where "x"
              1:18 `"x"` `"x"` is no condition
                help: a condition needs a comparison, or `true` or `false`

            > users.find where lower(name)
              1:18 `lower` `lower(…)` is TEXT; a condition needs a comparison
                help: `lower(…) != ""`?

            > users.find where role
              1:18 `role` `role` is one of "member", "admin"; a condition needs a comparison
                help: `role = …`?

            > users.find where case when active then 1 else 2 end
              1:40 `1` BOOLEAN is expected here; `1` is a number
                help: write `true`
              1:47 `2` BOOLEAN is expected here; `2` is a number

            > users.find where name like 5
              1:28 `5` TEXT is expected here; `5` is a number

            > users.find where age like "1%"
              1:18 `age` `like` takes text; `age` is INTEGER

            > users.find where role starts_with "ad"
              1:18 `role` `starts_with` takes text; `role` is one of "member", "admin"

            > users.find where active contains {q} and age ends_with 5
              1:18 `active` `contains` takes text; `active` is BOOLEAN
              1:42 `age` `ends_with` takes text; `age` is INTEGER
              1:56 `5` TEXT is expected here; `5` is a number

            > users.find where name like "100\\"
              1:28 `"100\\"` the pattern ends with a single `\`
                help: `\` takes the character behind it literally; `\\\\` in the source is a backslash itself

            > users.find where name ilike "a\\\\\\"
              1:29 `"a\\\\\\"` the pattern ends with a single `\`
                help: `\` takes the character behind it literally; `\\\\` in the source is a backslash itself"#]],
    );
}
