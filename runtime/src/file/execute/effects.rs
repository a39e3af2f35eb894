//! A changed row → what foreign keys do to others, and what must hold when the statement is over.

use super::Run;
use super::view::{Change, RowId, Seek, View};
use crate::error::Result;
use crate::file::value::Value;
use crate::file::violation;
use querent_schema::{Action, ForeignKey};
use std::collections::VecDeque;

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) table: usize,
    pub(super) id: RowId,
}

/// What a statement has yet to look after.
#[derive(Debug, Default)]
pub(super) struct Effects {
    pending: Vec<Pending>,
}

/// What must hold at the end of the statement.
#[derive(Debug)]
enum Pending {
    /// The parent that this row references by this key of its table.
    Child { row: Row, key: usize },
    /// No row of the child has these values in its key, unless there is a parent again.
    Parent { child: usize, key: usize, values: Vec<Value> },
}

/// A row that was changed, for those that reference it.
struct Changed {
    table: usize,
    old: Vec<Value>,
    /// `None`: it is gone.
    new: Option<Vec<Value>>,
}

impl Effects {
    /// Adds a row that is complete.
    pub(super) fn insert(
        &mut self,
        store: &mut impl Change,
        run: Run<'_>,
        table: usize,
        row: Vec<Value>,
    ) -> Result<RowId> {
        let referenced = self.referenced(run, table, None, &row);
        let id = store.insert(table, row)?;
        self.pending.extend(referenced.into_iter().map(|key| Pending::Child { row: Row { table, id }, key }));
        Ok(id)
    }

    /// Puts a complete row in the place of another, and lets those follow that reference it.
    pub(super) fn replace(&mut self, store: &mut impl Change, run: Run<'_>, row: Row, new: Vec<Value>) -> Result<()> {
        let changed = self.put(store, run, row, new)?;
        self.follow(store, run, changed)
    }

    /// Takes a row away, and lets those follow that reference it. One that is gone already stays so.
    pub(super) fn remove(&mut self, store: &mut impl Change, run: Run<'_>, row: Row) -> Result<()> {
        let changed = take(store, row)?;
        self.follow(store, run, changed)
    }

    fn put(&mut self, store: &mut impl Change, run: Run<'_>, row: Row, new: Vec<Value>) -> Result<Option<Changed>> {
        let Some(old) = store.row(row.table, row.id).map(<[Value]>::to_vec) else { return Ok(None) };
        if old == new {
            return Ok(None);
        }
        let referenced = self.referenced(run, row.table, Some(&old), &new);
        self.pending.extend(referenced.into_iter().map(|key| Pending::Child { row, key }));
        store.replace(row.table, row.id, new.clone())?;
        Ok(Some(Changed { table: row.table, old, new: Some(new) }))
    }

    /// The foreign keys by which a row references others than it did.
    fn referenced(&self, run: Run<'_>, table: usize, old: Option<&[Value]>, new: &[Value]) -> Vec<usize> {
        let keys = run.schema.tables[table].foreign_keys.iter().enumerate();
        let differs =
            |key: &ForeignKey| key.columns.iter().any(|column| old.is_none_or(|old| old[*column] != new[*column]));
        keys.filter(|(_, key)| differs(key) && values_of(new, &key.columns).is_some())
            .map(|(number, _)| number)
            .collect()
    }

