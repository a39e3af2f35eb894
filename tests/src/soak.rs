//! A database under load and faults → the numbers of it, or what has gone wrong with somebody's money.
//!
//! Tasks move money between accounts and write each transfer into a ledger, in one transaction. Meanwhile connections are cut and futures dropped. At
//! the end the sum is what it was, the accounts are what the ledger makes of them, each transfer that was acknowledged is in it, none that was
//! refused, and none twice. Beside them two take turns at being the last on call, which only write skew could end with nobody.

use crate::proxy::{Fault, Proxy};
use crate::stores::Place;
use querent::{Database, Error, ErrorKind, Isolation, TransactionOptions, query};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

querent::schema!();

/// How long and how hard.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How long transfers are made.
    pub time: Duration,
    /// How many tasks make them.
    pub tasks: usize,
    /// All nodes of a cluster are used, the next when one is gone, and not the first alone.
    pub cluster: bool,
}

/// The numbers of a run in which everything was as it should be.
#[derive(Debug, Default)]
pub struct Report {
    /// Transfers that were acknowledged.
    pub made: usize,
    /// Those that were refused for lack of money.
    pub refused: usize,
    /// Those of which an error said that they were not made.
    pub failed: usize,
    /// Those of which nobody knew, and how many of them had been made.
    pub unknown: (usize, usize),
    /// How often the network was cut.
    pub cuts: u64,
    /// How many futures were dropped.
    pub drops: u64,
    /// How often two tried to go off call at once.
    pub rounds: u64,
    /// How long it took.
    pub time: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { made, refused, failed, unknown: (unknown, there), cuts, drops, rounds, time } = self;
        write!(
            f,
            "{made} transfers ({:.0}/s), {refused} refused, {cuts} cuts, {drops} drops, {failed} failed, {unknown} of unknown outcome ({there} made); \
             the sum stayed, none is lost, none is there twice; no write skew in {rounds} rounds",
            *made as f64 / time.as_secs_f64()
        )
    }
}

const ACCOUNTS: usize = 40;
const MONEY: i32 = 1000;

/// What became of a transfer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Made,
    Refused,
    Failed,
    Unknown,
}

/// Transfers that meet others are tried for as long as it takes.
fn patient() -> TransactionOptions {
    TransactionOptions::new().tries(1000).try_for(Duration::from_secs(60))
}

/// Numbers that differ from task to task, and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// What all tasks share.
struct Shared {
    over: AtomicBool,
    cuts: AtomicU64,
    drops: AtomicU64,
    rounds: AtomicU64,
}

/// Runs the load on a fresh database: of a server through networks that are cut now and then, one before each node.
///
/// # Errors
/// What is wrong with the money.
///
/// # Panics
/// When the database cannot be used at all.
pub async fn soak(place: &Place, load: Load) -> Result<Report, String> {
    let nodes = if load.cluster { place.nodes() } else { vec![place.url.clone()] };
    hurry(&nodes[0]).await;
    let direct = Database::connect(&joined(&nodes)).await.expect("a database");
    prepare(&direct).await;
    if place.variable.is_none() {
        return run(&direct, &direct, load, &[]).await;
    }
    interleave(&nodes).await;
    let (mut proxies, mut through) = (Vec::new(), Vec::new());
    for url in &nodes {
        let (proxy, url) = Proxy::before_url(url).await;
        proxies.push(proxy);
        through.push(url);
    }
    let url = joined(&through) + "?sslmode=disable&statement_timeout=2s&connect_timeout=2s";
    let db = Database::builder().pool_size(16).connect(&url).await.expect("a database behind proxies");
    run(&db, &direct, load, &proxies).await
}

/// Makes PostgreSQL look for deadlocks after 20 ms. Tellers lock accounts in any order, and those that meet would stand still for a second each time, so
/// that the numbers told nothing else.
#[cfg(feature = "servers")]
async fn hurry(url: &str) {
    if url.starts_with("postgres:") || url.starts_with("cockroach:") {
        let text =
            "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = 20', current_database()); END$$";
        crate::stores::tell(url, text).await.expect("a database of its own");
    }
}

#[cfg(not(feature = "servers"))]
async fn hurry(_: &str) {}

/// Makes the nodes of a cluster give out different keys, as Galera does unless it is told otherwise: one that takes over may not have heard of the last
/// keys of the one before.
#[cfg(feature = "servers")]
async fn interleave(nodes: &[String]) {
    if nodes.len() < 2 {
        return;
    }
    for (number, node) in (1..).zip(nodes) {
        let text =
            format!("SET GLOBAL auto_increment_increment = {}, GLOBAL auto_increment_offset = {number}", nodes.len());
        crate::stores::tell(node, &text).await.expect("a node");
    }
}

#[cfg(not(feature = "servers"))]
async fn interleave(_: &[String]) {}

