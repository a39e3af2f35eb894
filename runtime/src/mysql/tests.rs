//! Connections to the servers that variables name, without anything of querent above them.

use super::Mysql;
use crate::driver::{Connection, Driver, Flow, List, Options, Param, RowSink, RowSource, ValueRef, Values};
use crate::error::{Condition, Error, Result};
use querent_schema::Dialect;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

const VARIABLES: [(&str, Dialect); 2] =
    [("QUERENT_TEST_MYSQL", Dialect::Mysql), ("QUERENT_TEST_MARIADB", Dialect::Mariadb)];

/// Runs `body` with a connection to a database of its own on each server, which is dropped afterwards.
fn on_each_server(body: impl AsyncFn(&mut dyn Connection, &str)) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (variable, dialect) in VARIABLES {
        let Ok(url) = std::env::var(variable) else {
            // Not by a macro, whose output a test that passes keeps for itself.
            writeln!(std::io::stderr(), "not run on {}: {variable} would name a server", dialect.features().name)
                .unwrap();
            continue;
        };
        let place = format!("querent_driver_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        runtime.block_on(async {
            let mut connection = open(&url).await.unwrap();
            assert_eq!(connection.dialect(), dialect);
            connection.command(&format!("CREATE DATABASE {place}")).await.unwrap();
            connection.command(&format!("USE {place}")).await.unwrap();
            body(&mut *connection, &url).await;
            open(&url).await.unwrap().command(&format!("DROP DATABASE {place}")).await.unwrap();
        });
    }
}

async fn open(url: &str) -> Result<Box<dyn Connection>> {
    Mysql.connector(url, &Options::default())?.connect().await
}

/// A sink that writes rows down, pausing behind each.
#[derive(Default)]
struct Shown(Vec<String>, bool);

impl RowSink for Shown {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.0.push(format!("{:?}", row.value(0)));
        assert_eq!(row.is_null(0), row.value(0) == ValueRef::Null);
        Ok(Flow::Pause)
    }

    fn poll_resume(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}

