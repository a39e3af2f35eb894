//! Rows of an `insert_many` → one change of the store, which gives way to other tasks between them.

use super::{Changing, Data, FileStore, blocking, now};
use crate::answer::Sink;
use crate::driver::NextRow;
use crate::error::Result;
use crate::file::execute::{Inserting, Run};
use crate::file::frame::Placed;
use crate::params::Params;
use crate::statement::Statement;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// After so long the other tasks have their turn.
const TURN: Duration = Duration::from_micros(200);

impl FileStore {
    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        self: &Arc<Self>,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        self.insert_rows(statement, next, sink).await.map_err(|error| error.of(statement))
    }

    async fn insert_rows(
        self: &Arc<Self>,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut params = Params::new();
        if !next(&mut params) {
            return Ok(());
        }
        let right = self.place.hold().await?;
        let base = self.place.rows()?;
        let mut changing = Changing::new(Data::clone(&base.data));
        let (frame, now) = (Arc::clone(&changing.data.frame), now());
        let placed = frame.plan(statement)?;
        let Placed { table, plan, .. } = &**placed;
        let mut inserting = Inserting::default();
        let mut since = Instant::now();
        let run = Run { schema: &frame.schema, rules: &frame.rules, params: &[], now };
        loop {
            inserting.add(&mut changing, *table, plan, run, &mut params)?;
            if !next(&mut params) {
                inserting.finish(&changing, *table, plan, run, statement, sink)?;
                let store = Arc::clone(self);
                return blocking(move || store.commit(right, &base, changing)).await;
            }
            if since.elapsed() > TURN {
                tokio::task::yield_now().await;
                since = Instant::now();
            }
        }
    }
}