/// One URL with the hosts of all.
fn joined(urls: &[String]) -> String {
    if let [url] = urls {
        return url.clone();
    }
    let host =
        |url: &String| url.split(['@', '/']).find(|part| part.contains(':') && !part.ends_with(':')).map(str::to_owned);
    let hosts: Vec<String> = urls.iter().filter_map(host).collect();
    urls[0].replacen(&hosts[0], &hosts.join(","), 1)
}

async fn prepare(db: &Database) {
    db.sync(&SCHEMA).await.expect("tables");
    let accounts: Vec<_> =
        (0..ACCOUNTS).map(|n| users::New { age: Some(MONEY), ..users::New::new(format!("account {n}")) }).collect();
    query!(users.insert_many {accounts}).run(db).await.expect("accounts");
    query!(users.insert_many [{ name: "doctor", age: 0 }, { name: "doctor", age: 0 }]).run(db).await.expect("doctors");
}

async fn run(db: &Database, direct: &Database, load: Load, proxies: &[Proxy]) -> Result<Report, String> {
    let accounts = ids(direct, "account").await?;
    let shared = Arc::new(Shared {
        over: AtomicBool::new(false),
        cuts: AtomicU64::new(0),
        drops: AtomicU64::new(0),
        rounds: AtomicU64::new(0),
    });
    let begin = Instant::now();
    let tellers: Vec<_> = (0..load.tasks)
        .map(|task| tokio::spawn(teller(db.clone(), accounts.clone(), task, Arc::clone(&shared))))
        .collect();
    let doctors = tokio::spawn(on_call(db.clone(), direct.clone(), Arc::clone(&shared)));
    tokio::select! {
        () = tokio::time::sleep(load.time) => {}
        () = cut(proxies, &shared) => {}
    }
    for proxy in proxies {
        proxy.set(Fault::None).await;
    }
    shared.over.store(true, Ordering::Relaxed);
    let mut fates = HashMap::new();
    for teller in tellers {
        fates.extend(teller.await.map_err(|panic| panic.to_string())??);
    }
    doctors.await.map_err(|panic| panic.to_string())??;
    let time = begin.elapsed();
    let mut report = audit(direct, &fates).await?;
    report.time = time;
    report.cuts = shared.cuts.load(Ordering::Relaxed);
    report.drops = shared.drops.load(Ordering::Relaxed);
    report.rounds = shared.rounds.load(Ordering::Relaxed);
    Ok(report)
}

async fn ids(db: &Database, name: &str) -> Result<Vec<i64>, String> {
    let rows = query!(users.find { id } where name starts_with {name} order by id).run(db).await;
    Ok(rows.map_err(|error| error.to_string())?.into_iter().map(|row| row.id).collect())
}

