//! Pools that are open → their connections that have become old are closed, now and then, by one thread for all of them. A timer of the runtime
//! would cost every wait for an answer, for the operating system is told of the next timer each time.

use super::Server;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// A pool, how often it is looked at, and the runtime on which its connections say goodbye.
struct Watched {
    server: Weak<Server>,
    runtime: Handle,
    nap: Duration,
    next: Instant,
}

struct Watch {
    pools: Vec<Watched>,
    /// Whether the thread is there, which ends when no pool is left.
    is_kept: bool,
}

static WATCH: Mutex<Watch> = Mutex::new(Watch { pools: Vec::new(), is_kept: false });
static CHANGED: Condvar = Condvar::new();

fn lock() -> MutexGuard<'static, Watch> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks at a pool each time that a nap is over, until it is gone.
pub(super) fn watch(server: Weak<Server>, nap: Duration) {
    let mut watch = lock();
    watch.pools.push(Watched { server, runtime: Handle::current(), nap, next: Instant::now() + nap });
    if !watch.is_kept {
        // Without the thread a connection that is old is closed when it would be lent the next time.
        watch.is_kept = std::thread::Builder::new().name("querent-pools".to_owned()).spawn(keep).is_ok();
    }
    CHANGED.notify_one();
}

fn keep() {
    let mut watch = lock();
    loop {
        let now = Instant::now();
        watch.pools.retain_mut(|pool| pool.look(now));
        let Some(next) = watch.pools.iter().map(|pool| pool.next).min() else {
            watch.is_kept = false;
            return;
        };
        let rest = next.saturating_duration_since(now);
        watch = CHANGED.wait_timeout(watch, rest).unwrap_or_else(PoisonError::into_inner).0;
    }
}

impl Watched {
    /// Closes what is old, where it is time; whether the pool is still there.
    fn look(&mut self, now: Instant) -> bool {
        if self.next > now {
            return true;
        }
        self.next = now + self.nap;
        let _runtime = self.runtime.enter();
        let Some(server) = self.server.upgrade() else { return false };
        server.pool.take_old().into_iter().for_each(super::session::Session::close);
        true
    }
}
