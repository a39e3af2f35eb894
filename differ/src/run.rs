//! A seed and a limit → batches of rows and queries, run on all stores at once, and what came of it.

use crate::case::{Ask, Frame, Outcome};
use crate::compile::Refusal;
use crate::finding::{Difference, compared, describe};
use crate::random::Random;
use crate::stores::{Store, Stores, open, random_seed};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a run is and what it is about.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// It ends after this time; 60 s by default.
    pub time: Duration,
    /// It ends after so many queries; by default only the time ends it.
    pub queries: usize,
    /// Where the numbers begin; by default it is drawn.
    pub seed: u64,
    /// The first batch: with the seed of a finding, the one that has found it. 0 by default.
    pub first: u64,
    /// It ends after so many differences; 1 by default.
    pub findings: usize,
    /// Words of the names of the stores to run on; all by default.
    pub stores: Vec<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Wishes {
            time: Duration::from_secs(60),
            queries: usize::MAX,
            seed: random_seed(),
            first: 0,
            findings: 1,
            stores: Vec::new(),
        }
    }
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// The differences, each as a text.
    pub findings: Vec<String>,
    /// Queries that were run on every store.
    pub queries: usize,
    /// Of these, those that write.
    pub writes: usize,
    /// Queries that the compiler refused, by what it says.
    pub refused: BTreeMap<String, Refused>,
    /// Queries whose answers differed where the language leaves it open, by store and reason.
    pub open: BTreeMap<String, usize>,
    /// Queries to which SQLite gave an error.
    pub errors: usize,
    /// The stores it was run on.
    pub stores: Vec<&'static str>,
    /// Stores that could not be had, with the variables that would name them.
    pub missing: Vec<String>,
    /// The seed, which repeats the run.
    pub seed: u64,
    /// How long it took.
    pub took: Duration,
}

/// Queries that the compiler refused for one reason.
#[derive(Debug, Default)]
pub struct Refused {
    /// How many.
    pub count: usize,
    /// The first of them.
    pub example: String,
}

/// Queries of a batch, by how many of them share their rows.
const READS: usize = 60;
const WRITES: usize = 12;

/// Runs random queries on all stores that can be had.
///
/// # Errors
/// When a store cannot be opened.
pub fn run(wishes: &Wishes) -> Result<Report, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(run_on_stores(wishes))
}

async fn run_on_stores(wishes: &Wishes) -> Result<Report, String> {
    let begun = Instant::now();
    let frame = Arc::new(Frame::new());
    let stores = open(&frame, &wishes.stores).await?;
    let mut report = Report {
        seed: wishes.seed,
        stores: stores.all.iter().map(|store| store.name).collect(),
        missing: stores.missing.clone(),
        ..Report::default()
    };
    let mut number = wishes.first;
    let mut next = batch(&frame, wishes.seed, number, &mut report);
    while begun.elapsed() < wishes.time && report.queries < wishes.queries && report.findings.len() < wishes.findings {
        let case = next;
        let running: Vec<_> = stores.all.iter().map(|store| spawn(store, &frame, &case)).collect();
        // The next batch is compiled while this one runs.
        next = batch(&frame, wishes.seed, number + 1, &mut report);
        let mut outcomes = Vec::with_capacity(running.len());
        for run in running {
            outcomes.push(run.await.unwrap_or_else(|error| Err(error.to_string())));
        }
        let known = report.findings.len();
        judge(&frame, &stores, &case, outcomes, number, &mut report).await;
        report.findings[known..].iter().for_each(|finding| println!("{finding}\n"));
        number += 1;
    }
    stores.close().await;
    report.took = begun.elapsed();
    Ok(report)
}

type Outcomes = Result<Vec<Outcome>, String>;

fn spawn(store: &Store, frame: &Arc<Frame>, case: &Arc<Vec<Ask>>) -> tokio::task::JoinHandle<Outcomes> {
    let (store, frame, case) = (store.clone(), Arc::clone(frame), Arc::clone(case));
    tokio::spawn(async move { store.run(&frame, &case).await })
}

