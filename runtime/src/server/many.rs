//! Rows one after the other → statements of many rows each, in one transaction.

use super::run::{self, refuse_invalid, run_answer};
use super::session::{Call, Session};
use super::{Server, User, lease};
use crate::answer::Sink;
use crate::driver::NextRow;
use crate::error::Result;
use crate::group::{Group, Limits};
use crate::statement::{Piece, Statement};
use crate::text::Keys;
use std::sync::Arc;

/// What a statement may have: more rows make it larger and not faster.
fn limits(session: &Session) -> Limits {
    Limits { rows: 512, parameters: session.dialect().features().most_parameters, bytes: 1 << 20 }
}

impl Server {
    /// Inserts all rows or none.
    pub(crate) async fn insert_many(
        self: &Arc<Self>,
        statement: &'static Statement,
        next: NextRow<'_>,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut group = Group::default();
        if !group.begin(next) {
            return Ok(());
        }
        let mut lease = lease(self, User::Statement(statement)).await?;
        insert(lease.session(), statement, group, next, sink).await.map_err(|error| error.of(statement))
    }
}

/// Inserts the rows of a group that has begun, and all behind it.
async fn insert(
    session: &mut Session,
    statement: &'static Statement,
    mut group: Group,
    next: NextRow<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    group.fill(statement, limits(session), next);
    if takes_rows(session, statement) && group.rows.is_power_of_two() && group.is_last(next) {
        return insert_group(session, statement, &group, sink).await;
    }
    session.begin(session.dialect().features().begin).await?;
    let inserted = insert_filled(session, statement, group, next, sink).await;
    match inserted {
        Ok(()) => session.commit().await,
        Err(_) => {
            session.rollback().await;
            inserted
        }
    }
}

/// Inserts the rows of a group that has begun, and all behind it, in the transaction that is open.
pub(super) async fn insert_groups(
    session: &mut Session,
    statement: &'static Statement,
    mut group: Group,
    next: NextRow<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    group.fill(statement, limits(session), next);
    insert_filled(session, statement, group, next, sink).await
}

async fn insert_filled(
    session: &mut Session,
    statement: &'static Statement,
    mut group: Group,
    next: NextRow<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    loop {
        insert_group(session, statement, &group, sink).await?;
        if !group.begin(next) {
            return Ok(());
        }
        group.fill(statement, limits(session), next);
    }
}

/// Whether the text takes more than one row; elsewhere each is inserted by itself and read back.
fn takes_rows(session: &Session, statement: &'static Statement) -> bool {
    let steps = run::steps(session, statement);
    steps.len() == 1 && steps[0].pieces.iter().any(|piece| matches!(piece, Piece::Rows(_)))
}

/// Several statements where the number of rows is no power of two, so that few texts are enough for every number.
async fn insert_group(
    session: &mut Session,
    statement: &'static Statement,
    group: &Group,
    sink: &mut dyn Sink,
) -> Result<()> {
    refuse_invalid(group.params())?;
    if !takes_rows(session, statement) {
        for row in group.params().chunks(group.width.max(1)) {
            run::run_steps(session, statement, row, sink).await?;
        }
        return Ok(());
    }
    let (mut left, mut most) = (group.params(), group.rows);
    while most > 0 {
        let rows = 1 << most.ilog2();
        let (now, rest) = left.split_at(rows * group.width);
        let call = Call { statement, step: 0, params: now, rows: rows as u16, keys: Keys::NONE };
        run_answer(session, call, sink).await?;
        (left, most) = (rest, most - rows);
    }
    Ok(())
}
