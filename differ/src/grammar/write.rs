//! `insert`, `insert_many`, `update`, `delete`, `upsert`, with `returning`.

use super::expression::Typed;
use super::{Grammar, column_name, is_counted, kind_of};
use crate::tree::{Kind, Tree, optional, row, text};
use crate::value::literal;
use querent_schema::{Column, Table};

impl<'g> Grammar<'g> {
    pub(super) fn write(&mut self) -> Tree {
        match self.random.below(16) {
            0..=3 => self.insert(),
            4..=6 => self.insert_many(),
            7..=10 => self.update(),
            11 | 12 => self.delete(),
            13 | 14 if !self.upsert_keys().is_empty() => self.upsert(),
            15 => row([self.module(), text(*self.random.pick(&[".delete all", ".truncate"]))]),
            _ => self.update(),
        }
    }

    fn insert(&mut self) -> Tree {
        let body = match self.random.chance(35) {
            true => row([text(" "), self.braces()]),
            false => {
                let columns = self.inserted_columns(&[]);
                self.new_row(&columns)
            }
        };
        let returning = self.returning();
        row([self.module(), text(".insert"), body, returning])
    }

    fn insert_many(&mut self) -> Tree {
        let body = match self.random.chance(50) {
            true => row([text(" "), self.braces()]),
            false => {
                // A key that counts up is given by all rows or by none; other columns as it comes.
                let rows = (0..1 + self.random.below(3)).map(|_| {
                    let columns = self.inserted_columns(&[]);
                    self.new_row(&columns)
                });
                let items = rows.collect();
                row([text(" ["), Tree::List { separator: ",", least: 1, items }, text("]")])
            }
        };
        let returning = self.returning();
        row([self.module(), text(".insert_many"), body, returning])
    }

