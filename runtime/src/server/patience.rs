//! A future of a driver's and a limit → what it gives, or nothing when the server has not answered in time.

use crate::answer::Flow;
use crate::driver::{RowSink, RowSource};
use crate::error::Result;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How much longer than the server this side waits for the end of a statement that takes too long.
const GRACE: Duration = Duration::from_secs(1);

/// How long a statement may take until this side gives it up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience(Option<Duration>);

impl Patience {
    /// The server breaks off what takes longer than `limit`, unless it cannot be reached any more.
    pub(super) fn new(limit: Option<Duration>) -> Self {
        Patience(limit.map(|limit| limit + GRACE))
    }

    /// How long that is; no time when there is no limit.
    pub(super) fn time(self) -> Duration {
        self.0.unwrap_or_default()
    }

    /// What a future gives, unless it takes too long.
    pub(super) async fn wait<T>(self, run: impl Future<Output = T>) -> Option<T> {
        match self.0 {
            Some(limit) => tokio::time::timeout(limit, run).await.ok(),
            None => Some(run.await),
        }
    }

    /// The same for a future that hands rows to a sink; pauses that the sink makes do not count.
    pub(super) async fn wait_for_rows<T>(self, run: impl Future<Output = T>, pauses: &AtomicBool) -> Option<T> {
        match self.0 {
            // In a box, so that who has no limit waits in a small future.
            Some(limit) => Box::pin(wait_without_pauses(limit, run, pauses)).await,
            None => Some(run.await),
        }
    }
}

async fn wait_without_pauses<T>(limit: Duration, run: impl Future<Output = T>, pauses: &AtomicBool) -> Option<T> {
    let (mut run, mut end) = (pin!(run), pin!(sleep(limit)));
    let mut since = None;
    poll_fn(|context| {
        if let Poll::Ready(done) = run.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        let now = Instant::now();
        if pauses.load(Ordering::Relaxed) {
            since.get_or_insert(now);
            return Poll::Pending;
        }
        if let Some(since) = since.take() {
            let later = end.deadline() + (now - since);
            end.as_mut().reset(later);
        }
        end.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// A sink of which is known whether it makes a pause.
pub(super) struct Paced<'s> {
    pub(super) rows: &'s mut dyn RowSink,
    pub(super) pauses: &'s AtomicBool,
}

impl RowSink for Paced<'_> {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.rows.row(row)
    }

    fn poll_resume(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let resumed = self.rows.poll_resume(context);
        self.pauses.store(resumed.is_pending(), Ordering::Relaxed);
        resumed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patience(limit: Duration) -> Patience {
        Patience(Some(limit))
    }

    #[tokio::test]
    async fn a_future_is_waited_for_as_long_as_it_may_take() {
        let (short, long) = (Duration::from_millis(20), Duration::from_secs(60));
        assert_eq!(patience(long).wait(sleep(short)).await, Some(()));
        assert_eq!(patience(short).wait(sleep(long)).await, None);
        assert_eq!(Patience::new(None).wait(sleep(short)).await, Some(()));
        assert_eq!(patience(short).wait_for_rows(sleep(long), &AtomicBool::new(false)).await, None);
    }

    #[tokio::test]
    async fn a_pause_does_not_count() {
        let pauses = AtomicBool::new(true);
        let run = async {
            sleep(Duration::from_millis(600)).await;
            pauses.store(false, Ordering::Relaxed);
            sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(patience(Duration::from_millis(300)).wait_for_rows(run, &pauses).await, Some(()));
    }
}
