//! Outcomes of a case on SQLite and on another store → the first query on which they differ, shrunk to a small case, as a text.

use crate::answer::{Answer, Way, sql};
use crate::case::{Ask, Frame, Outcome};
use crate::compare::{Verdict, compare};
use crate::deviations::excused;
use crate::given::Given;
use crate::random::Random;
use crate::stores::Store;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a case is made smaller.
const SHRINKING: Duration = Duration::from_secs(15);

/// A difference.
pub(crate) struct Difference {
    /// The place of the query in its case.
    pub(crate) place: usize,
    /// What SQLite says, and the other store.
    pub(crate) answers: [Answer; 2],
    /// The table that differs behind a write, where its answer does not.
    state: Option<usize>,
}

impl Difference {
    /// Whether another store differs from SQLite on the same query and with the same answer.
    pub(crate) fn is_like(&self, other: &Difference) -> bool {
        (self.place, self.state, &self.answers) == (other.place, other.state, &other.answers)
    }
}

/// What came out of comparing two stores.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) difference: Option<Difference>,
    /// Why what differs is not a difference, for each query of which that holds.
    pub(crate) open: Vec<&'static str>,
}

/// Compares what two stores say to a case, up to the first difference.
pub(crate) fn compared(
    frame: &Frame,
    store: &Store,
    case: &[Ask],
    expected: &[Outcome],
    given: &[Outcome],
) -> Compared {
    let mut compared = Compared::default();
    for (place, query) in case.iter().enumerate() {
        let answers = [expected[place].answer.clone(), given[place].answer.clone()];
        let verdict = match compare(&query.compiled, &query.values, &answers[0], &answers[1]) {
            Verdict::Different => excused(store.name, query, case, &answers).map_or(Verdict::Different, Verdict::Open),
            other => other,
        };
        if verdict == Verdict::Different {
            compared.difference = Some(Difference { place, answers, state: None });
            return compared;
        }
        if let Verdict::Open(why) = verdict {
            compared.open.push(why);
        }
        let states = expected[place].states.iter().zip(&given[place].states).enumerate();
        for (state, (one, other)) in states {
            let read = frame.state(&query.compiled, state);
            if compare(&read.compiled, &read.values, one, other) != Verdict::Same {
                // What was left open may have been done here and not there: the rest of the case says nothing.
                let known = excused(store.name, query, case, &answers);
                if !matches!(verdict, Verdict::Open(_)) && known.is_none() {
                    compared.difference =
                        Some(Difference { place, answers: [one.clone(), other.clone()], state: Some(state) });
                }
                return compared;
            }
        }
    }
    compared
}

/// Where two stores differ on a case, if they do.
async fn differ(frame: &Arc<Frame>, sqlite: &Store, store: &Store, case: &Arc<Vec<Ask>>) -> Option<Difference> {
    let (expected, given) = (sqlite.run(frame, case).await.ok()?, store.run(frame, case).await.ok()?);
    compared(frame, store, case, &expected, &given).difference
}

/// Makes a case smaller as long as the stores still differ on it, and describes it.
pub(crate) async fn describe(
    frame: &Arc<Frame>,
    sqlite: &Store,
    store: &Store,
    case: &[Ask],
    found: Difference,
) -> String {
    let until = Instant::now() + SHRINKING;
    let case: Vec<Ask> = case[..=found.place].to_vec();
    // Queries that only read change nothing for the last one.
    let last = case.len() - 1;
    let kept = case.iter().enumerate().filter(|(place, query)| *place == last || query.is_write());
    let mut case: Arc<Vec<Ask>> = Arc::new(kept.map(|(_, query)| query.clone()).collect());
    let Some(mut found) = differ(frame, sqlite, store, &case).await else {
        return format!(
            "{} and SQLite differ, and do not when the case is run again:\n{}",
            store.name,
            written(frame, store, &case, &found)
        );
    };
    while let Some((smaller, still)) = one_step(frame, sqlite, store, &case[..=found.place], until).await {
        (case, found) = (smaller, still);
    }
    format!("{} and SQLite differ:\n{}", store.name, written(frame, store, &case[..=found.place], &found))
}

