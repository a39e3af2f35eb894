//! One connection to SQLite: a statement and its parameters → steps, rows and counts; prepared statements are kept.

use super::bind;
use super::failure::failure;
use super::raw::{self, Handle, Prepared, Row, Stepped};
use super::watch::Watch;
use crate::error::Result;
use crate::params::Param;
use crate::slot::{Slot, Slots, slots};
use crate::statement::{Statement, Step};
use crate::text::{Keys, assemble};
use querent_schema::dialect::Placeholder;
use rusqlite::ffi;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// A connection that is used by one task or thread at a time.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The statement that is between its first step and its end. It is owned by `cache`, out of which nothing is taken meanwhile.
    running: Option<Handle>,
    /// Dropped before `inner`, which its statements belong to.
    cache: Slots<Prepared>,
    pub(super) watch: Arc<Watch>,
    /// Whether a commit waits for the disk.
    pub(super) commit_syncs: bool,
    /// The same as `inner`'s; valid as long as that is.
    db: *mut ffi::sqlite3,
    pub(super) inner: rusqlite::Connection,
}

// SAFETY: the pointers `db` and `running` belong to `inner` and `cache`, which go with them; the library was compiled for several
// threads, and a connection without mutexes may be used by one thread after another.
unsafe impl Send for Connection {}

impl Connection {
    /// Takes over a connection that was opened without mutexes and whose hooks report to `watch`.
    pub(super) fn new(
        inner: rusqlite::Connection,
        watch: Arc<Watch>,
        commit_syncs: bool,
        statements: NonZeroUsize,
    ) -> Self {
        // SAFETY: the pointer is used as long as `inner` lives, and it is not closed by it.
        let db = unsafe { inner.handle() };
        let cache = slots(statements);
        Connection { running: None, cache, watch, commit_syncs, db, inner }
    }

