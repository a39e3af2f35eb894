//! Changes of the files ↔ a number that all who have the folder open see: even where nothing has changed since it was written, odd while something may.
//!
//! Who reads compares it with the one from before; who died while the number was odd leaves it so, and all ask the operating system until the next
//! change has come to its end. A reader may see some bytes of the number before others, so an even one differs from the odd one before it in the
//! lowest byte only.

use super::failure::{read_only, refused};
use super::folder::Lock;
use super::{Disk, LOCK};
use crate::error::Result;

/// A change that others are told to look out for; they do so until it is done.
#[derive(Debug)]
pub(super) struct Notice<'d> {
    lock: &'d dyn Lock,
    number: u64,
}

impl Disk {
    /// The number; `None` where nothing may be concluded from it.
    pub(super) fn number(&self) -> Option<u64> {
        let number = self.watch.as_ref()?.number();
        number.is_multiple_of(2).then_some(number)
    }

    /// Lets others look out for a change.
    ///
    /// # Errors
    /// When the number cannot be written; then nothing may be changed.
    pub(super) fn announce(&self) -> Result<Notice<'_>> {
        let lock = &**self.lock.as_ref().ok_or_else(read_only)?;
        let failed = |error| refused(&*self.folder, "writing", LOCK, error);
        let number = match &self.watch {
            Some(watch) => watch.number(),
            None => lock.number().map_err(failed)?,
        };
        if number.is_multiple_of(2) {
            lock.set_number(number + 1).map_err(failed)?;
        }
        Ok(Notice { lock, number: number | 1 })
    }
}

impl Notice<'_> {
    /// Tells that the change has come to its end, and with which number; `None` where others go on looking.
    pub(super) fn done(self) -> Option<u64> {
        let mut odd = self.number;
        if odd.to_le_bytes()[0] == u8::MAX {
            odd = odd.wrapping_add(2);
            self.lock.set_number(odd).ok()?;
        }
        let even = odd.wrapping_add(1);
        self.lock.set_number(even).ok()?;
        Some(even)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::disk::tests::simulated::Simulated;
    use crate::file::disk::{Options, folder::Folder};
    use crate::url::Mode;
    use std::time::Duration;

    #[test]
    fn an_even_number_differs_from_the_one_before_it_in_one_byte() {
        let simulated = Simulated::default();
        let lock = simulated.lock_file(LOCK).unwrap();
        let wait = Duration::from_secs(1);
        let options =
            Options { folder: "".into(), mode: Mode::Create, sync: true, acquire_timeout: wait, busy_timeout: wait };
        let (disk, ..) = Disk::open_in(Box::new(simulated), &options).unwrap();
        let _held = disk.try_hold().unwrap().unwrap();
        let mut seen = Vec::new();
        for _ in 0..1000 {
            let before = lock.number().unwrap();
            let notice = disk.announce().unwrap();
            assert_eq!((disk.number(), lock.number().unwrap()), (None, before + 1));
            let after = notice.done().unwrap();
            assert_eq!(disk.number(), Some(after));
            assert!(after % 256 > 1 && !seen.contains(&after), "{after}");
            seen.push(after);
        }
        // Who dies meanwhile leaves all others on the look-out, until the next is done.
        assert_eq!(disk.announce().unwrap().number % 2, 1);
        assert_eq!(disk.number(), None);
        assert!(disk.announce().unwrap().done().is_some_and(|number| disk.number() == Some(number)));
    }
}
