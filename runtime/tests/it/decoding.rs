//! Rows as other programs wrote them → values, or errors that name what does not fit.

use crate::support::*;
use jiff::civil;
use querent::__private::{Decode, Params, query_one, types};
use querent::{Database, Error, ErrorKind};

/// Reads one expression of SQL as a `T` out of a column of type `S`.
async fn try_get<S, T: Decode<S> + Send + 'static>(db: &Database, expression: &str) -> Result<T, Error> {
    let sql = format!("SELECT 7 AS id, {expression} AS name").leak();
    let statement = made("t.find").text(sql).columns("t", &["id", "name"]).done();
    query_one(statement, Params::new(), |row| {
        row.get::<types::BigInt, i64>()?;
        row.get::<S, T>()
    })
    .run(db)
    .await
}

async fn get<S, T: Decode<S> + Send + 'static>(db: &Database, expression: &str) -> T {
    try_get::<S, T>(db, expression).await.unwrap()
}

/// What an error says behind the place of the query.
async fn misfit<S, T: Decode<S> + Send + 'static>(db: &Database, expression: &str) -> String {
    let Err(error) = try_get::<S, T>(db, expression).await else { panic!("{expression} fits") };
    assert_eq!(error.kind(), ErrorKind::Decode);
    error.to_string().strip_prefix("t.find (src/main.rs:7): ").unwrap().to_owned()
}

#[tokio::test]
async fn integers_are_never_cut_off() {
    let db = memory().await;
    assert_eq!(get::<types::BigInt, i64>(&db, "-9223372036854775808").await, i64::MIN);
    assert_eq!(get::<types::Integer, i32>(&db, "2147483647").await, i32::MAX);
    assert_eq!(get::<types::SmallInt, i16>(&db, "-32768").await, i16::MIN);
    assert_eq!(get::<types::Integer, i32>(&db, "12.0").await, 12);
    assert_eq!(get::<types::Integer, Option<i32>>(&db, "NULL").await, None);
    assert_eq!(
        misfit::<types::Integer, i32>(&db, "4294967296").await,
        "column `t.name` of the row with id = 7 holds 4294967296, which is no INTEGER (`i32`)"
    );
    assert_eq!(
        misfit::<types::SmallInt, i16>(&db, "NULL").await,
        "column `t.name` of the row with id = 7 is NULL, and the schema says NOT NULL (SMALLINT (`i16`))"
    );
    for expression in ["12.5", "'12'", "x'0c'", "9e18", "-9e999"] {
        misfit::<types::BigInt, i64>(&db, expression).await;
    }
}

#[tokio::test]
async fn booleans_are_0_and_1() {
    let db = memory().await;
    assert!(!get::<types::Boolean, bool>(&db, "0").await);
    assert!(get::<types::Boolean, bool>(&db, "TRUE").await);
    assert!(
        misfit::<types::Boolean, bool>(&db, "'it''s true'").await.contains("holds 'it''s true', which is no BOOLEAN")
    );
    misfit::<types::Boolean, bool>(&db, "2").await;
}

#[tokio::test]
async fn floats_are_floats_or_exact_integers() {
    let db = memory().await;
    assert_eq!(get::<types::Float, f64>(&db, "1.7976931348623157e308").await, f64::MAX);
    assert_eq!(get::<types::Float, f64>(&db, "9007199254740992").await, 9_007_199_254_740_992.0);
    misfit::<types::Float, f64>(&db, "9007199254740993").await;
}

#[tokio::test]
async fn texts_are_texts_and_bytes_bytes() {
    let db = memory().await;
    assert_eq!(get::<types::Text, String>(&db, "'äöü\u{10FFFF}'").await, "äöü\u{10FFFF}");
    assert_eq!(get::<types::Text, String>(&db, "''").await, "");
    assert_eq!(get::<types::Text, String>(&db, "12").await, "12");
    assert!(
        misfit::<types::Text, String>(&db, "CAST(x'ff41' AS TEXT)")
            .await
            .contains("a text that is not UTF-8 (2 bytes)")
    );
    assert!(misfit::<types::Text, String>(&db, "x'00ff'").await.contains("holds 2 bytes"));
    let long = misfit::<types::BigInt, i64>(&db, "printf('%200s', 'x')").await;
    assert!(long.contains("…'") && long.len() < 200, "{long}");
    assert_eq!(get::<types::Bytes, Vec<u8>>(&db, "x'00ff'").await, [0, 255]);
    assert_eq!(get::<types::Bytes, Vec<u8>>(&db, "x''").await, [0; 0]);
    assert_eq!(get::<types::Bytes, Vec<u8>>(&db, "'ab'").await, *b"ab");
}

