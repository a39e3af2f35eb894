//! A statement → its rows in batches: it runs as long as there is room for its rows, and stands still meanwhile.

use super::pool::Lease;
use super::run::give_row;
use super::session::{Call, Session};
use super::{Server, User, lease, lease_new};
use crate::answer::{Flow, Sink};
use crate::driver::{Batch, BoxFuture, Reading, Rest, RowSink, RowSource};
use crate::error::Result;
use crate::params::{Params, refuse_invalid};
use crate::statement::Statement;
use crate::text::Keys;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

/// Where the statement puts its rows, and its reader takes them.
struct Shelf {
    sink: Box<dyn Sink>,
    full: bool,
    /// Nobody wants the rest.
    enough: bool,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Shelf>>);

impl Shared {
    fn new(sink: Box<dyn Sink>) -> Self {
        Shared(Arc::new(Mutex::new(Shelf { sink, full: false, enough: false })))
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement that goes on when there is room, and gives a `T` at its end.
struct Running<T> {
    shelf: Shared,
    running: BoxFuture<'static, T>,
}

impl Server {
    /// Begins to read rows; `first` takes the first of them.
    pub(crate) fn stream(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: Params<'static>,
        first: Box<dyn Sink>,
    ) -> Batch {
        let shelf = Shared::new(first);
        let (server, mut rows) = (Arc::clone(self), Placed::new(statement, &shelf));
        let running = Box::pin(async move {
            let user = User::Statement(statement);
            let mut lease = lease(&server, user).await?;
            let mut ran = read(lease.session(), statement, &params, &mut rows).await;
            if lease.was_closed_before(ran.as_ref().err()) && !rows.any {
                drop(lease);
                lease = lease_new(&server, user).await?;
                ran = read(lease.session(), statement, &params, &mut rows).await;
            }
            ran
        });
        Batch::Reading(Running { shelf, running }.go_on())
    }
}

async fn read(
    session: &mut Session,
    statement: &'static Statement,
    params: &Params<'_>,
    rows: &mut Placed,
) -> Result<()> {
    let params = params.as_slice();
    let ran = match refuse_invalid(params) {
        // A read has one step on every server.
        Ok(()) => session.run(Call { statement, step: 0, params, rows: 1, keys: Keys::NONE }, rows).await.map(drop),
        refused => refused,
    };
    ran.map_err(|error| error.of(statement))
}

impl<T> Running<T> {
    /// What it gives at its end; `None` when it stands still, for there is no more room.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<T>> {
        match self.running.as_mut().poll(context) {
            Poll::Ready(end) => Poll::Ready(Some(end)),
            Poll::Pending if self.shelf.lock().full => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }

    /// The sink with the rows so far.
    fn sink(&self) -> Box<dyn Sink> {
        self.shelf.lock().sink.take()
    }

    /// Makes room.
    fn resume(&self, sink: Box<dyn Sink>) {
        *self.shelf.lock() = Shelf { sink, full: false, enough: false };
    }
}

impl Running<Result<()>> {
    fn go_on(self) -> Reading {
        let mut this = Some(self);
        Box::pin(std::future::poll_fn(move |context| {
            let end = ready!(this.as_mut().expect("a future is not polled after its end").poll(context));
            let running = this.take().expect("it was just there");
            let sink = running.sink();
            Poll::Ready(match end {
                Some(end) => end.map(|()| (sink, None)),
                None => Ok((sink, Some(Box::new(running) as Box<dyn Rest>))),
            })
        }))
    }
}

impl Rest for Running<Result<()>> {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        self.resume(sink);
        self.go_on()
    }
}

/// A statement of a transaction, which has the transaction's lease until it ends. Dropping it closes the connection, which undoes the
/// transaction.
pub(super) struct Held(Running<(Lease, Result<()>)>);

/// How far a statement that has the lease has come.
pub(super) enum Come {
    /// To a pause.
    Paused(Held),
    /// To its end.
    Over(Lease, Result<()>),
}

impl Held {
    /// Begins to read rows into a sink.
    pub(super) fn begin(
        mut lease: Lease,
        statement: &'static Statement,
        params: Params<'static>,
        sink: Box<dyn Sink>,
    ) -> Held {
        let shelf = Shared::new(sink);
        let mut rows = Placed::new(statement, &shelf);
        let running = Box::pin(async move {
            let ran = read(lease.session(), statement, &params, &mut rows).await;
            (lease, ran)
        });
        Held(Running { shelf, running })
    }

    /// Makes room for more rows.
    pub(super) fn resume(&self, sink: Box<dyn Sink>) {
        self.0.resume(sink);
    }

    /// Reads until there is no more room, or no more row. Gives back the sink.
    pub(super) async fn read(mut self) -> (Box<dyn Sink>, Come) {
        let end = std::future::poll_fn(|context| self.0.poll(context)).await;
        let sink = self.0.sink();
        match end {
            Some((lease, ran)) => (sink, Come::Over(lease, ran)),
            None => (sink, Come::Paused(self)),
        }
    }

    /// Passes over the rows that are left, so that the connection is ready for the next statement.
    pub(super) async fn pass_over(mut self) -> Lease {
        {
            let mut shelf = self.0.shelf.lock();
            (shelf.full, shelf.enough) = (false, true);
        }
        // An error of rows that nobody wants is told by the next statement, if it matters for that.
        let end = std::future::poll_fn(|context| self.0.poll(context)).await;
        end.expect("without an end to its room it never stands still").0
    }
}

/// Puts rows on the shelf.
struct Placed {
    statement: &'static Statement,
    shelf: Shared,
    /// Whether there was one.
    any: bool,
}

impl Placed {
    fn new(statement: &'static Statement, shelf: &Shared) -> Self {
        Placed { statement, shelf: shelf.clone(), any: false }
    }
}

impl RowSink for Placed {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        self.any = true;
        let mut shelf = self.shelf.lock();
        if shelf.enough {
            return Ok(Flow::Enough);
        }
        let flow = give_row(self.statement, &mut *shelf.sink, row)?;
        shelf.full = flow == Flow::Pause;
        Ok(flow)
    }

    /// Who reads polls the statement itself, so nobody is to be woken.
    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        if self.shelf.lock().full { Poll::Pending } else { Poll::Ready(()) }
    }
}
