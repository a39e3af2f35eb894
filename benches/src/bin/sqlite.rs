//! SQLite in memory and on a file with WAL: querent beside hand-written rusqlite with cached statements and the same structs.

use criterion::Criterion;
use querent::{Database, query};
use querent_benches::{Ratios, Side};
use rusqlite::Connection;
use std::hint::black_box;
use std::time::Duration;
use tokio::runtime::Runtime;

querent::schema!();

const ROWS: i64 = 10_000;
const CHILDREN: i64 = 10;

/// A database of each side with the same rows.
struct Sides {
    runtime: Runtime,
    ours: Database,
    theirs: Connection,
}

fn main() {
    let filter = std::env::args().nth(1);
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    if let Some(filter) = filter {
        criterion = criterion.with_filter(filter);
    }
    let ratios = Ratios::default();
    for place in ["memory", "file"] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |side: &str| match place {
            "memory" => ":memory:".to_owned(),
            _ => folder.path().join(side).display().to_string(),
        };
        let sides = open(&path("ours.db"), &path("theirs.db"));
        reads(&mut criterion, &ratios, place, &sides);
        writes(&mut criterion, &ratios, place, &sides);
    }
    ratios.print();
}

fn open(ours: &str, theirs: &str) -> Sides {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let connection = Connection::open(theirs).expect("a database");
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
        .expect("settings");
    connection.execute_batch(&SCHEMA.ddl(querent::Dialect::Sqlite)).expect("tables");
    let ours = runtime.block_on(async {
        let db = Database::connect(&format!("sqlite:{ours}")).await?;
        db.sync(&SCHEMA).await?;
        query!(items.insert_many {(1..=ROWS).map(new_item).collect::<Vec<_>>()}).run(&db).await?;
        Ok::<_, querent::Error>(db)
    });
    let sides = Sides { runtime, ours: ours.expect("a database"), theirs: connection };
    insert_loop(&sides.theirs, &(1..=ROWS).map(new_item).collect::<Vec<_>>());
    sides
}

fn new_item(number: i64) -> items::New {
    items::New {
        id: None,
        name: format!("item number {number}"),
        email: (number % 3 != 0).then(|| format!("item{number}@example.org")),
        parent: number / CHILDREN,
        score: number as f64 / 7.0,
        active: number % 2 == 0,
        visits: number * 1_000_003,
        city: "Springfield".to_owned(),
    }
}

fn reads(criterion: &mut Criterion, ratios: &Ratios, place: &str, sides: &Sides) {
    let Sides { runtime, ours, theirs } = sides;
    ratios.compare(
        criterion,
        (&format!("{place}/look-up by key"), "rusqlite"),
        |_| (),
        |n| {
            runtime.block_on(async {
                for key in 1..=n as i64 {
                    let id = key % ROWS + 1;
                    black_box(query!(items.find_first where id = {id}).run(ours).await.unwrap());
                }
            })
        },
        |n| {
            for key in 1..=n as i64 {
                let sql = "SELECT id, name, email, parent, score, active, visits, city FROM items WHERE id = ?";
                let mut statement = theirs.prepare_cached(sql).unwrap();
                black_box(statement.query_row([key % ROWS + 1], item).unwrap());
            }
        },
    );
    ratios.compare(
        criterion,
        (&format!("{place}/indexed find of 10 rows"), "rusqlite"),
        |_| (),
        |n| {
            runtime.block_on(async {
                for key in 1..=n as i64 {
                    let parent = key % (ROWS / CHILDREN - 1) + 1;
                    black_box(query!(items.find where parent = {parent} take 10).run(ours).await.unwrap());
                }
            })
        },
        |n| {
            for key in 1..=n as i64 {
                let sql =
                    "SELECT id, name, email, parent, score, active, visits, city FROM items WHERE parent = ? LIMIT 10";
                let mut statement = theirs.prepare_cached(sql).unwrap();
                let rows = statement.query_map([key % (ROWS / CHILDREN - 1) + 1], item).unwrap();
                black_box(rows.collect::<rusqlite::Result<Vec<_>>>().unwrap());
            }
        },
    );
    ratios.compare(
        criterion,
        (&format!("{place}/10,000 rows of 8 columns"), "rusqlite"),
        |_| (),
        |n| {
            runtime.block_on(async {
                for _ in 0..n {
                    black_box(query!(items.find where id <= {ROWS}).run(ours).await.unwrap());
                }
            })
        },
        |n| {
            for _ in 0..n {
                let sql = "SELECT id, name, email, parent, score, active, visits, city FROM items WHERE id <= ?";
                let mut statement = theirs.prepare_cached(sql).unwrap();
                let rows = statement.query_map([ROWS], item).unwrap();
                black_box(rows.collect::<rusqlite::Result<Vec<_>>>().unwrap());
            }
        },
    );
    ratios.compare(
        criterion,
        (&format!("{place}/count by index"), "rusqlite"),
        |_| (),
        |n| {
            runtime.block_on(async {
                for key in 1..=n as i64 {
                    let parent = key % (ROWS / CHILDREN - 1) + 1;
                    black_box(query!(items.count where parent = {parent}).run(ours).await.unwrap());
                }
            })
        },
        |n| {
            for key in 1..=n as i64 {
                let mut statement = theirs.prepare_cached("SELECT count(*) FROM items WHERE parent = ?").unwrap();
                let count: i64 = statement.query_row([key % (ROWS / CHILDREN - 1) + 1], |row| row.get(0)).unwrap();
                black_box(count);
            }
        },
    );
}

