//! A statement's program on a session → rows handed to a sink: its steps in order, in one transaction when there are several.

use super::session::together::ALL;
use super::session::{Call, Session};
use crate::answer::{Flow, Nothing, Sink};
use crate::decode::{RowReader, ValueRef};
use crate::driver::{RowSink, RowSource};
use crate::error::{Condition, ErrorKind, Result};
use crate::group::size;
use crate::params::{Param, refuse_invalid};
use crate::statement::{Piece, Role, Statement, Step};
use crate::text::Keys;
use std::task::{Context, Poll};

/// So many keys are in one text at most.
const KEYS: usize = 1024;

/// Of so many bytes are the values of steps that run as one, at most: a server may keep them until the next come.
const TOGETHER: usize = 1 << 16;

/// Runs a statement from its beginning to its end.
pub(crate) async fn run(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
) -> Result<()> {
    let ran = match refuse_invalid(params) {
        Ok(()) => run_program(session, statement, params, sink).await,
        refused => refused,
    };
    ran.map_err(|error| error.of(statement))
}

async fn run_program(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
) -> Result<()> {
    if let [_] = steps(session, statement) {
        let call = Call { statement, step: 0, params, rows: 1, keys: Keys::NONE };
        return run_answer(session, call, sink).await.map(drop);
    }
    // In a box, so that the future of a single step is small.
    if session.in_transaction() {
        return Box::pin(run_inside(session, statement, params, sink)).await;
    }
    Box::pin(run_outside(session, statement, params, sink)).await
}

/// Steps in a transaction of their own.
async fn run_outside(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
) -> Result<()> {
    let ran = if session.runs_together() && may_run_together(steps(session, statement), params) {
        run_together(session, statement, params, sink).await
    } else {
        session.begin(session.dialect().features().begin).await?;
        run_steps(session, statement, params, sink, &mut Undo::ByCommit).await
    };
    match &ran {
        Ok(()) if session.in_transaction() => session.commit().await?,
        Ok(()) => {}
        Err(_) => session.rollback().await,
    }
    ran
}