/// Rows, queries that read them, and queries that change them one after the other.
fn batch(frame: &Frame, seed: u64, number: u64, report: &mut Report) -> Arc<Vec<Ask>> {
    let mut random = Random::new(seed, number);
    let mut case = frame.rows(&mut random);
    for place in 0..READS + WRITES {
        match frame.query(place >= READS, &mut random) {
            Ok(query) => case.push(query),
            Err((query, Refusal::Mistakes(mistakes))) => {
                let first = mistakes.first().map_or("", |mistake| mistake.lines().next().unwrap_or_default());
                let refused = report.refused.entry(without_names(first)).or_default();
                refused.count += 1;
                if refused.count == 1 {
                    refused.example = query;
                }
            }
            Err((query, Refusal::Panicked(why))) => {
                report.findings.push(format!("the compiler panics (batch {number}):\n  {query}\n  {why}"));
            }
        }
    }
    Arc::new(case)
}

/// A message without what it quotes, so that equal ones can be counted.
fn without_names(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(place, part)| if place % 2 == 0 { part } else { "…" }).collect::<Vec<_>>().join("`")
}

async fn judge(
    frame: &Arc<Frame>,
    stores: &Stores,
    case: &[Ask],
    outcomes: Vec<Outcomes>,
    number: u64,
    report: &mut Report,
) {
    let seed = report.seed;
    let heading = |text: String| format!("{text}\n  again: cargo xtask differ --seed {seed} --first {number}");
    let expected = match &outcomes[0] {
        Ok(expected) => expected,
        Err(why) => return report.findings.push(heading(format!("SQLite: {why}"))),
    };
    report.queries += case.len();
    report.writes += case.iter().filter(|query| query.is_write()).count();
    report.errors +=
        expected.iter().filter(|outcome| matches!(outcome.answer, crate::answer::Answer::Fault(_))).count();
    let mut differences: Vec<(&Store, Difference, Vec<&str>)> = Vec::new();
    for (store, given) in stores.all.iter().zip(&outcomes).skip(1) {
        let given = match given {
            Ok(given) => given,
            Err(why) => {
                report.findings.push(heading(format!("{}: {why}", store.name)));
                continue;
            }
        };
        let compared = compared(frame, store, case, expected, given);
        for why in compared.open {
            *report.open.entry(format!("{}: {why}", store.name)).or_default() += 1;
        }
        let Some(difference) = compared.difference else { continue };
        // Stores that say the same are one finding.
        match differences.iter_mut().find(|(_, known, _)| known.is_like(&difference)) {
            Some((_, _, others)) => others.push(store.name),
            None => differences.push((store, difference, Vec::new())),
        }
    }
    for (store, difference, others) in differences {
        let text = describe(frame, &stores.all[0], store, case, difference).await;
        let others = if others.is_empty() { String::new() } else { format!("\n  so do {}", others.join(", ")) };
        report.findings.push(heading(text + &others));
    }
}

impl Report {
    /// How many queries the compiler refused.
    pub fn refused(&self) -> usize {
        self.refused.values().map(|refused| refused.count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = self.refused();
        let made = self.queries + refused;
        let seconds = self.took.as_secs_f64();
        writeln!(
            f,
            "differ: {} queries ({} of them write, {} give an error) on each of {} stores in {seconds:.0} s ({:.0} a second), seed {}",
            self.queries,
            self.writes,
            self.errors,
            self.stores.len(),
            self.queries as f64 / seconds.max(0.001),
            self.seed
        )?;
        writeln!(f, "  run on {}", self.stores.join(", "))?;
        if !self.missing.is_empty() {
            writeln!(f, "  not run on {}", self.missing.join(", "))?;
        }
        writeln!(f, "  refused by the compiler: {refused} ({:.2} %)", 100.0 * refused as f64 / made.max(1) as f64)?;
        for (message, Refused { count, example }) in &self.refused {
            writeln!(f, "    {count} × {message}: {example}")?;
        }
        for (reason, count) in &self.open {
            writeln!(f, "  left open {count} × {reason}")?;
        }
        write!(f, "  differences: {}", self.findings.len())
    }
}