fn writes(criterion: &mut Criterion, ratios: &Ratios, place: &str, sides: &Sides) {
    let Sides { runtime, ours, theirs } = sides;
    // What was inserted is taken away before each turn, so that both sides always write into a table of the same size.
    let reset = |side| {
        match side {
            Side::Ours => runtime.block_on(query!(items.delete where id > {ROWS}).run(ours)).unwrap(),
            Side::Theirs => theirs.execute("DELETE FROM items WHERE id > ?", [ROWS]).unwrap() as u64,
        };
    };
    ratios.compare(
        criterion,
        (&format!("{place}/single insert"), "rusqlite"),
        reset,
        |n| {
            runtime.block_on(async {
                for number in 0..n as i64 {
                    let new = new_item(number);
                    black_box(query!(items.insert {new}).run(ours).await.unwrap());
                }
            })
        },
        |n| {
            for number in 0..n as i64 {
                let new = new_item(number);
                let sql = "INSERT INTO items (name, email, parent, score, active, visits, city) \
                           VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id, name, email, parent, score, active, visits, city";
                let mut statement = theirs.prepare_cached(sql).unwrap();
                black_box(statement.query_row(values(&new), item).unwrap());
            }
        },
    );
    let thousand: Vec<_> = (1..=1000).map(new_item).collect();
    ratios.compare(
        criterion,
        (&format!("{place}/insert_many of 1000"), "rusqlite"),
        reset,
        |n| {
            runtime.block_on(async {
                for _ in 0..n {
                    black_box(query!(items.insert_many {&thousand}).run(ours).await.unwrap());
                }
            })
        },
        |n| (0..n).for_each(|_| insert_loop(theirs, &thousand)),
    );
}

/// A thousand rows by hand: one cached statement in a loop in a transaction.
fn insert_loop(connection: &Connection, rows: &[items::New]) {
    let transaction = connection.unchecked_transaction().unwrap();
    {
        let sql = "INSERT INTO items (name, email, parent, score, active, visits, city) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut statement = transaction.prepare_cached(sql).unwrap();
        for row in rows {
            statement.execute(values(row)).unwrap();
        }
    }
    transaction.commit().unwrap();
}

fn values(new: &items::New) -> (&str, &Option<String>, i64, f64, bool, i64, &str) {
    (&new.name, &new.email, new.parent, new.score, new.active, new.visits, &new.city)
}

fn item(row: &rusqlite::Row<'_>) -> rusqlite::Result<items::Row> {
    Ok(items::Row {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        parent: row.get(3)?,
        score: row.get(4)?,
        active: row.get(5)?,
        visits: row.get(6)?,
        city: row.get(7)?,
    })
}
