//! The file of a lock, and the number in it that all processes see as soon as one of them writes it.
//!
//! It is written as a file is, so that a full disk is an error and not a signal, and read as memory is, because a look-up takes less time than a
//! question to the operating system.

use super::{Lock, Watch};
use memmap2::{MmapOptions, MmapRaw};
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::atomic::{Ordering, fence};

/// The bytes of the number, with the lowest first.
const WIDTH: usize = size_of::<u64>();

/// The file, which is made when it is missing.
pub(super) fn lock_file(path: &Path) -> io::Result<Box<dyn Lock>> {
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
    // What stands in it already stays.
    if file.metadata()?.len() < WIDTH as u64 {
        file.set_len(WIDTH as u64)?;
    }
    Ok(Box::new(file))
}

/// The number of a file that is there; `None` where the file system does not show it as memory.
pub(super) fn watch(path: &Path) -> Option<Box<dyn Watch>> {
    let file = File::open(path).ok()?;
    if file.metadata().ok()?.len() < WIDTH as u64 {
        return None;
    }
    Some(Box::new(Mapped(MmapOptions::new().len(WIDTH).map_raw_read_only(&file).ok()?)))
}

impl Lock for File {
    fn try_lock(&self) -> io::Result<bool> {
        match File::try_lock(self) {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn unlock(&self) {
        // Closing the file does it, too.
        let _ = File::unlock(self);
    }

    fn number(&self) -> io::Result<u64> {
        let mut bytes = [0; WIDTH];
        read_at_start(self, &mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn set_number(&self, number: u64) -> io::Result<()> {
        write_at_start(self, &number.to_le_bytes())
    }
}

#[cfg(unix)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

#[cfg(unix)]
fn write_at_start(file: &File, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, 0)
}

#[cfg(not(unix))]
fn read_at_start(mut file: &File, bytes: &mut [u8]) -> io::Result<()> {
    io::Seek::rewind(&mut file)?;
    io::Read::read_exact(&mut file, bytes)
}

#[cfg(not(unix))]
fn write_at_start(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    io::Seek::rewind(&mut file)?;
    io::Write::write_all(&mut file, bytes)
}

/// The file as memory.
#[derive(Debug)]
struct Mapped(MmapRaw);

impl Watch for Mapped {
    fn number(&self) -> u64 {
        // SAFETY: the mapping is as long as the number and lasts as long as `self`; it begins a page, so it is aligned. What others write into
        // the file meanwhile changes it, so it is read once, and by no reference.
        let number = unsafe { self.0.as_ptr().cast::<u64>().read_volatile() };
        // What was written before the number is read after it.
        fence(Ordering::Acquire);
        u64::from_le(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_seen_by_all_who_watch() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        assert!(watch(&path).is_none(), "there is nothing to watch");
        let lock = lock_file(&path).unwrap();
        let (one, other) = (watch(&path).unwrap(), watch(&path).unwrap());
        for number in [0, 1, 255, 1 << 40, u64::MAX] {
            lock.set_number(number).unwrap();
            assert_eq!((one.number(), other.number(), lock.number().unwrap()), (number, number, number));
        }
        assert_eq!(lock_file(&path).unwrap().number().unwrap(), u64::MAX, "opening it leaves it alone");
        drop(lock);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(one.number(), u64::MAX, "what is watched stays when it has no name any more");
    }
}