/// Whether steps need nothing of each other but their order, and their values are few enough to be kept for a while where they are sent to.
fn may_run_together(steps: &[Step], params: &[Param<'_>]) -> bool {
    let needs_nothing = |step: &Step| match step.role {
        Role::Keys => false,
        Role::Change => !takes_keys(step.pieces),
        // Of one that writes the count is the answer.
        Role::Answer => !step.writes() && !takes_keys(step.pieces),
    };
    let is_list = |param: &Param<'_>| matches!(param, Param::List(_));
    // One that was kept where it is sent to is a text in bytes there when it is a part of what is read.
    let is_time =
        |param: &Param<'_>| matches!(param, Param::Date(_) | Param::Time(_) | Param::DateTime(_) | Param::Timestamp(_));
    let reads_time = |step: &Step| {
        let given =
            |piece: &Piece| matches!(piece, Piece::Param(at) if params.get(usize::from(*at)).is_some_and(is_time));
        step.role == Role::Answer && step.pieces.iter().any(given)
    };
    steps.iter().all(needs_nothing)
        && !steps.iter().any(reads_time)
        && !params.iter().any(is_list)
        && size(params) <= TOGETHER
}

/// Steps as one statement, which begins and commits a transaction.
async fn run_together(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
) -> Result<()> {
    let steps = steps(session, statement);
    let mut rows = Rows { statement, sink, number: 0 };
    let call = Call { statement, step: ALL, params, rows: 1, keys: Keys::NONE };
    match session.run_together(steps, call, &mut rows).await {
        Err(error) if error.condition() == Condition::Stale => {
            session.rollback().await;
            rows.sink.clear();
            rows.number = 0;
            session.run_together(steps, call, &mut rows).await?
        }
        ran => ran?,
    };
    if rows.number == 0 {
        sink.changed(0);
    }
    Ok(())
}

/// Who undoes what a step has written when a later one fails.
pub(super) enum Undo {
    /// Whoever has begun the transaction, or made a savepoint, for these steps alone.
    ByOthers,
    /// The same, and nothing is to follow but COMMIT, which may go with the last step.
    ByCommit,
    /// The steps stand in a transaction with others: a savepoint does, where there is more than one write. A write that fails has changed nothing.
    Inside { saved: bool, written: bool },
}

/// Steps in a transaction that is open: all of them, or none.
async fn run_inside(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut undo = Undo::Inside { saved: false, written: false };
    let ran = run_steps(session, statement, params, sink, &mut undo).await;
    let Undo::Inside { saved, written } = undo else { return ran };
    match ran {
        Ok(()) if saved => session.command_ahead(RELEASE).await,
        Ok(()) => Ok(()),
        Err(error) if saved => {
            // What a failure here means is seen by the transaction when it goes on.
            drop(session.command(UNDO).await);
            Err(error)
        }
        // What was written is as it should be; it cannot be given in the type that was asked for.
        Err(error) if !written || error.kind() == ErrorKind::Decode => Err(error),
        Err(error) => {
            session.undo();
            Err(error.about("what was written could not be read back, which undoes the transaction"))
        }
    }
}

/// What an open transaction comes back to when some of several statements fail that belong together.
pub(super) const SAVE: &str = "SAVEPOINT querent_steps";
pub(super) const RELEASE: &str = "RELEASE SAVEPOINT querent_steps";
pub(super) const UNDO: &str = "ROLLBACK TO SAVEPOINT querent_steps";

pub(super) fn steps(session: &Session, statement: &'static Statement) -> &'static [Step] {
    statement.programs[session.dialect() as usize].steps
}

/// Runs a step whose rows, or whose count, are the answer. Gives the number of its rows.
pub(super) async fn run_answer(session: &mut Session, call: Call<'_>, sink: &mut dyn Sink) -> Result<usize> {
    let mut rows = Rows { statement: call.statement, sink, number: 0 };
    let changed = session.run(call, &mut rows).await?;
    let number = rows.number;
    if number == 0 {
        sink.changed(changed);
    }
    Ok(number)
}

/// The same for the last step of a transaction, which COMMIT goes with.
pub(super) async fn run_answer_and_commit(session: &mut Session, call: Call<'_>, sink: &mut dyn Sink) -> Result<()> {
    let mut rows = Rows { statement: call.statement, sink, number: 0 };
    let changed = session.run_and_commit(call, &mut rows).await?;
    if rows.number == 0 {
        sink.changed(changed);
    }
    Ok(())
}

pub(super) async fn run_steps(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
    sink: &mut dyn Sink,
    undo: &mut Undo,
) -> Result<()> {
    let mut keys = KeyRows { values: Vec::new(), width: 1 };
    let steps = steps(session, statement);
    for (number, step) in steps.iter().enumerate() {
        let call = Call { statement, step: number as u16, params, rows: 1, keys: Keys::NONE };
        let ignore: &mut dyn Sink = &mut Nothing;
        let sink = if step.role == Role::Answer { &mut *sink } else { ignore };
        if let (true, Undo::Inside { saved: saved @ false, written: false }) = (step.writes(), &mut *undo)
            && steps[number..].iter().map(|step| writes(step, &keys)).sum::<usize>() > 1
        {
            session.command_ahead(SAVE).await?;
            *saved = true;
        }
        if step.role == Role::Keys {
            keys.values.clear();
            session.run(call, &mut keys).await?;
        } else if takes_keys(step.pieces) {
            for some in keys.values.chunks(KEYS * keys.width) {
                let (params, keys) = with_keys(params, some, keys.width);
                run_answer(session, Call { params: &params, keys, ..call }, sink).await?;
            }
        } else if matches!(undo, Undo::ByCommit) && number + 1 == steps.len() && session.commits_behind() {
            run_answer_and_commit(session, call, sink).await?;
        } else {
            run_answer(session, call, sink).await?;
        }
        if let (true, Undo::Inside { written, .. }) = (step.writes(), &mut *undo) {
            *written = true;
        }
    }
    Ok(())
}

/// How many statements that write a step is.
fn writes(step: &Step, keys: &KeyRows) -> usize {
    match step.writes() {
        true if takes_keys(step.pieces) => keys.values.len().div_ceil(KEYS * keys.width),
        writes => usize::from(writes),
    }
}

fn takes_keys(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Keys => true,
        Piece::Text(_) | Piece::Param(_) | Piece::Inserted(_) | Piece::LastInsertId => false,
        Piece::Optional(_, pieces) | Piece::Rows(pieces) | Piece::Arrays(pieces) => takes_keys(pieces),
        Piece::Join { items, .. } | Piece::Choice(_, items) => items.iter().any(|pieces| takes_keys(pieces)),
    })
}

