//! Expressions and their types.

use super::plans;
use expect_test::expect;

#[test]
fn expressions() {
    plans(
        r##"
        samples.find { whole + small as a, price * 1.175 as b, price + whole as c, ratio / 2 as d, -price as e }
        samples.find { price * {k} as a, round(price) as b, round(ratio) as c, abs(small) as d }
        samples.find { coalesce(whole, small, 70000) as a, coalesce(price, whole, 0.5) as b, coalesce(code, note) as c }
        samples.find { concat(code, "-", note) as a, length(note) as b, trim(upper(code)) as c, now() as d }
        samples.find { case when flag then mood else "sad" end as a, case when flag then {x} else whole end as b, case when flag then 1 end as c }
        samples.find { flag and whole > 1 as a, whole is null as b, 1 as c, 1.5 as d, "x" as e, true as f }
        samples.find where price = whole and price in (1, whole, 2.5) and price * 2 > 0.333
        order_line.find { r#type, quantity * unit_price as total_price } where r#type = "x"
        "##,
        expect![[r#"
            > samples.find { whole + small as a, price * 1.175 as b, price + whole as c, ratio / 2 as d, -price as e }
            samples.find  all
            gives All record {a: (whole Add small) BigInt?, b: (price Multiply Decimal("1.175")) Decimal(38, 13)?, c: (price Add decimal(whole)) Decimal(38, 10)?, d: (ratio Divide Float(2.0)) Float?, e: -price Decimal(38, 10)?}
            reads [samples] writes [] Long

            > samples.find { price * {k} as a, round(price) as b, round(ratio) as c, abs(small) as d }
            samples.find  all
            $0 <- {k} value Decimal(38, 10)
            gives All record {a: (price Multiply $0) Decimal(38, 20)?, b: Round(price) Decimal(29, 0)?, c: Round(ratio) Float?, d: Abs(small) BigInt?}
            reads [samples] writes [] Long

            > samples.find { coalesce(whole, small, 70000) as a, coalesce(price, whole, 0.5) as b, coalesce(code, note) as c }
            samples.find  all
            gives All record {a: Coalesce(whole, small, Integer(70000)) Integer, b: Coalesce(price, decimal(whole), Decimal("0.5")) Decimal(38, 10), c: Coalesce(code, note) Text?}
            reads [samples] writes [] Long

            > samples.find { concat(code, "-", note) as a, length(note) as b, trim(upper(code)) as c, now() as d }
            samples.find  all
            gives All record {a: Concat(code, Text("-"), note) Text?, b: Length(note) BigInt?, c: Trim(Upper(code)) Text?, d: Now() Timestamp}
            reads [samples] writes [] Long

            > samples.find { case when flag then mood else "sad" end as a, case when flag then {x} else whole end as b, case when flag then 1 end as c }
            samples.find  all
            $0 <- {x} value Integer
            gives All record {a: case when flag then mood else Text("sad") end Mood?, b: case when flag then $0 else whole end Integer?, c: case when flag then Integer(1) end BigInt?}
            reads [samples] writes [] Long

            > samples.find { flag and whole > 1 as a, whole is null as b, 1 as c, 1.5 as d, "x" as e, true as f }
            samples.find  all
            gives All record {a: (flag and whole Greater Integer(1)) Boolean?, b: whole is null Boolean, c: Integer(1) BigInt, d: Float(1.5) Float, e: Text("x") Text, f: Boolean(true) Boolean}
            reads [samples] writes [] Long

            > samples.find where price = whole and price in (1, whole, 2.5) and price * 2 > 0.333
            samples.find  where (price Equal decimal(whole) and price in (Decimal("1.0000000000"), decimal(whole), Decimal("2.5000000000")) and (price Multiply Decimal("2")) Greater Decimal("0.333"))
            gives All Row {id, small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, document, mood}
            reads [samples] writes [] Unknown

            > order_line.find { r#type, quantity * unit_price as total_price } where r#type = "x"
            order_line.find  where type Equal Text("x")
            gives All record {r#type: type Text(20), total_price: (decimal(quantity) Multiply unit_price) Decimal(20, 2)}
            reads [order_line] writes [] Unknown"#]],
    );
}
