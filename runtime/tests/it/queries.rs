//! Each kind of answer, the variants of a text, and rows in order.

use crate::support::*;
use querent::__private::{
    InsertRow, Param, Params, Piece, RowList, TakesParams, query_count, query_exists, query_first, query_nothing,
    query_one, query_rows,
};
use querent::{Dialect, ErrorKind};

struct New(Option<i64>, &'static str);

impl InsertRow<New> for New {
    fn push_to<'r>(&'r self, params: &mut impl TakesParams<'r>) {
        params.push(self.0.map_or(Param::Absent, Param::Integer));
        params.push(string(self.1));
    }
}

/// `INSERT INTO t ([id, ]name) VALUES …`, where `id` is named when it is there.
const INSERT: &[Piece] = &[
    Piece::Text("INSERT INTO t ("),
    Piece::Optional(&[0], &[Piece::Text("id, ")]),
    Piece::Text("name) VALUES "),
    Piece::Rows(&[
        Piece::Text("("),
        Piece::Optional(&[0], &[Piece::Param(0), Piece::Text(", ")]),
        Piece::Param(1),
        Piece::Text(")"),
    ]),
];

#[tokio::test]
async fn every_kind_of_answer() {
    let db = memory().await;
    let insert = write("INSERT INTO t (name) VALUES (?)");
    for name in ["a", "b", "c"] {
        assert_eq!(query_count(insert, params([string(name)])).run(&db).await.unwrap(), 1);
    }
    let all = read("SELECT id, name FROM t ORDER BY id DESC");
    let rows = query_rows(all, Params::new(), decode_pair).run(&db).await.unwrap();
    assert_eq!(rows, [(3, Some("c".to_owned())), (2, Some("b".to_owned())), (1, Some("a".to_owned()))]);
    assert_eq!(query_first(all, Params::new(), decode_integer).run(&db).await.unwrap(), Some(3));
    let one = read("SELECT id, name FROM t WHERE id = ?");
    assert_eq!(query_one(one, params([integer(2)]), decode_integer).run(&db).await.unwrap(), 2);
    assert_eq!(query_first(one, params([integer(9)]), decode_integer).run(&db).await.unwrap(), None);
    let missing = query_one(one, params([integer(9)]), decode_integer).run(&db).await.unwrap_err();
    assert!(missing.is_not_found());
    assert_eq!(missing.to_string(), "t.find (src/main.rs:7): there is no such row in `t`");
    let count = read("SELECT count(*) FROM t WHERE id > ?");
    assert_eq!(query_count(count, params([integer(1)])).run(&db).await.unwrap(), 2);
    let exists = read("SELECT EXISTS (SELECT 1 FROM t WHERE id = ?)");
    assert!(query_exists(exists, params([integer(1)])).run(&db).await.unwrap());
    assert!(!query_exists(exists, params([integer(9)])).run(&db).await.unwrap());
    let update = write("UPDATE t SET name = name WHERE id <= ?");
    assert_eq!(query_count(update, params([integer(2)])).run(&db).await.unwrap(), 2);
    query_nothing(write("DELETE FROM t"), Params::new()).run(&db).await.unwrap();
    assert_eq!(query_count(count, params([integer(0)])).run(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_write_that_returns_rows_is_carried_to_its_end() {
    let db = memory().await;
    let insert = write("INSERT INTO t (name) VALUES ('a'), ('b') RETURNING id, name");
    assert_eq!(query_first(insert, Params::new(), decode_integer).run(&db).await.unwrap(), Some(1));
    let count = read("SELECT count(*) FROM t");
    assert_eq!(query_count(count, Params::new()).run(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn a_write_whose_rows_cannot_be_read_is_undone() {
    let db = memory().await;
    let insert = write("INSERT INTO t (name) VALUES ('a'), ('b') RETURNING name");
    let error = query_rows(insert, Params::new(), decode_integer).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let panicked = tokio::spawn({
        let db = db.clone();
        async move { query_rows::<i64>(insert, Params::new(), |_| panic!("on purpose")).run(&db).await }
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 0);
    assert_eq!(query_rows(insert, Params::new(), decode_text).run(&db).await.unwrap(), ["a", "b"]);
}

#[tokio::test]
async fn a_constraint_that_is_checked_at_the_end_is_noticed_after_the_first_row() {
    let db = memory().await;
    execute(&db, "CREATE TABLE c (id INTEGER PRIMARY KEY, t BIGINT REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)")
        .await;
    let insert = write("INSERT INTO c (t) VALUES (99) RETURNING id");
    let error = query_one(insert, Params::new(), decode_integer).run(&db).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error:?}");
    assert_eq!(query_count(read("SELECT count(*) FROM c"), Params::new()).run(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_violated_foreign_key_is_named_where_only_one_can_be_meant() {
    let db = memory().await;
    execute(&db, "INSERT INTO t (id, name) VALUES (1, 'a'), (2, 'b')").await;
    execute(
        &db,
        "CREATE TABLE c (id INTEGER PRIMARY KEY, mother BIGINT REFERENCES T (id), father BIGINT REFERENCES t (id))",
    )
    .await;
    execute(&db, "CREATE TABLE d (c BIGINT REFERENCES c (id))").await;
    execute(&db, "INSERT INTO c (id, mother) VALUES (1, 1)").await;
    execute(&db, "INSERT INTO d (c) VALUES (1)").await;
    let run = |table: &'static [&'static str], sql: &'static str| {
        let statement = made("t.change").text(sql).writes(table).done();
        let db = db.clone();
        async move {
            let error = query_nothing(statement, Params::new()).run(&db).await.unwrap_err();
            assert!(error.is_foreign_key_violation(), "{error:?}");
            (error.table().map(str::to_owned), error.columns().join(", "), error.to_string())
        }
    };
    let (table, columns, text) = run(&["d"], "INSERT INTO d (c) VALUES (9)").await;
    assert_eq!((table.as_deref(), columns.as_str()), (Some("d"), "c"));
    assert!(text.contains("the foreign key `d (c)` would not hold"), "{text}");
    let (table, columns, _) = run(&["c"], "DELETE FROM c").await;
    assert_eq!((table.as_deref(), columns.as_str()), (Some("d"), "c"));
    let (table, columns, _) = run(&["t"], "DELETE FROM t WHERE id = 1").await;
    assert_eq!((table.as_deref(), columns.as_str()), (Some("c"), ""));
    let (table, columns, _) = run(&["c"], "UPDATE c SET id = 7").await;
    assert_eq!((table, columns.as_str()), (None, ""));
}

#[tokio::test]
async fn steps_are_one_transaction() {
    let db = memory().await;
    let both = || made("t.change").change("INSERT INTO t (id, name) VALUES (?, 'x')").writes(&["t"]);
    let fine = both().text("UPDATE t SET name = 'y'").done();
    assert_eq!(query_count(fine, params([integer(1)])).run(&db).await.unwrap(), 1);
    let broken = both().text("INSERT INTO t (name) VALUES ('y')").done();
    let error = query_count(broken, params([integer(2)])).run(&db).await.unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    let names = query_rows(read("SELECT name FROM t"), Params::new(), decode_text).run(&db).await.unwrap();
    assert_eq!(names, ["y"]);
}

#[tokio::test]
async fn optional_conditions_select_a_text_of_their_own() {
    let db = memory().await;
    execute(&db, "INSERT INTO t (name) VALUES ('a'), ('b'), ('c')").await;
    const FIND: &[Piece] = &[
        Piece::Text("SELECT id, name FROM t"),
        Piece::Join {
            open: " WHERE ",
            separator: " AND ",
            close: "",
            empty: "",
            items: &[
                &[Piece::Optional(&[0], &[Piece::Text("id > "), Piece::Param(0)])],
                &[Piece::Optional(&[1], &[Piece::Text("name = "), Piece::Param(1)])],
            ],
        },
    ];
    let statement = made("t.find").pieces(FIND).switches(&[0, 1]).done();
    let find = |id: Option<i64>, name: Option<&str>| {
        let params = params([id.map_or(Param::Absent, integer), name.map_or(Param::Absent, string)]);
        query_rows(statement, params, decode_integer)
    };
    for _ in 0..2 {
        assert_eq!(find(None, None).run(&db).await.unwrap(), [1, 2, 3]);
        assert_eq!(find(Some(1), None).run(&db).await.unwrap(), [2, 3]);
        assert_eq!(find(None, Some("b")).run(&db).await.unwrap(), [2]);
        assert_eq!(find(Some(2), Some("b")).run(&db).await.unwrap(), [0_i64; 0]);
    }
    assert_eq!(find(Some(2), None).sql(Dialect::Sqlite), "SELECT id, name FROM t WHERE id > ?");
    assert_eq!(find(Some(2), Some("b")).sql(Dialect::Postgres), "SELECT id, name FROM t WHERE id > $1 AND name = $2");
}

#[tokio::test]
async fn rows_are_sorted_by_key_where_the_text_cannot() {
    let db = memory().await;
    execute(&db, "INSERT INTO t (id, name) VALUES (-5, 'a'), (9007199254740993, 'b'), (9007199254740992, 'c')").await;
    let update = made("t.update")
        .text("UPDATE t SET name = name RETURNING id, name")
        .columns("t", &["id", "name"])
        .writes(&["t"])
        .sorted_by_key();
    let rows = query_rows(update.done(), Params::new(), decode_integer).run(&db).await.unwrap();
    assert_eq!(rows, [-5, 9_007_199_254_740_992, 9_007_199_254_740_993]);
}

#[tokio::test]
async fn many_rows_are_inserted_in_order_with_and_without_keys() {
    const NAMES: [&str; 4] = ["a", "b", "c", "d"];
    for count in [1_usize, 2, 49, 50, 51, 137, 5000] {
        let db = memory().await;
        execute(&db, "DROP TABLE t").await;
        execute(&db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").await;
        let statement = made("t.insert_many").pieces(INSERT).switches(&[0]).writes(&["t"]).done();
        let row = |number: usize| New((number % 7 == 3).then_some(10_000 + number as i64), NAMES[number % 4]);
        let rows: Vec<New> = (0..count).map(row).collect();
        assert_eq!(RowList::<New>::insert_many(&rows, statement).run(&db).await.unwrap(), count as u64);
        let stored =
            query_rows(read("SELECT name FROM t ORDER BY rowid"), Params::new(), decode_text).run(&db).await.unwrap();
        assert_eq!(stored.len(), count);
        let keys = read("SELECT id FROM t WHERE id BETWEEN 10000 AND 20000 AND (id - 10000) % 7 = 3");
        let keys = query_rows(keys, Params::new(), decode_integer).run(&db).await.unwrap();
        assert!(keys.len() >= rows.iter().filter(|row| row.0.is_some()).count());
    }
}

#[tokio::test]
async fn many_rows_come_back_in_the_order_given() {
    let db = memory().await;
    const NAMES: &[Piece] = &[
        Piece::Text("INSERT INTO t (name) VALUES "),
        Piece::Rows(&[Piece::Text("("), Piece::Param(1), Piece::Text(")")]),
        Piece::Text(" RETURNING name"),
    ];
    let statement = made("t.insert_many").pieces(NAMES).writes(&["t"]).done();
    let names: Vec<&'static str> = (0..120).map(|number| &*format!("{}", number * 7919 % 1000).leak()).collect();
    let rows: Vec<New> = names.iter().map(|name| New(None, name)).collect();
    let stored = RowList::<New>::insert_many_returning(&rows, statement, decode_text).run(&db).await.unwrap();
    assert_eq!(stored, names);
    assert_eq!(RowList::<New>::insert_many([], statement).run(&db).await.unwrap(), 0);
    let sql = RowList::<New>::insert_many(&rows[..1], statement).sql(Dialect::Postgres);
    assert_eq!(sql, "INSERT INTO t (name) VALUES ($1) RETURNING name");
}

#[tokio::test]
async fn many_rows_are_inserted_all_or_none() {
    let db = memory().await;
    let statement = made("t.insert_many").pieces(INSERT).switches(&[0]).writes(&["t"]).done();
    let mut rows: Vec<New> = (0..200).map(|number| New(None, format!("{number}").leak())).collect();
    rows.push(New(None, "7"));
    let error = RowList::<New>::insert_many(rows, statement).run(&db).await.unwrap_err();
    assert!(error.is_unique_violation());
    assert_eq!((error.table(), error.columns()), (Some("t"), ["name".to_owned()].as_slice()));
    assert_eq!(query_count(read("SELECT count(*) FROM t"), Params::new()).run(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn values_that_cannot_be_sent_are_refused() {
    let db = memory().await;
    let statement = write("INSERT INTO t (name) VALUES (?)");
    let error = query_count(statement, params([Param::invalid("too long")])).run(&db).await.unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Bind, "t.change (src/main.rs:7): too long"));
    let error = query_count(statement, params([Param::Timestamp(i64::MAX)])).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Bind);
}

#[tokio::test]
async fn a_database_that_lacks_a_table_says_how_it_is_added() {
    let db = memory().await;
    let error = query_count(read("SELECT count(*) FROM missing"), Params::new()).run(&db).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().contains("db.sync(&SCHEMA)"), "{error}");
}
