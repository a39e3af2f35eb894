//! The URL of a store → a fresh database on it, which is removed after its test, or by a later run when this one is killed.

use crate::database::Database;
use crate::driver::{self, Store};
use crate::error::{Error, ErrorKind, Result};
use crate::server::Server;
use crate::url;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How the names of what tests make begin. The seconds of their making, the process and a number follow.
const PREFIX: &str = "querent_test_";

/// What is older was left by a run that was killed.
const OLD: Duration = Duration::from_secs(60 * 60);

/// How long the removal of a database may take.
const REMOVAL: Duration = Duration::from_secs(20);

/// A database that was made for a test.
pub(super) struct Place {
    pub(super) url: String,
    /// Whether it has the tables of its tests.
    pub(super) is_synced: bool,
    keeps: Keeps,
}

enum Keeps {
    Nothing,
    Folder(PathBuf),
    /// A database of this name on the server of this URL.
    Server {
        name: String,
        server: String,
    },
}

/// The URL of the store on which a test runs.
pub(super) fn url(named: Option<&str>) -> String {
    let from_env = || std::env::var("DATABASE_URL").ok().filter(|url| !url.is_empty());
    let in_memory = || if cfg!(feature = "sqlite") { "sqlite::memory:" } else { "file::memory:" }.to_owned();
    named.map(str::to_owned).or_else(from_env).unwrap_or_else(in_memory)
}

impl Place {
    /// Makes a database where the URL leads, without touching the one that it names.
    pub(super) async fn fresh(url: &str) -> Result<Place> {
        let scheme = url.split(':').next().unwrap_or_default();
        if driver::find(scheme).is_some() {
            return Place::on_server(url).await;
        }
        let target = url::parse(url)?;
        let (url::Target::Sqlite { place, .. } | url::Target::File { place, .. }) = target;
        match place {
            url::Place::Memory => Ok(Place { url: url.to_owned(), is_synced: false, keeps: Keeps::Nothing }),
            url::Place::File(_) => Place::in_folder(scheme, url.split_once('?').map(|(_, query)| query)),
        }
    }

    /// A folder of its own among the temporary ones.
    fn in_folder(scheme: &str, query: Option<&str>) -> Result<Place> {
        let temporary = std::env::temp_dir();
        if is_first("") {
            sweep_folders(&temporary);
        }
        let folder = temporary.join(name());
        std::fs::create_dir(&folder).map_err(|error| {
            let text = format!("the temporary folder {} cannot be made", folder.display());
            Error::new(ErrorKind::Connection, text).with_source(error)
        })?;
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let path = folder.join("store").display().to_string().replace('%', "%25").replace('?', "%3F");
        Ok(Place { url: format!("{scheme}:{path}{query}"), is_synced: false, keeps: Keeps::Folder(folder) })
    }

    /// `CREATE DATABASE` on a server.
    async fn on_server(url: &str) -> Result<Place> {
        let name = name();
        let server = url.to_owned();
        on_server(url, async |store| {
            if is_first(url) {
                sweep_server(store).await?;
            }
            store.create_database(&name).await
        })
        .await?;
        let url = with_database(url, &name);
        Ok(Place { url, is_synced: false, keeps: Keeps::Server { name, server } })
    }

    /// Removes it. What cannot be removed now is old some time later.
    pub(super) async fn remove(self) {
        match self.keeps {
            Keeps::Nothing => {}
            Keeps::Folder(folder) => drop(std::fs::remove_dir_all(folder)),
            Keeps::Server { name, server } => {
                let removal = on_server(&server, async |store| store.drop_database(&name).await);
                match tokio::time::timeout(REMOVAL, removal).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => eprintln!("the database {name} of a test is left behind: {error}"),
                    Err(_) => eprintln!("the database {name} of a test is left behind: the server is busy"),
                }
            }
        }
    }

    /// Whether it is worth while to keep it for another test.
    pub(super) fn is_dear(&self) -> bool {
        matches!(self.keeps, Keeps::Server { .. })
    }
}

/// Does something on a server, by a connection of its own.
async fn on_server(url: &str, with: impl AsyncFnOnce(&Arc<Server>) -> Result<()>) -> Result<()> {
    let db = Database::builder().pool_size(1).connect(url).await?;
    let done = match &db.driver {
        Store::Server(server) => with(server).await,
        #[allow(unreachable_patterns, reason = "a build may have servers only")]
        _ => Err(Error::new(ErrorKind::Connection, "it is no server on which databases can be made")),
    };
    done.and(db.close().await)
}

async fn sweep_server(server: &Arc<Server>) -> Result<()> {
    let now = seconds_now();
    for name in server.databases().await?.iter().filter(|name| is_left(name, now)) {
        // Another run may be doing the same.
        let _ = server.drop_database(name).await;
    }
    Ok(())
}

fn sweep_folders(temporary: &Path) {
    let now = seconds_now();
    for entry in std::fs::read_dir(temporary).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| is_left(name, now)) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether this is the first database of this process on a server.
fn is_first(server: &str) -> bool {
    static SWEPT: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    SWEPT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().insert(server.to_owned())
}

/// A name that nothing else has.
fn name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("{PREFIX}{}_{}_a{number}", seconds_now(), std::process::id())
}

fn seconds_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Whether something was made by a test that must have ended long ago.
fn is_left(name: &str, now: u64) -> bool {
    let made = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').next()?.parse::<u64>().ok());
    made.is_some_and(|made| made + OLD.as_secs() < now)
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let authority = rest.split('/').next().unwrap_or_default();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{authority}/{name}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_database_takes_the_place_of_the_path() {
        for (url, with) in [
            ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/x"),
            ("mysql://root:p%40ss@h:1/test?a=b", "mysql://root:p%40ss@h:1/x?a=b"),
            ("postgres:///shop?host=/run/postgresql", "postgres:///x?host=/run/postgresql"),
            ("cockroach://root@h", "cockroach://root@h/x"),
        ] {
            assert_eq!(with_database(url, "x"), with);
        }
    }

    #[test]
    fn what_killed_runs_have_left_is_told_by_its_name() {
        assert!(is_left("querent_test_1000_7_a0", 1000 + 3601));
        assert!(!is_left("querent_test_1000_7_a0", 1000 + 3599));
        assert!(!is_left("querent_test_x", 5000) && !is_left("shop", 5000) && !is_left(&name(), seconds_now()));
    }

    #[test]
    fn folders_of_killed_runs_are_swept_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["querent_test_1_2_a3", "querent_test_9999999999_2_a3", "mine"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("store"), "x").unwrap();
        }
        sweep_folders(folder.path());
        let left = ["querent_test_1_2_a3", "querent_test_9999999999_2_a3", "mine"];
        assert_eq!(left.map(|name| folder.path().join(name).exists()), [false, true, true]);
    }

    #[tokio::test]
    async fn a_file_is_one_of_its_own_and_gone_afterwards() {
        for scheme in ["sqlite", "file"] {
            let named = std::env::temp_dir().join("querent_named_by_nobody");
            let place = Place::fresh(&format!("{scheme}:{}", named.display())).await.unwrap();
            let Keeps::Folder(folder) = &place.keeps else { panic!("it is kept in a folder") };
            let folder = folder.clone();
            assert!(folder.is_dir() && !named.exists() && place.url.starts_with(&format!("{scheme}:")));
            place.remove().await;
            assert!(!folder.exists());
        }
    }
}
