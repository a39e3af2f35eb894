//! A socket and who waits for it: whoever wants an answer polls the reading and writing as well.

use super::tls::Wire;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// The server's end of a connection.
pub(super) struct Line {
    /// `None` when it is over.
    wire: Option<Wire>,
    /// Why it is over, where the server or the socket said so.
    said: Option<tokio_postgres::Error>,
}

impl Line {
    pub(super) fn new(wire: Wire) -> Self {
        Line { wire: Some(wire), said: None }
    }

    /// A future of the client's, with reading and writing meanwhile.
    pub(super) async fn drive<F: Future>(&mut self, future: F) -> F::Output {
        let mut future = pin!(future);
        self.drive_poll(|context| future.as_mut().poll(context)).await
    }

    /// The same for what is polled otherwise.
    pub(super) async fn drive_poll<T>(&mut self, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        std::future::poll_fn(|context| {
            if let Poll::Ready(done) = poll(context) {
                return Poll::Ready(done);
            }
            self.poll(context);
            // What has just come is most often what is waited for.
            poll(context)
        })
        .await
    }

    fn poll(&mut self, context: &mut Context<'_>) {
        let Some(wire) = &mut self.wire else { return };
        if let Poll::Ready(ended) = Pin::new(wire).poll(context) {
            self.said = ended.err();
            // Whoever waits for an answer learns from this that none will come.
            self.wire = None;
        }
    }

    /// Looks at what has come unasked; whether the connection is still there. It asks the server nothing.
    pub(super) fn is_open(&mut self) -> bool {
        self.poll(&mut Context::from_waker(Waker::noop()));
        self.wire.is_some()
    }

    /// Why it is over.
    pub(super) fn take_said(&mut self) -> Option<tokio_postgres::Error> {
        self.said.take()
    }

    /// Waits until the goodbye is sent.
    pub(super) async fn end(self) {
        if let Some(wire) = self.wire {
            // Whether the server hears it makes no difference.
            let _ = wire.await;
        }
    }
}
