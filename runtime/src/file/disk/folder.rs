//! What the store asks of a file system, and the one of the operating system.

mod watch;

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A folder of files.
pub(crate) trait Folder: Send + Sync + Debug {
    /// The whole of a file.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
    /// A new file in the place of one that may be there, on the disk when this returns.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Brings what was made and renamed to the disk.
    fn sync(&self) -> io::Result<()>;
    /// A file that is there already.
    fn open(&self, name: &str, writable: bool) -> io::Result<Box<dyn OpenFile>>;
    /// The file by which the right to write is held; it is made when it is missing.
    fn lock_file(&self, name: &str) -> io::Result<Box<dyn Lock>>;
    /// What shows the number of a lock's file without asking the operating system, where that can be had.
    fn watch(&self, name: &str) -> Option<Box<dyn Watch>>;
    /// How messages call a file.
    fn shown(&self, name: &str) -> String;
}

/// An open file, which stays the same when another takes its name.
pub(crate) trait OpenFile: Send + Sync + Debug {
    fn len(&self) -> io::Result<u64>;
    /// What stands from a place to the end.
    fn read_from(&self, at: u64) -> io::Result<Vec<u8>>;
    /// Writes at a place, which is the end.
    fn append(&self, at: u64, bytes: &[u8]) -> io::Result<()>;
    fn truncate(&self, length: u64) -> io::Result<()>;
    /// Brings what was written to the disk.
    fn sync(&self) -> io::Result<()>;
}

/// The right to write, which one process has at a time. It is given up by whoever dies.
pub(crate) trait Lock: Send + Sync + Debug {
    /// Whether it could be had at once.
    fn try_lock(&self) -> io::Result<bool>;
    fn unlock(&self);
    /// The number that stands in its file, 0 in a new one.
    fn number(&self) -> io::Result<u64>;
    /// Lets all who watch see another number at once. Only who has the right may do it.
    fn set_number(&self, number: u64) -> io::Result<()>;
}

/// Shows the number of a lock's file as it is in this moment.
pub(crate) trait Watch: Send + Sync + Debug {
    fn number(&self) -> u64;
}

/// A folder of the operating system.
#[derive(Debug)]
pub(crate) struct RealFolder(pub(crate) PathBuf);

/// A file of the operating system.
#[derive(Debug)]
struct RealFile(Mutex<File>);

impl Folder for RealFolder {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.0.join(name))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = File::create(self.0.join(name))?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn sync(&self) -> io::Result<()> {
        match cfg!(unix) {
            true => File::open(&self.0)?.sync_all(),
            // Elsewhere a folder is no file.
            false => Ok(()),
        }
    }

    fn open(&self, name: &str, writable: bool) -> io::Result<Box<dyn OpenFile>> {
        let file = File::options().read(true).write(writable).open(self.0.join(name))?;
        Ok(Box::new(RealFile(Mutex::new(file))))
    }

    fn lock_file(&self, name: &str) -> io::Result<Box<dyn Lock>> {
        watch::lock_file(&self.0.join(name))
    }

    fn watch(&self, name: &str) -> Option<Box<dyn Watch>> {
        watch::watch(&self.0.join(name))
    }

    fn shown(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl RealFile {
    fn file(&self) -> MutexGuard<'_, File> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenFile for RealFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.file().metadata()?.len())
    }

    fn read_from(&self, at: u64) -> io::Result<Vec<u8>> {
        let (mut file, mut read) = (self.file(), Vec::new());
        file.seek(SeekFrom::Start(at))?;
        file.read_to_end(&mut read)?;
        Ok(read)
    }

    fn append(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.file().set_len(length)
    }

    fn sync(&self) -> io::Result<()> {
        self.file().sync_data()
    }
}
