//! The stores of the tests → databases with the tables in them, SQLite first, by which the others are measured.

use crate::answer::Answer;
use crate::case::{Ask, Frame, Outcome};
use crate::random::Random;
use querent::{Database, Dialect};
use querent_tests::stores::{Place, STORES, here};
use std::sync::Arc;

/// A store with its database.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) name: &'static str,
    pub(crate) db: Database,
    /// What its texts are written in; none for a store that walks the plan.
    pub(crate) dialect: Option<Dialect>,
}

/// The stores of a run, and what must be removed behind it.
pub(crate) struct Stores {
    /// SQLite stands first.
    pub(crate) all: Vec<Store>,
    places: Vec<Place>,
    pub(crate) missing: Vec<String>,
}

/// Opens the stores whose names contain one of `wanted`, or all where there is none.
pub(crate) async fn open(frame: &Frame, wanted: &[String]) -> Result<Stores, String> {
    let is_wanted = |name: &str| {
        let name = name.to_lowercase();
        wanted.is_empty() || wanted.iter().any(|word| name.contains(&word.to_lowercase()))
    };
    let mut stores = Stores { all: Vec::new(), places: Vec::new(), missing: Vec::new() };
    let missing = STORES.iter().filter(|store| !store.is_here() && is_wanted(store.name));
    stores.missing.extend(missing.map(|store| format!("{} ({})", store.name, store.variable().unwrap_or_default())));
    // A file is the same to SQLite as memory, and costs a hundred times as much.
    let others = here().filter(|store| !store.name.starts_with("SQLite") && is_wanted(store.name));
    let reference = STORES.iter().filter(|store| store.name == "SQLite in memory");
    for store in reference.chain(others) {
        let place = store.fresh().await;
        let url = match place.url.strip_prefix("file:") {
            Some(path) if path != ":memory:" => format!("{}?sync=off", place.url),
            _ => place.url.clone(),
        };
        let db = Database::connect(&url).await.map_err(|error| format!("{}: {error}", store.name))?;
        db.sync(frame.subject.schema).await.map_err(|error| format!("{}: {error}", store.name))?;
        let dialect = Dialect::ALL.into_iter().find(|dialect| store.name.starts_with(dialect.features().name));
        stores.all.push(Store { name: store.name, db, dialect });
        stores.places.push(place);
    }
    Ok(stores)
}

impl Stores {
    /// Removes all databases.
    pub(crate) async fn close(self) {
        for (store, place) in self.all.into_iter().zip(self.places) {
            if let Err(error) = store.db.close().await {
                println!("{}: {error}", store.name);
            }
            place.remove().await;
        }
    }
}

impl Store {
    /// Runs a case on emptied tables, in a task of its own, so that a panic is an answer too.
    pub(crate) async fn run(&self, frame: &Arc<Frame>, case: &Arc<Vec<Ask>>) -> Result<Vec<Outcome>, String> {
        let (store, frame, case) = (self.clone(), Arc::clone(frame), Arc::clone(case));
        let run = tokio::spawn(async move { frame.run(&store.db, &case).await });
        match run.await {
            Ok(outcomes) => outcomes.map_err(|answer: Answer| format!("the tables were not emptied: {answer}")),
            Err(error) => Err(format!("it has panicked: {}", crate::panic_text(&*error.into_panic()))),
        }
    }
}

/// A number that is another one with each run.
pub(crate) fn random_seed() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Random::new(now.as_nanos() as u64, std::process::id().into()).number() >> 32
}
