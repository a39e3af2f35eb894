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

/// The driver for a scheme: one that was registered, or one that querent has.
pub(crate) fn find(scheme: &str) -> Option<Arc<dyn Driver>> {
    let drivers = DRIVERS.read().unwrap_or_else(PoisonError::into_inner);
    drivers.as_ref().and_then(|drivers| drivers.get(scheme).cloned()).or_else(|| own(scheme))
}

fn own(scheme: &str) -> Option<Arc<dyn Driver>> {
    match scheme {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" | "cockroach" | "cockroachdb" => Some(Arc::new(crate::postgres::Postgres)),
        #[cfg(feature = "mysql")]
        "mysql" | "mariadb" => Some(Arc::new(crate::mysql::Mysql)),
        _ => None,
    }
}
