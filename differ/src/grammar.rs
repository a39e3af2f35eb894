//! Random numbers and a table → the text of a random query about it, nearly always one that compiles.

mod condition;
mod expression;
mod read;
mod write;

use crate::random::Random;
use crate::tree::{Kind, Tree, text};
use querent_schema::{Column, Table, Type};

/// Makes one query.
pub(crate) struct Grammar<'g> {
    random: &'g mut Random,
    table: &'g Table,
    /// Values in braces so far; they are called `v0`, `v1` and so on.
    values: usize,
    /// Whether a condition that is written here may be dropped.
    droppable: bool,
    /// Whether columns can be named here.
    columns: bool,
    /// Whether `now()` may be written here: what it is differs from store to store.
    clock: bool,
}

/// A query that reads.
pub(crate) fn reading(table: &Table, random: &mut Random) -> Tree {
    Grammar::new(table, random).read()
}

/// A query that writes.
pub(crate) fn writing(table: &Table, random: &mut Random) -> Tree {
    Grammar::new(table, random).write()
}

impl<'g> Grammar<'g> {
    fn new(table: &'g Table, random: &'g mut Random) -> Self {
        Grammar { random, table, values: 0, droppable: false, columns: true, clock: true }
    }

    /// A Rust value in braces.
    fn braces(&mut self) -> Tree {
        self.values += 1;
        text(format!("{{v{}}}", self.values - 1))
    }

    /// A Rust value in braces, an `Option` where the condition around it may be dropped.
    fn maybe_braces(&mut self) -> Tree {
        let value = self.braces();
        if self.droppable && self.random.chance(35) { Tree::Row(vec![value, text("?")]) } else { value }
    }

    /// The columns of a kind that can be named.
    fn columns_of(&self, kind: Kind) -> Vec<&'g Column> {
        let named = |column: &&Column| kind_of(&column.ty) == kind && !is_counted(column);
        if self.columns { self.table.columns.iter().filter(named).collect() } else { Vec::new() }
    }

    /// Kinds of which the table has columns; where none can be named, those that need none.
    fn kinds(&self) -> Vec<Kind> {
        if !self.columns {
            return vec![Kind::Integer, Kind::Text];
        }
        let columns = self.table.columns.iter().filter(|column| !is_counted(column));
        columns.map(|column| kind_of(&column.ty)).collect()
    }

    /// A kind of which the table has columns, and for which `fits` holds; integers where there is none.
    fn kind(&mut self, fits: fn(Kind) -> bool) -> Kind {
        let kinds: Vec<Kind> = self.kinds().into_iter().filter(|kind| fits(*kind)).collect();
        if kinds.is_empty() { Kind::Integer } else { *self.random.pick(&kinds) }
    }

    /// Runs `make` where nothing can be dropped.
    fn undroppable<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.droppable, false);
        let made = make(self);
        self.droppable = before;
        made
    }

    /// The table's module.
    fn module(&self) -> Tree {
        text(self.table.rust_name.to_string())
    }
}

/// A column as a query writes it.
fn column_name(column: &Column) -> String {
    match &*column.rust_name {
        "type" => "r#type".to_owned(),
        name => name.to_owned(),
    }
}

/// A key that counts up, or a time that querent fills in: each store has its own, so that nothing is asked about it.
pub(crate) fn is_counted(column: &Column) -> bool {
    column.auto_increment || column.filled.is_some()
}

/// The kind of the values of a type.
fn kind_of(ty: &Type) -> Kind {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt => Kind::Integer,
        Type::Boolean => Kind::Condition,
        Type::Float => Kind::Float,
        Type::Decimal { .. } => Kind::Decimal,
        Type::Text { .. } => Kind::Text,
        Type::Bytes { .. } => Kind::Bytes,
        Type::Date => Kind::Date,
        Type::Time => Kind::Time,
        Type::DateTime => Kind::DateTime,
        Type::Timestamp => Kind::Timestamp,
        Type::Uuid => Kind::Uuid,
        Type::Json => Kind::Json,
        Type::Enum(_) => Kind::Enum,
    }
}
