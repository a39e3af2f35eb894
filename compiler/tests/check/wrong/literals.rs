//! Literals that their columns do not hold.

use super::errors;
use expect_test::expect;

#[test]
fn literals() {
    errors(
        r##"
        users.find where age = 3000000000
        users.find where age = -2147483649
        users.find where id = 9223372036854775808
        samples.find where small = 40000
        users.find where age = 18u8
        users.find where age = 1_000i64 or age = 1e3
        samples.find where ratio = 1.5f64
        samples.find where ratio = 1e999
        users.find where name = 'a'
        users.find where age = b'a'
        users.find where name = c"x"
        users.find where name = "a\0b"
        samples.find where code = "12345678901"
        samples.find where code = "ääääääääääö"
        samples.find where note = -"x"
        samples.find where data = "x"
        samples.find where data = 5 and note = b"x"
        order_line.find where unit_price = 12.505
        order_line.find where unit_price > 123456789
        order_line.find where unit_price > 1e400
        order_line.find where unit_price = "5"
        samples.find where born_on = "2024-13-01"
        samples.find where born_on = "2023-02-29" or born_on = "2024-1-1"
        samples.find where born_on = 20240101
        samples.find where wakes_at = "10:30:00.1234567" or wakes_at = "9:30"
        samples.find where starts_at = "2024-01-31 10:60:00" or starts_at = "2024-01-31T10:00:00Z"
        samples.find where seen_at = "2024-01-31T10:00:00+25:00" or seen_at = "yesterday"
        samples.find where token = "01234567-89ab-cdef-0123-456789abcdeg"
        samples.find where flag = "yes"
        samples.find where flag = 0
        samples.update { document: "{'a': 1}" } all
        samples.update { document: 5 } all
        samples.update { mood: "glad", flag: 1 } all
        samples.find where whole = 99999999999999999999999999
        "##,
        expect![[r#"
            > users.find where age = 3000000000
              1:24 `3000000000` column `users.age` is INTEGER; `3000000000` is out of its range, which is -2147483648 to 2147483647
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.find where age = -2147483649
              1:25 `2147483649` column `users.age` is INTEGER; `-2147483649` is out of its range, which is -2147483648 to 2147483647
                help: schema.sql:8: age INTEGER DEFAULT 0

            > users.find where id = 9223372036854775808
              1:23 `9223372036854775808` column `users.id` is BIGINT; `9223372036854775808` is out of its range, which is -9223372036854775808 to 9223372036854775807
                help: schema.sql:5: id INTEGER PRIMARY KEY AUTOINCREMENT

            > samples.find where small = 40000
              1:28 `40000` column `samples.small` is SMALLINT; `40000` is out of its range, which is -32768 to 32767
                help: schema.sql:26: small SMALLINT

            > users.find where age = 18u8
              1:24 `18u8` the number `18u8` has a suffix
                help: write `18`: a literal takes its type from its column

            > users.find where age = 1_000i64 or age = 1e3
              1:24 `1_000i64` the number `1_000i64` has a suffix
                help: write `1000`: a literal takes its type from its column
              1:42 `1e3` column `users.age` is INTEGER; `1e3` is no whole number
                help: schema.sql:8: age INTEGER DEFAULT 0

            > samples.find where ratio = 1.5f64
              1:28 `1.5f64` the number `1.5f64` has a suffix
                help: write `1.5`: a literal takes its type from its column

            > samples.find where ratio = 1e999
              1:28 `1e999` column `samples.ratio` is DOUBLE; `1e999` is out of the range of 64-bit floats
                help: schema.sql:30: ratio DOUBLE PRECISION

            > users.find where name = 'a'
              1:25 `'a'` `'a'` is not a text
                help: write `"a"`

            > users.find where age = b'a'
              1:24 `b'a'` `b'a'` is not a literal of the query language
                help: write a text, a number or bytes (`b"…"`), or bind a Rust value as `{value}`

            > users.find where name = c"x"
              1:25 `c"x"` `c"x"` is not a literal of the query language
                help: write a text, a number or bytes (`b"…"`), or bind a Rust value as `{value}`

            > users.find where name = "a\0b"
              1:25 `"a\0b"` `"a\0b"` contains a NUL character, which stores cannot hold

            > samples.find where code = "12345678901"
              1:27 `"12345678901"` column `samples.code` is VARCHAR(10); `"12345678901"` has 11 characters, and 10 fit
                help: schema.sql:32: code VARCHAR(10)

            > samples.find where code = "ääääääääääö"
              1:27 `"ääääääääääö"` column `samples.code` is VARCHAR(10); `"ääääääääääö"` has 11 characters, and 10 fit
                help: schema.sql:32: code VARCHAR(10)

            > samples.find where note = -"x"
              1:28 `"x"` `-"x"` is no number, and `-` takes one

            > samples.find where data = "x"
              1:27 `"x"` column `samples.data` is BLOB; `"x"` is a text
                help: bytes are written `b"…"`

            > samples.find where data = 5 and note = b"x"
              1:27 `5` column `samples.data` is BLOB; `5` is a number
                help: schema.sql:34: data BLOB
              1:40 `b"x"` column `samples.note` is TEXT; `b"x"` is bytes
                help: schema.sql:33: note TEXT

            > order_line.find where unit_price = 12.505
              1:36 `12.505` column `order_line.unit_price` is DECIMAL(10, 2); `12.505` has 3 digits behind the point, and 2 fit
                help: schema.sql:48: "UnitPrice" NUMERIC(10, 2) NOT NULL

            > order_line.find where unit_price > 123456789
              1:36 `123456789` column `order_line.unit_price` is DECIMAL(10, 2); `123456789` has 9 digits before the point, and 8 fit
                help: schema.sql:48: "UnitPrice" NUMERIC(10, 2) NOT NULL

            > order_line.find where unit_price > 1e400
              1:36 `1e400` column `order_line.unit_price` is DECIMAL(10, 2); `1e400` has 401 digits before the point, and 8 fit
                help: schema.sql:48: "UnitPrice" NUMERIC(10, 2) NOT NULL

            > order_line.find where unit_price = "5"
              1:36 `"5"` column `order_line.unit_price` is DECIMAL(10, 2); `"5"` is a text
                help: write `5`

            > samples.find where born_on = "2024-13-01"
              1:30 `"2024-13-01"` column `samples.born_on` is DATE; `"2024-13-01"` names month 13; months are 1 to 12
                help: schema.sql:35: born_on DATE

            > samples.find where born_on = "2023-02-29" or born_on = "2024-1-1"
              1:30 `"2023-02-29"` column `samples.born_on` is DATE; `"2023-02-29"` names day 29 of a month with 28
                help: schema.sql:35: born_on DATE
              1:56 `"2024-1-1"` column `samples.born_on` is DATE; `"2024-1-1"` is not written `2024-01-31`
                help: schema.sql:35: born_on DATE

            > samples.find where born_on = 20240101
              1:30 `20240101` column `samples.born_on` is DATE; `20240101` is a number
                help: schema.sql:35: born_on DATE

            > samples.find where wakes_at = "10:30:00.1234567" or wakes_at = "9:30"
              1:31 `"10:30:00.1234567"` column `samples.wakes_at` is TIME; `"10:30:00.1234567"` is finer than a microsecond; at most 6 digits fit behind the point
                help: schema.sql:36: wakes_at TIME
              1:64 `"9:30"` column `samples.wakes_at` is TIME; `"9:30"` is not written `10:30:00` or `10:30:00.25`
                help: schema.sql:36: wakes_at TIME

            > samples.find where starts_at = "2024-01-31 10:60:00" or starts_at = "2024-01-31T10:00:00Z"
              1:32 `"2024-01-31 10:60:00"` column `samples.starts_at` is DATETIME; `"2024-01-31 10:60:00"` names minute 60; the last is 59
                help: schema.sql:37: starts_at DATETIME
              1:69 `"2024-01-31T10:00:00Z"` column `samples.starts_at` is DATETIME; `"2024-01-31T10:00:00Z"` names a zone, and a DATETIME has none
                help: schema.sql:37: starts_at DATETIME

            > samples.find where seen_at = "2024-01-31T10:00:00+25:00" or seen_at = "yesterday"
              1:30 `"2024-01-31T10:00:00+25:00"` column `samples.seen_at` is TIMESTAMP; `"2024-01-31T10:00:00+25:00"` has the offset `+25:00`, which is none such as `+02:00`
                help: schema.sql:38: seen_at TIMESTAMP
              1:71 `"yesterday"` column `samples.seen_at` is TIMESTAMP; `"yesterday"` is not written `2024-01-31 10:30:00`
                help: schema.sql:38: seen_at TIMESTAMP

            > samples.find where token = "01234567-89ab-cdef-0123-456789abcdeg"
              1:28 `"01234567-89ab-cdef-0123-456789abcdeg"` column `samples.token` is UUID; `"01234567-89ab-cdef-0123-456789abcdeg"` is no UUID, which is written `00000000-0000-0000-0000-000000000000`
                help: schema.sql:39: token UUID

            > samples.find where flag = "yes"
              1:27 `"yes"` column `samples.flag` is BOOLEAN; `"yes"` is a text
                help: schema.sql:29: flag BOOLEAN

            > samples.find where flag = 0
              1:27 `0` column `samples.flag` is BOOLEAN; `0` is a number
                help: write `false`

            > samples.update { document: "{'a': 1}" } all
              1:28 `"{'a': 1}"` column `samples.document` is JSON; `"{'a': 1}"` is no JSON: a key in double quotes is missing (character 2)
                help: schema.sql:40: document JSON

            > samples.update { document: 5 } all
              1:28 `5` column `samples.document` is JSON; `5` is a number
                help: schema.sql:40: document JSON

            > samples.update { mood: "glad", flag: 1 } all
              1:24 `"glad"` column `samples.mood` is one of "happy", "so-so", "sad"; `"glad"` is none of them
                help: schema.sql:41: mood TEXT CHECK (mood IN ('happy', 'so-so', 'sad'))
              1:38 `1` column `samples.flag` is BOOLEAN; `1` is a number
                help: write `true`

            > samples.find where whole = 99999999999999999999999999
              1:28 `99999999999999999999999999` column `samples.whole` is INTEGER; `99999999999999999999999999` is out of its range, which is -2147483648 to 2147483647
                help: schema.sql:27: whole INTEGER"#]],
    );
}
