//! The file store beside SQLite, both through querent: what opening, looking up, reading and inserting cost, with few rows and with many.

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
    lines.push(Line { work: "look-up by key, 1,000 rows in memory", times: lookups(&memory, FEW).await? });
    fill(&memory, MANY).await?;
    lines.push(Line { work: "look-up by key, 100,000 rows in memory", times: lookups(&memory, MANY).await? });
    drop(memory);
    for (sync, urls) in [
        (true, [format!("file:{}", at("sure").display()), format!("sqlite:{}", at("sure.db").display())]),
        (false, [format!("file:{}?sync=off", at("quick").display()), format!("sqlite:{}", at("quick.db").display())]),
    ] {
        let mut stores = Vec::new();
        for url in &urls {
            let db = Database::connect(url).await?;
            db.sync(&SCHEMA).await?;
            stores.push(db);
        }
        let work = |off: &'static str, on: &'static str| if sync { on } else { off };
        fill(&stores, FEW).await?;
        if sync {
            lines.push(Line { work: "look-up by key, 1,000 rows", times: lookups(&stores, FEW).await? });
        }
        let few = inserts(&stores).await?;
        fill(&stores, MANY).await?;
        let many = inserts(&stores).await?;
        lines.push(Line { work: work("insert, 1,000 rows, sync=off", "insert, 1,000 rows, fsync"), times: few });
        lines.push(Line { work: work("insert, 100,000 rows, sync=off", "insert, 100,000 rows, fsync"), times: many });
        if sync {
            lines.push(Line { work: "look-up by key, 100,000 rows", times: lookups(&stores, MANY).await? });
            lines.push(Line { work: "ten rows by an index", times: by_index(&stores).await? });
            lines.push(Line { work: "first ten rows in the order of an index", times: in_order(&stores).await? });
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

async fn by_index(stores: &[Database]) -> querent::Result<[Duration; 2]> {
    const TIMES: i64 = 2000;
    measure(stores, TIMES, async |db| {
        for number in 0..TIMES {
            let parent = number * 7919 % (MANY / 10 - 1) + 1;
            black_box(query!(items.find where parent = {parent} take 10).run(db).await?);
        }
        Ok(())
    })
    .await
}

async fn in_order(stores: &[Database]) -> querent::Result<[Duration; 2]> {
    const TIMES: i64 = 2000;
    measure(stores, TIMES, async |db| {
        for number in 0..TIMES {
            let parent = number * 7919 % (MANY / 10 - 1) + 1;
            black_box(query!(items.find where parent >= {parent} order by parent take 10).run(db).await?);
        }
        Ok(())
    })
    .await
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

fn print(lines: &[Line]) {
    println!("{:<40} {:>12} {:>12} {:>8}", "", "file", "SQLite", "ratio");
    for Line { work, times: [file, sqlite] } in lines {
        let ratio = file.as_secs_f64() / sqlite.as_secs_f64();
        println!("{work:<40} {:>12} {:>12} {ratio:>8.2}", format!("{file:.1?}"), format!("{sqlite:.1?}"));
    }
}
