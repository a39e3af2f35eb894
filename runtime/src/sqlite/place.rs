//! A place for one value that is put and taken without a lock.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering::SeqCst};

/// Holds a boxed value or nothing.
#[derive(Debug)]
pub(super) struct Place<T>(AtomicPtr<T>);

impl<T> Place<T> {
    pub(super) fn empty() -> Self {
        Place(AtomicPtr::new(null_mut()))
    }

    /// Takes the value out, if there is one.
    pub(super) fn take(&self) -> Option<Box<T>> {
        let value = self.0.swap(null_mut(), SeqCst);
        // SAFETY: a pointer in here came out of a `Box` in `put`, and the swap gave it to this call alone.
        (!value.is_null()).then(|| unsafe { Box::from_raw(value) })
    }

    /// Puts a value in, or gives it back when there is one already.
    pub(super) fn put(&self, value: Box<T>) -> Result<(), Box<T>> {
        let value = Box::into_raw(value);
        match self.0.compare_exchange(null_mut(), value, SeqCst, SeqCst) {
            Ok(_) => Ok(()),
            // SAFETY: it came out of a `Box` just now, and was not put in.
            Err(_) => Err(unsafe { Box::from_raw(value) }),
        }
    }
}

// SAFETY: it owns its value, which one thread puts and another takes; nobody gets a reference to it.
unsafe impl<T: Send> Sync for Place<T> {}

impl<T> Drop for Place<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}
