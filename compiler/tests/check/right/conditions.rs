//! Conditions and literals.

use super::plans;
use expect_test::expect;

#[test]
fn conditions() {
    plans(
        r##"
        users.find where active and age >= {min}? and name contains {q}?
        users.find where not age > {x}? or not (active and name = {n}?)
        users.find where id in {ids} and id not in {others}? and age in (1, {a}, 3)
        users.find where email is {e} and name is not {n} and age is 5
        users.find where email is not null and age is null
        users.find where age between {low}? and {high}? and name not like "a\\%%" and name ilike {p}
        users.find where name starts_with "Al" and name starts_with {p}? and name not starts_with name and name starts_with ""
        users.find where name ends_with "x" and email not contains "@"
        users.find where {flag} or {other}? or true
        users.find where {min} <= age and "A" = name
        users.find where active = {a} and active != false and role in {roles}
        users.find where role = {r} and role != "member"
        users.find where (age + 1) * {k} > length(name) - 2
        users.find where age / 2 = 1 and age / age = 1 and age % {n} = 0 and -age < 0 and -{x} < age
        users.find where created_at > now() and coalesce(age, {x}, 0) > 3
        users.find where (age > 18) = active
        users.find where case when active then age else 0 end > 5
        "##,
        expect![[r#"
            > users.find where active and age >= {min}? and name contains {q}?
            users.find  where (active and optional[0] (age GreaterOrEqual $0) and optional[1] (name contains $1))
            $0 <- {min} optional Integer age
            $1 <- {q} optional Text
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where not age > {x}? or not (active and name = {n}?)
            users.find  where (optional[0] (not (age Greater $0)) or not ((active and optional[1] (name Equal $1))))
            $0 <- {x} optional Integer age
            $1 <- {n} optional Text(255) name
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where id in {ids} and id not in {others}? and age in (1, {a}, 3)
            users.find  where (id in $0 and optional[1] (id not in $1) and age in (Integer(1), $2, Integer(3)))
            $0 <- {ids} list BigInt id
            $1 <- {others} optional list BigInt id
            $2 <- {a} value Integer age
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where email is {e} and name is not {n} and age is 5
            users.find  where (email is $0 and not (name is $1) and age is Integer(5))
            $0 <- {e} nullable Text(255) email
            $1 <- {n} nullable Text(255) name
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where email is not null and age is null
            users.find  where (email is not null and age is null)
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where age between {low}? and {high}? and name not like "a\\%%" and name ilike {p}
            users.find  where (optional[0, 1] (age between $0 and $1) and name not like Text("a\\%%") and name ilike $2)
            $0 <- {low} optional Integer age
            $1 <- {high} optional Integer age
            $2 <- {p} value Text
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where name starts_with "Al" and name starts_with {p}? and name not starts_with name and name starts_with ""
            users.find  where (name starts_with Text("Al") below Text("Am") and optional[0] (name starts_with $0 below $1) and name not starts_with name and name starts_with Text(""))
            $0 <- {p} optional Text
            $1 <- {} end of $0
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where name ends_with "x" and email not contains "@"
            users.find  where (name ends_with Text("x") and email not contains Text("@"))
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where {flag} or {other}? or true
            users.find  where ($0 or optional[1] ($1) or Boolean(true))
            $0 <- {flag} value Boolean
            $1 <- {other} optional Boolean
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where {min} <= age and "A" = name
            users.find  where ($0 LessOrEqual age and Text("A") Equal name)
            $0 <- {min} value Integer age
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where active = {a} and active != false and role in {roles}
            users.find  where (active Equal $0 and active NotEqual Boolean(false) and role in $1)
            $0 <- {a} value Boolean active
            $1 <- {roles} list Role role
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where role = {r} and role != "member"
            users.find  where (role Equal $0 and role NotEqual Text("member"))
            $0 <- {r} value Role role
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where (age + 1) * {k} > length(name) - 2
            users.find  where ((age Add Integer(1)) Multiply $0) Greater (Length(name) Subtract Integer(2))
            $0 <- {k} value BigInt
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where age / 2 = 1 and age / age = 1 and age % {n} = 0 and -age < 0 and -{x} < age
            users.find  where ((age Divide Integer(2)) Equal Integer(1) and (age Divide age) Equal Integer(1) and (age Remainder $0) Equal Integer(0) and -age Less Integer(0) and -$1 Less age)
            $0 <- {n} value BigInt
            $1 <- {x} value BigInt
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where created_at > now() and coalesce(age, {x}, 0) > 3
            users.find  where (created_at Greater Now() and Coalesce(age, $0, Integer(0)) Greater Integer(3))
            $0 <- {x} value Integer
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where (age > 18) = active
            users.find  where age Greater Integer(18) Equal active
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find where case when active then age else 0 end > 5
            users.find  where case when active then age else Integer(0) end Greater Integer(5)
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown"#]],
    );
}

#[test]
fn literals() {
    plans(
        r##"
        samples.find where small = -32768 and whole = 2_147_483_647 and large = -9223372036854775808
        samples.find where ratio > 1 and ratio < 1.5e3 and ratio != -0.25
        samples.find where price = 12.50 and price > -1e3 and price < 9_999.000_000_000_1
        samples.find where code = "ääääääääää" and note = r"\x" and data = b"\x00\xff"
        samples.find where born_on = "2024-02-29" and wakes_at = "09:05" and wakes_at = "09:05:07.120"
        samples.find where starts_at = "2024-01-31T10:30:00.000001" and seen_at = "2024-01-01T00:30:00+01:00"
        samples.find where token = "01234567-89AB-cdef-0123-456789abcdef" and mood = "so-so"
        samples.find where whole = 0xff and large = 0b101 and born_on < now() and starts_at > now()
        "##,
        expect![[r#"
            > samples.find where small = -32768 and whole = 2_147_483_647 and large = -9223372036854775808
            samples.find  where (small Equal Integer(-32768) and whole Equal Integer(2147483647) and large Equal Integer(-9223372036854775808))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where ratio > 1 and ratio < 1.5e3 and ratio != -0.25
            samples.find  where (ratio Greater Float(1.0) and ratio Less Float(1500.0) and ratio NotEqual Float(-0.25))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where price = 12.50 and price > -1e3 and price < 9_999.000_000_000_1
            samples.find  where (price Equal Decimal("12.5000000000") and price Greater Decimal("-1000.0000000000") and price Less Decimal("9999.0000000001"))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where code = "ääääääääää" and note = r"\x" and data = b"\x00\xff"
            samples.find  where (code Equal Text("ääääääääää") and note Equal Text("\\x") and data Equal Bytes([0, 255]))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where born_on = "2024-02-29" and wakes_at = "09:05" and wakes_at = "09:05:07.120"
            samples.find  where (born_on Equal Date("2024-02-29") and wakes_at Equal Time("09:05:00") and wakes_at Equal Time("09:05:07.12"))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where starts_at = "2024-01-31T10:30:00.000001" and seen_at = "2024-01-01T00:30:00+01:00"
            samples.find  where (starts_at Equal DateTime("2024-01-31 10:30:00.000001") and seen_at Equal Timestamp("2023-12-31 23:30:00"))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where token = "01234567-89AB-cdef-0123-456789abcdef" and mood = "so-so"
            samples.find  where (token Equal Uuid("01234567-89ab-cdef-0123-456789abcdef") and mood Equal Text("so-so"))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > samples.find where whole = 0xff and large = 0b101 and born_on < now() and starts_at > now()
            samples.find  where (whole Equal Integer(255) and large Equal Integer(5) and born_on Less Now() and starts_at Greater Now())
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown"#]],
    );
}
