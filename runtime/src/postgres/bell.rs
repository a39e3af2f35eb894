//! Wakings of a connection → wakings of the task that waits for it.
//!
//! Who polls both ends of a channel in one task wakes itself with each message, and each such waking would cost another turn of the task, and a
//! system call of the runtime's. The bell is rung in place of the task: it passes on what comes while the task waits, and remembers the rest.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Wake, Waker};

/// It has rung since it was last listened to.
const RUNG: u8 = 1;
/// The task waits to be woken.
const WAITING: u8 = 2;

/// A bell, and whom it wakes.
pub(super) struct Bell {
    shared: Arc<Shared>,
    waker: Waker,
}

struct Shared {
    state: AtomicU8,
    task: Mutex<Waker>,
}

impl Bell {
    pub(super) fn new() -> Self {
        let shared = Arc::new(Shared { state: AtomicU8::new(RUNG), task: Mutex::new(Waker::noop().clone()) });
        Bell { waker: Waker::from(Arc::clone(&shared)), shared }
    }

    /// What rings it.
    pub(super) fn waker(&self) -> &Waker {
        &self.waker
    }

    /// Whether it has rung since it was last asked.
    pub(super) fn take_rung(&self) -> bool {
        self.shared.state.swap(0, Ordering::AcqRel) & RUNG != 0
    }

    /// Whether it has rung, without forgetting that.
    pub(super) fn has_rung(&self) -> bool {
        self.shared.state.load(Ordering::Acquire) & RUNG != 0
    }

    /// From here on it wakes the task. `false` when it has rung already, and wakes nobody.
    pub(super) fn wait(&self, task: &Context<'_>) -> bool {
        let mut waker = self.shared.task.lock().unwrap_or_else(PoisonError::into_inner);
        if !waker.will_wake(task.waker()) {
            waker.clone_from(task.waker());
        }
        drop(waker);
        self.shared.state.fetch_or(WAITING, Ordering::AcqRel) & RUNG == 0
    }
}

impl Wake for Shared {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.fetch_or(RUNG, Ordering::AcqRel) == WAITING {
            self.task.lock().unwrap_or_else(PoisonError::into_inner).wake_by_ref();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn a_task_is_woken_once_and_only_while_it_waits() {
        let bell = Bell::new();
        let woken = Arc::new(Woken::default());
        let task = Waker::from(Arc::clone(&woken));
        let context = Context::from_waker(&task);
        assert!(bell.take_rung(), "a new connection is to be looked at");
        bell.waker().wake_by_ref();
        assert!(!bell.wait(&context), "it has rung before");
        assert!(bell.take_rung());
        assert!(bell.wait(&context));
        assert_eq!(woken.0.load(Ordering::Relaxed), 0);
        bell.waker().wake_by_ref();
        bell.waker().wake_by_ref();
        assert_eq!(woken.0.load(Ordering::Relaxed), 1);
        assert!(bell.has_rung() && bell.take_rung() && !bell.has_rung());
    }
}
