//! The file store beside SQLite, both through querent: what opening, reading and writing cost, with few rows and with many.

use querent::{Database, query};
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

querent::schema!();

const FEW: i64 = 1000;
const MANY: i64 = 100_000;
/// How often each work is done; the median counts.
const ROUNDS: usize = 9;

/// What was measured, in the order of the table: the file store, then SQLite.
struct Line {
    work: &'static str,
    times: [Duration; 2],
}

fn main() -> querent::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(bench())
}

async fn bench() -> querent::Result<()> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let mut lines = Vec::new();
    let mut memory = Vec::new();
    for url in ["file::memory:", "sqlite::memory:"] {
        let db = Database::connect(url).await?;
        db.sync(&SCHEMA).await?;
        memory.push(db);
    }
    fill(&memory, FEW).await?;
    lines.push(Line { work: "look-up by key among 1000 rows, in memory", times: lookups(&memory, FEW).await? });
    fill(&memory, MANY).await?;
    lines.push(Line { work: "look-up by key among 100,000 rows, in memory", times: lookups(&memory, MANY).await? });
    drop(memory);
    for (sync, urls) in [
        (true, [format!("file:{}", at("sure").display()), format!("sqlite:{}", at("sure.db").display())]),
        (false, [format!("file:{}?sync=off", at("quick").display()), format!("sqlite:{}", at("quick.db").display())]),
    ] {
        let mut stores = connected(&urls).await?;
        let work = |off: &'static str, on: &'static str| if sync { on } else { off };
        fill(&stores, FEW).await?;
        if sync {
            lines.push(Line { work: "look-up by key among 1000 rows", times: lookups(&stores, FEW).await? });
        }
        let few = inserts(&stores).await?;
        fill(&stores, MANY).await?;
        // What filling leaves to be done is no part of what is measured.
        for db in stores {
            db.close().await?;
        }
        stores = connected(&urls).await?;
        let many = inserts(&stores).await?;
        lines.push(Line {
            work: work("insert into 1000 rows, `sync=off`", "insert into 1000 rows, with fsync"),
            times: few,
        });
        lines.push(Line {
            work: work("insert into 100,000 rows, `sync=off`", "insert into 100,000 rows, with fsync"),
            times: many,
        });
        if sync {
            lines.push(Line { work: "look-up by key among 100,000 rows", times: lookups(&stores, MANY).await? });
            lines.extend(reads(&stores).await?);
        } else {
            lines.extend(writes(&stores).await?);
        }
        for db in stores {
            db.close().await?;
        }
        if sync {
            lines.push(Line { work: "opening 100,000 rows and reading one", times: openings(&urls).await? });
        }
    }
    print(&lines);
    println!("\nsize of the tables' files: {} bytes", size(&at("sure")));
    Ok(())
}

async fn connected(urls: &[String]) -> querent::Result<Vec<Database>> {
    let mut stores = Vec::new();
    for url in urls {
        let db = Database::connect(url).await?;
        db.sync(&SCHEMA).await?;
        stores.push(db);
    }
    Ok(stores)
}

fn new_item(number: i64) -> items::New {
    items::New {
        id: None,
        name: format!("item number {number}"),
        email: (number % 3 != 0).then(|| format!("item{number}@example.org")),
        parent: number / 10,
        score: number as f64 / 7.0,
        active: number % 2 == 0,
        visits: number * 1_000_003,
        city: "Springfield".to_owned(),
    }
}

/// Adds rows until there are so many.
async fn fill(stores: &[Database], rows: i64) -> querent::Result<()> {
    for db in stores {
        let present = query!(items.count).run(db).await? as i64;
        query!(items.insert_many {(present + 1..=rows).map(new_item).collect::<Vec<_>>()}).run(db).await?;
    }
    Ok(())
}

/// One insert, by the median of rounds.
async fn inserts(stores: &[Database]) -> querent::Result<[Duration; 2]> {
    const TIMES: i64 = 200;
    measure(stores, TIMES, async |db| {
        for number in 0..TIMES {
            query!(items.insert {new_item(number)}).run(db).await?;
        }
        Ok(())
    })
    .await
}

async fn lookups(stores: &[Database], rows: i64) -> querent::Result<[Duration; 2]> {
    const TIMES: i64 = 20_000;
    measure(stores, TIMES, async |db| {
        for number in 0..TIMES {
            let id = number * 7919 % rows + 1;
            black_box(query!(items.find_first where id = {id}).run(db).await?);
        }
        Ok(())
    })
    .await
}

/// A parent of ten of the rows.
fn some_parent(number: i64) -> i64 {
    number * 7919 % (MANY / 10 - 1) + 1
}

