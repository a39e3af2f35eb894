//! The last step of a transaction → its answer, and the COMMIT that goes with it.

use super::{Call, Session};
use crate::driver::{RowSink, Values};
use crate::error::Result;
use crate::server::patience::Paced;
use std::sync::atomic::AtomicBool;

impl Session {
    /// Whether the driver sends COMMIT with the last step of a transaction.
    pub(in crate::server) fn commits_behind(&self) -> bool {
        self.connection.commits_behind()
    }

    /// Runs the last step of a transaction and COMMIT behind it, where the driver does.
    pub(in crate::server) async fn run_and_commit(&mut self, call: Call<'_>, rows: &mut dyn RowSink) -> Result<u64> {
        let slot = call.slot();
        if !self.has_prepared(&slot, call) {
            self.prepare(slot, call).await?;
        }
        self.send()?;
        let kept = self.prepared.peek_mru().expect("a statement was just found or added").1;
        let pauses = AtomicBool::new(false);
        let mut rows = Paced { rows, pauses: &pauses };
        let values = Values::new(call.params, &kept.order);
        let run = self.connection.execute_and_commit(&*kept.prepared, values, &mut rows);
        let done = self.patience.wait_for_rows(run, &pauses).await;
        match self.settle(done) {
            Err(error) if self.is_gone(&error) && !error.is_nothing_sent() => Err(error.with_unknown_outcome()),
            done => {
                self.transaction = false;
                self.undone = None;
                done
            }
        }
    }
}
