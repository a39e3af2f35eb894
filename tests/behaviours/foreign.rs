//! Databases made by other programs: they are read as they are, and what does not fit its declared type is named.

use crate::{order_line, posts, samples, users};
use bigdecimal::BigDecimal;
use jiff::civil::{date, time};
use querent::{Database, ErrorKind, query};
use tempfile::TempDir;

/// A file that another program made, and a handle to it.
async fn made_by_others(sql: &str) -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch(sql).unwrap();
    other.close().unwrap();
    let db = Database::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    (folder, db)
}

/// Samples whose columns have no type in the database, so that every value stays what it is.
const UNTYPED: &str =
    "CREATE TABLE samples (id INTEGER PRIMARY KEY, small, whole, large, flag, ratio, price, code, note, data, born_on,
    wakes_at, starts_at, seen_at, token, document, mood);";

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

#[tokio::test]
async fn decimals_held_as_numbers_are_read_compared_and_computed() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE [OrderLine] ([OrderId] INTEGER NOT NULL, [LineNo] INTEGER NOT NULL, [UnitPrice] NUMERIC(10,2) NOT NULL,
             [Quantity] INTEGER NOT NULL, [type] NVARCHAR(20), [Total] NUMERIC(10,2), PRIMARY KEY ([OrderId], [LineNo]));
         INSERT INTO OrderLine VALUES (1, 1, 0.99, 3, 'a', NULL), (1, 2, 5, 1, 'a', 5), (1, 3, '1.10', 2, 'b', '2.20'),
             (2, 1, 10.0, 1, 'b', 1e2), (2, 2, -0.05, 1, 'b', 0.1);",
    )
    .await;
    let lines = query!(order_line.find order by order_id, line_no).run(&db).await.unwrap();
    let prices: Vec<_> = lines.iter().map(|line| line.unit_price.clone()).collect();
    assert_eq!(prices, ["0.99", "5", "1.10", "10", "-0.05"].map(decimal));
    let totals: Vec<_> = lines.iter().map(|line| line.total.clone()).collect();
    assert_eq!(totals, [None, Some("5"), Some("2.20"), Some("100"), Some("0.1")].map(|total| total.map(decimal)));

    let price = decimal("0.99");
    assert_eq!(query!(order_line.count where unit_price = 0.99).run(&db).await.unwrap(), 1);
    assert_eq!(query!(order_line.count where unit_price = {&price}).run(&db).await.unwrap(), 1);
    assert_eq!(query!(order_line.count where unit_price > {&price}).run(&db).await.unwrap(), 3);
    assert_eq!(query!(order_line.count where unit_price between 0.99 and 5).run(&db).await.unwrap(), 3);
    assert_eq!(query!(order_line.count where unit_price in {[price, decimal("10.00")]}).run(&db).await.unwrap(), 2);
    assert_eq!(query!(order_line.count where unit_price in (1.1, 5)).run(&db).await.unwrap(), 2);
    assert_eq!(query!(order_line.count where total is {Some(decimal("0.10"))}).run(&db).await.unwrap(), 1);

    let ordered = query!(order_line.find { line_no } order by unit_price desc).run(&db).await.unwrap();
    assert_eq!(ordered.iter().map(|line| line.line_no).collect::<Vec<_>>(), [1, 2, 3, 1, 2]);
    let computed =
        query!(order_line.find { unit_price * quantity as cost } where unit_price * quantity > 2.5 order by order_id, line_no)
            .run(&db)
            .await
            .unwrap();
    assert_eq!(computed.into_iter().map(|line| line.cost).collect::<Vec<_>>(), ["2.97", "5", "10"].map(decimal));
    let (order, line) = (1, 1);
    let changed =
        query!(order_line.update { unit_price: unit_price + 0.01 } where order_id = {order} and line_no = {line});
    assert_eq!(changed.run(&db).await.unwrap(), 1);
    assert_eq!(query!(order_line.count where unit_price = 1).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn times_are_read_in_every_common_form() {
    let (_folder, db) = made_by_others(&format!(
        "{UNTYPED}
         INSERT INTO samples (id, starts_at, seen_at, born_on, wakes_at) VALUES
             (1, '2024-02-29 10:30:00', '2024-02-29 10:30:00', '2024-02-29', '10:30:00'),
             (2, '2024-02-29T10:30:00', '2024-02-29T10:30:00', '2024-02-29 00:00:00', '10:30'),
             (3, '2024-02-29 10:30:00.000', '2024-02-29 10:30:00.000', '2024-02-29T00:00:00.000', '10:30:00.000000'),
             (4, '2024-02-29T10:30:00Z', '2024-02-29T10:30:00Z', '2024-02-29 00:00', '10:30:00.0'),
             (5, '2024-02-29 10:30', '2024-02-29T12:30:00.000+02:00', '2024-02-29T00:00:00Z', '10:30:00'),
             (6, '2024-02-29T10:30:00.000000000', '2024-02-29 05:30:00-05', '2024-02-29', '10:30:00');
         INSERT INTO samples (id, starts_at, seen_at) VALUES (7, '2024-02-29 10:30:00.123456', '2024-02-29T10:30:00.5Z');",
    ))
    .await;
    let noon = date(2024, 2, 29).at(10, 30, 0, 0);
    let rows = query!(samples.find order by id).run(&db).await.unwrap();
    for row in &rows[..6] {
        assert_eq!(row.starts_at, Some(noon), "row {}", row.id);
        assert_eq!(row.seen_at.map(|seen| seen.to_string()), Some("2024-02-29T10:30:00Z".to_owned()), "row {}", row.id);
        assert_eq!(row.born_on, Some(date(2024, 2, 29)), "row {}", row.id);
        assert_eq!(row.wakes_at, Some(time(10, 30, 0, 0)), "row {}", row.id);
    }
    assert_eq!(rows[6].starts_at, Some(date(2024, 2, 29).at(10, 30, 0, 123_456_000)));
    assert_eq!(rows[6].seen_at.map(|seen| seen.to_string()), Some("2024-02-29T10:30:00.5Z".to_owned()));
}

#[tokio::test]
async fn truth_values_and_typeless_values_are_read() {
    let (_folder, db) = made_by_others(&format!(
        "{UNTYPED}
         INSERT INTO samples VALUES
             (1, 1, 2, 3, 0, 1, 4, 'ä', '', x'00ff', NULL, NULL, NULL, NULL, x'0123456789abcdef0123456789abcdef', '{{\"a\": 1}}', 'so-so'),
             (2, -32768, 2147483647, 9223372036854775807, 1, 0.5, '12345678901234567890.0123456789', NULL, NULL, 'text', NULL, NULL,
              NULL, NULL, '01234567-89AB-CDEF-0123-456789ABCDEF', 12, NULL);",
    ))
    .await;
    let rows = query!(samples.find order by id).run(&db).await.unwrap();
    let (one, two) = (&rows[0], &rows[1]);
    assert_eq!((one.flag, two.flag), (Some(false), Some(true)));
    assert_eq!((one.small, one.whole, one.large), (Some(1), Some(2), Some(3)));
    assert_eq!((two.small, two.whole, two.large), (Some(i16::MIN), Some(i32::MAX), Some(i64::MAX)));
    assert_eq!((one.ratio, two.ratio), (Some(1.0), Some(0.5)));
    assert_eq!(
        (one.price.clone(), two.price.clone()),
        (Some(decimal("4")), Some(decimal("12345678901234567890.0123456789")))
    );
    assert_eq!((one.data.as_deref(), two.data.as_deref()), (Some(&[0, 255][..]), Some(&b"text"[..])));
    assert_eq!(one.token, two.token);
    assert_eq!(one.document, Some(serde_json::json!({ "a": 1 })));
    assert_eq!(two.document, Some(serde_json::json!(12)));
    assert_eq!(one.mood, Some(samples::Mood::SoSo));
    assert_eq!(query!(samples.count where flag).run(&db).await.unwrap(), 1);
    assert_eq!(query!(samples.count where not flag).run(&db).await.unwrap(), 1);
}

/// What is said about a row whose column holds a value, by each way to read it.
macro_rules! misfit {
    ($column:ident, $value:expr) => {{
        let (_folder, db) = made_by_others(&format!("{UNTYPED} INSERT INTO samples (id, {}) VALUES (41, 1.5), (42, {})",
            stringify!($column), $value)).await;
        let id = 42;
        let whole = query!(samples.get where id = {id}).run(&db).await.unwrap_err();
        let key_and_column = query!(samples.find { $column, id } where id = {id}).run(&db).await.unwrap_err();
        let first = query!(samples.find_first where id = {id}).run(&db).await.unwrap_err();
        let streamed = query!(samples.find where id = {id}).stream(&db).next().await.unwrap().unwrap_err();
        for error in [&whole, &key_and_column, &first, &streamed] {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
            let text = error.to_string();
            let place = concat!("column `samples.", stringify!($column), "` of the row with id = 42 holds ");
            assert!(text.contains(place) && text.contains("foreign.rs:"), "{text}");
        }
        let text = whole.to_string();
        text.split_once(" holds ").unwrap().1.to_owned()
    }};
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_errors_that_name_them() {
    assert_eq!(misfit!(whole, "2147483648"), "2147483648, which is no INTEGER (`i32`)");
    assert_eq!(misfit!(whole, "-2147483649"), "-2147483649, which is no INTEGER (`i32`)");
    assert_eq!(misfit!(small, "32768"), "32768, which is no SMALLINT (`i16`)");
    assert_eq!(misfit!(large, "9223372036854775808"), "9.223372036854776e18, which is no BIGINT (`i64`)");
    assert_eq!(misfit!(whole, "0.5"), "0.5, which is no INTEGER (`i32`)");
    assert_eq!(misfit!(whole, "'many'"), "'many', which is no INTEGER (`i32`)");
    assert_eq!(misfit!(flag, "2"), "2, which is no BOOLEAN (0 or 1)");
    assert_eq!(misfit!(flag, "'yes'"), "'yes', which is no BOOLEAN (0 or 1)");
    assert_eq!(misfit!(ratio, "'1,5'"), "'1,5', which is no float (`f64`)");
    assert_eq!(misfit!(ratio, "9007199254740993"), "9007199254740993, which is no float (`f64`)");
    assert_eq!(misfit!(price, "'12 EUR'"), "'12 EUR', which is no DECIMAL");
    assert_eq!(misfit!(price, "x'00'"), "1 byte, which is no DECIMAL");
}

#[tokio::test]
async fn texts_that_do_not_fit_are_errors_that_name_them() {
    assert_eq!(misfit!(note, "x'FF00'"), "2 bytes, which is no text");
    assert_eq!(misfit!(note, "CAST(x'FF' AS TEXT)"), "a text that is not UTF-8 (1 byte), which is no text");
    assert!(misfit!(born_on, "'29/02/2024'").starts_with("'29/02/2024', which is no DATE such as '2024-"));
    assert!(misfit!(born_on, "'2023-02-29'").starts_with("'2023-02-29', which is no DATE"));
    assert!(misfit!(starts_at, "1709202600").starts_with("1709202600, which is no DATETIME such as '2024-"));
    assert!(misfit!(starts_at, "''").starts_with("'', which is no DATETIME"));
    assert!(
        misfit!(seen_at, "'2024-02-29 10:30:00.1234567'")
            .starts_with("'2024-02-29 10:30:00.1234567', which is no TIMESTAMP")
    );
    assert!(misfit!(wakes_at, "'25:00'").starts_with("'25:00', which is no TIME"));
    assert_eq!(misfit!(token, "'not-a-uuid'"), "'not-a-uuid', which is no UUID");
    assert!(misfit!(document, "'{\"a\":'").starts_with("'{\"a\":', which is no JSON document"));
    assert_eq!(misfit!(mood, "'angry'"), "'angry', which is no value of its enumeration ('happy', 'so-so', 'sad')");
    let long = misfit!(born_on, "'it''s ' || hex(zeroblob(5000))");
    assert!(long.starts_with("'it''s 0000") && long.len() < 200, "{long}");
}

#[tokio::test]
async fn null_where_the_schema_says_not_null_is_an_error() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name, email, age, role, active, created_at);
         INSERT INTO users VALUES (7, NULL, NULL, NULL, 'member', 1, '2024-01-01');",
    )
    .await;
    let error = query!(users.find).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let text = error.to_string();
    assert!(
        text.ends_with("column `users.name` of the row with id = 7 is NULL, and the schema says NOT NULL (text)"),
        "{text}"
    );
}

