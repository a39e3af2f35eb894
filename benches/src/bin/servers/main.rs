//! PostgreSQL and MariaDB by TCP and by a unix socket: querent beside hand-written tokio-postgres and mysql_async with prepared statements and the same structs.

mod mariadb;
mod one_core;
mod postgres;

use criterion::Criterion;
use one_core::OneCore;
use querent::{Database, query};
use querent_benches::Ratios;
use std::hint::black_box;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

querent::schema!();

/// Rows that are there before anything is inserted.
const ROWS: i64 = 10_000;
/// What `cargo xtask bench servers` takes for the runtime that most programs have; each side is faster on one thread.
const MANY_THREADS: &str = "--multi-thread";
/// And what for all on one core.
const ONE_CORE: &str = "--one-core";

/// What is written by hand on a driver: the same work as querent's, on a connection of its own to a database of its own.
trait Peer: Sized {
    /// The driver's name.
    const NAME: &'static str;

    async fn connect(url: &str) -> Self;
    async fn look_up(&mut self, id: i64) -> Option<items::Row>;
    async fn all(&mut self) -> Vec<items::Row>;
    async fn insert(&mut self, new: &items::New) -> items::Row;
    /// As many rows in a statement as is quick.
    async fn insert_many(&mut self, rows: &[items::New]);
    /// A statement for each row, in one transaction.
    async fn insert_each(&mut self, rows: &[items::New]);
    /// Takes away what was inserted.
    async fn reset(&mut self);
}

/// A server: how two databases are made on it and gone to.
trait Server {
    /// The ways to get there, each with its name and the URLs of both databases.
    async fn make(url: &str) -> Vec<(String, [String; 2])>;
    async fn remove(url: &str);

    const NAME: &'static str;
    /// Its first process, which is on this machine.
    async fn main_process(url: &str) -> Result<u32, String>;
}

/// The databases of both sides.
const DATABASES: [&str; 2] = ["querent_bench_ours", "querent_bench_theirs"];

struct Sides<P> {
    runtime: Runtime,
    ours: Database,
    theirs: Mutex<P>,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_told = |flag: &str| words.iter().any(|word| word == flag);
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    if let Some(filter) = words.iter().find(|word| ![MANY_THREADS, ONE_CORE].contains(&word.as_str())) {
        criterion = criterion.with_filter(filter);
    }
    let ratios = Ratios::default();
    let one_core = if is_told(ONE_CORE) { OneCore::bind() } else { None };
    let mut bench = Bench { criterion, ratios: &ratios, many_threads: is_told(MANY_THREADS), one_core };
    bench.server::<postgres::Postgres, postgres::Peer>("QUERENT_TEST_POSTGRES");
    bench.server::<mariadb::Mariadb, mariadb::Peer>("QUERENT_TEST_MARIADB");
    ratios.print();
}

struct Bench<'r> {
    criterion: Criterion,
    ratios: &'r Ratios,
    many_threads: bool,
    one_core: Option<OneCore>,
}

