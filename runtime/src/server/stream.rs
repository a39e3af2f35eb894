//! A statement → its rows in batches: it runs as long as there is room for its rows, and stands still meanwhile.

use super::run::{give_row, refuse_invalid};
use super::session::Call;
use super::{Server, User, lease, lease_new};
use crate::answer::{Flow, Sink};
use crate::driver::{Batch, BoxFuture, Reading, Rest, RowSink, RowSource};
use crate::error::Result;
use crate::params::Params;
use crate::statement::Statement;
use crate::text::Keys;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

/// Where the statement puts its rows, and its reader takes them.
struct Shelf {
    sink: Box<dyn Sink>,
    full: bool,
}

#[derive(Clone)]
struct Shared(Arc<Mutex<Shelf>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement that goes on when there is room.
struct Running {
    shelf: Shared,
    running: BoxFuture<'static, Result<()>>,
}

impl Server {
    /// Begins to read rows; `first` takes the first of them.
    pub(crate) fn stream(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: Params,
        first: Box<dyn Sink>,
    ) -> Batch {
        let shelf = Shared(Arc::new(Mutex::new(Shelf { sink: first, full: false })));
        let (server, mut rows) = (Arc::clone(self), Placed { statement, shelf: shelf.clone(), any: false });
        let running = Box::pin(async move {
            let user = User::Statement(statement);
            let mut lease = lease(&server, user).await?;
            let params = params.as_slice();
            refuse_invalid(params).map_err(|error| error.of(statement))?;
            // A read has one step on every server.
            let call = Call { statement, step: 0, params, rows: 1, keys: Keys::NONE };
            let mut ran = lease.session().run(call, &mut rows).await;
            if lease.was_closed_before(&ran) && !rows.any {
                drop(lease);
                lease = lease_new(&server, user).await?;
                ran = lease.session().run(call, &mut rows).await;
            }
            ran.map(drop).map_err(|error| error.of(statement))
        });
        Batch::Reading(Running { shelf, running }.go_on())
    }
}

impl Running {
    fn go_on(self) -> Reading {
        let mut this = Some(self);
        Box::pin(std::future::poll_fn(move |context| {
            let running = this.as_mut().expect("a future is not polled after its end");
            let done = match running.running.as_mut().poll(context) {
                Poll::Ready(done) => Some(done),
                Poll::Pending if running.shelf.lock().full => None,
                Poll::Pending => return Poll::Pending,
            };
            let sink = running.shelf.lock().sink.take();
            let rest = this.take().map(|rest| Box::new(rest) as Box<dyn Rest>);
            Poll::Ready(match done {
                Some(done) => done.map(|()| (sink, None)),
                None => Ok((sink, rest)),
            })
        }))
    }
}

impl Rest for Running {
    fn read(self: Box<Self>, sink: Box<dyn Sink>) -> Reading {
        *self.shelf.lock() = Shelf { sink, full: false };
        self.go_on()
    }
}

/// Puts rows on the shelf.
struct Placed {
    statement: &'static Statement,
    shelf: Shared,
    /// Whether there was one.
    any: bool,
}

impl RowSink for Placed {
    fn row(&mut self, row: &dyn RowSource) -> Result<Flow> {
        self.any = true;
        let mut shelf = self.shelf.lock();
        let flow = give_row(self.statement, &mut *shelf.sink, row)?;
        shelf.full = flow == Flow::Pause;
        Ok(flow)
    }

    /// Who reads polls the statement itself, so nobody is to be woken.
    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        if self.shelf.lock().full { Poll::Pending } else { Poll::Ready(()) }
    }
}
