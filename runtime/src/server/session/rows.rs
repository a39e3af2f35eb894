//! Many rows of an INSERT → a text of one row that runs for all of them, until a text for their number is worth being prepared.

use super::{BAND, Call, Session};
use crate::driver::Values;
use crate::error::Result;
use crate::slot::Slot;

/// So often are as many rows written one time after the other until they get a text of their own: preparing it costs about as much as it saves by then.
const OFTEN: u8 = 8;

impl Session {
    /// Whether rows may be written by a text of one row, for which no other is prepared.
    pub(super) fn takes_rows(&mut self, slot: Slot, call: Call<'_>) -> bool {
        let gives_none = call.statement.columns.is_empty();
        call.rows > BAND && gives_none && self.connection.takes_rows() && !self.are_often(slot, call.rows)
    }

    fn are_often(&mut self, slot: Slot, rows: u16) -> bool {
        let times = match self.sizes.get(&slot) {
            Some((known, times)) if *known == rows => times.saturating_add(1),
            _ => 1,
        };
        self.sizes.push(slot, (rows, times));
        times > OFTEN
    }

    /// Writes rows by a text of one; `None` when that cannot be.
    pub(super) async fn run_rows(&mut self, call: Call<'_>) -> Result<Option<u64>> {
        let width = call.width().max(1);
        let one = Call { params: &call.params[..call.width()], rows: 1, ..call };
        let slot = one.slot();
        if !self.has_prepared(&slot, one) {
            self.prepare(slot, one).await?;
        }
        self.send()?;
        let kept = self.prepared.peek_mru().expect("a statement was just found or added").1;
        let rows: Vec<Values<'_>> = call.params.chunks(width).map(|row| Values::new(row, &kept.order)).collect();
        let done = self.patience.wait(self.connection.execute_rows(&*kept.prepared, &rows)).await;
        self.settle(done).map_err(|error| self.told(error, call))
    }
}