#[tokio::test]
async fn a_key_of_several_columns_and_an_expression_are_named() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE OrderLine (OrderId, LineNo, UnitPrice, Quantity, type, Total, PRIMARY KEY (OrderId, LineNo)) WITHOUT ROWID;
         INSERT INTO OrderLine VALUES (5, 9, 1, 3000000000, 'x', NULL), (5, 10, 'free', 1, 'x', NULL);",
    )
    .await;
    let error = query!(order_line.find where line_no = 9).run(&db).await.unwrap_err().to_string();
    let place = "column `OrderLine.Quantity` of the row with OrderId = 5, LineNo = 9 holds 3000000000, which is no INTEGER (`i32`)";
    assert!(error.ends_with(place), "{error}");
    let error = query!(order_line.find { order_id, coalesce(total, unit_price) as paid } where line_no = 10);
    let error = error.run(&db).await.unwrap_err().to_string();
    assert!(error.ends_with("`paid` holds 'free', which is no DECIMAL"), "{error}");
}

#[tokio::test]
async fn tables_without_rowid_are_written_like_any_other() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE OrderLine (OrderId INT, LineNo INT, UnitPrice NUMERIC, Quantity INT DEFAULT 1, type STRING DEFAULT 'normal',
             Total MONEY, PRIMARY KEY (OrderId, LineNo)) WITHOUT ROWID;",
    )
    .await;
    let made = query!(order_line.insert { order_id: 3, line_no: 1, unit_price: 2.5 }).run(&db).await.unwrap();
    assert_eq!((made.quantity, made.r#type.as_str(), made.unit_price), (1, "normal", decimal("2.5")));
    let many = query!(order_line.insert_many [{ order_id: 2, line_no: 1, unit_price: 1 }, { order_id: 1, line_no: 1, unit_price: 1 }] returning { order_id });
    assert_eq!(many.run(&db).await.unwrap().iter().map(|line| line.order_id).collect::<Vec<_>>(), [2, 1]);
    let again = query!(order_line.upsert where order_id = 3 and line_no = 1 create { unit_price: 1 } update { quantity: quantity + 1 });
    assert_eq!(again.run(&db).await.unwrap().quantity, 2);
    let changed = query!(order_line.update { total: unit_price * quantity } where quantity >= 1 returning *)
        .run(&db)
        .await
        .unwrap();
    assert_eq!(changed.iter().map(|line| line.order_id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(changed[2].total, Some(decimal("5")));
    assert_eq!(query!(order_line.delete where order_id in {[1, 2]}).run(&db).await.unwrap(), 2);
    let error = query!(order_line.insert { order_id: 3, line_no: 1, unit_price: 1 }).run(&db).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error}");
    assert_eq!((error.table(), error.columns()), (Some("OrderLine"), &["OrderId".to_owned(), "LineNo".to_owned()][..]));
}

#[tokio::test]
async fn columns_of_odd_types_more_columns_and_another_order_of_them_are_no_hindrance() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE \"USERS\" (active INT8, extra TEXT DEFAULT 'kept', CREATED_AT STRING DEFAULT (datetime('now')), role \"my enum\" DEFAULT 'member',
             age UNSIGNED BIG INT, Email CITEXT, name CHARACTER VARYING(70), id INTEGER PRIMARY KEY DESC, doubled AS (age * 2));
         INSERT INTO users (active, role, age, name, id) VALUES (1, 'admin', 30, 42, 5);
         CREATE TRIGGER users_log AFTER INSERT ON users BEGIN UPDATE users SET extra = 'logged' WHERE id = new.id; END;",
    )
    .await;
    let user = query!(users.get where id = 5).run(&db).await.unwrap();
    assert_eq!((user.name.as_str(), user.age, user.active, user.role), ("42", Some(30), true, users::Role::Admin));
    query!(users.update { age: age + 1 } where id = 5).run(&db).await.unwrap();
    let old = query!(users.find where age = 31).run(&db).await.unwrap();
    assert_eq!(old.len(), 1);
    query!(users.delete all).run(&db).await.unwrap();
    assert!(!query!(users.exists).run(&db).await.unwrap());
}

