//! What is written.

use super::plans;
use expect_test::expect;

#[test]
fn inserts() {
    plans(
        r##"
        users.insert { name: "Alice", age: 25 }
        users.insert { name: {n}, email: {e}, age: {a} + 1, role: {r}, created_at: now() }
        users.insert {new}
        users.insert {new} returning { id }
        users.insert { name, age: null } returning { id, upper(name) as n } as Named
        accounts.insert { login: "x", password: "y" }
        accounts.insert {new}
        accounts.insert { login: "x", password: "y", settings: "{\"a\": [1]}", created_at: now() } returning *
        defaults.insert {new}
        defaults.insert {}
        defaults.insert_many [{ number: 1 }, { price: 2.50, day: {d} }, { moment: now(), token: "x", flag: false, note: "n" }]
        users.insert_many {rows}
        users.insert_many {rows} returning { id }
        accounts.insert_many [{ login: "x", password: "y" }, { login: {l}, password: "z", visits: 3 }]
        "##,
        expect![[r#"
            > users.insert { name: "Alice", age: 25 }
            users.insert (name, age) (Text("Alice"), Integer(25))
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [users] Short

            > users.insert { name: {n}, email: {e}, age: {a} + 1, role: {r}, created_at: now() }
            users.insert (name, email, age, role, created_at) ($0, $1, ($2 Add Integer(1)), $3, Now())
            $0 <- {n} value Text(255) name
            $1 <- {e} nullable Text(255) email
            $2 <- {a} value BigInt
            $3 <- {r} value Role role
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [users] Short

            > users.insert {new}
            users.insert (id?$0, name, email, age, role, active, created_at) ($0, $1, $2, Coalesce($3, Integer(0)), Coalesce($4, Text("member")), Coalesce($5, Boolean(true)), Coalesce($6, Now()))
            $0..$6 <- {new} new
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [users] Short

            > users.insert {new} returning { id }
            users.insert (id?$0, name, email, age, role, active, created_at) ($0, $1, $2, Coalesce($3, Integer(0)), Coalesce($4, Text("member")), Coalesce($5, Boolean(true)), Coalesce($6, Now()))
            $0..$6 <- {new} new
            gives One record {id}
            reads [users] writes [users] Short

            > users.insert { name, age: null } returning { id, upper(name) as n } as Named
            users.insert (name, age) ($0, Null)
            $0 <- {name} value Text(255) name
            gives One as Named {id, n: Upper(name) Text}
            reads [users] writes [users] Short

            > accounts.insert { login: "x", password: "y" }
            accounts.insert (login, password, id, created_at, updated_at) (Text("x"), Text("y"), $0, $1, $1)
            $0 <- {} UuidV7 Uuid id
            $1 <- {} now Timestamp created_at
            gives One Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [accounts] Short

            > accounts.insert {new}
            accounts.insert (id, login, password, visits, settings, created_at, updated_at) ($0, $1, $2, Coalesce($3, Integer(0)), Coalesce($4, Json("{}")), $5, $6)
            $0..$6 <- {new} new
            gives One Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [accounts] Short

            > accounts.insert { login: "x", password: "y", settings: "{\"a\": [1]}", created_at: now() } returning *
            accounts.insert (login, password, settings, created_at, id, updated_at) (Text("x"), Text("y"), Json("{\"a\": [1]}"), Now(), $0, $1)
            $0 <- {} UuidV7 Uuid id
            $1 <- {} now Timestamp updated_at
            gives One Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [accounts] Short

            > defaults.insert {new}
            defaults.insert (number, price, day, moment, note, token, flag) (Coalesce($0, Integer(-5)), Coalesce($1, Decimal("1.50")), Coalesce($2, Date("2024-01-31")), Coalesce($3, Now()), $4, Coalesce($5, raw(lower(hex(randomblob(4))))), Coalesce($6, Boolean(true)))
            $0..$6 <- {new} new
            gives One Row {number, price, day, moment, note, token, flag, twice}
            reads [defaults] writes [defaults] Short

            > defaults.insert {}
            defaults.insert () ()
            gives One Row {number, price, day, moment, note, token, flag, twice}
            reads [defaults] writes [defaults] Short

            > defaults.insert_many [{ number: 1 }, { price: 2.50, day: {d} }, { moment: now(), token: "x", flag: false, note: "n" }]
            defaults.insert_many (number, price, day, moment, token, flag, note) (Integer(1), Decimal("1.50"), Date("2024-01-31"), Now(), raw(lower(hex(randomblob(4)))), Boolean(true), Null) (Integer(-5), Decimal("2.50"), $0, Now(), raw(lower(hex(randomblob(4)))), Boolean(true), Null) (Integer(-5), Decimal("1.50"), Date("2024-01-31"), Now(), Text("x"), Boolean(false), Text("n"))
            $0 <- {d} value Date day
            gives a count
            reads [] writes [defaults] Unknown

            > users.insert_many {rows}
            users.insert_many (id?$0, name, email, age, role, active, created_at) ($0, $1, $2, Coalesce($3, Integer(0)), Coalesce($4, Text("member")), Coalesce($5, Boolean(true)), Coalesce($6, Now())) of {rows}
            gives a count
            reads [] writes [users] Unknown

            > users.insert_many {rows} returning { id }
            users.insert_many (id?$0, name, email, age, role, active, created_at) ($0, $1, $2, Coalesce($3, Integer(0)), Coalesce($4, Text("member")), Coalesce($5, Boolean(true)), Coalesce($6, Now())) of {rows}
            gives All record {id}
            reads [users] writes [users] Unknown

            > accounts.insert_many [{ login: "x", password: "y" }, { login: {l}, password: "z", visits: 3 }]
            accounts.insert_many (login, password, visits, id, created_at, updated_at) (Text("x"), Text("y"), Integer(0), $1, $2, $2) ($0, Text("z"), Integer(3), $3, $2, $2)
            $0 <- {l} value Text(40) login
            $1 <- {} UuidV7 Uuid id
            $2 <- {} now Timestamp created_at
            $3 <- {} UuidV7 Uuid id
            gives a count
            reads [] writes [accounts] Unknown"#]],
    );
}

#[test]
fn updates_and_deletes() {
    plans(
        r##"
        users.update { age: age + 1 } where id = {id}
        users.update { age: {a}, email: {e}, name: {n} } where email = {x} and name = {y}?
        users.update {patch} where id = {id} returning *
        users.update { age: null } all
        accounts.update { visits: visits + 1 } where login = {l}
        accounts.update { updated_at: now() } all
        accounts.update {patch} where id = {id}
        order_line.update { unit_price: unit_price * 1.1, total: quantity } where order_id = 1 and line_no = 2
        countries.update { code: "DE" } where code = "GE"
        countries.update { name: "Germany" } where code = "DE"
        users.delete where active = false
        users.delete where id = {id} returning { id }
        users.delete all
        posts.delete where id = 1
        countries.delete where code = "GE"
        cities.delete where id = 1
        streets.delete where id = 1
        houses.delete where id = 1
        users.truncate
        cities.truncate
        "##,
        expect![[r#"
            > users.update { age: age + 1 } where id = {id}
            users.update {age = (age Add Integer(1))} where id Equal $0
            $0 <- {id} value BigInt id
            gives a count
            reads [users] writes [users] Short

            > users.update { age: {a}, email: {e}, name: {n} } where email = {x} and name = {y}?
            users.update {age = $0, email = $1, name = $2} where (email Equal $3 and optional[4] (name Equal $4))
            $0 <- {a} nullable Integer age
            $1 <- {e} nullable Text(255) email
            $2 <- {n} value Text(255) name
            $3 <- {x} value Text(255) email
            $4 <- {y} optional Text(255) name
            gives a count
            reads [users] writes [users] Short

            > users.update {patch} where id = {id} returning *
            users.update {id?$0 = $0, name?$1 = $1, email?$2 = $2, age?$3 = $3, role?$4 = $4, active?$5 = $5, created_at?$6 = $6} where id Equal $7
            $0..$6 <- {patch} patch
            $7 <- {id} value BigInt id
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [users] Short

            > users.update { age: null } all
            users.update {age = Null} all
            gives a count
            reads [users] writes [users] Long

            > accounts.update { visits: visits + 1 } where login = {l}
            accounts.update {visits = (visits Add Integer(1)), updated_at = $1} where login Equal $0
            $0 <- {l} value Text(40) login
            $1 <- {} now Timestamp updated_at
            gives a count
            reads [accounts] writes [accounts] Short

            > accounts.update { updated_at: now() } all
            accounts.update {updated_at = Now()} all
            gives a count
            reads [accounts] writes [accounts] Long

            > accounts.update {patch} where id = {id}
            accounts.update {id?$0 = $0, login?$1 = $1, password?$2 = $2, visits?$3 = $3, settings?$4 = $4, created_at?$5 = $5, updated_at?$6 = $6} where id Equal $7
            $0..$6 <- {patch} patch
            $7 <- {id} value Uuid id
            gives a count
            reads [accounts] writes [accounts] Short

            > order_line.update { unit_price: unit_price * 1.1, total: quantity } where order_id = 1 and line_no = 2
            order_line.update {unit_price = (unit_price Multiply Decimal("1.1")), total = decimal(quantity)} where (order_id Equal Integer(1) and line_no Equal Integer(2))
            gives a count
            reads [order_line] writes [order_line] Short

            > countries.update { code: "DE" } where code = "GE"
            countries.update {code = Text("DE")} where code Equal Text("GE")
            gives a count
            reads [countries] writes [countries cities] Unknown

            > countries.update { name: "Germany" } where code = "DE"
            countries.update {name = Text("Germany")} where code Equal Text("DE")
            gives a count
            reads [countries] writes [countries] Short

            > users.delete where active = false
            users.delete  where active Equal Boolean(false)
            gives a count
            reads [users] writes [users posts] Unknown

            > users.delete where id = {id} returning { id }
            users.delete  where id Equal $0
            $0 <- {id} value BigInt id
            gives All record {id}
            reads [users] writes [users posts] Unknown

            > users.delete all
            users.delete  all
            gives a count
            reads [users] writes [users posts] Long

            > posts.delete where id = 1
            posts.delete  where id Equal Integer(1)
            gives a count
            reads [posts] writes [posts] Short

            > countries.delete where code = "GE"
            countries.delete  where code Equal Text("GE")
            gives a count
            reads [countries] writes [countries cities] Unknown

            > cities.delete where id = 1
            cities.delete  where id Equal Integer(1)
            gives a count
            reads [cities] writes [cities streets] Unknown

            > streets.delete where id = 1
            streets.delete  where id Equal Integer(1)
            gives a count
            reads [streets] writes [streets] Short

            > houses.delete where id = 1
            houses.delete  where id Equal Integer(1)
            gives a count
            reads [houses] writes [houses] Short

            > users.truncate
            users.truncate 
            gives nothing
            reads [] writes [users posts] Long

            > cities.truncate
            cities.truncate 
            gives nothing
            reads [] writes [cities streets] Long"#]],
    );
}

#[test]
fn upserts() {
    plans(
        r##"
        users.upsert where email = {e} create { name: "A" } update { name: "B", age: age + 1 }
        users.upsert where id = {id} create { name: {n} } returning { id }
        order_line.upsert where line_no = 2 and order_id = {o} create { unit_price: 5 } update { quantity: quantity + 1 }
        accounts.upsert where login = {l} create { password: "x" } update { visits: visits + 1 }
        accounts.upsert where login = {l} create { password: "x" } update { }
        cities.upsert where id = 1
        "##,
        expect![[r#"
            > users.upsert where email = {e} create { name: "A" } update { name: "B", age: age + 1 }
            users.upsert on email create (email, name) ($0, Text("A")) update {name = Text("B"), age = (age Add Integer(1))}
            $0 <- {e} value Text(255) email
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [users] Short

            > users.upsert where id = {id} create { name: {n} } returning { id }
            users.upsert on id create (id, name) ($0, $1) update {}
            $0 <- {id} value BigInt id
            $1 <- {n} value Text(255) name
            gives One record {id}
            reads [users] writes [users] Short

            > order_line.upsert where line_no = 2 and order_id = {o} create { unit_price: 5 } update { quantity: quantity + 1 }
            order_line.upsert on line_no, order_id create (line_no, order_id, unit_price) (Integer(2), $0, Decimal("5.00")) update {quantity = (quantity Add Integer(1))}
            $0 <- {o} value BigInt order_id
            gives One Row {order_id, line_no, unit_price, quantity, r#type: type Text(20), total}
            reads [order_line] writes [order_line] Short

            > accounts.upsert where login = {l} create { password: "x" } update { visits: visits + 1 }
            accounts.upsert on login create (login, password, id, created_at, updated_at) ($0, Text("x"), $1, $2, $2) update {visits = (visits Add Integer(1)), updated_at = $2}
            $0 <- {l} value Text(40) login
            $1 <- {} UuidV7 Uuid id
            $2 <- {} now Timestamp created_at
            gives One Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [accounts] Short

            > accounts.upsert where login = {l} create { password: "x" } update { }
            accounts.upsert on login create (login, password, id, created_at, updated_at) ($0, Text("x"), $1, $2, $2) update {}
            $0 <- {l} value Text(40) login
            $1 <- {} UuidV7 Uuid id
            $2 <- {} now Timestamp created_at
            gives One Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [accounts] Short

            > cities.upsert where id = 1
            cities.upsert on id create (id) (Integer(1)) update {}
            gives One Row {id, country, part_of}
            reads [cities] writes [cities] Short"#]],
    );
}
