//! A checked verb → the tables that it reads and writes, cascades of foreign keys included, and how long it may take.

use super::keys::{pinned, pins_key};
use crate::plan::{Assignment, ColumnId, Count, Expr, Insert, Output, Rows, TableId, Verb, Weight};
use querent_schema::{Action, ForeignKey, IndexTerm, Schema, Table};

/// A literal `take` up to this makes a read short enough to be no whole table.
const SMALL_TAKE: u64 = 100;

/// What happens to rows of a table.
#[derive(Clone, PartialEq, Eq)]
enum Change {
    Deleted,
    /// These columns take other values.
    Changed(Vec<ColumnId>),
}

/// The tables that a query reads and those that it writes, both ascending.
pub(super) fn tables(schema: &Schema, table: TableId, verb: &Verb, output: &Output) -> (Vec<TableId>, Vec<TableId>) {
    let gives_rows = matches!(output, Output::Rows { .. });
    let reads = match verb {
        Verb::Insert(_) => gives_rows,
        Verb::Truncate => false,
        _ => true,
    };
    let mut writes = match verb {
        Verb::Select(_) | Verb::Count { .. } | Verb::Exists { .. } => Vec::new(),
        _ => vec![table],
    };
    if let Some(change) = change(verb) {
        writes.extend(cascades(schema, table, change));
    }
    writes.sort_unstable();
    writes.dedup();
    (if reads { vec![table] } else { Vec::new() }, writes)
}

/// What a verb does to rows that other tables may refer to.
fn change(verb: &Verb) -> Option<Change> {
    let columns = |assignments: &[Assignment]| assignments.iter().map(|assignment| assignment.column).collect();
    match verb {
        Verb::Select(_) | Verb::Count { .. } | Verb::Exists { .. } | Verb::Insert(_) => None,
        Verb::Update { assignments, .. } => Some(Change::Changed(columns(assignments))),
        Verb::Upsert(upsert) => Some(Change::Changed(columns(&upsert.update))),
        Verb::Delete { .. } | Verb::Truncate => Some(Change::Deleted),
    }
}

/// The tables whose rows change with those of this one, as often as they are reached.
fn cascades(schema: &Schema, table: TableId, change: Change) -> Vec<TableId> {
    let mut seen = vec![(table, change)];
    let mut next = 0;
    while let Some((parent, change)) = seen.get(next).cloned() {
        next += 1;
        for (child, key) in references(schema, parent) {
            let follows = follows(key, &change).map(|change| (child, change));
            seen.extend(follows.filter(|follows| !seen.contains(follows)));
        }
    }
    seen.into_iter().skip(1).map(|(table, _)| table).collect()
}

/// The foreign keys that refer to a table.
fn references(schema: &Schema, parent: TableId) -> impl Iterator<Item = (TableId, &ForeignKey)> {
    let children = schema.tables.iter().enumerate();
    children
        .flat_map(|(child, table)| table.foreign_keys.iter().map(move |key| (child, key)))
        .filter(move |(_, key)| key.table == parent)
}

/// What happens to the rows that refer to changed ones.
fn follows(key: &ForeignKey, change: &Change) -> Option<Change> {
    let action = match change {
        Change::Deleted => key.on_delete,
        Change::Changed(columns) if key.references.iter().any(|column| columns.contains(column)) => key.on_update,
        Change::Changed(_) => return None,
    };
    match (action, change) {
        (Action::NoAction | Action::Restrict, _) => None,
        (Action::Cascade, Change::Deleted) => Some(Change::Deleted),
        (Action::Cascade | Action::SetNull | Action::SetDefault, _) => Some(Change::Changed(key.columns.to_vec())),
    }
}

/// How long a query may take.
pub(super) fn weight(schema: &Schema, table: TableId, verb: &Verb) -> Weight {
    let definition = &schema.tables[table];
    let by_key = |filter: &Expr| pins_key(definition, &pinned(filter));
    match verb {
        Verb::Select(select) => match (&select.filter, &select.take) {
            (Some(filter), _) if by_key(filter) => Weight::Short,
            (Some(_), _) => Weight::Unknown,
            (None, Some(Count::Literal(..=SMALL_TAKE))) => Weight::Unknown,
            (None, _) => Weight::Long,
        },
        Verb::Count { filter: None } => Weight::Long,
        Verb::Exists { filter: None } => Weight::Unknown,
        Verb::Count { filter: Some(filter) } | Verb::Exists { filter: Some(filter) } if by_key(filter) => Weight::Short,
        Verb::Count { .. } | Verb::Exists { .. } => Weight::Unknown,
        Verb::Insert(insert) if is_one_row(insert) => Weight::Short,
        Verb::Insert(_) => Weight::Unknown,
        Verb::Update { filter: None, .. } | Verb::Delete { filter: None } | Verb::Truncate => Weight::Long,
        Verb::Update { filter: Some(filter), .. } | Verb::Delete { filter: Some(filter) } => {
            if by_key(filter) && stays_in_row(schema, table, verb) { Weight::Short } else { Weight::Unknown }
        }
        Verb::Upsert(_) => {
            if stays_in_row(schema, table, verb) {
                Weight::Short
            } else {
                Weight::Unknown
            }
        }
    }
}

fn is_one_row(insert: &Insert) -> bool {
    matches!(&insert.rows, Rows::Static(rows) if rows.len() == 1)
}

/// Whether a change of one row changes no other, and the rows that may refer to it are found by an index.
fn stays_in_row(schema: &Schema, table: TableId, verb: &Verb) -> bool {
    let Some(change) = change(verb) else { return true };
    let concerned = |key: &ForeignKey| match &change {
        Change::Deleted => true,
        Change::Changed(columns) => key.references.iter().any(|column| columns.contains(column)),
    };
    references(schema, table)
        .filter(|(_, key)| concerned(key))
        .all(|(child, key)| follows(key, &change).is_none() && is_indexed(&schema.tables[child], &key.columns))
}

/// Whether an index or key begins with these columns, in any order.
fn is_indexed(table: &Table, columns: &[ColumnId]) -> bool {
    let begins = |index: &[ColumnId]| {
        index.len() >= columns.len() && columns.iter().all(|column| index[..columns.len()].contains(column))
    };
    let indexes = table.indexes.iter().filter(|index| index.filter.is_none()).map(|index| {
        let keys = index.keys.iter().map_while(|key| match key.key {
            IndexTerm::Column(column) => Some(column),
            IndexTerm::Expression(_) => None,
        });
        keys.collect::<Vec<_>>()
    });
    table.keys().any(begins) || indexes.into_iter().any(|index| begins(&index))
}