/// Cuts the network now here, now there, until it is dropped.
async fn cut(proxies: &[Proxy], shared: &Shared) {
    if proxies.is_empty() {
        return std::future::pending().await;
    }
    for turn in 0.. {
        tokio::time::sleep(Duration::from_millis(150)).await;
        for proxy in proxies.iter().filter(|proxy| proxy.open() > 0) {
            match turn % 5 {
                0 => proxy.reset(),
                1 => proxy.set(Fault::CutBefore("COMMIT")).await,
                2 => proxy.set(Fault::CutAfter("COMMIT")).await,
                3 => proxy.set(Fault::HoleAfter("COMMIT")).await,
                _ => proxy.set(Fault::ResetAfter(2000)).await,
            }
            shared.cuts.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Moves money until it is over, and says what became of each transfer.
async fn teller(
    db: Database,
    accounts: Vec<i64>,
    task: usize,
    shared: Arc<Shared>,
) -> Result<Vec<(String, Fate)>, String> {
    let mut dice = Dice(task as u64 + 1);
    let mut fates = Vec::new();
    while !shared.over.load(Ordering::Relaxed) {
        let (from, to) = (accounts[dice.roll(accounts.len())], accounts[dice.roll(accounts.len())]);
        let (name, amount) = (format!("{task}/{}", fates.len()), dice.roll(300) as i32 + 1);
        let transfer = transfer(&db, &name, from, to, amount);
        let moved = if dice.roll(16) == 0 {
            shared.drops.fetch_add(1, Ordering::Relaxed);
            let soon = Duration::from_micros((dice.roll(4000) as u64) << dice.roll(6));
            match tokio::time::timeout(soon, transfer).await {
                Ok(moved) => moved,
                Err(_) => {
                    fates.push((name, Fate::Unknown));
                    continue;
                }
            }
        } else {
            transfer.await
        };
        let fate = match moved {
            Ok(true) => Fate::Made,
            Ok(false) => Fate::Refused,
            Err(error) if error.is_outcome_unknown() => Fate::Unknown,
            Err(error) if is_a_fault(&error) => Fate::Failed,
            Err(error) => return Err(format!("a transfer failed otherwise than by a fault: {error:?}")),
        };
        fates.push((name, fate));
    }
    Ok(fates)
}

/// Whether an error comes from what is done to the network.
fn is_a_fault(error: &Error) -> bool {
    error.is_connection_lost() || error.is_timeout() || error.is_conflict() || error.kind() == ErrorKind::Connection
}

/// `false` when there is too little money.
async fn transfer(db: &Database, name: &str, from: i64, to: i64, amount: i32) -> querent::Result<bool> {
    db.transaction_with(patient(), async |tx| {
        let has = query!(users.get where id = {from}).run(&tx).await?.age.unwrap_or(0);
        if has < amount {
            return Ok::<_, Error>(false);
        }
        query!(users.update { age: age - {amount} } where id = {from}).run(&tx).await?;
        query!(users.update { age: age + {amount} } where id = {to}).run(&tx).await?;
        let entry = format!("{to} {amount}");
        query!(posts.insert { user_id: {from}, title: {name}, content: {entry} }).run(&tx).await?;
        Ok(true)
    })
    .await
}

/// Two are on call, and each goes when the other stays. One of them must stay.
async fn on_call(db: Database, direct: Database, shared: Arc<Shared>) -> Result<(), String> {
    let doctors: [i64; 2] = ids(&direct, "doctor").await?.try_into().map_err(|_| "two doctors are expected")?;
    let goes = async |doctor: i64| {
        let options = patient().isolation(Isolation::Serializable);
        db.transaction_with(options, async |tx| {
            let there = query!(users.count where active and id in {doctors}).run(&tx).await?;
            tokio::task::yield_now().await;
            if there > 1 {
                query!(users.update { active: false } where id = {doctor}).run(&tx).await?;
            }
            querent::Ok(())
        })
        .await
    };
    while !shared.over.load(Ordering::Relaxed) {
        let back = query!(users.update { active: true } where id in {doctors}).run(&direct).await;
        if back.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        }
        let (one, other) = tokio::join!(goes(doctors[0]), goes(doctors[1]));
        for error in [one, other].into_iter().filter_map(Result::err) {
            if !is_a_fault(&error) {
                return Err(format!("a transaction failed otherwise than by a fault: {error:?}"));
            }
        }
        // A node may have gone.
        if let Ok(0) = query!(users.count where active and id in {doctors}).run(&direct).await {
            return Err("write skew: nobody is on call".to_owned());
        }
        shared.rounds.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// Holds the ledger against what the tasks were told, and the accounts against the ledger.
async fn audit(db: &Database, fates: &HashMap<String, Fate>) -> Result<Report, String> {
    let mut entries = ledger(db).await?;
    // What was dropped on its way to the server may still be at work.
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = ledger(db).await?;
        if now.len() == entries.len() {
            break;
        }
        entries = now;
    }
    let mut balances: HashMap<i64, i32> = ids(db, "account").await?.into_iter().map(|id| (id, MONEY)).collect();
    let mut there: HashMap<&str, usize> = HashMap::new();
    for entry in &entries {
        *there.entry(entry.title.as_str()).or_default() += 1;
        let (to, amount) =
            entry.content.as_deref().and_then(|text| text.split_once(' ')).ok_or("an entry is broken")?;
        let (to, amount): (i64, i32) = (to.parse().map_err(|_| "to whom?")?, amount.parse().map_err(|_| "how much?")?);
        *balances.entry(entry.user_id).or_default() -= amount;
        *balances.entry(to).or_default() += amount;
    }
    let mut report = Report::default();
    for (name, fate) in fates {
        let times = there.remove(name.as_str()).unwrap_or(0);
        match (fate, times) {
            (Fate::Made, 1) => report.made += 1,
            (Fate::Refused, 0) => report.refused += 1,
            (Fate::Failed, 0) => report.failed += 1,
            (Fate::Unknown, 0 | 1) => report.unknown = (report.unknown.0 + 1, report.unknown.1 + times),
            _ => return Err(format!("transfer {name} is {fate:?}, and it is there {times} times")),
        }
    }
    if let Some(name) = there.keys().next() {
        return Err(format!("nobody has made transfer {name}"));
    }
    let accounts = query!(users.find { id, age } where name starts_with "account").run(db).await;
    let accounts: Vec<(i64, i32)> =
        accounts.map_err(|error| error.to_string())?.iter().map(|row| (row.id, row.age.unwrap_or(0))).collect();
    let sum: i32 = accounts.iter().map(|(_, has)| has).sum();
    if sum != ACCOUNTS as i32 * MONEY {
        return Err(format!("the sum was {} and is {sum}", ACCOUNTS as i32 * MONEY));
    }
    match accounts.iter().find(|(id, has)| balances.get(id) != Some(has)) {
        Some((id, has)) => Err(format!("account {id} has {has}, and by the ledger {:?}", balances.get(id))),
        None => Ok(report),
    }
}

struct Entry {
    user_id: i64,
    title: String,
    content: Option<String>,
}

async fn ledger(db: &Database) -> Result<Vec<Entry>, String> {
    query!(posts.find { user_id, title, content } as Entry).run(db).await.map_err(|error| error.to_string())
}
