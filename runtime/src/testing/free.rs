//! Databases that a transaction of a test has left as they were → the next tests of the process; when none runs, they are removed.

use super::place::Place;
use crate::error::Result;
use querent_schema::Schema;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The databases of a store with the same tables.
#[derive(Default)]
struct Shelf {
    free: Vec<Place>,
    /// Tests that run.
    running: usize,
}

/// A store by its URL, and a schema by where it stands.
type Key = (String, usize);

static SHELVES: Mutex<Option<HashMap<Key, Shelf>>> = Mutex::new(None);

fn lock() -> MutexGuard<'static, Option<HashMap<Key, Shelf>>> {
    SHELVES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(url: &str, schema: &'static Schema) -> Key {
    (url.to_owned(), std::ptr::from_ref(schema).addr())
}

/// A database for a test: one that another has left as it was, where this one does so too, or a fresh one.
pub(super) async fn take(url: &str, schema: &'static Schema, leaves_nothing: bool) -> Result<Place> {
    let free = {
        let mut shelves = lock();
        let shelf = shelves.get_or_insert_default().entry(key(url, schema)).or_default();
        shelf.running += 1;
        if leaves_nothing { shelf.free.pop() } else { None }
    };
    match free {
        Some(place) => Ok(place),
        None => Place::fresh(url).await.inspect_err(|_| drop(end(&key(url, schema), None))),
    }
}

/// Takes a database back after its test.
pub(super) async fn give_back(url: &str, schema: &'static Schema, mut place: Place, is_clean: bool) {
    place.is_synced = true;
    let (kept, gone) = if is_clean && place.is_dear() { (Some(place), None) } else { (None, Some(place)) };
    for place in end(&key(url, schema), kept).into_iter().chain(gone) {
        place.remove().await;
    }
}

/// A test has ended. Gives what is not needed any more: all of them when it was the last that ran.
fn end(key: &Key, kept: Option<Place>) -> Vec<Place> {
    let mut shelves = lock();
    let shelf = shelves.get_or_insert_default().entry(key.clone()).or_default();
    shelf.running -= 1;
    shelf.free.extend(kept);
    if shelf.running == 0 { std::mem::take(&mut shelf.free) } else { Vec::new() }
}
