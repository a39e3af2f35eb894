//! A changed row → what foreign keys do to others, and what must hold when the statement is over.

use super::Run;
use super::view::{Change, RowId, Seek, View};
use crate::error::Result;
use crate::file::value::Value;
use crate::file::violation;
use querent_schema::{Action, ForeignKey};
use smallvec::SmallVec;
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

/// What must hold at the end of the statement: there is a parent with these values, or no row of the child has them in its key.
#[derive(Debug, PartialEq)]
struct Pending {
    child: usize,
    key: usize,
    values: Vec<Value>,
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
        self.await_parents(run, table, None, &row);
        store.insert(table, row)
    }

    /// Puts a complete row in the place of another, and lets those follow that reference it. The number that it has then.
    pub(super) fn replace(
        &mut self,
        store: &mut impl Change,
        run: Run<'_>,
        row: Row,
        new: Vec<Value>,
    ) -> Result<RowId> {
        let Some((id, changed)) = self.put(store, run, row, new)? else { return Ok(row.id) };
        self.follow(store, run, changed)?;
        Ok(id)
    }

    /// Takes a row away, and lets those follow that reference it. One that is gone already stays so.
    pub(super) fn remove(&mut self, store: &mut impl Change, run: Run<'_>, row: Row) -> Result<()> {
        match take(store, row)? {
            Some(changed) => self.follow(store, run, changed),
            None => Ok(()),
        }
    }

    fn put(
        &mut self,
        store: &mut impl Change,
        run: Run<'_>,
        row: Row,
        new: Vec<Value>,
    ) -> Result<Option<(RowId, Changed)>> {
        let Some(old) = store.row(row.table, row.id).map(<[Value]>::to_vec) else { return Ok(None) };
        if old == new {
            return Ok(None);
        }
        self.await_parents(run, row.table, Some(&old), &new);
        let id = store.replace(row.table, row.id, new.clone())?;
        Ok(Some((id, Changed { table: row.table, old, new: Some(new) })))
    }

    /// Notes the foreign keys by which a row references others than it did.
    fn await_parents(&mut self, run: Run<'_>, table: usize, old: Option<&[Value]>, new: &[Value]) {
        for (number, key) in run.schema.tables[table].foreign_keys.iter().enumerate() {
            let differs = key.columns.iter().any(|column| old.is_none_or(|old| old[*column] != new[*column]));
            if differs && let Some(values) = values_of(new, &key.columns) {
                self.wait_for(Pending { child: table, key: number, values });
            }
        }
    }

    fn wait_for(&mut self, pending: Pending) {
        // Rows that come together often have the same parent.
        if self.pending.last() != Some(&pending) {
            self.pending.push(pending);
        }
    }

    /// One after the other, however deep they go.
    fn follow(&mut self, store: &mut impl Change, run: Run<'_>, changed: Changed) -> Result<()> {
        let mut queue = VecDeque::from([changed]);
        while let Some(changed) = queue.pop_front() {
            for (child, number) in &run.rules.tables[changed.table].referenced_by {
                let key = &run.schema.tables[*child].foreign_keys[*number];
                let Some(old) = values_of(&changed.old, &key.references) else { continue };
                let new =
                    changed.new.as_ref().map(|new| key.references.iter().map(|column| new[*column].clone()).collect());
                if new.as_ref() == Some(&old) {
                    continue;
                }
                let children = rows_with(store, run, *child, &key.columns, &old, usize::MAX);
                if children.is_empty() {
                    continue;
                }
                let action = if new.is_some() { key.on_update } else { key.on_delete };
                match (action, new) {
                    (Action::Restrict, _) => return Err(violation::foreign_key(run.schema, *child, *number)),
                    (Action::NoAction, _) => {
                        self.wait_for(Pending { child: *child, key: *number, values: old });
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
                            if !values.contains(&Value::Null) {
                                self.wait_for(Pending { child: *child, key: *number, values: values.clone() });
                            }
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
        Ok(self.put(store, run, row, new)?.map(|(_, changed)| changed))
    }

    /// Looks whether all that the statement has left holds.
    pub(super) fn finish(self, store: &impl View, run: Run<'_>) -> Result<()> {
        for Pending { child, key: number, values } in self.pending {
            let key = &run.schema.tables[child].foreign_keys[number];
            let has = |table: usize, columns: &[usize]| !rows_with(store, run, table, columns, &values, 1).is_empty();
            if !has(key.table, &key.references) && has(child, &key.columns) {
                return Err(violation::foreign_key(run.schema, child, number));
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

/// The rows that have these values in these columns, at most so many, by a key where there is one that begins with them.
pub(super) fn rows_with(
    store: &impl View,
    run: Run<'_>,
    table: usize,
    columns: &[usize],
    values: &[Value],
    most: usize,
) -> SmallVec<[RowId; 4]> {
    let begins =
        |key: &[usize]| key.len() >= columns.len() && key[..columns.len()].iter().all(|one| columns.contains(one));
    let matches = |row: &[Value]| columns.iter().zip(values).all(|(column, value)| row[*column].cmp(value).is_eq());
    match run.rules.tables[table].keys.iter().find(|(_, key)| begins(key)) {
        Some((key, order)) if key.is_unique() && order.len() == 1 => {
            store.one(table, *key, values).map(|(id, _)| id).into_iter().take(most).collect()
        }
        Some((key, order)) => {
            let value = |column: &usize| columns.iter().position(|one| one == column).map(|at| values[at].clone());
            let begin: Vec<Value> = order[..columns.len()].iter().filter_map(value).collect();
            store.seek(table, Seek::beginning(*key, &begin)).map(|(id, _)| id).take(most).collect()
        }
        None => store.scan(table).filter(|(_, row)| matches(row)).map(|(id, _)| id).take(most).collect(),
    }
}