    fn inserted_columns(&mut self, pinned: &[usize]) -> Vec<&'g Column> {
        let table: &'g Table = self.table;
        let columns = table.columns.iter().enumerate().filter(|(place, _)| !pinned.contains(place));
        columns
            .map(|(_, column)| column)
            .filter(|column| column.is_writable())
            .filter(|column| column.is_required() || !is_counted(column) && self.random.chance(40))
            .collect()
    }

    /// ` { id: {v0}, name: "a" }`.
    fn new_row(&mut self, columns: &[&'g Column]) -> Tree {
        self.columns = false;
        let fields = columns.iter().map(|column| {
            let value = self.stored(column);
            row([text(column_name(column)), text(": "), value])
        });
        let items = fields.collect();
        self.columns = true;
        row([text(" { "), Tree::List { separator: ", ", least: 0, items }, text(" }")])
    }

    /// A value that goes into a column. What is unique or referenced is a value in braces, so that rows meet.
    fn stored(&mut self, column: &'g Column) -> Tree {
        let kind = kind_of(&column.ty);
        if self.is_key(column) {
            return self.braces();
        }
        let value = match self.random.below(10) {
            0..=3 => return self.braces(),
            4 | 5 => return text(literal(&column.ty, self.random)),
            6 if column.nullable => return text("null"),
            _ => self.value(kind, 2, Typed::ByPlace),
        };
        if column.nullable {
            return value;
        }
        let otherwise = text(literal(&column.ty, self.random));
        row([text("coalesce("), value, text(", "), otherwise, text(")")])
    }

    /// Whether a column is part of a key or references one.
    fn is_key(&self, column: &Column) -> bool {
        let Some(place) = self.table.columns.iter().position(|other| other.name == column.name) else { return false };
        let referencing = self.table.foreign_keys.iter().flat_map(|key| key.columns.iter());
        self.table.keys().flatten().chain(referencing).any(|of_key| *of_key == place)
    }

    fn update(&mut self) -> Tree {
        if self.random.chance(20) {
            let (patch, filter, returning) = (self.braces(), self.sure_filter(), self.returning_by_key());
            return row([self.module(), text(".update "), patch, filter, returning]);
        }
        let fields = self.assignments(&[]);
        let (filter, returning) = (self.sure_filter(), self.returning_by_key());
        row([self.module(), text(".update"), fields, filter, returning])
    }

    /// ` { name: "a" }`, never of what is pinned.
    fn assignments(&mut self, pinned: &[usize]) -> Tree {
        let table: &'g Table = self.table;
        let mut columns: Vec<&Column> = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            let is_free = !pinned.contains(&place) && !is_counted(column) && column.is_writable();
            if is_free && (!self.is_key(column) || self.random.chance(15)) {
                columns.push(column);
            }
        }
        self.random.shuffle(&mut columns);
        if columns.is_empty() {
            columns.extend(
                table.columns.iter().enumerate().find(|(place, _)| !pinned.contains(place)).map(|(_, one)| one),
            );
        }
        columns.truncate(1 + self.random.below(4));
        let fields = columns.into_iter().map(|column| {
            let value = self.stored(column);
            row([text(column_name(column)), text(": "), value])
        });
        let items = fields.collect();
        row([text(" { "), Tree::List { separator: ", ", least: 1, items }, text(" }")])
    }

    fn delete(&mut self) -> Tree {
        let (filter, returning) = (self.sure_filter(), self.returning_by_key());
        row([self.module(), text(".delete"), filter, returning])
    }

    /// A filter of which something is left when all values are missing, or ` all`.
    fn sure_filter(&mut self) -> Tree {
        let keys: Vec<&[usize]> = self.table.keys().collect();
        let clock = std::mem::replace(&mut self.clock, false);
        let filter = match self.random.below(10) {
            0 => text(" all"),
            1..=4 if !keys.is_empty() => {
                let key = *self.random.pick(&keys);
                row([text(" where "), self.key_pinned(key)])
            }
            5 | 6 => {
                let sure = self.condition(1);
                self.droppable = true;
                let more = self.condition(2);
                self.droppable = false;
                row([text(" where ("), sure, text(")"), optional(row([text(" and ("), more, text(")")]))])
            }
            _ => row([text(" where "), self.condition(2)]),
        };
        self.clock = clock;
        filter
    }

    fn upsert_keys(&self) -> Vec<&'g [usize]> {
        let table: &'g Table = self.table;
        table.keys().filter(|key| key.iter().all(|column| !is_counted(&table.columns[*column]))).collect()
    }

    fn upsert(&mut self) -> Tree {
        let keys = self.upsert_keys();
        let key = *self.random.pick(&keys);
        let pinned = self.key_pinned(key);
        let columns = self.inserted_columns(key);
        let create = self.new_row(&columns);
        let update = match self.random.chance(80) {
            true => optional(row([text(" update"), self.assignments(key)])),
            false => text(""),
        };
        let returning = self.returning();
        row([self.module(), text(".upsert where "), pinned, text(" create"), create, update, returning])
    }

    fn returning(&mut self) -> Tree {
        match self.random.below(10) {
            0..=3 => text(""),
            4 | 5 => optional(text(" returning *")),
            _ => {
                let kind = self.kind(|kind| kind != Kind::Json);
                self.clock = false;
                let value = self.value(kind, 1, Typed::Itself);
                self.clock = true;
                let mut columns: Vec<&Column> =
                    self.table.columns.iter().filter(|column| !is_counted(column)).collect();
                self.random.shuffle(&mut columns);
                columns.truncate(1 + self.random.below(3));
                let mut items = vec![row([value, text(" as f0")])];
                items.extend(columns.into_iter().map(|column| text(column_name(column))));
                self.random.shuffle(&mut items);
                optional(row([text(" returning { "), Tree::List { separator: ", ", least: 1, items }, text(" }")]))
            }
        }
    }

    /// Rows that were changed come by key, so there must be one.
    fn returning_by_key(&mut self) -> Tree {
        if self.table.primary_key.is_empty() { text("") } else { self.returning() }
    }
}