    /// Makes a step of a statement ready to run: finds or prepares its text and binds its parameters, `rows` rows of them.
    ///
    /// # Safety
    /// `params`, or what they were moved to, are there for as long as [`step`](Connection::step) is called.
    pub(super) unsafe fn start(
        &mut self,
        statement: &Statement,
        step: u16,
        params: &[Param<'_>],
        rows: u16,
    ) -> Result<()> {
        self.finish();
        let row = &params[..params.len() / usize::from(rows)];
        let slot = Slot::new(statement, step, rows, row);
        let prepared = match self.cache.get(&slot) {
            Some(prepared) => prepared,
            None => {
                let step = &super::steps(statement)[usize::from(step)];
                let prepared = self.prepare(step, params, rows)?;
                self.cache.push(slot, prepared);
                self.cache.peek_mru().expect("a statement was just added").1
            }
        };
        let handle = prepared.handle();
        // SAFETY: the statement is in the cache and does not run; for the parameters the caller answers.
        unsafe { bind::bind(handle, &prepared.order, params)? };
        self.running = Some(handle);
        Ok(())
    }

    fn prepare(&self, step: &Step, params: &[Param<'_>], rows: u16) -> Result<Prepared> {
        let assembled = assemble(step.pieces, params, usize::from(rows), Keys::NONE, Placeholder::Question);
        // SAFETY: the connection is open, and statements are dropped before it.
        unsafe { Prepared::new(self.db, &assembled.text, assembled.order) }.map_err(|code| self.failure(code))
    }

    /// Goes on with what was started.
    pub(super) fn step(&mut self) -> Stepped {
        match self.running {
            // SAFETY: it is in the cache; for the parameters the caller of `start` answers.
            Some(handle) => unsafe { handle.step() },
            None => Stepped::Done,
        }
    }

    /// The row on which the running statement stands, after [`Stepped::Row`].
    pub(super) fn row(&self) -> Option<Row<'_>> {
        // SAFETY: stepping, resetting and dropping need the connection as mutable, which this borrow excludes. Should the statement
        // not stand on a row, SQLite gives NULLs.
        self.running.map(|handle| unsafe { handle.row() })
    }

    /// How many columns the running statement gives; 0 when it gives no rows.
    pub(super) fn columns(&self) -> u16 {
        self.running.map_or(0, |handle| handle.columns)
    }

    /// Ends the running statement, if there is one. What it wrote is undone, which a mere reset would commit.
    pub(super) fn undo(&mut self) {
        if self.running.is_some() {
            // SAFETY: the connection is open.
            unsafe { raw::interrupt(self.db) };
            self.step();
            self.finish();
        }
    }

    /// Ends the running statement, if there is one, after its last step.
    pub(super) fn finish(&mut self) {
        // What the last step said is known.
        let _ = self.complete();
    }

    /// Ends the running statement, and makes sure that what it wrote is committed. Fails with an extended result code.
    pub(super) fn complete(&mut self) -> Result<(), i32> {
        // SAFETY: it is in the cache.
        match self.running.take().map_or(ffi::SQLITE_OK, |handle| unsafe { handle.reset() }) {
            ffi::SQLITE_OK => Ok(()),
            code => Err(code),
        }
    }

    /// How many rows the last write matched.
    pub(super) fn changes(&self) -> u64 {
        // SAFETY: the connection is open.
        unsafe { raw::changes(self.db) }
    }

    /// How many rows were changed in all its life.
    pub(super) fn total_changes(&self) -> u64 {
        // SAFETY: the connection is open.
        unsafe { raw::total_changes(self.db) }
    }

    /// Whether no transaction is open.
    pub(super) fn is_autocommit(&self) -> bool {
        // SAFETY: the connection is open.
        unsafe { raw::is_autocommit(self.db) }
    }

    /// Runs a text that takes no parameters and gives no rows, such as BEGIN. Fails with a result code.
    pub(super) fn command(&mut self, text: &str) -> Result<(), i32> {
        self.finish();
        // SAFETY: the connection is open, and the statement is gone at the end of this function.
        let handle = unsafe { Prepared::new(self.db, text, Vec::new())? };
        // SAFETY: it was just prepared, and nothing is bound to it.
        match unsafe { handle.handle().step() } {
            Stepped::Failed(code) => Err(code),
            Stepped::Row | Stepped::Done => Ok(()),
        }
    }

    /// The last failure, whose result code this is, as an error.
    pub(super) fn failure(&self, code: i32) -> crate::Error {
        // SAFETY: the connection is open.
        failure(code, unsafe { raw::message(self.db) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::{Facts, Piece, Program, Role, Weight};
    use crate::url::{Mode, Place};
    use std::time::Duration;

    fn connection(statements: usize) -> Connection {
        let options = super::super::Options {
            place: Place::Memory,
            mode: Mode::Create,
            pool_size: 1,
            acquire_timeout: Duration::ZERO,
            busy_timeout: Duration::ZERO,
            statements: NonZeroUsize::new(statements).unwrap(),
        };
        let mut connection = super::super::open::open(&options).unwrap();
        connection.command("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)").unwrap();
        connection.command("CREATE INDEX t_by_name ON t (name)").unwrap();
        connection.command("INSERT INTO t (name) VALUES ('a'), ('b'), ('b')").unwrap();
        connection
    }

    fn statement(before: &'static str, after: &'static str) -> &'static Statement {
        let pieces = [Piece::Text(before), Piece::Param(0), Piece::Text(after)];
        let step = Step { role: Role::Answer, pieces: Box::leak(Box::new(pieces)) };
        let program: &'static Program = Box::leak(Box::new(Program { steps: Box::leak(Box::new([step])) }));
        Box::leak(Box::new(Statement::new(Facts {
            name: "t.find",
            file: "src/main.rs",
            line: 1,
            programs: [program; 5],
            columns: &[],
            key: &[],
            reads: &["t"],
            writes: &[],
            weight: Weight::Short,
            switches: &[],
            sorted_by_key: false,
            locks: false,
            plan: "",
        })))
    }

    /// Runs it to its end, and tells how many rows there were and how often SQLite has prepared the statement again by itself.
    fn run(connection: &mut Connection, statement: &Statement, param: Param<'_>) -> (usize, i32) {
        let params = [param];
        // SAFETY: the parameters outlive the steps below.
        unsafe { connection.start(statement, 0, &params, 1).unwrap() };
        let mut rows = 0;
        while connection.step() == Stepped::Row {
            rows += 1;
        }
        // SAFETY: the statement is in the cache.
        let again = unsafe { connection.running.unwrap().reprepared() };
        connection.finish();
        (rows, again)
    }

    #[test]
    fn another_value_never_makes_sqlite_prepare_a_statement_again() {
        let mut connection = connection(8);
        let text = |text: &str| Param::Text(text.to_owned().into());
        let name = statement("SELECT id FROM t WHERE name = ", "");
        let like = statement("SELECT id FROM t WHERE name LIKE ", "");
        let limit = statement("SELECT id FROM t ORDER BY id LIMIT ", "");
        // After an analysis of the table a plan could depend on the value.
        for analysed in [false, true] {
            for (value, pattern, most) in [("a", "a%", 1), ("b", "%b", 2), ("c", "x", 3), ("b", "b", 0)] {
                let rows = run(&mut connection, name, text(value)).0;
                assert_eq!(rows, ["a", "b", "b"].iter().filter(|name| **name == value).count());
                run(&mut connection, like, text(pattern));
                assert_eq!(run(&mut connection, limit, Param::Integer(most)).0, most as usize);
            }
            for (statement, value) in [(name, text("b")), (like, text("a%")), (limit, Param::Integer(1))] {
                let (_, again) = run(&mut connection, statement, value);
                assert_eq!(again, i32::from(analysed), "once, for what the analysis changed");
            }
            connection.command("ANALYZE").unwrap();
        }
    }

    #[test]
    fn the_statement_that_was_used_least_recently_makes_room() {
        let mut connection = connection(2);
        let [one, two, three] = ["1", "2", "3"].map(|text| statement("SELECT ", text));
        for statement in [one, two, one, three, one, two, three] {
            assert_eq!(run(&mut connection, statement, Param::Null).0, 1);
            assert!(connection.cache.len() <= 2);
        }
        let kept: Vec<std::num::NonZeroU32> = connection.cache.iter().map(|(slot, _)| slot.statement).collect();
        assert_eq!(kept, [three.state.slot(), two.state.slot()]);
    }
}