#[tokio::test]
async fn a_database_that_lacks_a_table_or_a_column_names_it() {
    let (_folder, db) = made_by_others("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)").await;
    let error = query!(posts.find).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
    assert!(error.to_string().contains("no such table: posts") && error.to_string().contains("sync"), "{error}");
    let error = query!(users.find).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
    assert!(error.to_string().contains("email"), "{error}");
    let error = query!(users.insert { name: "x", age: 3 }).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
    let error = query!(users.delete where active = false).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
    assert!(error.to_string().contains("active"), "{error}");
    let error = query!(users.count where age > 3).explain(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
}

#[tokio::test]
async fn a_table_that_changes_under_an_open_handle_is_seen() {
    let (folder, db) = made_by_others("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").await;
    assert_eq!(query!(users.find { name }).run(&db).await.unwrap().len(), 0);
    let other = rusqlite::Connection::open(folder.path().join("other.db")).unwrap();
    other.execute_batch("ALTER TABLE users ADD COLUMN age INTEGER; INSERT INTO users VALUES (1, 'Ann', 17)").unwrap();
    for _ in 0..3 {
        assert_eq!(query!(users.find { name }).run(&db).await.unwrap()[0].name, "Ann");
        assert_eq!(query!(users.find { age }).run(&db).await.unwrap()[0].age, Some(17));
    }
    other.execute_batch("ALTER TABLE users RENAME COLUMN age TO years").unwrap();
    let error = query!(users.find { age }).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "SQLite would take \"age\" for a text: {error:?}");
}

