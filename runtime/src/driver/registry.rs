//! The scheme of a URL → the driver that was registered for it.

use super::Driver;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

static DRIVERS: RwLock<Option<HashMap<String, Arc<dyn Driver>>>> = RwLock::new(None);

/// Makes a driver known: [`Database::connect`](crate::Database::connect) uses it for URLs that begin with `scheme:`, also in place of
/// one that querent itself has, or that was registered before.
pub fn register(scheme: &str, driver: impl Driver) {
    let mut drivers = DRIVERS.write().unwrap_or_else(PoisonError::into_inner);
    drivers.get_or_insert_default().insert(scheme.to_owned(), Arc::new(driver));
}

/// The driver for a scheme.
pub(crate) fn registered(scheme: &str) -> Option<Arc<dyn Driver>> {
    DRIVERS.read().unwrap_or_else(PoisonError::into_inner).as_ref()?.get(scheme).cloned()
}
