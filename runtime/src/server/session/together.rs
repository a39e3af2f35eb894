//! A program whose steps wait for nothing of each other → one statement, which is a transaction of its own.

use super::{Call, Kept, Session, nothing_sent};
use crate::driver::{RowSink, Values};
use crate::error::{Condition, Result};
use crate::server::patience::Paced;
use crate::slot::Slot;
use crate::statement::Step;
use crate::text::Assembled;
use std::sync::atomic::AtomicBool;

/// What stands for the number of a step where all are one.
pub(in crate::server) const ALL: u16 = u16::MAX;

impl Session {
    /// Whether the driver runs several steps as one.
    pub(in crate::server) fn runs_together(&self) -> bool {
        self.connection.runs_together()
    }

    /// Runs [`ALL`] steps of a statement in a transaction, which is to be rolled back when it fails.
    pub(in crate::server) async fn run_together(
        &mut self,
        steps: &[Step],
        call: Call<'_>,
        rows: &mut dyn RowSink,
    ) -> Result<u64> {
        let slot = call.slot();
        if !self.has_prepared(&slot, call) {
            self.prepare_together(slot, steps, call).await?;
        }
        self.send()?;
        self.transaction = true;
        let kept = self.prepared.peek_mru().expect("a statement was just found or added").1;
        let pauses = AtomicBool::new(false);
        let mut rows = Paced { rows, pauses: &pauses };
        let run = self.connection.execute(&*kept.prepared, Values::new(call.params, &kept.order), &mut rows);
        let done = self.patience.wait_for_rows(run, &pauses).await;
        match self.settle(done) {
            Ok(changed) => {
                self.transaction = false;
                Ok(changed)
            }
            Err(error) if error.condition() == Condition::Stale => {
                self.forget(call);
                Err(error)
            }
            // The COMMIT is among what was sent.
            Err(error) if self.is_gone(&error) && !error.is_nothing_sent() => Err(error.with_unknown_outcome()),
            Err(error) => Err(error),
        }
    }

    async fn prepare_together(&mut self, slot: Slot, steps: &[Step], call: Call<'_>) -> Result<()> {
        let assembled = steps.iter().map(|step| call.text_of(step, self.dialect));
        let (texts, order) = with_their_values(assembled);
        self.send()?;
        let prepared = self.patience.wait(self.connection.prepare_together(&texts)).await;
        let prepared = self.settle(prepared).map_err(nothing_sent)?;
        self.keep(slot, Kept { prepared, order, rows: call.rows });
        Ok(())
    }
}

/// Texts with the numbers of their values, and which parameters these are: each of them once.
fn with_their_values(assembled: impl Iterator<Item = Assembled>) -> (Vec<(String, Vec<u32>)>, Vec<u32>) {
    let mut values: Vec<u32> = Vec::new();
    let mut number = |param: u32| {
        let known = values.iter().position(|value| *value == param);
        known.unwrap_or_else(|| {
            values.push(param);
            values.len() - 1
        }) as u32
    };
    let texts = assembled.map(|Assembled { text, order }| (text, order.into_iter().map(&mut number).collect()));
    let texts = texts.collect();
    (texts, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_several_texts_take_is_sent_once() {
        let text = |text: &str, order: &[u32]| Assembled { text: text.to_owned(), order: order.to_vec() };
        let (texts, values) = with_their_values([text("a", &[3, 5, 3]), text("b", &[1, 5])].into_iter());
        assert_eq!(texts, [("a".to_owned(), vec![0, 1, 0]), ("b".to_owned(), vec![2, 1])]);
        assert_eq!(values, [3, 5, 1]);
    }
}
