//! What is read.

use super::plans;
use expect_test::expect;

#[test]
fn reads() {
    plans(
        r##"
        users.find where age >= 18
        users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}
        users.find
        users.find take 10
        users.find *
        users.find { *, age + 1 as next }
        users.find as Adult where age >= 18
        users.find { id } as Adult
        users.find distinct { role }
        users.find distinct { lower(name) as n, age } order by n desc, age
        users.find order by {sort} { Sort::Name => name, Sort::Newest => created_at desc, id }
        users.find_first where name contains {q} order by id skip 1
        users.get where id = {id}
        users.get where email = "a@b" and active
        users.get { name } where 5 = id
        order_line.get where line_no = {n} and order_id = {o}
        users.count
        users.count where id = 3
        users.exists where role = "admin"
        users.exists
        accounts.find
        accounts.find { password } where id = "0123456789ABCDEF0123456789abcdef"
        active_users.find where id = 1
        "##,
        expect![[r#"
            > users.find where age >= 18
            users.find  where age GreaterOrEqual Integer(18)
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find { id, name } where active order by name desc nulls last, id take 10 skip {offset}
            users.find  where active order name desc nulls Last, id take 10 skip $0
            $0 <- {offset} count
            gives All record {id, name}
            reads [users] writes [] Unknown

            > users.find
            users.find  all
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Long

            > users.find take 10
            users.find  all take 10
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find *
            users.find  all
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Long

            > users.find { *, age + 1 as next }
            users.find  all
            gives All record {id, name, email, age, role, active, created_at, next: (age Add Integer(1)) BigInt?}
            reads [users] writes [] Long

            > users.find as Adult where age >= 18
            users.find  where age GreaterOrEqual Integer(18)
            gives All as Adult {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.find { id } as Adult
            users.find  all
            gives All as Adult {id}
            reads [users] writes [] Long

            > users.find distinct { role }
            users.find distinct all
            gives All record {role}
            reads [users] writes [] Long

            > users.find distinct { lower(name) as n, age } order by n desc, age
            users.find distinct all order Lower(name) desc, age
            gives All record {n: Lower(name) Text, age}
            reads [users] writes [] Long

            > users.find order by {sort} { Sort::Name => name, Sort::Newest => created_at desc, id }
            users.find  all order $0 [name | created_at desc, id]
            $0 <- {sort} choice Sort :: Name | Sort :: Newest
            gives All Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Long

            > users.find_first where name contains {q} order by id skip 1
            users.find_first  where name contains $0 order id take 1 skip 1
            $0 <- {q} value Text
            gives First Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Unknown

            > users.get where id = {id}
            users.get  where id Equal $0
            $0 <- {id} value BigInt id
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Short

            > users.get where email = "a@b" and active
            users.get  where (email Equal Text("a@b") and active)
            gives One Row {id, name, email, age, role, active, created_at}
            reads [users] writes [] Short

            > users.get { name } where 5 = id
            users.get  where Integer(5) Equal id
            gives One record {name}
            reads [users] writes [] Short

            > order_line.get where line_no = {n} and order_id = {o}
            order_line.get  where (line_no Equal $0 and order_id Equal $1)
            $0 <- {n} value Integer line_no
            $1 <- {o} value BigInt order_id
            gives One Row {order_id, line_no, unit_price, quantity, r#type: type Text(20), total}
            reads [order_line] writes [] Short

            > users.count
            users.count  all
            gives a count
            reads [users] writes [] Long

            > users.count where id = 3
            users.count  where id Equal Integer(3)
            gives a count
            reads [users] writes [] Short

            > users.exists where role = "admin"
            users.exists  where role Equal Text("admin")
            gives whether
            reads [users] writes [] Unknown

            > users.exists
            users.exists  all
            gives whether
            reads [users] writes [] Unknown

            > accounts.find
            accounts.find  all
            gives All Row {id, login, visits, settings, created_at, updated_at}
            reads [accounts] writes [] Long

            > accounts.find { password } where id = "0123456789ABCDEF0123456789abcdef"
            accounts.find  where id Equal Uuid("01234567-89ab-cdef-0123-456789abcdef")
            gives All record {password}
            reads [accounts] writes [] Short

            > active_users.find where id = 1
            active_users.find  where id Equal Integer(1)
            gives All Row {id, name, email}
            reads [active_users] writes [] Unknown"#]],
    );
}
