//! Rows one after the other → statements of many rows each, in one transaction that gives way to other tasks.

use super::Sqlite;
use super::call::{Patience, committed};
use super::connection::Connection;
use super::execute::{self, Ran};
use super::pool::{self, Lease, User};
use super::thread::on_thread;
use crate::answer::Sink;
use crate::driver::NextRow;
use crate::error::Result;
use crate::group::{Group, Limits};
use crate::statement::Statement;
use querent_schema::Dialect;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows of a statement. More make it larger and not faster.
const ROWS: usize = 50;
/// What a statement may have.
const LIMITS: Limits = Limits { rows: ROWS, parameters: Dialect::Sqlite.features().most_parameters, bytes: usize::MAX };
/// After so long the other tasks have their turn.
const TURN: Duration = Duration::from_micros(200);
/// A transaction beyond so many rows is committed on a thread, for that writes them all to the disk.
pub(super) const SMALL: usize = 2000;

impl Sqlite {
    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        self: &Arc<Self>,
        statement: &'static Statement,
        next: NextRow<'_, '_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut group = Group::default();
        if !group.begin(next) {
            return Ok(());
        }
        let user = User::Statement(statement);
        let mut lease = pool::lease(self, user).await?;
        lease.hold(user);
        let mut patience = Patience::new(self.options.busy_timeout);
        while execute::command(lease.connection(), "BEGIN IMMEDIATE")? == Ran::Busy {
            patience.pause().await.map_err(|error| error.of(statement))?;
        }
        let rows = insert_groups(lease.connection(), group, statement, next, sink).await?;
        commit(lease, rows > SMALL, patience).await.map_err(|error| error.of(statement))
    }
}

/// Inserts the group that was begun and all that follow, in the transaction that is open, and gives the number of rows.
pub(super) async fn insert_groups<'r>(
    connection: &mut Connection,
    mut group: Group<'r>,
    statement: &'static Statement,
    next: NextRow<'_, 'r>,
    sink: &mut dyn Sink,
) -> Result<usize> {
    connection.watch.unlimit();
    let (mut since, mut total) = (Instant::now(), 0);
    loop {
        group.fill(statement, LIMITS, next);
        insert(&group, connection, statement, sink)?;
        total += group.rows;
        if !group.begin(next) {
            return Ok(total);
        }
        if since.elapsed() > TURN {
            tokio::task::yield_now().await;
            since = Instant::now();
        }
    }
}

/// Commits what the connection has written, on a thread when it is much.
pub(super) async fn commit(mut lease: Lease, is_large: bool, mut patience: Patience) -> Result<()> {
    loop {
        let ran = if is_large || lease.store().next_commit_syncs() {
            let ran;
            (lease, ran) = on_thread(lease, |connection| execute::command(connection, "COMMIT")).await?;
            ran
        } else {
            execute::command(lease.connection(), "COMMIT")
        };
        if ran? == Ran::Done {
            break;
        }
        patience.pause().await?;
    }
    committed(&mut lease);
    Ok(())
}

/// A full group is one statement. What is left at the end is several, so that few texts are enough for every number of rows.
fn insert(
    group: &Group<'_>,
    connection: &mut Connection,
    statement: &'static Statement,
    sink: &mut dyn Sink,
) -> Result<()> {
    let (mut left, mut most) = (group.params(), group.rows);
    while most > 0 {
        let rows = if most == ROWS { ROWS } else { 1 << most.ilog2() };
        let (now, rest) = left.split_at(rows * group.width);
        // SAFETY: the parameters are borrowed until the statement is over.
        unsafe { connection.start(statement, 0, now, rows as u16) }.map_err(|error| error.of(statement))?;
        if execute::resume(connection, statement, sink)? != Ran::Done {
            return Err(execute::locked().of(statement));
        }
        (left, most) = (rest, most - rows);
    }
    Ok(())
}