/// Parameters with keys behind them. Keys are repeated up to a power of two, so that few texts are enough for every number.
pub(super) fn with_keys<'v>(params: &[Param<'v>], keys: &[Param<'v>], width: usize) -> (Vec<Param<'v>>, Keys) {
    let number = (keys.len() / width).next_power_of_two();
    let last = &keys[keys.len() - width..];
    let mut all = [params, keys].concat();
    all.extend(last.iter().cycle().take(number * width - keys.len()).cloned());
    (all, Keys { number: number as u16, width: width as u16 })
}

/// The rows of an answer, on their way to a statement's sink.
struct Rows<'s> {
    statement: &'static Statement,
    sink: &'s mut dyn Sink,
    /// How many there were.
    number: usize,
}

impl RowSink for Rows<'_> {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.number += 1;
        give_row(self.statement, self.sink, row)
    }

    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

pub(super) fn give_row(statement: &'static Statement, sink: &mut dyn Sink, row: &mut dyn RowSource) -> Result<Flow> {
    let mut reader = RowReader::of_server(row, statement.key);
    sink.row(statement, &mut reader).map_err(|misfit| misfit.locate(statement, &reader))
}

/// Keys for a later step, one value behind the other.
struct KeyRows {
    values: Vec<Param<'static>>,
    width: usize,
}

impl RowSink for KeyRows {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.width = row.columns().max(1);
        self.values.extend((0..row.columns()).map(|column| param(row.value(column))));
        Ok(Flow::More)
    }

    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

/// A stored value, to be sent back.
fn param(value: ValueRef<'_>) -> Param<'static> {
    match value {
        ValueRef::Null => Param::Null,
        ValueRef::Boolean(value) => Param::Boolean(value),
        ValueRef::Integer(value) => Param::Integer(value),
        ValueRef::Float(value) => Param::Float(value),
        ValueRef::Text(text) => Param::Text(text.to_owned().into()),
        ValueRef::Bytes(bytes) | ValueRef::BrokenText(bytes) => Param::Bytes(bytes.to_vec().into()),
        ValueRef::Numeric(bytes) => crate::numeric::text(bytes).map_or(Param::Null, Param::Decimal),
        ValueRef::Uuid(bytes) => Param::Uuid(*bytes),
        ValueRef::Date(days) => Param::Date(days),
        ValueRef::Time(microseconds) => Param::Time(microseconds),
        ValueRef::DateTime(microseconds) => Param::DateTime(microseconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_repeated_up_to_a_power_of_two() {
        let [a, b, c] = [1, 2, 3].map(Param::Integer);
        let (all, keys) = with_keys(std::slice::from_ref(&a), &[a.clone(), b.clone(), c.clone()], 1);
        assert_eq!(all, [a.clone(), a.clone(), b.clone(), c.clone(), c.clone()]);
        assert_eq!((keys.number, keys.width), (4, 1));
        let (all, keys) = with_keys(&[], &[a.clone(), b.clone()], 2);
        assert_eq!((all, keys.number, keys.width), (vec![a, b], 1, 2));
    }
}
