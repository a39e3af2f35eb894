//! A file system in memory, which forgets what was not brought to the disk: all of it, parts, and in any order.

use super::Random;
use crate::file::disk::folder::{Folder, Lock, OpenFile, Watch};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A disk, which all processes see.
#[derive(Debug, Clone, Default)]
pub(in crate::file::disk) struct Simulated(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    world: Mutex<World>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct World {
    /// Names as programs see them, and as they are on the disk.
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    /// Changes of names that are not on the disk yet.
    moves: Vec<(String, Option<usize>)>,
    files: Vec<Content>,
    locked: BTreeSet<String>,
    /// Who writes this file waits, and whether somebody does.
    held_up: Option<String>,
    is_waiting: bool,
    /// What stands in the file of the lock; nobody brings it to the disk.
    number: u64,
    /// So many changes are made before the power is lost.
    left: Option<u64>,
    /// After so many more, bringing something to the disk fails once.
    syncs: Option<u64>,
    /// So many bytes fit on the disk.
    room: Option<usize>,
    /// Nothing is done any more until the power is back.
    is_dead: bool,
}

#[derive(Debug, Default, Clone)]
struct Content {
    now: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Write>,
}

#[derive(Debug, Clone)]
enum Write {
    At(usize, Vec<u8>),
    Truncate(usize),
}

impl Simulated {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets whoever writes this file wait, or wait no longer.
    pub(super) fn hold_up(&self, name: Option<&str>) {
        self.world().held_up = name.map(str::to_owned);
        self.0.changed.notify_all();
    }

    /// Waits until somebody waits to write the file that is held up.
    pub(super) fn await_waiting(&self) {
        let world = self.world();
        drop(self.0.changed.wait_while(world, |world| !world.is_waiting).unwrap());
    }

    /// Loses the power after so many changes.
    pub(super) fn lose_power_after(&self, changes: u64) {
        self.world().left = Some(changes);
    }

    /// After so many more, bringing something to the disk fails once: what was written to a file may be lost then, though programs see it.
    pub(super) fn fail_sync_after(&self, syncs: u64) {
        self.world().syncs = Some(syncs);
    }

    /// Whether that has come about.
    pub(super) fn has_failed(&self) -> bool {
        self.world().syncs.is_none()
    }

    /// So many bytes more fit.
    pub(super) fn set_room(&self, room: Option<usize>) {
        self.world().room = room;
    }

    /// A file as programs see it.
    pub(super) fn contents(&self, name: &str) -> Option<Vec<u8>> {
        let world = self.world();
        Some(world.files[*world.names.get(name)?].now.clone())
    }

    /// Puts a file in the place of another, as a person does while the store is closed.
    pub(super) fn edit(&self, name: &str, contents: Option<Vec<u8>>) {
        let mut world = self.world();
        match contents {
            Some(now) => {
                world.files.push(Content { durable: now.clone(), now, pending: Vec::new() });
                let file = world.files.len() - 1;
                world.names.insert(name.to_owned(), file);
                world.durable_names.insert(name.to_owned(), file);
            }
            None => {
                world.names.remove(name);
                world.durable_names.remove(name);
            }
        }
    }

    /// The power comes back: what is on the disk is what was brought there, and some of what was not.
    pub(super) fn restart(&self, random: &mut Random) {
        let mut world = self.world();
        let moves = std::mem::take(&mut world.moves);
        for (name, file) in moves {
            if random.below(2) == 0 {
                match file {
                    Some(file) => world.durable_names.insert(name, file),
                    None => world.durable_names.remove(&name),
                };
            }
        }
        world.names = world.durable_names.clone();
        for content in &mut world.files {
            for write in std::mem::take(&mut content.pending) {
                survive(&mut content.durable, write, random);
            }
            content.now = content.durable.clone();
        }
        world.number = random.below(1000);
        world.locked.clear();
        (world.left, world.is_dead, world.syncs) = (None, false, None);
    }

    /// A process was killed; what it had written is there.
    pub(super) fn restart_process(&self) {
        let mut world = self.world();
        world.locked.clear();
        (world.left, world.is_dead) = (None, false);
    }
}

/// Some of a write is on the disk, or all, or nothing; what is missing before its end is zeros.
fn survive(durable: &mut Vec<u8>, write: Write, random: &mut Random) {
    match write {
        Write::At(at, bytes) => {
            let length = match random.below(3) {
                0 => return,
                1 => bytes.len(),
                _ => random.below(bytes.len() as u64 + 1) as usize,
            };
            let end = (at + length).max(durable.len());
            durable.resize(end, 0);
            durable[at..at + length].copy_from_slice(&bytes[..length]);
        }
        Write::Truncate(length) if random.below(2) == 0 => durable.truncate(length),
        Write::Truncate(_) => {}
    }
}

impl Write {
    fn apply(&self, to: &mut Vec<u8>) {
        match self {
            Write::At(at, bytes) => {
                to.resize((at + bytes.len()).max(to.len()), 0);
                to[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Write::Truncate(length) => to.truncate(*length),
        }
    }
}

impl World {
    /// Counts a change; the one at which the power is lost is the last that is begun.
    fn step(&mut self) -> io::Result<bool> {
        if self.is_dead {
            return Err(io::Error::other("the power is lost"));
        }
        if let Some(left) = &mut self.left {
            if *left == 0 {
                self.is_dead = true;
                return Ok(true);
            }
            *left -= 1;
        }
        Ok(false)
    }

    /// Whether something may be brought to the disk.
    fn sync(&mut self) -> io::Result<()> {
        if self.step()? {
            return Err(io::Error::other("the power is lost"));
        }
        match &mut self.syncs {
            Some(0) => {
                self.syncs = None;
                Err(io::Error::other("the disk has failed"))
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn alive(&self) -> io::Result<()> {
        if self.is_dead { Err(io::Error::other("the power is lost")) } else { Ok(()) }
    }

    fn take_room(&mut self, bytes: usize) -> (usize, io::Result<()>) {
        let Some(room) = &mut self.room else { return (bytes, Ok(())) };
        let taken = bytes.min(*room);
        *room -= taken;
        let result = if taken < bytes { Err(ErrorKind::StorageFull.into()) } else { Ok(()) };
        (taken, result)
    }

    fn put(&mut self, file: usize, write: Write) {
        let content = &mut self.files[file];
        write.apply(&mut content.now);
        content.pending.push(write);
    }

    fn bring(&mut self, file: usize) -> io::Result<()> {
        let synced = self.sync();
        let content = &mut self.files[file];
        let pending = content.pending.drain(..);
        match &synced {
            Ok(()) => pending.for_each(|write| write.apply(&mut content.durable)),
            // What a system could not bring to the disk it does not try again.
            Err(_) if !self.is_dead => drop(pending),
            Err(_) => content.pending = pending.collect(),
        }
        synced
    }

    fn name(&mut self, name: &str, file: Option<usize>) {
        match file {
            Some(file) => self.names.insert(name.to_owned(), file),
            None => self.names.remove(name),
        };
        self.moves.push((name.to_owned(), file));
    }

    fn file(&self, name: &str) -> io::Result<usize> {
        self.names.get(name).copied().ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl Folder for Simulated {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let world = self.world();
        world.alive()?;
        Ok(world.files[world.file(name)?].now.clone())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut world = self.world();
        if world.held_up.as_deref() == Some(name) {
            world.is_waiting = true;
            self.0.changed.notify_all();
            world = self.0.changed.wait_while(world, |world| world.held_up.is_some()).unwrap();
            world.is_waiting = false;
        }
        let dies = world.step()?;
        world.files.push(Content::default());
        let file = world.files.len() - 1;
        world.name(name, Some(file));
        let (taken, result) = world.take_room(bytes.len());
        world.put(file, Write::At(0, bytes[..taken].to_vec()));
        if dies {
            return Err(io::Error::other("the power is lost"));
        }
        result?;
        world.bring(file)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut world = self.world();
        let dies = world.step()?;
        let file = world.file(from)?;
        world.name(from, None);
        world.name(to, Some(file));
        if dies { Err(io::Error::other("the power is lost")) } else { Ok(()) }
    }

    fn sync(&self) -> io::Result<()> {
        let mut world = self.world();
        world.sync()?;
        world.durable_names = world.names.clone();
        world.moves.clear();
        Ok(())
    }

    fn open(&self, name: &str, _: bool) -> io::Result<Box<dyn OpenFile>> {
        let world = self.world();
        world.alive()?;
        let file = world.file(name)?;
        Ok(Box::new(SimulatedFile { disk: self.clone(), file }))
    }

    fn lock_file(&self, name: &str) -> io::Result<Box<dyn Lock>> {
        self.world().alive()?;
        Ok(Box::new(SimulatedLock { disk: self.clone(), name: name.to_owned() }))
    }

    fn watch(&self, _: &str) -> Option<Box<dyn Watch>> {
        Some(Box::new(self.clone()))
    }

    fn shown(&self, name: &str) -> String {
        name.to_owned()
    }
}

#[derive(Debug)]
struct SimulatedLock {
    disk: Simulated,
    name: String,
}

impl Lock for SimulatedLock {
    fn try_lock(&self) -> io::Result<bool> {
        let mut world = self.disk.world();
        world.alive()?;
        Ok(world.locked.insert(self.name.clone()))
    }

    fn unlock(&self) {
        self.disk.world().locked.remove(&self.name);
    }

    fn number(&self) -> io::Result<u64> {
        let world = self.disk.world();
        world.alive()?;
        Ok(world.number)
    }

    fn set_number(&self, number: u64) -> io::Result<()> {
        let mut world = self.disk.world();
        let dies = world.step()?;
        assert!(world.locked.contains(&self.name), "only who has the right to write does so");
        world.number = number;
        if dies { Err(io::Error::other("the power is lost")) } else { Ok(()) }
    }
}

impl Watch for Simulated {
    fn number(&self) -> u64 {
        self.world().number
    }
}

#[derive(Debug)]
struct SimulatedFile {
    disk: Simulated,
    file: usize,
}

impl OpenFile for SimulatedFile {
    fn len(&self) -> io::Result<u64> {
        let world = self.disk.world();
        world.alive()?;
        Ok(world.files[self.file].now.len() as u64)
    }

    fn read_from(&self, at: u64) -> io::Result<Vec<u8>> {
        let world = self.disk.world();
        world.alive()?;
        Ok(world.files[self.file].now.get(at as usize..).unwrap_or_default().to_vec())
    }

    fn append(&self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut world = self.disk.world();
        let dies = world.step()?;
        let (taken, result) = world.take_room(bytes.len());
        world.put(self.file, Write::At(at as usize, bytes[..taken].to_vec()));
        if dies { Err(io::Error::other("the power is lost")) } else { result }
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let mut world = self.disk.world();
        let dies = world.step()?;
        world.put(self.file, Write::Truncate(length as usize));
        if dies { Err(io::Error::other("the power is lost")) } else { Ok(()) }
    }

    fn sync(&self) -> io::Result<()> {
        self.disk.world().bring(self.file)
    }
}