/// The first column of all rows, and the number of rows that were matched.
async fn run(connection: &mut dyn Connection, text: &str, params: &[Param<'_>]) -> Result<(Vec<String>, u64)> {
    let prepared = connection.prepare(text).await?;
    let order: Vec<u32> = (0..params.len() as u32).collect();
    let mut rows = Shown::default();
    let matched = connection.execute(&*prepared, Values::new(params, &order), &mut rows).await;
    connection.forget(prepared);
    matched.map(|matched| (rows.0, matched))
}

#[test]
fn values_come_back_as_they_were_sent() {
    on_each_server(async |connection, _| {
        let table = "CREATE TABLE t (n BIGINT, f DOUBLE, d DECIMAL(38, 10), s LONGTEXT, b LONGBLOB, y DATE, h TIME(6), \
                     w DATETIME(6), j JSON, u CHAR(36) CHARACTER SET ascii COLLATE ascii_bin, o BOOLEAN)";
        connection.command(table).await.unwrap();
        let uuid = "01234567-89ab-cdef-0123-456789abcdef";
        for (column, param, expected) in [
            ("n", Param::Null, "Null".to_owned()),
            ("n", Param::Integer(i64::MIN), format!("Integer({})", i64::MIN)),
            ("f", Param::Float(5e-324), "Float(5e-324)".to_owned()),
            ("f", Param::Float(f64::MAX), format!("Float({:?})", f64::MAX)),
            ("d", Param::Decimal("-0.0000000001".to_owned()), "Text(\"-0.0000000001\")".to_owned()),
            (
                "d",
                Param::Decimal("9999999999999999999999999999.5".to_owned()),
                "Text(\"9999999999999999999999999999.5000000000\")".to_owned(),
            ),
            ("s", Param::Text("a\\'\u{1f468} ".into()), "Text(\"a\\\\'\u{1f468} \")".to_owned()),
            ("b", Param::Bytes(vec![0, 255, 0x27, 0x5c].into()), "Bytes([0, 255, 39, 92])".to_owned()),
            ("y", Param::Date(-719_162), "Date(-719162)".to_owned()),
            ("h", Param::Time(86_399_999_999), "Time(86399999999)".to_owned()),
            ("w", Param::Timestamp(-1), "DateTime(-1)".to_owned()),
            ("u", Param::Uuid(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef_u128.to_be_bytes()), format!("Text({uuid:?})")),
            ("o", Param::Boolean(true), "Integer(1)".to_owned()),
        ] {
            let params = [param];
            let (_, written) = run(connection, &format!("INSERT INTO t ({column}) VALUES (?)"), &params).await.unwrap();
            assert_eq!(written, 1);
            let text = format!("SELECT {column} FROM t WHERE {column} <=> ?");
            assert_eq!(run(connection, &text, &params).await.unwrap().0.last(), Some(&expected), "{column}");
        }
        let document = Param::Json(r#"{"a": [1, "x"]}"#.to_owned());
        run(connection, "INSERT INTO t (j) VALUES (?)", &[document]).await.unwrap();
        let (read, _) = run(connection, "SELECT j FROM t WHERE j IS NOT NULL", &[]).await.unwrap();
        assert_eq!(read, [r#"Text("{\"a\": [1, \"x\"]}")"#]);
    });
}

#[test]
fn what_other_programs_keep_is_read() {
    on_each_server(async |connection, _| {
        connection.command("SET SESSION sql_mode = 'ANSI_QUOTES'").await.unwrap();
        let table = "CREATE TABLE t (bit BIT(1), bits BIT(12), tiny TINYINT(1), big BIGINT UNSIGNED, single FLOAT, day DATE, \
                     at DATETIME, span TIME, kind ENUM('a', 'b'), some SET('x', 'y'), year YEAR, fixed BINARY(2), latin VARCHAR(3) CHARACTER SET latin1)";
        connection.command(table).await.unwrap();
        connection
            .command("INSERT INTO t VALUES (b'1', b'100000000001', 1, 18446744073709551615, 0.1, '0000-00-00', '2024-00-00', '-100:00:01', 'b', 'x,y', 1999, 'ab', 'ü')")
            .await
            .unwrap();
        for (column, expected) in [
            ("bit", "Integer(1)"),
            ("bits", "Integer(2049)"),
            ("tiny", "Integer(1)"),
            ("big", "Text(\"18446744073709551615\")"),
            ("single", "Float(0.1)"),
            ("day", "Text(\"0000-00-00\")"),
            ("at", "Text(\"2024-00-00 00:00:00\")"),
            ("span", "Text(\"-100:00:01.000000\")"),
            ("kind", "Text(\"b\")"),
            ("some", "Text(\"x,y\")"),
            ("year", "Integer(1999)"),
            ("fixed", "Bytes([97, 98])"),
            ("latin", "Text(\"ü\")"),
        ] {
            assert_eq!(
                run(connection, &format!("SELECT {column} FROM t"), &[]).await.unwrap().0,
                [expected],
                "{column}"
            );
        }
    });
}

#[test]
fn violations_name_table_and_columns() {
    on_each_server(async |connection, _| {
        connection
            .command(r#"CREATE TABLE "a.b" (x INT, y VARCHAR(9), PRIMARY KEY (x, y), UNIQUE "named" (y))"#)
            .await
            .unwrap();
        let insert = r#"INSERT INTO "a.b" (x, y) VALUES (?, ?)"#;
        let values = |x, y: &str| [Param::Integer(x), Param::Text(y.to_owned().into())];
        run(connection, insert, &values(1, "secret")).await.unwrap();
        let error = run(connection, insert, &values(1, "secret")).await.unwrap_err();
        assert!(error.is_unique_violation() && !error.to_string().contains("secret"), "{error}");
        assert_eq!((error.table(), error.columns()), (Some("a.b"), &["x".to_owned(), "y".to_owned()][..]));
        let error = run(connection, insert, &values(2, "secret")).await.unwrap_err();
        assert_eq!((error.constraint(), error.columns()), (Some("named"), &["y".to_owned()][..]));
        assert!(connection.is_usable(), "the server has answered");
    });
}

#[test]
fn counts_are_rows_matched_and_zero_is_a_key() {
    on_each_server(async |connection, _| {
        connection.command("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, n INT)").await.unwrap();
        run(connection, "INSERT INTO t (id, n) VALUES (0, 5), (NULL, 5)", &[]).await.unwrap();
        assert_eq!(run(connection, "SELECT id FROM t ORDER BY id", &[]).await.unwrap().0, ["Integer(0)", "Integer(1)"]);
        assert_eq!(run(connection, "UPDATE t SET n = 5", &[]).await.unwrap().1, 2);
        assert_eq!(run(connection, "SELECT 1 / 0", &[]).await.unwrap().0, ["Null"]);
        assert!(run(connection, "UPDATE t SET n = 99999999999", &[]).await.is_err());
    });
}

#[test]
fn texts_that_run_together_are_a_transaction() {
    on_each_server(async |connection, _| {
        connection.command("CREATE TABLE t (id INT PRIMARY KEY, s TEXT)").await.unwrap();
        let texts = [
            (r#"INSERT INTO "t" (id, s) VALUES (?, ?)"#.to_owned(), vec![0, 1]),
            (r"SELECT concat(s, '👨\\''') FROM t WHERE id = ?".to_owned(), vec![0]),
            ("INSERT INTO t (id, s) SELECT id + 1, s FROM t WHERE id = ?".to_owned(), vec![0]),
        ];
        let prepared = connection.prepare_together(&texts).await.unwrap();
        let add = async |connection: &mut dyn Connection, id| {
            let (params, mut rows) = ([Param::Integer(id), Param::Text("👩".into())], Shown::default());
            connection.execute(&*prepared, Values::new(&params, &[0, 1]), &mut rows).await.map(|_| rows.0)
        };
        assert_eq!(add(connection, 1).await.unwrap(), [r#"Text("👩👨\\'")"#]);
        run(connection, "INSERT INTO t (id) VALUES (?)", &[Param::Integer(11)]).await.unwrap();
        let error = add(connection, 10).await.unwrap_err();
        assert_eq!((error.table(), error.columns()), (Some("t"), &["id".to_owned()][..]));
        connection.command("ROLLBACK").await.unwrap();
        let ids = run(connection, "SELECT id FROM t ORDER BY id", &[]).await.unwrap().0;
        assert_eq!(ids, ["Integer(1)", "Integer(2)", "Integer(11)"], "the third text has failed");
        connection.command("DEALLOCATE PREPARE querent_1").await.unwrap();
        let error = add(connection, 20).await.unwrap_err();
        assert_eq!(error.condition(), Condition::Stale, "{error}");
        connection.command("ROLLBACK").await.unwrap();
        connection.forget(prepared);
        assert_eq!(run(connection, "SELECT count(*) FROM t", &[]).await.unwrap().0, ["Integer(3)"]);
    });
}

#[test]
fn rows_of_one_text_are_one_statement() {
    on_each_server(async |connection, _| {
        connection.command("CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(9))").await.unwrap();
        let insert = r#"INSERT INTO "t" (id, s) VALUES (?, coalesce(?, 'none'))"#;
        let prepared = connection.prepare(insert).await.unwrap();
        let write = async |connection: &mut dyn Connection, params: &[[Param<'static>; 2]]| {
            let rows: Vec<Values<'_>> = params.iter().map(|row| Values::new(row, &[0, 1])).collect();
            connection.execute_rows(&*prepared, &rows).await
        };
        let row = |id, text: &'static str| [Param::Integer(id), Param::Text(text.into())];
        let null = |id| [Param::Integer(id), Param::Null];
        let first = write(connection, &[null(1), row(2, "a"), null(3)]).await.unwrap();
        assert_eq!(first, connection.takes_rows().then_some(3));
        let Some(3) = first else { return };
        let error = write(connection, &[row(4, "b"), row(5, "c"), row(1, "d"), row(6, "e")]).await.unwrap_err();
        assert_eq!((error.table(), error.columns()), (Some("t"), &["id".to_owned()][..]));
        assert!(write(connection, &[row(4, "b"), row(5, "longer than nine")]).await.is_err());
        let mixed = [row(4, "b"), [Param::Integer(5), Param::Integer(5)]];
        assert_eq!(write(connection, &mixed).await.unwrap(), None, "a column has values of one type");
        let (texts, _) = run(connection, "SELECT s FROM t ORDER BY id", &[]).await.unwrap();
        assert_eq!(texts, [r#"Text("none")"#, r#"Text("a")"#, r#"Text("none")"#]);
    });
}

/// Takes all texts out of rows.
#[derive(Default)]
struct Taken(Vec<Option<String>>);

impl RowSink for Taken {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.0.extend((0..row.columns()).map(|column| row.take_text(column)));
        assert_eq!((row.value(1), row.value(2)), (ValueRef::Integer(7), ValueRef::Bytes(b"b")));
        Ok(Flow::More)
    }

    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

#[test]
fn texts_are_taken_out_of_a_row_and_nothing_else_is() {
    on_each_server(async |connection, _| {
        let prepared = connection.prepare("SELECT 'a', 7, x'62', NULL, concat('b', '👨')").await.unwrap();
        let mut taken = Taken::default();
        connection.execute(&*prepared, Values::new(&[], &[]), &mut taken).await.unwrap();
        assert_eq!(taken.0, [Some("a".to_owned()), None, None, None, Some("b👨".to_owned())]);
    });
}

#[test]
fn large_lists_and_values_have_a_limit_that_is_said_before() {
    on_each_server(async |connection, _| {
        let ids = Param::List(List::Integers((0..100_000).collect()));
        let text = "SELECT count(*) FROM JSON_TABLE(?, '$[*]' COLUMNS (item BIGINT PATH '$')) AS list";
        assert_eq!(run(connection, text, &[ids]).await.unwrap().0, ["Integer(100000)"]);
        let error = run(connection, "SELECT length(?)", &[Param::Bytes(vec![7; 300 << 20].into())]).await.unwrap_err();
        assert!(error.to_string().contains("max_allowed_packet"), "{error}");
        assert_eq!(run(connection, "SELECT 7", &[]).await.unwrap().0, ["Integer(7)"]);
    });
}

#[test]
fn a_connection_that_the_server_closed_is_not_used_again() {
    on_each_server(async |connection, url| {
        let (id, _) = run(connection, "SELECT connection_id()", &[]).await.unwrap();
        let id = id[0].trim_start_matches("Integer(").trim_end_matches(')').to_owned();
        open(url).await.unwrap().command(&format!("KILL {id}")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let error = run(connection, "SELECT 1", &[]).await.unwrap_err();
        assert!(error.is_connection_lost(), "{error}");
        assert!(!connection.is_usable());
    });
}

#[test]
fn a_statement_that_is_dropped_is_broken_off() {
    on_each_server(async |connection, url| {
        let slow = tokio::time::timeout(Duration::from_millis(100), run(connection, "SELECT sleep(30)", &[])).await;
        assert!(slow.is_err() && !connection.is_usable());
        connection.break_off().unwrap().await;
        let mut other = open(url).await.unwrap();
        let sleeping = "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT sl%30)'";
        for _ in 0..100 {
            if run(&mut *other, sleeping, &[]).await.unwrap().0 == ["Integer(0)"] {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server goes on");
    });
}

#[test]
fn whoever_cannot_connect_is_told_why() {
    on_each_server(async |_, url| {
        let failed = async |url: &str| -> Error { open(url).await.map(drop).unwrap_err() };
        let (_, rest) = url.split_once('@').unwrap();
        let host = rest.split('/').next().unwrap();
        let wrong = failed(&format!("mysql://nobody:secret@{host}")).await;
        assert!(wrong.is_auth() && !wrong.to_string().contains("secret"), "{wrong}");
        let unknown = failed(&format!("mysql://root@{host}/no_such_database")).await;
        assert!(unknown.is_unknown_database() && unknown.to_string().contains("no_such_database"), "{unknown}");
        let nowhere = failed("mysql://root@127.0.0.1:1").await;
        assert!(nowhere.to_string().contains("127.0.0.1:1"), "{nowhere}");
        assert!(open(&format!("mariadb://root@127.0.0.1:1,{host}")).await.is_ok(), "the second host answers");
        let started = std::time::Instant::now();
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        let late = failed(&format!("mysql://root@{address}/?connect_timeout=200ms")).await;
        assert!(late.is_timeout() && started.elapsed() < Duration::from_secs(5), "{late}");
    });
}

/// Only with the feature `tls`: without it the URL is refused.
#[cfg(feature = "tls")]
#[test]
fn connections_are_encrypted_when_that_is_asked_for() {
    on_each_server(async |_, url| {
        let url = url.split('?').next().unwrap();
        match open(&format!("{url}?sslmode=require")).await {
            Ok(mut connection) => {
                assert!(run(&mut *connection, "SELECT 1", &[]).await.is_ok());
                // Nobody has signed the certificates of servers for tests.
                let error = open(&format!("{url}?sslmode=verify-full")).await.map(drop).unwrap_err();
                assert!(error.to_string().contains("certificate"), "{error}");
            }
            Err(error) => {
                assert!(error.to_string().contains("does not encrypt"), "{error}");
                assert!(open(&format!("{url}?sslmode=prefer")).await.is_ok());
            }
        }
        let none = open(&format!("{url}?sslmode=verify-full&sslrootcert=/no/such/file")).await.map(drop).unwrap_err();
        assert_eq!(none.kind(), crate::error::ErrorKind::Connection, "{none}");
    });
}

#[test]
fn a_statement_that_takes_too_long_is_broken_off_by_the_server() {
    on_each_server(async |_, url| {
        let url = format!("{}?statement_timeout=200ms", url.split('?').next().unwrap());
        let mut connection = open(&url).await.unwrap();
        let slow = "SELECT count(*) FROM information_schema.columns a, information_schema.columns b, information_schema.columns c, information_schema.columns d WHERE a.column_name <> concat(b.column_name, c.column_name, d.column_name)";
        let error = run(&mut *connection, slow, &[]).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
    });
}

#[test]
fn a_driver_is_shared() {
    fn shared<T: Send + Sync + ?Sized>() {}
    shared::<Arc<dyn crate::driver::Connector>>();
}
