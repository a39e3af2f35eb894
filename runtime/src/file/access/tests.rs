//! Filters → the ways by which their rows are found.

use super::*;
use crate::file::evaluate::Bound as Param;

fn schema() -> querent_schema::Schema {
    let sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT UNIQUE, a INTEGER, b INTEGER, c INTEGER, name TEXT);
        CREATE INDEX by_ab ON t (a, b); CREATE INDEX by_name ON t (name); CREATE INDEX some ON t (c) WHERE c > 0;
        CREATE INDEX computed ON t (lower(name));";
    querent_schema::parse(sql).unwrap()
}

/// The way of a filter, as a plan says it.
fn described(filter: &Expr, params: &[Param]) -> String {
    let schema = schema();
    let keys: Vec<KeyColumns> = Key::all(&schema.tables[0]).collect();
    let path = path(&keys, Some(filter), Context { row: &[], params, now: 0 }).unwrap();
    Described { path: &path, table: &schema.tables[0], keys: &keys }.to_string()
}

fn way(filter: &str) -> String {
    described(&crate::file::ansi::expression(filter, &schema().tables[0]).unwrap(), &[])
}

#[test]
fn the_key_that_leaves_the_fewest_rows_is_used() {
    for (filter, expected) in [
        (r#""id" = 1"#, "SEARCH t USING PRIMARY KEY (id = ?)"),
        (r#"1 = "id" AND "a" = 2"#, "SEARCH t USING PRIMARY KEY (id = ?)"),
        (r#""a" = 2 AND "email" = 'x'"#, "SEARCH t USING UNIQUE KEY (email = ?)"),
        (r#""id" IN (1, 2) AND "a" > 1"#, "SEARCH t USING PRIMARY KEY (id IN (…))"),
        (r#""a" = 1 AND "b" BETWEEN 2 AND 3"#, "SEARCH t USING INDEX by_ab (a = ? AND b >= ? AND b <= ?)"),
        (r#""b" = 1 AND 5 > "a""#, "SEARCH t USING INDEX by_ab (a < ?)"),
        (r#""a" IN (1, 2) AND "b" = 1"#, "SEARCH t USING INDEX by_ab (a IN (…))"),
        (r#""b" = 1"#, "SCAN t"),
        (r#""a" = 1 OR "id" = 1"#, "SCAN t"),
        (r#""a" = "b""#, "SCAN t"),
        (r#""c" = 1 AND lower("name") = 'a'"#, "SCAN t"),
        (r#"NOT "id" = 1"#, "SCAN t"),
        (r#""name" >= 'a' AND "name" < 'b' AND "name" > 'aa'"#, "SEARCH t USING INDEX by_name (name > ? AND name < ?)"),
    ] {
        assert_eq!(way(filter), expected, "{filter}");
    }
}

#[test]
fn what_is_null_finds_nothing_unless_null_equals_null() {
    let schema = schema();
    let keys: Vec<KeyColumns> = Key::all(&schema.tables[0]).collect();
    let way =
        |filter: Expr, params: &[Param]| path(&keys, Some(&filter), Context { row: &[], params, now: 0 }).unwrap();
    let email = || Box::new(Expr::Column(1));
    let equal = Expr::Compare(Comparison::Equal, email(), Box::new(Expr::Param(0)));
    let null = [Param::Value(Value::Null)];
    assert!(matches!(way(equal, &null), Path::Seek { begin, .. } if begin.is_empty()));
    assert_eq!(way(Expr::Same(email(), Box::new(Expr::Param(0))), &null), Path::Scan);
    let optional =
        Expr::Optional(vec![0], Box::new(Expr::Compare(Comparison::Equal, email(), Box::new(Expr::Param(0)))));
    assert_eq!(way(optional, &[Param::Absent]), Path::Scan);
    assert_eq!(
        described(&Expr::StartsWith(Box::new(Expr::Column(5)), Box::new(Expr::Value(Value::Text("ab".into())))), &[]),
        "SEARCH t USING INDEX by_name (name >= ? AND name < ?)"
    );
}
