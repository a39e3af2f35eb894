//! What met other transactions and was undone → how often it is tried again, and after which pauses.

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

/// The first pause before another try; each further one is up to twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// So many tries, within so much time, where nothing else is said.
pub(crate) const TRIES: u32 = 8;
pub(crate) const TRY_FOR: Duration = Duration::from_secs(10);

/// The tries of one thing.
pub(crate) struct Tries {
    most: u32,
    within: Duration,
    since: Instant,
    number: u32,
    pause: Duration,
}

impl Tries {
    /// At most so many, and none that begins after so much time.
    pub(crate) fn new(most: u32, within: Duration) -> Self {
        Tries { most, within, since: Instant::now(), number: 1, pause: FIRST_PAUSE }
    }

    /// The number of this one; the first is 1.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Whether no other may follow.
    pub(crate) fn is_last(&self) -> bool {
        self.number >= self.most || self.since.elapsed() + self.pause > self.within
    }

    /// Begins another one, and tells the log of what the last one met.
    pub(crate) fn again(&mut self, origin: &dyn Display, why: &dyn Display) {
        #[cfg(feature = "tracing")]
        tracing::info!(%origin, attempt = self.number, %why, "a transaction, or a statement by itself, is tried again");
        #[cfg(not(feature = "tracing"))]
        let _ = (origin, why);
        self.number += 1;
    }

    /// Waits before another one: between half of the pause and all of it, so that those that have met once do not do so again.
    pub(crate) async fn pause(&mut self) {
        // Each state is keyed at random.
        let random = RandomState::new().hash_one(()) % 1024;
        tokio::time::sleep(self.pause.mul_f64(0.5 + random as f64 / 2048.0)).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }
}
