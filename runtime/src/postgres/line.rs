//! A socket and who waits for it: whoever wants an answer polls the reading and writing as well.

use super::bell::Bell;
use super::tls::Wire;
use futures_core::Stream;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use tokio_postgres::{Error, SimpleQueryStream};

/// The server's end of a connection.
pub(super) struct Line {
    /// `None` when it is over.
    wire: Option<Wire>,
    /// Rings when something comes.
    bell: Bell,
    /// Why it is over, where the server or the socket said so.
    said: Option<Error>,
    /// Answers to what was sent ahead of what is sent next.
    ahead: VecDeque<Pin<Box<SimpleQueryStream>>>,
    /// What was sent ahead has failed, and nobody knows what became of what was sent behind it.
    pub(super) overtaken: bool,
}

/// So often is something polled in one turn of its task.
const ROUNDS: usize = 8;

impl Line {
    pub(super) fn new(wire: Wire) -> Self {
        Line { wire: Some(wire), bell: Bell::new(), said: None, ahead: VecDeque::new(), overtaken: false }
    }

    /// A future of the client's, with reading and writing meanwhile. What was sent ahead is answered first, and where it fails gives the error.
    pub(super) async fn drive<T, F>(&mut self, mut future: Pin<&mut F>) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + ?Sized,
    {
        if !self.ahead.is_empty() {
            // This puts it into the queue, so that all go in one write.
            let begun = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            Box::pin(self.settle_ahead()).await?;
            if let Poll::Ready(done) = begun {
                return done;
            }
        }
        self.drive_poll(|context| future.as_mut().poll(context)).await
    }

    /// The answer to this is read with the answer to what is sent next.
    pub(super) fn send_ahead(&mut self, answer: SimpleQueryStream) {
        self.ahead.push_back(Box::pin(answer));
    }

    async fn settle_ahead(&mut self) -> Result<(), Error> {
        while let Some(mut answer) = self.ahead.pop_front() {
            while let Some(message) = self.drive_poll(|context| answer.as_mut().poll_next(context)).await {
                if let Err(error) = message {
                    self.wire = None;
                    self.overtaken = true;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The same for what has been sent before.
    pub(super) async fn drive_poll<T>(&mut self, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> T {
        let mut is_begun = false;
        std::future::poll_fn(|task| {
            for _ in 0..ROUNDS {
                // What is polled for the first time sends, or has its answer; afterwards it depends on what comes in.
                if std::mem::replace(&mut is_begun, true) && !self.turn() && self.bell.wait(task) {
                    return Poll::Pending;
                }
                if let Poll::Ready(done) = poll(&mut Context::from_waker(self.bell.waker())) {
                    return Poll::Ready(done);
                }
            }
            // What cannot go on, though it is told to, has had its share of the runtime's time.
            task.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// Reads and writes what can be; whether that has brought something.
    fn turn(&mut self) -> bool {
        self.bell.take_rung();
        let Some(wire) = &mut self.wire else { return false };
        if let Poll::Ready(ended) = Pin::new(wire).poll(&mut Context::from_waker(self.bell.waker())) {
            self.said = ended.err();
            // Whoever waits for an answer learns from this that none will come.
            self.wire = None;
        }
        self.bell.take_rung() || self.wire.is_none()
    }

    /// Looks at what has come unasked; whether the connection is still there. It asks the server nothing.
    pub(super) fn is_open(&mut self) -> bool {
        if self.bell.has_rung() {
            self.turn();
        }
        self.wire.is_some()
    }

    /// Why it is over.
    pub(super) fn take_said(&mut self) -> Option<Error> {
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
