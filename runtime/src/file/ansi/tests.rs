//! Expressions in ANSI spelling → their values over one row.

use super::{constant, expression};
use crate::file::evaluate::{Context, evaluate};
use crate::file::value::Value;
use querent_schema::{Schema, Type};

fn schema() -> Schema {
    let sql = "CREATE TABLE t (a INTEGER, b INTEGER, name TEXT, price DECIMAL(10, 2), ratio DOUBLE, day DATE, at TIMESTAMP, ok BOOLEAN,
               \"od\"\"d\" TEXT);";
    querent_schema::parse(sql).unwrap()
}

fn row() -> Vec<Value> {
    let text = |text: &str| Value::Text(text.into());
    vec![
        Value::Integer(7),
        Value::Null,
        text("Grüße"),
        Value::Decimal("2.50".into()),
        Value::Float(0.5),
        Value::Date(1),
        Value::Timestamp(86_400_000_000),
        Value::Boolean(true),
        text("it's"),
    ]
}

/// The value of an expression, as text.
fn value(text: &str) -> String {
    let expr = expression(text, &schema().tables[0]).unwrap_or_else(|why| panic!("{text}: {why}"));
    let row = row();
    evaluate(&expr, Context { row: &row, params: &[], now: 0 }).unwrap().to_string()
}

#[test]
fn operators_bind_as_in_sql() {
    for (text, expected) in [
        (r#""a" + 2 * 3 - -1"#, "14"),
        (r#"("a" + 2) * 3"#, "27"),
        (r#""a" / 2 % 2"#, "1"),
        (r#""a" / 0 IS NULL"#, "TRUE"),
        (r#""a" = 7 AND "b" = 1 OR "ok""#, "TRUE"),
        (r#""a" = 7 AND ("b" = 1 OR NOT "ok")"#, "NULL"),
        (r#"NOT "a" = 8 AND "ok""#, "TRUE"),
        (r#""b" IS NOT NULL OR "a" IS NULL"#, "FALSE"),
        (r#""a" BETWEEN 1 AND 7 AND "ok""#, "TRUE"),
        (r#""a" NOT BETWEEN 1 AND 7"#, "FALSE"),
        (r#""a" IN (1, 7)"#, "TRUE"),
        (r#""a" NOT IN (1, NULL)"#, "NULL"),
        (r#""ok" = TRUE AND "b" IS NOT TRUE AND "ok" IS NOT FALSE"#, "TRUE"),
        (r#""price" > 2 AND "price" <= 2.5 AND "ratio" < "price" AND "price" * 2 = 5"#, "TRUE"),
        (r#""name" || '-' || "a""#, "Grüße-7"),
        (r#""t"."a" - 1"#, "6"),
        (r#""od""d" = 'it''s'"#, "TRUE"),
        (r#"1e3 > "a""#, "TRUE"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn functions_and_casts_give_what_sql_gives() {
    for (text, expected) in [
        (r#"length("name")"#, "5"),
        (r#"octet_length("name")"#, "7"),
        (r#"upper(lower("name"))"#, "GRÜSSE"),
        (r#"trim('  a ') || ltrim(' b ') || rtrim(' c ') || '.'"#, "ab  c."),
        (r#"substr("name", 2, 3)"#, "rüß"),
        (r#"substr("name", -2)"#, "ße"),
        (r#"replace("name", 'ü', 'ue')"#, "Grueße"),
        (r#"instr("name", 'ß')"#, "4"),
        (r#"coalesce("b", "a", 1)"#, "7"),
        (r#"nullif("a", 7)"#, "NULL"),
        (r#"abs(-"a") + round("ratio")"#, "8"),
        (r#"round("price")"#, "3"),
        (r#"greatest(1, "a", 3) - least(4, 2)"#, "5"),
        (r#"floor("ratio") + ceil("ratio")"#, "1"),
        (r#"CASE WHEN "b" > 1 THEN 'x' WHEN "a" > 1 THEN 'y' END"#, "y"),
        (r#"CASE "a" WHEN 6 THEN 1 ELSE 2 END"#, "2"),
        (r#"CAST("price" AS INTEGER)"#, "2"),
        (r#"CAST("a" AS TEXT) || CAST(1 AS DECIMAL(10, 2))"#, "71"),
        (r#"CAST("at" AS DATE) = "day""#, "TRUE"),
        (r#""name" LIKE 'gr%'"#, "FALSE"),
        (r#""name" LIKE 'Gr_%e'"#, "TRUE"),
        (r#"lower("name") NOT LIKE lower('GR%')"#, "FALSE"),
        (r#"'10%' LIKE '10!%' ESCAPE '!'"#, "TRUE"),
        (r#"json_valid('{"a": 1}')"#, "TRUE"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn a_text_beside_a_date_is_a_date() {
    for (text, expected) in [
        (r#""day" >= '1970-01-02' AND "day" < '1970-01-10'"#, "TRUE"),
        (r#""day" IN ('1970-01-01', '1970-01-02')"#, "TRUE"),
        (r#"'1970-01-02 00:00' <= "at""#, "TRUE"),
        (r#""at" BETWEEN '1970-01-01' AND CURRENT_TIMESTAMP"#, "FALSE"),
        (r#""day" > CURRENT_DATE"#, "TRUE"),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn a_default_takes_the_type_of_its_column() {
    let default = |text: &str, ty: Type| {
        let expr = constant(text, Some(&ty)).unwrap();
        evaluate(&expr, Context { row: &[], params: &[], now: 86_400_000_000 }).unwrap().into_owned()
    };
    assert_eq!(default("CURRENT_TIMESTAMP", Type::Date), Value::Date(1));
    assert_eq!(default("'1970-01-03'", Type::Date), Value::Date(2));
    assert_eq!(default("1", Type::Boolean), Value::Boolean(true));
    assert_eq!(default("X'00fF'", Type::Bytes { max: None }), Value::Bytes([0, 255].into()));
}

#[test]
fn what_is_not_known_is_named() {
    let why = |text: &str| expression(text, &schema().tables[0]).unwrap_err();
    assert!(why("strftime('%Y', \"day\") = '2024'").contains("`strftime`"));
    assert!(why(r#""name" ~ 'a'"#).contains('~'));
    assert!(why(r#""nobody" = 1"#).contains("`nobody`"));
    assert!(why(r#""a" IN (SELECT 1)"#).contains("sub-queries"));
    assert!(why(r#""a" ="#).contains("ends too early"));
    assert!(why(r#"length("a", 1)"#).contains("number of arguments"));
}

#[test]
fn what_is_too_deep_to_be_computed_is_not_known() {
    let read = |text: String| constant(&text, None).map(drop);
    assert!(read(format!("{}1{}", "(".repeat(45), ")".repeat(45))).is_ok());
    assert!(read(format!("1{}", " + 1".repeat(400))).is_ok());
    assert!(read(format!("1 IN (0{})", ", 2".repeat(5000))).is_ok());
    for text in ["(".repeat(100_000), "- ".repeat(100_000), format!("1{}", " + 1".repeat(100_000))] {
        let said = read(text).unwrap_err();
        assert!(said.contains("more than"), "{said}");
    }
    assert_eq!(read(format!("1{}", " NOT".repeat(100_000))).unwrap_err(), "NOT twice");
}