impl Bench<'_> {
    fn server<S: Server, P: Peer>(&mut self, variable: &str) {
        let Ok(url) = std::env::var(variable) else {
            println!("not measured: {variable} is not set; `cargo xtask bench servers` sets it");
            return;
        };
        if let Some(one_core) = &mut self.one_core {
            // Before anything connects: what the server starts for a connection runs where the server does.
            let runtime = runtime(self.many_threads);
            one_core.bind_server(S::NAME, runtime.block_on(S::main_process(&url)));
        }
        let made = self.runtime().block_on(S::make(&url));
        for (place, urls) in made {
            let sides = self.open::<P>(&urls);
            self.criterion = std::mem::take(&mut self.criterion).sample_size(30);
            self.reads(&place, &sides);
            self.writes(&place, &sides);
        }
        self.runtime().block_on(S::remove(&url));
    }

    fn runtime(&self) -> Runtime {
        runtime(self.many_threads)
    }

    fn open<P: Peer>(&self, [ours, theirs]: &[String; 2]) -> Sides<P> {
        let runtime = self.runtime();
        let (ours, theirs) = runtime.block_on(async {
            let rows: Vec<_> = (1..=ROWS).map(new_item).collect();
            let db = Database::connect(ours).await.expect("a database");
            db.sync(&SCHEMA).await.expect("tables");
            let other = Database::connect(theirs).await.expect("a database");
            other.sync(&SCHEMA).await.expect("tables");
            other.close().await.expect("a goodbye");
            let mut peer = P::connect(theirs).await;
            if query!(items.count).run(&db).await.expect("a count") == 0 {
                query!(items.insert_many {&rows}).run(&db).await.expect("rows");
                peer.insert_many(&rows).await;
            }
            (db, Mutex::new(peer))
        });
        Sides { runtime, ours, theirs }
    }

    fn compare<P: Peer>(
        &mut self,
        sides: &Sides<P>,
        (name, peer): (&str, &str),
        ours: impl AsyncFn(&Database, u64),
        theirs: impl AsyncFn(&mut P, u64),
    ) {
        let Sides { runtime, ours: db, theirs: peer_side } = sides;
        // What was inserted is taken away before each turn, so that both sides always write into a table of the same size.
        let reset = || {
            runtime.block_on(async {
                query!(items.delete where id > {ROWS}).run(db).await.unwrap();
                peer_side.lock().await.reset().await;
            })
        };
        self.ratios.compare(
            &mut self.criterion,
            (name, peer),
            reset,
            |n| runtime.block_on(ours(db, n)),
            |n| runtime.block_on(async { theirs(&mut *peer_side.lock().await, n).await }),
        );
    }

    fn reads<P: Peer>(&mut self, place: &str, sides: &Sides<P>) {
        self.compare(
            sides,
            (&format!("{place}/look-up by key"), P::NAME),
            async |db, n| {
                for key in 1..=n as i64 {
                    let id = key % ROWS + 1;
                    black_box(query!(items.find_first where id = {id}).run(db).await.unwrap());
                }
            },
            async |peer, n| {
                for key in 1..=n as i64 {
                    black_box(peer.look_up(key % ROWS + 1).await);
                }
            },
        );
        self.compare(
            sides,
            (&format!("{place}/10,000 rows of 8 columns"), P::NAME),
            async |db, n| {
                for _ in 0..n {
                    black_box(query!(items.find where id <= {ROWS}).run(db).await.unwrap());
                }
            },
            async |peer, n| {
                for _ in 0..n {
                    black_box(peer.all().await);
                }
            },
        );
    }

    fn writes<P: Peer>(&mut self, place: &str, sides: &Sides<P>) {
        self.compare(
            sides,
            (&format!("{place}/single insert"), P::NAME),
            async |db, n| {
                for number in 0..n as i64 {
                    let new = new_item(number);
                    black_box(query!(items.insert {new}).run(db).await.unwrap());
                }
            },
            async |peer, n| {
                for number in 0..n as i64 {
                    black_box(peer.insert(&new_item(number)).await);
                }
            },
        );
        let thousand: Vec<_> = (1..=1000).map(new_item).collect();
        let ours = async |db: &Database, rows: &[items::New], n| {
            for _ in 0..n {
                black_box(query!(items.insert_many {rows}).run(db).await.unwrap());
            }
        };
        self.compare(
            sides,
            (&format!("{place}/insert_many of 1000"), P::NAME),
            async |db, n| ours(db, &thousand, n).await,
            async |peer, n| {
                for _ in 0..n {
                    peer.insert_many(&thousand).await;
                }
            },
        );
        self.criterion = std::mem::take(&mut self.criterion).sample_size(10);
        for many in [1000, 10_000] {
            let rows: Vec<_> = (1..=many).map(new_item).collect();
            self.compare(
                sides,
                (&format!("{place}/insert_many of {many} or each"), "a statement per row"),
                async |db, n| ours(db, &rows, n).await,
                async |peer, n| {
                    for _ in 0..n {
                        peer.insert_each(&rows).await;
                    }
                },
            );
        }
    }
}

fn runtime(many_threads: bool) -> Runtime {
    let mut builder = if many_threads {
        tokio::runtime::Builder::new_multi_thread()
    } else {
        tokio::runtime::Builder::new_current_thread()
    };
    builder.enable_all().build().expect("a runtime")
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

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("a URL of a server");
    let (authority, query) =
        rest.split_once('?').map_or((rest, String::new()), |(rest, query)| (rest, format!("?{query}")));
    let authority = authority.split('/').next().unwrap_or_default();
    format!("{scheme}://{authority}/{name}{query}")
}

/// Who connects, with `@` behind it.
fn user(url: &str) -> &str {
    let (_, rest) = url.split_once("://").expect("a URL of a server");
    rest.rfind('@').map_or("", |at| &rest[..=at])
}