/// What reading many rows or few costs among 100,000.
async fn reads(stores: &[Database]) -> querent::Result<Vec<Line>> {
    let by_index = measure(stores, 2000, async |db| {
        for parent in (0..2000).map(some_parent) {
            black_box(query!(items.find where parent = {parent} take 10).run(db).await?);
        }
        Ok(())
    });
    let in_order = measure(stores, 2000, async |db| {
        for parent in (0..2000).map(some_parent) {
            black_box(query!(items.find where parent >= {parent} order by parent take 10).run(db).await?);
        }
        Ok(())
    });
    let counted = measure(stores, 2000, async |db| {
        for parent in (0..2000).map(some_parent) {
            black_box(query!(items.count where parent = {parent}).run(db).await?);
        }
        Ok(())
    });
    let of_many = measure(stores, 20, async |db| {
        for number in 0..20 {
            let parents: Vec<i64> = (number * 100..number * 100 + 100).map(some_parent).collect();
            black_box(query!(items.find where parent in {&parents}).run(db).await?);
        }
        Ok(())
    });
    let ten_thousand = measure(stores, 1, async |db| {
        black_box(query!(items.find where id <= 10000).run(db).await?);
        Ok(())
    });
    let scanned = measure(stores, 1, async |db| {
        black_box(query!(items.count where score > 5000.5).run(db).await?);
        Ok(())
    });
    let sorted = measure(stores, 1, async |db| {
        black_box(query!(items.find order by score desc take 10).run(db).await?);
        Ok(())
    });
    Ok(vec![
        Line { work: "ten rows by an index", times: by_index.await? },
        Line { work: "first ten rows in the order of an index", times: in_order.await? },
        Line { work: "count by an index", times: counted.await? },
        Line { work: "1000 rows by a list of 100 values", times: of_many.await? },
        Line { work: "10,000 rows", times: ten_thousand.await? },
        Line { work: "count of all rows by a condition", times: scanned.await? },
        Line { work: "ten of all rows in an order without index", times: sorted.await? },
    ])
}

/// What writing costs among 100,000 rows where nobody waits for the disk.
async fn writes(stores: &[Database]) -> querent::Result<Vec<Line>> {
    let updated = measure(stores, 200, async |db| {
        for number in 0..200 {
            let id = number * 7919 % MANY + 1;
            query!(items.update { score: score + 1.0 } where id = {id}).run(db).await?;
        }
        Ok(())
    });
    let moved = measure(stores, 200, async |db| {
        for number in 0..200 {
            let id = number * 7919 % MANY + 1;
            query!(items.update { parent: parent + 1 } where id = {id}).run(db).await?;
        }
        Ok(())
    });
    let thousand: Vec<items::New> = (0..1000).map(new_item).collect();
    let inserted = measure(stores, 1, async |db| {
        black_box(query!(items.insert_many {&thousand}).run(db).await?);
        Ok(())
    });
    let mut lines = vec![
        Line { work: "update by key, `sync=off`", times: updated.await? },
        Line { work: "update of an indexed column, `sync=off`", times: moved.await? },
        Line { work: "insert of 1000 rows, `sync=off`", times: inserted.await? },
    ];
    // Those that were added last are there in both.
    let mut last = query!(items.find { id } order by id desc take 1).run(&stores[0]).await?[0].id + 1;
    let mut deleted: [Vec<Duration>; 2] = Default::default();
    for _ in 0..ROUNDS {
        last -= 200;
        for (db, deleted) in stores.iter().zip(&mut deleted) {
            let started = Instant::now();
            for id in last..last + 200 {
                query!(items.delete where id = {id}).run(db).await?;
            }
            deleted.push(started.elapsed() / 200);
        }
    }
    lines.push(Line { work: "delete by key, `sync=off`", times: deleted.map(median) });
    Ok(lines)
}

async fn measure(
    stores: &[Database],
    times: i64,
    work: impl AsyncFn(&Database) -> querent::Result<()>,
) -> querent::Result<[Duration; 2]> {
    let mut measured: [Vec<Duration>; 2] = Default::default();
    for _ in 0..ROUNDS {
        for (db, measured) in stores.iter().zip(&mut measured) {
            let started = Instant::now();
            work(db).await?;
            measured.push(started.elapsed() / times as u32);
        }
    }
    Ok(measured.map(median))
}

async fn openings(urls: &[String; 2]) -> querent::Result<[Duration; 2]> {
    let mut measured: [Vec<Duration>; 2] = Default::default();
    for _ in 0..ROUNDS {
        for (url, measured) in urls.iter().zip(&mut measured) {
            let started = Instant::now();
            let db = Database::connect(url).await?;
            black_box(query!(items.find_first where id = 4711).run(&db).await?);
            measured.push(started.elapsed());
            db.close().await?;
        }
    }
    Ok(measured.map(median))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn size(folder: &Path) -> u64 {
    let files = std::fs::read_dir(folder).expect("the folder").flatten();
    files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}

/// As the table of docs/speed.md.
fn print(lines: &[Line]) {
    println!("| | file store | SQLite | ratio |\n|---|---|---|---|");
    for Line { work, times: [file, sqlite] } in lines {
        let ratio = file.as_secs_f64() / sqlite.as_secs_f64();
        println!("| {work} | {file:.2?} | {sqlite:.2?} | {ratio:.2} |");
    }
}
