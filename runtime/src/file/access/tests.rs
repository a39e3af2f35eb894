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
    let path = path(&schema.tables[0], &keys, Some(filter), &[], Context { row: &[], params, now: 0 }).unwrap();
    Described { path: &path, table: &schema.tables[0], keys: &keys }.to_string()
}

/// The way to all rows of a filter in an order: columns with `-` before those that descend, and `!` before those with NULL on the other side.
fn in_order(filter: &str, order: &str) -> String {
    let schema = schema();
    let table = &schema.tables[0];
    let keys: Vec<KeyColumns> = Key::all(table).collect();
    let filter = (!filter.is_empty()).then(|| crate::file::ansi::expression(filter, table).unwrap());
    let key = |asked: &str| {
        let name = asked.trim_start_matches(['-', '!']);
        let (descending, other_side) = (asked.contains('-'), asked.contains('!'));
        let column = table.columns.iter().position(|column| column.name == name).unwrap();
        OrderKey { expr: Expr::Column(column), descending, nulls_first: descending == other_side }
    };
    let order: Vec<OrderKey> = order.split(' ').map(key).collect();
    let path = path(table, &keys, filter.as_ref(), &order, Context { row: &[], params: &[], now: 0 }).unwrap();
    let sorted = if path.is_in_order() { "" } else { ", sorted" };
    Described { path: &path, table, keys: &keys }.to_string() + sorted
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
    let way = |filter: Expr, params: &[Param]| {
        path(&schema.tables[0], &keys, Some(&filter), &[], Context { row: &[], params, now: 0 }).unwrap()
    };
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

#[test]
fn a_pattern_is_looked_for_from_where_its_texts_begin() {
    let found = |pattern: &str, ignore_case: bool| {
        let pattern = Box::new(Expr::Value(Value::Text(pattern.into())));
        described(&Expr::Like { value: Box::new(Expr::Column(5)), pattern, ignore_case }, &[])
    };
    let by_index = "SEARCH t USING INDEX by_name (name >= ? AND name < ?)";
    for pattern in ["abc%", "abc%d_", "a", "\\%%"] {
        assert_eq!(found(pattern, false), by_index, "{pattern}");
    }
    for (pattern, ignore_case) in [("%abc", false), ("_abc%", false), ("", false), ("abc%", true)] {
        assert_eq!(found(pattern, ignore_case), "SCAN t", "{pattern}");
    }
    let any = Expr::Like { value: Box::new(Expr::Column(5)), pattern: Box::new(Expr::Param(0)), ignore_case: false };
    assert_eq!(described(&any, &[Param::Value(Value::Text("ab%".into()))]), by_index);
    assert_eq!(described(&any, &[Param::Value(Value::Text("%".into()))]), "SCAN t");
}

#[test]
fn a_key_that_has_the_order_is_followed() {
    for (filter, order, expected) in [
        ("", "id", "SCAN t USING PRIMARY KEY"),
        ("", "-id", "SCAN t USING PRIMARY KEY"),
        ("", "id name", "SCAN t USING PRIMARY KEY"),
        ("", "email", "SCAN t USING UNIQUE KEY"),
        ("", "email id", "SCAN t, sorted"),
        ("", "a b", "SCAN t USING INDEX by_ab"),
        ("", "-a -b", "SCAN t USING INDEX by_ab"),
        ("", "a -b", "SCAN t, sorted"),
        ("", "!a", "SCAN t, sorted"),
        ("", "-!a", "SCAN t, sorted"),
        ("", "!id", "SCAN t USING PRIMARY KEY"),
        ("", "b", "SCAN t, sorted"),
        ("", "c", "SCAN t, sorted"),
        (r#""a" = 1"#, "b", "SEARCH t USING INDEX by_ab (a = ?)"),
        (r#""a" = 1"#, "-b a", "SEARCH t USING INDEX by_ab (a = ?)"),
        (r#""a" = 1"#, "a", "SEARCH t USING INDEX by_ab (a = ?)"),
        (r#""a" = 1"#, "c", "SEARCH t USING INDEX by_ab (a = ?), sorted"),
        (r#""a" = 1 AND "b" > 5"#, "-b", "SEARCH t USING INDEX by_ab (a = ? AND b > ?)"),
        (r#""a" IN (1, 2)"#, "a b", "SEARCH t USING INDEX by_ab (a IN (…))"),
        (r#""a" IN (1, 2)"#, "b", "SEARCH t USING INDEX by_ab (a IN (…)), sorted"),
        (r#""id" = 1"#, "c", "SEARCH t USING PRIMARY KEY (id = ?)"),
        (r#""b" = 1"#, "a", "SCAN t USING INDEX by_ab"),
        (r#""b" = 1"#, "name", "SCAN t USING INDEX by_name"),
    ] {
        assert_eq!(in_order(filter, order), expected, "{filter:?} by {order}");
    }
}
