//! Rows one after the other → statements of many rows each, in one transaction.

use super::run::{self, RELEASE, SAVE, UNDO, Undo, run_answer, run_answer_and_commit, with_keys};
use super::session::{Call, Session};
use super::{Server, User, lease, lease_new, pool};
use crate::answer::{Nothing, Sink};
use crate::driver::NextRow;
use crate::error::{Error, ErrorKind, Result};
use crate::group::{Group, Limits};
use crate::params::Param;
use crate::statement::{Piece, Statement, Step};
use crate::text::Keys;
use crate::tries::{TRIES, TRY_FOR, Tries};
use std::sync::Arc;

/// How rows go into a statement.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// As a list for each column.
    Arrays,
    /// One behind the other; a text of so many bytes for each.
    Rows(usize),
    /// The same, and then all are read back: by the key that is this parameter.
    ReadBack { text: usize, key: u16 },
    /// Each by itself, and is read back.
    Each,
}

/// Rows that are written into the text of a statement, at most: more make it larger and not faster.
const ROWS: usize = 1000;
/// Rows whose text does not depend on their number.
const ARRAYS: usize = 8192;
/// Bytes of values in a statement, where the server takes as many.
const BYTES: usize = 1 << 20;

impl Server {
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
        let mut lease = lease(self, user).await?;
        let dialect = lease.session().dialect();
        let mut inserted = insert(lease.session(), statement, &mut group, next, sink).await;
        let is_unsent = inserted.as_ref().is_err_and(Error::is_nothing_sent);
        if lease.was_closed_before(inserted.as_ref().err()) && is_unsent && group.is_first() {
            drop(lease);
            lease = lease_new(self, user).await?;
            // Of a server of another kind other groups would be made.
            if lease.session().dialect() == dialect {
                inserted = insert(lease.session(), statement, &mut group, next, sink).await;
            }
        }
        let mut tries = Tries::new(TRIES, TRY_FOR);
        // The server has undone all of it, and the rows are still at hand.
        while let Err(error) = &inserted
            && error.is_conflict()
            && group.is_first()
            && !tries.is_last()
        {
            tries.again(statement, error);
            drop(lease);
            tries.pause().await;
            sink.clear();
            lease = pool::lease(self, user).await?;
            if lease.session().dialect() != dialect {
                break;
            }
            inserted = insert(lease.session(), statement, &mut group, next, sink).await;
        }
        inserted.map_err(|error| error.after_attempts(tries.number()).of(statement))
    }
}

/// Inserts the rows of a group that has begun, and all behind it.
async fn insert<'r>(
    session: &mut Session,
    statement: &'static Statement,
    group: &mut Group<'r>,
    next: NextRow<'_, 'r>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let form = Form::of(session, statement);
    if !group.is_first() {
        form.fill(group, session, statement, next);
    }
    if form.is_one() && group.is_last(next) {
        return insert_group(session, statement, form, group, sink).await;
    }
    session.begin(session.dialect().features().begin).await?;
    let inserted = insert_filled(session, statement, form, group, next, sink, session.commits_behind()).await;
    match inserted {
        Ok(()) if session.in_transaction() => session.commit().await,
        Ok(()) => Ok(()),
        Err(_) => {
            session.rollback().await;
            inserted
        }
    }
}

/// Inserts the rows of a group that has begun, and all behind it, in a transaction that is open: all of them, or none.
pub(super) async fn insert_inside<'r>(
    session: &mut Session,
    statement: &'static Statement,
    mut group: Group<'r>,
    next: NextRow<'_, 'r>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let form = Form::of(session, statement);
    form.fill(&mut group, session, statement, next);
    if form.is_one() && group.is_last(next) {
        return insert_group(session, statement, form, &group, sink).await;
    }
    session.command_ahead(SAVE).await?;
    let inserted = insert_filled(session, statement, form, &mut group, next, sink, false).await;
    match inserted {
        Ok(()) => session.command_ahead(RELEASE).await,
        Err(_) => {
            // What a failure here means is seen by the transaction when it goes on.
            drop(session.command(UNDO).await);
            inserted
        }
    }
}

/// `commits`: COMMIT goes with the last statement, where that is one.
async fn insert_filled<'r>(
    session: &mut Session,
    statement: &'static Statement,
    form: Form,
    group: &mut Group<'r>,
    next: NextRow<'_, 'r>,
    sink: &mut dyn Sink,
    commits: bool,
) -> Result<()> {
    loop {
        let is_last = group.is_last(next);
        if commits && is_last && form.is_one() {
            return insert_and_commit(session, statement, form, group, sink).await;
        }
        insert_group(session, statement, form, group, sink).await?;
        if is_last {
            return Ok(());
        }
        group.begin(next);
        form.fill(group, session, statement, next);
    }
}