    /// One after the other, however deep they go.
    fn follow(&mut self, store: &mut impl Change, run: Run<'_>, changed: Option<Changed>) -> Result<()> {
        let mut queue: VecDeque<Changed> = changed.into_iter().collect();
        while let Some(changed) = queue.pop_front() {
            for (child, number) in &run.rules.tables[changed.table].referenced_by {
                let key = &run.schema.tables[*child].foreign_keys[*number];
                let Some(old) = values_of(&changed.old, &key.references) else { continue };
                let new =
                    changed.new.as_ref().map(|new| key.references.iter().map(|column| new[*column].clone()).collect());
                if new.as_ref() == Some(&old) {
                    continue;
                }
                let children = rows_with(store, run, *child, &key.columns, &old);
                if children.is_empty() {
                    continue;
                }
                let action = if new.is_some() { key.on_update } else { key.on_delete };
                match (action, new) {
                    (Action::Restrict, _) => return Err(violation::foreign_key(run.schema, *child, *number)),
                    (Action::NoAction, _) => {
                        self.pending.push(Pending::Parent { child: *child, key: *number, values: old });
                    }
                    (Action::Cascade, None) => {
                        for id in children {
                            queue.extend(take(store, Row { table: *child, id })?);
                        }
                    }
                    (action, new) => {
                        for id in children {
                            let row = Row { table: *child, id };
                            let values = following(run, row.table, key, action, new.as_deref())?;
                            // Its default may be just what it had.
                            self.pending.push(Pending::Child { row, key: *number });
                            queue.extend(self.set(store, run, row, &key.columns, values)?);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Gives columns of a row other values.
    fn set(
        &mut self,
        store: &mut impl Change,
        run: Run<'_>,
        row: Row,
        columns: &[usize],
        values: Vec<Value>,
    ) -> Result<Option<Changed>> {
        let Some(mut new) = store.row(row.table, row.id).map(<[Value]>::to_vec) else { return Ok(None) };
        for (column, value) in columns.iter().zip(values) {
            new[*column] = value;
        }
        run.form(row.table).complete(&mut new, run.context())?;
        self.put(store, run, row, new)
    }

    /// Looks whether all that the statement has left holds.
    pub(super) fn finish(self, store: &impl View, run: Run<'_>) -> Result<()> {
        for pending in self.pending {
            match pending {
                Pending::Child { row, key: number } => {
                    let key = &run.schema.tables[row.table].foreign_keys[number];
                    let values = store.row(row.table, row.id).and_then(|row| values_of(row, &key.columns));
                    let Some(values) = values else { continue };
                    if rows_with(store, run, key.table, &key.references, &values).is_empty() {
                        return Err(violation::foreign_key(run.schema, row.table, number));
                    }
                }
                Pending::Parent { child, key: number, values } => {
                    let key = &run.schema.tables[child].foreign_keys[number];
                    let orphans = !rows_with(store, run, child, &key.columns, &values).is_empty();
                    if orphans && rows_with(store, run, key.table, &key.references, &values).is_empty() {
                        return Err(violation::foreign_key(run.schema, child, number));
                    }
                }
            }
        }
        Ok(())
    }
}

fn take(store: &mut impl Change, row: Row) -> Result<Option<Changed>> {
    let Some(old) = store.row(row.table, row.id).map(<[Value]>::to_vec) else { return Ok(None) };
    store.remove(row.table, row.id)?;
    Ok(Some(Changed { table: row.table, old, new: None }))
}

/// What the key of a row becomes whose parent has changed or gone.
fn following(
    run: Run<'_>,
    table: usize,
    key: &ForeignKey,
    action: Action,
    new: Option<&[Value]>,
) -> Result<Vec<Value>> {
    let form = run.form(table);
    match (action, new) {
        (Action::Cascade, Some(new)) => {
            key.columns.iter().zip(new).map(|(column, value)| form.stored(*column, value)).collect()
        }
        (Action::SetDefault, _) => key.columns.iter().map(|column| form.left_out(*column, run.context())).collect(),
        _ => Ok(vec![Value::Null; key.columns.len()]),
    }
}

/// The values of these columns; `None` where one is NULL, which references nothing.
fn values_of(row: &[Value], columns: &[usize]) -> Option<Vec<Value>> {
    let values = columns.iter().map(|column| Some(row[*column].clone()).filter(|value| *value != Value::Null));
    values.collect()
}

/// The rows that have these values in these columns, by a key where there is one that begins with them.
pub(super) fn rows_with(
    store: &impl View,
    run: Run<'_>,
    table: usize,
    columns: &[usize],
    values: &[Value],
) -> Vec<RowId> {
    let begins =
        |key: &[usize]| key.len() >= columns.len() && key[..columns.len()].iter().all(|one| columns.contains(one));
    let matches = |row: &[Value]| columns.iter().zip(values).all(|(column, value)| row[*column].cmp(value).is_eq());
    match run.rules.tables[table].keys.iter().find(|(_, key)| begins(key)) {
        Some((key, order)) => {
            let value = |column: &usize| columns.iter().position(|one| one == column).map(|at| values[at].clone());
            let begin: Vec<Value> = order[..columns.len()].iter().filter_map(value).collect();
            store.seek(table, Seek::beginning(*key, &begin)).map(|(id, _)| id).collect()
        }
        None => store.scan(table).filter(|(_, row)| matches(row)).map(|(id, _)| id).collect(),
    }
}
