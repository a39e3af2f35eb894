//! A body of a test → its run on every store that can be had, each time on a fresh database with the schema in it.

pub mod proxy;
#[cfg(feature = "servers")]
mod servers;
pub mod soak;
pub mod stores;
#[path = "../../examples/threaded/mod.rs"]
mod threaded;

use querent::{Database, Schema};
use std::any::type_name_of_val;
use std::panic::{AssertUnwindSafe, catch_unwind};
use stores::{Place, Store};

/// Runs `body` on every store, each time with a fresh database that has the tables of `schema`.
///
/// # Panics
/// When the body panics on a store, after it was run on all; the stores are named. And when it holds on a store whose row in
/// [`stores::STORES`] says that it does not.
pub fn on_every_store(schema: &'static Schema, body: impl AsyncFn(&Database)) {
    on_stores(stores::here(), type_name_of_val(&body), async |place| on_place(schema, place, &body).await);
}

/// Runs `body` on a fresh database of each store.
///
/// # Panics
/// When the body panics on one, after it was run on all.
pub fn on_every_place(body: impl AsyncFn(&Place)) {
    on_stores(stores::here(), type_name_of_val(&body), async |place| body(place).await);
}

/// Runs `body` on a fresh database of each store that is a server.
///
/// # Panics
/// When the body panics on one, after it was run on all.
pub fn on_every_server(body: impl AsyncFn(&Place)) {
    let servers = stores::here().filter(|store| store.is_server());
    on_stores(servers, type_name_of_val(&body), async |place| body(place).await);
}

fn on_stores(stores: impl Iterator<Item = &'static Store>, name: &str, body: impl AsyncFn(&Place)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut failed = Vec::new();
    for store in stores {
        println!("on {}:", store.name);
        let settled = runtime.block_on(store.settled());
        let place = runtime.block_on(store.fresh());
        let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(body(&place))));
        runtime.block_on(place.remove());
        drop(settled);
        failed.extend(judge(store, name, outcome.is_ok()));
    }
    assert!(failed.is_empty(), "{name} {}", failed.join("; "));
}

async fn on_place(schema: &'static Schema, place: &Place, body: &impl AsyncFn(&Database)) {
    let db = Database::connect(&place.url).await.expect("a database");
    db.sync(schema).await.expect("tables");
    body(&db).await;
    db.close().await.expect("an end");
}

/// What is wrong about an outcome on a store.
fn judge(store: &Store, name: &str, holds: bool) -> Option<String> {
    match (store.deviation(name), holds) {
        (None, true) | (Some(_), false) => None,
        (None, false) => Some(format!("does not hold on {}", store.name)),
        (Some(reason), true) => Some(format!("holds on {} by now; strike it from its row: {reason}", store.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;
    use std::cell::RefCell;

    #[test]
    fn a_deviation_must_fail_and_everything_else_must_hold() {
        let store = Store { deviations: &[("sorting", "it has no order")], ..stores::STORES[0] };
        assert_eq!(judge(&store, "reading::rows::{{closure}}", true), None);
        assert!(judge(&store, "reading::rows::{{closure}}", false).unwrap().contains(store.name));
        assert_eq!(judge(&store, "order::sorting::{{closure}}", false), None);
        assert!(judge(&store, "order::sorting::{{closure}}", true).unwrap().contains("it has no order"));
    }

    #[test]
    fn a_failure_on_one_store_keeps_none_from_being_tried_and_is_told_with_its_name() {
        static NOTHING: Schema = Schema { tables: Cow::Borrowed(&[]), enums: Cow::Borrowed(&[]) };
        let seen = RefCell::new(0);
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            on_every_store(&NOTHING, async |_| {
                *seen.borrow_mut() += 1;
                assert_ne!(*seen.borrow(), 2, "the second one fails");
            });
        }));
        let text = *outcome.unwrap_err().downcast::<String>().unwrap();
        assert!(text.contains(stores::STORES[1].name) && !text.contains(stores::STORES[0].name), "{text}");
        assert_eq!(*seen.borrow(), stores::here().count());
    }
}