/// The first case that is smaller by one step and on which the stores still differ.
async fn one_step(
    frame: &Arc<Frame>,
    sqlite: &Store,
    store: &Store,
    case: &[Ask],
    until: Instant,
) -> Option<(Arc<Vec<Ask>>, Difference)> {
    for candidate in smaller(frame, case).take_while(|_| Instant::now() < until) {
        let candidate = Arc::new(candidate);
        if let Some(still) = differ(frame, sqlite, store, &candidate).await {
            return Some((candidate, still));
        }
    }
    None
}

/// Cases that are smaller by one step: without a query, with half of a list, with a smaller query, with smaller values.
fn smaller<'c>(frame: &'c Frame, case: &'c [Ask]) -> impl Iterator<Item = Vec<Ask>> + 'c {
    let last = case.len() - 1;
    let without = (0..last).map(move |left_out| {
        let kept = case.iter().enumerate().filter(|(place, _)| *place != left_out);
        kept.map(|(_, query)| query.clone()).collect()
    });
    let with_queries = (0..case.len()).rev().flat_map(move |place| {
        let trees = case[place].tree.smaller().into_iter();
        trees.filter_map(move |tree| {
            let query = Ask::new(tree, &case[place].values, &frame.subject, &mut Random::new(1, 1)).ok()?;
            Some(with(case, place, query.by(case[place].way)))
        })
    });
    let with_halves = (0..case.len()).flat_map(move |place| {
        case[place].values.iter().flat_map(move |(name, given)| {
            given.halves().into_iter().map(move |half| {
                let mut query = case[place].clone();
                query.values.insert(name.clone(), half);
                with(case, place, query)
            })
        })
    });
    let with_values = (0..case.len()).rev().flat_map(move |place| {
        let values = case[place].values.iter();
        values.flat_map(move |(name, given)| {
            given.simpler().into_iter().map(move |simpler| {
                let mut query = case[place].clone();
                query.values.insert(name.clone(), simpler);
                with(case, place, query)
            })
        })
    });
    let by_itself = (0..case.len()).filter_map(move |place| {
        let query = case[place].clone().by(Way::Alone);
        (query.way != case[place].way).then(|| with(case, place, query))
    });
    without.chain(by_itself).chain(with_halves).chain(with_queries).chain(with_values)
}

fn with(case: &[Ask], place: usize, query: Ask) -> Vec<Ask> {
    let mut case = case.to_vec();
    case[place] = query;
    case
}

/// A case with both answers, as a person reads it.
fn written(frame: &Frame, store: &Store, case: &[Ask], found: &Difference) -> String {
    let mut text = String::new();
    for query in case {
        writeln!(text, "  {}{}", query.compiled.text, query.way.words()).expect("a String takes every text");
        for (name, given) in &query.values {
            let columns = match given {
                Given::Row(_) | Given::Rows(_) => columns_of(frame, query),
                _ => String::new(),
            };
            writeln!(text, "    {name} = {columns}{given}").expect("a String takes every text");
        }
    }
    let Some(last) = case.last() else { return text };
    let about = match found.state {
        Some(state) => format!("  then {}", frame.state(&last.compiled, state).compiled.text),
        None => String::new(),
    };
    let [expected, given] = &found.answers;
    write!(text, "{about}\n  SQLite:\n      {expected}\n  {}:\n      {given}\n", store.name)
        .expect("a String takes every text");
    for dialect in [sqlite_dialect(), store.dialect].into_iter().flatten() {
        let sql = sql(&last.compiled, &last.values, &frame.subject, dialect);
        writeln!(text, "  {}: {sql}", dialect.features().name).expect("a String takes every text");
    }
    text
}

fn sqlite_dialect() -> Option<querent::Dialect> {
    querent::Dialect::ALL.into_iter().find(|dialect| dialect.features().name == "SQLite")
}

/// The names of the columns that stand in a row.
fn columns_of(frame: &Frame, query: &Ask) -> String {
    let table = &frame.subject.schema.tables[query.compiled.table];
    let names: Vec<&str> = crate::given::writable(table).map(|(_, column)| &*column.rust_name).collect();
    format!("({}) ", names.join(", "))
}