#[tokio::test]
async fn values_in_other_forms_are_read_and_compared_as_they_are_stored() {
    let (_folder, db) = made_by_others(&format!(
        "{UNTYPED}
         INSERT INTO samples (id, starts_at, token) VALUES
             (1, '2024-02-29 10:30:00', '01234567-89ab-cdef-0123-456789abcdef'),
             (2, '2024-02-29T10:30:00', x'0123456789abcdef0123456789abcdef'),
             (3, '2024-02-29 10:30:00.0', '01234567-89AB-CDEF-0123-456789ABCDEF');"
    ))
    .await;
    let (at, token) = (date(2024, 2, 29).at(10, 30, 0, 0), uuid::uuid!("01234567-89ab-cdef-0123-456789abcdef"));
    let rows = query!(samples.find).run(&db).await.unwrap();
    assert!(rows.iter().all(|row| row.starts_at == Some(at) && row.token == Some(token)));
    assert_eq!(query!(samples.count where starts_at = {at}).run(&db).await.unwrap(), 1);
    assert_eq!(query!(samples.count where token = {token}).run(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_trigger_that_takes_a_column_for_a_text_says_so() {
    let (_folder, db) = made_by_others(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email, age, role, active, created_at); CREATE TABLE log (x);
         CREATE TRIGGER logged AFTER INSERT ON users BEGIN INSERT INTO log VALUES (\"made\"); END;",
    )
    .await;
    let error = query!(users.insert { name: "x" }).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema, "{error:?}");
    assert!(error.to_string().contains("single-quotes"), "{error}");
}
