//! Drafts of columns → columns: first names and types, then, when keys are known, all that depends on the final type.

use super::defaults;
use super::enums::inline_enum;
use super::expressions::{Renderer, Scope};
use super::{find_column, names};
use crate::parse::annotation::ColumnNotes;
use crate::parse::data_type::report_unknown_type;
use crate::parse::draft::{self, ColumnType};
use crate::parse::names::distinct;
use crate::parse::problem::Problems;
use crate::{Column, Enum, Filled, Generated, Table, Type};

/// A table with its columns, without keys.
pub(super) fn table(draft: &draft::Table, rust_name: String, enums: &[Enum], problems: &mut Problems) -> Table {
    let name = &draft.name;
    let rust_names = names::column_names(&draft.columns, problems);
    let mut columns: Vec<Column> = Vec::new();
    for (draft, rust_name) in draft.columns.iter().zip(rust_names) {
        let mut column = column(draft, rust_name, enums, problems);
        separate_enum(&mut column, &columns);
        columns.push(column);
    }
    Table {
        name: name.text.clone().into(),
        rust_name: rust_name.into(),
        doc: draft.doc.clone().into(),
        view: None,
        columns: columns.into(),
        primary_key: Vec::new().into(),
        uniques: Vec::new().into(),
        indexes: Vec::new().into(),
        foreign_keys: Vec::new().into(),
        checks: Vec::new().into(),
        line: name.place.line,
    }
}

/// Two enumerations of one module need two names.
pub(super) fn separate_enum(column: &mut Column, others: &[Column]) {
    let Type::Enum(own) = &mut column.ty else { return };
    let is_taken = |name: &str| {
        others.iter().any(|other| match &other.ty {
            Type::Enum(other) => {
                other.rust_name == name && (other.type_name.is_none() || other.type_name != own.type_name)
            }
            _ => false,
        })
    };
    own.rust_name = distinct(&own.rust_name, is_taken).into();
}

fn column(draft: &draft::Column, rust_name: String, enums: &[Enum], problems: &mut Problems) -> Column {
    // A type that could not be read was reported; text stands in for it.
    let ty = column_type(draft, enums, problems).unwrap_or(Type::Text { max: None });
    let serial = draft.ty == Some(ColumnType::Serial);
    let counter =
        draft.auto_increment || draft.default.as_ref().is_some_and(|default| defaults::is_counter(&default.tree));
    let mut filled = draft.notes.filled.map(|(_, filled)| filled);
    if draft.updated {
        filled = filled.or(Some(Filled::Updated));
    }
    Column {
        name: draft.name.text.clone().into(),
        rust_name: rust_name.into(),
        doc: draft.doc.clone().into(),
        ty,
        nullable: !draft.not_null && !serial,
        default: None,
        auto_increment: counter || serial,
        generated: None,
        rust_type: draft.notes.rust_type.clone().map(Into::into),
        filled,
        hidden: draft.notes.hidden || draft.invisible,
        line: draft.name.place.line,
        source: draft.source.clone().into(),
    }
}

fn column_type(draft: &draft::Column, enums: &[Enum], problems: &mut Problems) -> Option<Type> {
    Some(match draft.ty.as_ref()? {
        ColumnType::Plain(ty) => ty.clone(),
        ColumnType::PlainInteger => Type::Integer,
        ColumnType::Serial => Type::BigInt,
        ColumnType::Inline(values) => Type::Enum(inline_enum(&draft.name.text, values, problems)),
        ColumnType::Named(name) => {
            let named = enums.iter().find(|named| named.type_name.as_ref().is_some_and(|text| name.matches(text)));
            match named {
                Some(named) => Type::Enum(named.clone()),
                None => {
                    let names = enums.iter().filter_map(|named| named.type_name.as_deref());
                    return report_unknown_type(name, names, problems);
                }
            }
        }
    })
}

/// What depends on final types: defaults, generated values, and whether annotations fit.
pub(super) fn settle(table: &mut Table, draft: &draft::Table, problems: &mut Problems) {
    for draft in &draft.columns {
        let Some(index) = find_column(table, &draft.name.text) else { continue };
        if let (Some(default), Some(_)) = (&draft.default, &draft.ty) {
            defaults::settle(table, index, default, problems);
        }
        if let Some((expression, stored)) = &draft.generated {
            let scope = Scope::of_table(table);
            let rendered = Renderer::new(&expression.words, expression.place, scope, problems).whole(&expression.tree);
            let generated = Generated { expression: rendered.sql.into(), stored: *stored };
            table.columns.to_mut()[index].generated = Some(generated);
        }
        verify_notes(&table.columns[index], &draft.notes, problems);
        verify_relation(table, index, &draft.notes, problems);
    }
}

/// Whether what fills the column can be stored in it.
fn verify_notes(column: &Column, notes: &ColumnNotes, problems: &mut Problems) {
    let Some((place, filled)) = notes.filled else { return };
    let (annotation, fits, wanted) = match filled {
        Filled::Created => ("@created", is_time(&column.ty), "a TIMESTAMP or DATETIME"),
        Filled::Updated => ("@updated", is_time(&column.ty), "a TIMESTAMP or DATETIME"),
        Filled::UuidV4 => ("@generate(uuid_v4)", column.ty == Type::Uuid, "a UUID"),
        Filled::UuidV7 => ("@generate(uuid_v7)", column.ty == Type::Uuid, "a UUID"),
        Filled::Ulid => ("@generate(ulid)", is_ulid(&column.ty), "a TEXT or a VARCHAR of at least 26 characters"),
    };
    if !fits {
        let message =
            format!("`{annotation}` does not fit column `{}`, which is {}", column.name, column.ty.sql_name());
        problems.push_help(place, message, format!("it fills {wanted}"));
    } else if column.auto_increment || column.generated.is_some() {
        problems.push(place, format!("`{annotation}` does not fit column `{}`, which the database fills", column.name));
    }
}

fn is_time(ty: &Type) -> bool {
    matches!(ty, Type::Timestamp | Type::DateTime)
}

fn is_ulid(ty: &Type) -> bool {
    matches!(ty, Type::Text { max } if max.is_none_or(|max| max >= 26))
}

/// `@relation` at a column names the foreign key that the column is in.
fn verify_relation(table: &mut Table, column: usize, notes: &ColumnNotes, problems: &mut Problems) {
    let Some(relation) = &notes.relation else { return };
    let name = table.columns[column].name.clone();
    let mut keys =
        table.foreign_keys.to_mut().iter_mut().filter(|key| key.columns.contains(&column)).collect::<Vec<_>>();
    keys.sort_by_key(|key| key.columns.len());
    match keys.first_mut() {
        Some(key) => {
            key.relation = Some(relation.name.clone().into());
            key.inverse = relation.inverse.clone().map(Into::into);
        }
        None => problems.push_help(
            relation.place,
            format!("`@relation` is misplaced: column `{name}` has no foreign key"),
            "write `REFERENCES table (column)` before it",
        ),
    }
}