#[cfg(feature = "decimal")]
#[tokio::test]
async fn decimals_are_read_digit_by_digit_from_whatever_holds_them() {
    let db = memory().await;
    let decimal = |text: &str| text.parse::<bigdecimal::BigDecimal>().unwrap();
    for (expression, expected) in [
        ("'1234567890123456789012345678.0123456789'", "1234567890123456789012345678.0123456789"),
        ("12.34", "12.34"),
        ("0.1", "0.1"),
        ("12", "12"),
        ("1e20", "100000000000000000000"),
    ] {
        assert_eq!(
            get::<types::Decimal, bigdecimal::BigDecimal>(&db, expression).await,
            decimal(expected),
            "{expression}"
        );
    }
    misfit::<types::Decimal, bigdecimal::BigDecimal>(&db, "'x'").await;
    misfit::<types::Decimal, bigdecimal::BigDecimal>(&db, "9e999").await;
}

#[tokio::test]
async fn times_are_read_in_the_forms_of_other_programs() {
    let db = memory().await;
    let noon: jiff::Timestamp = "2024-02-29T12:00:00.5Z".parse().unwrap();
    for text in ["2024-02-29 12:00:00.5", "2024-02-29T12:00:00.500Z", "2024-02-29 14:00:00.500000+02:00"] {
        assert_eq!(get::<types::Timestamp, jiff::Timestamp>(&db, &format!("'{text}'")).await, noon, "{text}");
    }
    let day = civil::date(2024, 2, 29);
    assert_eq!(get::<types::DateTime, civil::DateTime>(&db, "'2024-02-29T12:00'").await, day.at(12, 0, 0, 0));
    assert_eq!(
        get::<types::DateTime, civil::DateTime>(&db, "'0001-01-01 00:00:00'").await,
        civil::date(1, 1, 1).at(0, 0, 0, 0)
    );
    assert_eq!(get::<types::Date, civil::Date>(&db, "'2024-02-29 00:00:00'").await, day);
    assert_eq!(get::<types::Time, civil::Time>(&db, "'23:59:59.999999'").await, civil::time(23, 59, 59, 999_999_000));
    assert_eq!(
        misfit::<types::Timestamp, jiff::Timestamp>(&db, "1704110400").await,
        "column `t.name` of the row with id = 7 holds 1704110400, which is no TIMESTAMP such as '2024-01-31 10:30:00', to the microsecond"
    );
    misfit::<types::Timestamp, jiff::Timestamp>(&db, "'2024-02-29 12:00:00.1234567'").await;
    misfit::<types::Date, civil::Date>(&db, "'2023-02-29'").await;
}

#[tokio::test]
async fn uuids_are_texts_or_sixteen_bytes() {
    let db = memory().await;
    let uuid = uuid::Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    for expression in [
        "'01234567-89ab-cdef-0123-456789abcdef'",
        "'0123456789ABCDEF0123456789ABCDEF'",
        "x'0123456789abcdef0123456789abcdef'",
    ] {
        assert_eq!(get::<types::Uuid, uuid::Uuid>(&db, expression).await, uuid);
    }
    misfit::<types::Uuid, uuid::Uuid>(&db, "x'01'").await;
}

#[tokio::test]
async fn json_is_any_document() {
    let db = memory().await;
    assert_eq!(
        get::<types::Json, serde_json::Value>(&db, r#"'{"a":[1,null]}'"#).await,
        serde_json::json!({ "a": [1, null] })
    );
    assert_eq!(get::<types::Json, serde_json::Value>(&db, "12").await, serde_json::json!(12));
    assert_eq!(get::<types::CustomJson<Vec<i32>>, Vec<i32>>(&db, "'[1, 2]'").await, [1, 2]);
    assert_eq!(get::<types::CustomJson<Vec<i32>>, Option<Vec<i32>>>(&db, "NULL").await, None);
    let wrong = misfit::<types::CustomJson<Vec<i32>>, Vec<i32>>(&db, "'[1, \"x\"]'").await;
    assert!(wrong.contains("holds '[1, \"x\"]', which is no JSON document of its type: invalid type"), "{wrong}");
}

#[tokio::test]
async fn a_database_in_utf_16_is_read_and_written() {
    let file = File::new();
    file.other()
        .execute_batch("PRAGMA encoding = 'UTF-16'; CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
        .unwrap();
    let db = Database::connect(&file.url()).await.unwrap();
    let insert = write("INSERT INTO t (name) VALUES (?)");
    querent::__private::query_count(insert, params([string("äöü€𝄞")])).run(&db).await.unwrap();
    let names =
        querent::__private::query_rows(read("SELECT name FROM t"), Params::new(), decode_text).run(&db).await.unwrap();
    assert_eq!(names, ["äöü€𝄞"]);
}

#[tokio::test]
async fn a_null_is_passed_over_like_any_other_value() {
    let db = memory().await;
    let statement = read("SELECT 1, NULL, 2, NULL, NULL, 'x'");
    let row = query_one(statement, Params::new(), |row| {
        Ok((
            row.get::<types::BigInt, i64>()?,
            row.get::<types::Text, Option<String>>()?,
            row.get::<types::BigInt, Option<i64>>()?,
            row.get::<types::CustomJson<i32>, Option<i32>>()?,
            row.get::<types::Timestamp, Option<jiff::Timestamp>>()?,
            row.get::<types::Text, String>()?,
        ))
    });
    assert_eq!(row.run(&db).await.unwrap(), (1, None, Some(2), None, None, "x".to_owned()));
}