/// Inserts the last group of a transaction by one statement that COMMIT goes with.
async fn insert_and_commit(
    session: &mut Session,
    statement: &'static Statement,
    form: Form,
    group: &Group<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    group.refuse_invalid()?;
    let (params, rows) = if form == Form::Arrays { (group.columns(), 1) } else { (group.params(), group.rows as u16) };
    run_answer_and_commit(session, Call { statement, step: 0, params, rows, keys: Keys::NONE }, sink).await
}

async fn insert_group(
    session: &mut Session,
    statement: &'static Statement,
    form: Form,
    group: &Group<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    group.refuse_invalid()?;
    let call = |params, rows| Call { statement, step: 0, params, rows, keys: Keys::NONE };
    match form {
        Form::Arrays => run_answer(session, call(group.columns(), 1), sink).await.map(drop),
        Form::Rows(_) => run_answer(session, call(group.params(), group.rows as u16), sink).await.map(drop),
        Form::ReadBack { key, .. } => {
            run_answer(session, call(group.params(), group.rows as u16), &mut Nothing).await?;
            read_back(session, statement, usize::from(key), group, sink).await
        }
        Form::Each => {
            for row in group.params().chunks(group.width.max(1)) {
                run::run_steps(session, statement, row, sink, &mut Undo::ByOthers).await?;
            }
            Ok(())
        }
    }
}

/// Reads the rows of a group that were just inserted, in their order.
async fn read_back(
    session: &mut Session,
    statement: &'static Statement,
    key: usize,
    group: &Group<'_>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let counted = session.counted();
    let params = group.params();
    let key = |number: usize| match &params[number * group.width + key] {
        Param::Absent | Param::Null => counted.map(|(first, step)| Param::Integer(first + number as i64 * step)),
        given => Some(given.clone()),
    };
    let keys = (0..group.rows).map(key).collect::<Option<Vec<Param<'_>>>>();
    let keys = keys.ok_or_else(|| lost("the server does not tell what it has counted up"))?;
    let (params, keys) = with_keys(&params[..group.width], &keys, 1);
    let read = run_answer(session, Call { statement, step: 1, params: &params, rows: 1, keys }, sink).await?;
    if read == group.rows { Ok(()) } else { Err(lost("a trigger may have changed their keys")) }
}

fn lost(why: &str) -> Error {
    Error::new(ErrorKind::Query, format!("the rows that were inserted are not found by their keys: {why}"))
}

impl Form {
    fn of(session: &Session, statement: &'static Statement) -> Form {
        let step = match run::steps(session, statement) {
            [step] => step,
            [insert, read] => return Form::of_two(insert, read),
            _ => return Form::Each,
        };
        let forms = step.pieces.iter().find_map(|piece| match piece {
            Piece::Arrays(_) => Some(Form::Arrays),
            Piece::Rows(row) => Some(Form::Rows(length(row))),
            _ => None,
        });
        forms.unwrap_or(Form::Each)
    }

    fn of_two(insert: &Step, read: &Step) -> Form {
        let rows = insert.pieces.iter().find_map(|piece| match piece {
            Piece::Rows(row) => Some(length(row)),
            _ => None,
        });
        let key = read.pieces.iter().find_map(|piece| match piece {
            Piece::Inserted(param) => Some(*param),
            _ => None,
        });
        rows.zip(key).map_or(Form::Each, |(text, key)| Form::ReadBack { text, key })
    }

    /// Takes as many rows in as go into one statement.
    fn fill<'r>(self, group: &mut Group<'r>, session: &Session, statement: &'static Statement, next: NextRow<'_, 'r>) {
        match self {
            Form::Arrays => group.fill_columns(statement, self.limits(session), next),
            Form::Rows(_) | Form::ReadBack { .. } | Form::Each => group.fill(statement, self.limits(session), next),
        }
    }

    /// Whether a group of rows is one statement.
    fn is_one(self) -> bool {
        matches!(self, Form::Arrays | Form::Rows(_))
    }

    /// What a statement may have: a part of what the server takes, for its text and what stands before each value need room, too.
    fn limits(self, session: &Session) -> Limits {
        let bytes = BYTES.min(session.largest_statement() / 2);
        let rows = match self {
            Form::Arrays => ARRAYS,
            Form::Rows(text) | Form::ReadBack { text, .. } => ROWS.min(bytes / text.max(1)).max(1),
            Form::Each => ROWS,
        };
        let most = session.dialect().features().most_parameters;
        let parameters = if self == Form::Arrays { usize::MAX } else { most };
        Limits { rows, parameters, bytes }
    }
}

/// About how many bytes a text has.
fn length(pieces: &[Piece]) -> usize {
    let length = |piece: &Piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Param(_) | Piece::Inserted(_) | Piece::LastInsertId | Piece::Keys => 8,
        Piece::Optional(_, pieces) | Piece::Rows(pieces) | Piece::Arrays(pieces) => length(pieces),
        Piece::Choice(_, items) => items.iter().map(|item| length(item)).max().unwrap_or_default(),
        Piece::Join { items, separator, empty, .. } => {
            empty.len() + items.iter().map(|item| separator.len() + length(item)).sum::<usize>()
        }
    };
    pieces.iter().map(length).sum()
}
