//! Foreign keys → the model: the table and key that each references, and the type that it takes from there.

use super::alter::report_missing_table;
use super::keys::same_columns;
use super::{find_columns, find_table};
use crate::parse::cursor::Name;
use crate::parse::draft::{self, ConstraintKind};
use crate::parse::problem::{Place, Problems};
use crate::{ForeignKey, Table, Type};

/// Resolves all foreign keys, then gives keys that count up, and what references them, 64 bits.
pub(super) fn verify(tables: &mut [Table], drafts: &[draft::Table], problems: &mut Problems) {
    for (index, draft) in drafts.iter().enumerate() {
        for constraint in &draft.constraints {
            if let ConstraintKind::ForeignKey(foreign) = &constraint.kind {
                let name = constraint.name.as_ref().map(|name| name.text.clone().into());
                if let Some(key) = foreign_key(tables, drafts, index, foreign, constraint.place, problems) {
                    tables[index].foreign_keys.to_mut().push(ForeignKey { name, ..key });
                }
            }
        }
    }
    widen_counters(tables);
    spread_types(tables);
    verify_types(tables, drafts, problems);
}

fn foreign_key(
    tables: &[Table],
    drafts: &[draft::Table],
    from: usize,
    foreign: &draft::ForeignKey,
    place: Place,
    problems: &mut Problems,
) -> Option<ForeignKey> {
    let columns = find_columns(&tables[from], &foreign.columns, problems);
    let Some(to) = find_table(drafts, &foreign.table.text) else {
        report_missing_table(drafts, &foreign.table, problems);
        return None;
    };
    if drafts[to].view.is_some() {
        problems.push(foreign.table.place, format!("`{}` is a view, which cannot be referenced", foreign.table.text));
        return None;
    }
    let references = references(&tables[to], foreign, problems)?;
    if references.len() != foreign.columns.len() {
        let (own, other) = (count_columns(foreign.columns.len()), count_columns(references.len()));
        problems.push(place, format!("a foreign key of {own} cannot reference {other} of table `{}`", tables[to].name));
        return None;
    }
    let (columns, references) = in_order_of_key(&tables[to], columns?, references);
    Some(ForeignKey {
        name: None,
        columns: columns.into(),
        table: to,
        references: references.into(),
        on_delete: foreign.on_delete,
        on_update: foreign.on_update,
        relation: foreign.relation.as_ref().map(|relation| relation.name.clone().into()),
        inverse: foreign.relation.as_ref().and_then(|relation| relation.inverse.clone()).map(Into::into),
    })
}

fn count_columns(count: usize) -> String {
    if count == 1 { "one column".to_owned() } else { format!("{count} columns") }
}

/// The columns that are referenced: the ones named, which must be a key, or the primary key.
fn references(to: &Table, foreign: &draft::ForeignKey, problems: &mut Problems) -> Option<Vec<usize>> {
    if foreign.references.is_empty() {
        if to.primary_key.is_empty() {
            let message = format!("table `{}` has no primary key to be referenced", to.name);
            problems.push_help(foreign.table.place, message, "name the columns of a UNIQUE behind it, in parentheses");
            return None;
        }
        return Some(to.primary_key.to_vec());
    }
    let columns = find_columns(to, &foreign.references, problems)?;
    if !to.keys().any(|key| same_columns(key, &columns)) {
        let names: Vec<String> = foreign.references.iter().map(|name| format!("`{}`", name.text)).collect();
        let place = foreign.references.first().map_or(foreign.table.place, |Name { place, .. }| *place);
        let message = format!("{} is no key of table `{}`", names.join(", "), to.name);
        problems.push_help(place, message, "only a PRIMARY KEY or a UNIQUE can be referenced");
        return None;
    }
    Some(columns)
}

/// The pairs of columns in the order of the key that they reference, which some databases want.
fn in_order_of_key(to: &Table, columns: Vec<usize>, references: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
    let place = |reference: usize| {
        let key = to.keys().find(|key| same_columns(key, &references));
        key.and_then(|key| key.iter().position(|&column| column == reference))
    };
    let mut pairs: Vec<(usize, usize)> = columns.into_iter().zip(references.iter().copied()).collect();
    pairs.sort_by_key(|&(_, reference)| place(reference));
    pairs.into_iter().unzip()
}

/// A key that counts up has 64 bits, whatever the file calls it.
fn widen_counters(tables: &mut [Table]) {
    for table in tables {
        for column in table.columns.to_mut().iter_mut().filter(|column| column.auto_increment) {
            column.ty = Type::BigInt;
        }
    }
}

/// A whole number that references another has the type of that, over any number of steps.
fn spread_types(tables: &mut [Table]) {
    // Each round settles at least one more step of the longest way.
    for _ in 0..tables.len() {
        let mut changes = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            for key in table.foreign_keys.iter() {
                for (&own, &other) in key.columns.iter().zip(key.references.iter()) {
                    let (from, to) = (&table.columns[own].ty, &tables[key.table].columns[other].ty);
                    if is_whole(from) && is_whole(to) && from != to {
                        changes.push((index, own, to.clone()));
                    }
                }
            }
        }
        if changes.is_empty() {
            return;
        }
        for (table, column, ty) in changes {
            tables[table].columns.to_mut()[column].ty = ty;
        }
    }
}

fn is_whole(ty: &Type) -> bool {
    matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt)
}

/// A foreign key holds values of the same kind as the key that it references.
fn verify_types(tables: &[Table], drafts: &[draft::Table], problems: &mut Problems) {
    for (table, draft) in tables.iter().zip(drafts) {
        for key in table.foreign_keys.iter() {
            for (&own, &other) in key.columns.iter().zip(key.references.iter()) {
                let (from, to) = (&table.columns[own], &tables[key.table].columns[other]);
                let readable = draft.columns[own].ty.is_some() && drafts[key.table].columns[other].ty.is_some();
                if readable
                    && std::mem::discriminant(&from.ty) != std::mem::discriminant(&to.ty)
                    && !both_texts(&from.ty, &to.ty)
                {
                    let (own_type, other_type) = (from.ty.sql_name(), to.ty.sql_name());
                    let place = draft.columns[own].name.place;
                    let target = format!("`{}.{}`", tables[key.table].name, to.name);
                    problems.push(
                        place,
                        format!(
                            "column `{}` is {own_type}, but {target}, which it references, is {other_type}",
                            from.name
                        ),
                    );
                }
            }
        }
    }
}

fn both_texts(a: &Type, b: &Type) -> bool {
    let is_text = |ty: &Type| matches!(ty, Type::Text { .. } | Type::Enum(_));
    is_text(a) && is_text(b)
}
