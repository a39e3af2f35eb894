//! PostgreSQL and MariaDB by TCP and by a unix socket: querent beside hand-written tokio-postgres and mysql_async with prepared statements and the same structs.

mod mariadb;
mod once;
mod placing;
mod postgres;

use criterion::Criterion;
use once::{ONCE, Once};
use placing::{Bound, FLAGS, Placing};
use querent::{Database, query};
use querent_benches::{Ratios, Side};
use std::hint::black_box;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

querent::schema!();

/// Rows that are there before anything is inserted.
const ROWS: i64 = 10_000;
/// What `cargo xtask bench servers` takes for the runtime that most programs have; each side is faster on one thread.
const MANY_THREADS: &str = "--multi-thread";

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
    /// Lets the server of a database do now what it would do while something is measured, and not then.
    async fn settle(url: &str);
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

/// Both sides, each with a runtime of its own: what one side leaves there is no burden on the other.
struct Sides<P> {
    ours: (Runtime, Database),
    theirs: (Runtime, Mutex<P>),
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_told = |flag: &str| words.iter().any(|word| word == flag);
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .without_plots();
    if let Some(filter) = words.iter().find(|word| !word.starts_with("--")) {
        criterion = criterion.with_filter(filter);
    }
    let ratios = Ratios::default();
    let placing = FLAGS.iter().find(|(flag, _)| is_told(flag)).map_or(Placing::TwoCores, |(_, placing)| *placing);
    let once = is_told(ONCE).then(|| Once::read(&words));
    let mut bench =
        Bench { criterion, ratios: &ratios, many_threads: is_told(MANY_THREADS), bound: Bound::bind(placing), once };
    bench.server::<postgres::Postgres, postgres::Peer>("QUERENT_TEST_POSTGRES");
    bench.server::<mariadb::Mariadb, mariadb::Peer>("QUERENT_TEST_MARIADB");
    ratios.print();
}

struct Bench<'r> {
    criterion: Criterion,
    ratios: &'r Ratios,
    many_threads: bool,
    bound: Option<Bound>,
    once: Option<Once>,
}

impl Bench<'_> {
    fn server<S: Server, P: Peer>(&mut self, variable: &str) {
        let Ok(url) = std::env::var(variable) else {
            println!("not measured: {variable} is not set; `cargo xtask bench servers` sets it");
            return;
        };
        if let Some(bound) = &mut self.bound {
            // Before anything connects: what the server starts for a connection runs where the server does.
            let runtime = runtime(self.many_threads);
            bound.bind_server(S::NAME, runtime.block_on(S::main_process(&url)));
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
        let rows: Vec<_> = (1..=ROWS).map(new_item).collect();
        let synced = async |url| {
            let db = Database::connect(url).await.expect("a database");
            db.sync(&SCHEMA).await.expect("tables");
            db
        };
        let (our_runtime, their_runtime) = (self.runtime(), self.runtime());
        let db = our_runtime.block_on(async {
            let db = synced(ours).await;
            if query!(items.count).run(&db).await.expect("a count") == 0 {
                query!(items.insert_many {&rows}).run(&db).await.expect("rows");
            }
            db
        });
        let peer = their_runtime.block_on(async {
            let db = synced(theirs).await;
            let count = query!(items.count).run(&db).await.expect("a count");
            db.close().await.expect("a goodbye");
            let mut peer = P::connect(theirs).await;
            if count == 0 {
                peer.insert_many(&rows).await;
            }
            peer
        });
        for url in [ours, theirs] {
            their_runtime.block_on(P::settle(url));
        }
        Sides { ours: (our_runtime, db), theirs: (their_runtime, Mutex::new(peer)) }
    }

    fn compare<P: Peer>(
        &mut self,
        sides: &Sides<P>,
        (name, peer_name): (&str, &str),
        ours: impl AsyncFn(&Database, u64),
        theirs: impl AsyncFn(&mut P, u64),
    ) {
        let Sides { ours: (our_runtime, db), theirs: (their_runtime, peer) } = sides;
        // What was inserted is taken away before each turn, so that both sides always write into a table of the same size.
        let reset = |side| match side {
            Side::Ours => drop(our_runtime.block_on(query!(items.delete where id > {ROWS}).run(db)).unwrap()),
            Side::Theirs => their_runtime.block_on(async { peer.lock().await.reset().await }),
        };
        let ours = |n| our_runtime.block_on(ours(db, n));
        let theirs = |n| their_runtime.block_on(async { theirs(&mut *peer.lock().await, n).await });
        match &self.once {
            Some(once) if !name.contains(&once.name) => {}
            Some(Once { side: Side::Ours, times, .. }) => ours(*times),
            Some(Once { side: Side::Theirs, times, .. }) => theirs(*times),
            None => self.ratios.compare(&mut self.criterion, (name, peer_name), reset, ours, theirs),
        }
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
