//! A socket and who waits for it: whoever wants an answer polls the reading and writing as well.

use super::tls::Wire;
use futures_core::Stream;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use tokio_postgres::{Error, SimpleQueryStream};

/// The server's end of a connection.
pub(super) struct Line {
    /// `None` when it is over.
    wire: Option<Wire>,
    /// Why it is over, where the server or the socket said so.
    said: Option<Error>,
    /// Answers to what was sent ahead of what is sent next.
    ahead: VecDeque<Pin<Box<SimpleQueryStream>>>,
    /// What was sent ahead has failed, and nobody knows what became of what was sent behind it.
    pub(super) overtaken: bool,
}

impl Line {
    pub(super) fn new(wire: Wire) -> Self {
        Line { wire: Some(wire), said: None, ahead: VecDeque::new(), overtaken: false }
    }

    /// A future of the client's, with reading and writing meanwhile. What was sent ahead is answered first, and where it fails gives the error.
    pub(super) async fn drive<T>(&mut self, future: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let mut future = pin!(future);
        if !self.ahead.is_empty() {
            // This puts it into the queue, so that all go in one write.
            let begun = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            self.settle_ahead().await?;
            if let Poll::Ready(done) = begun {
                return done;
            }
        }
        let mut is_sent = false;
        std::future::poll_fn(|context| {
            // It sends at its first poll; what comes in is looked at before it is asked again.
            if std::mem::replace(&mut is_sent, true) {
                self.poll(context);
                return future.as_mut().poll(context);
            }
            let begun = future.as_mut().poll(context);
            if begun.is_pending() {
                // An answer that is there already wakes the task.
                self.poll(context);
            }
            begun
        })
        .await
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
