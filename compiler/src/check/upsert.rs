//! `upsert where key = value create { … } update { … }` → one row to insert and what to change when its key is taken.

use super::Checker;
use super::condition::operands;
use super::keys::{key_list, pin};
use super::store::Stored;
use crate::ast::{self, Binary, Body};
use crate::plan::{ColumnId, Expr, Insert, InsertColumn, Many, Output, Rows, Upsert, Verb};
use proc_macro2::Span;
use querent_schema::Column;

/// A column that `where` pins, and the value, which `create` writes too.
type Pin = (ColumnId, Expr);

impl<'q> Checker<'q> {
    /// `users.upsert …`.
    pub(super) fn check_upsert(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        self.check_table_writable(verb.span)?;
        let pins = self.check_upsert_key(query, verb);
        let (create, update) = match &query.body {
            Body::Upsert { create, update } => (create.as_ref(), update.as_ref()),
            Body::None => (None, None),
            _ => return None,
        };
        let create = self.check_create(create, pins.as_deref(), verb);
        let changes = match update {
            Some(fields) => self.check_upsert_update(fields, verb.span),
            None => Some(Vec::new()),
        };
        let stays = self.check_key_stays(update, pins.as_deref());
        let output = self.check_row_output(query, Many::One);
        let key = pins?.into_iter().map(|(column, _)| column).collect();
        let update = changes.filter(|_| stays)?;
        Some((Verb::Upsert(Upsert { key, create: create?, update }), output?))
    }

    /// The conditions of the `where`: exactly a key, nothing else.
    fn check_upsert_key(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<Vec<Pin>> {
        let table = self.table();
        let Some(filter) = &query.filter else {
            let help = key_list(table?);
            self.errors.push_help(verb.span, "`upsert` needs a `where` that pins a key with `=`", help);
            return None;
        };
        let mut parts = Vec::new();
        operands(&filter.value, Binary::And, &mut parts);
        let mut pins: Option<Vec<Pin>> = Some(Vec::new());
        for part in parts {
            let pin = self.check_pin(part, pins.as_deref().unwrap_or(&[]));
            pins = pins.zip(pin).map(|(mut pins, pin)| {
                pins.push(pin);
                pins
            });
        }
        let (table, pins) = (table?, pins?);
        let exact = |key: &[ColumnId]| {
            key.len() == pins.len() && key.iter().all(|column| pins.iter().any(|(pinned, _)| pinned == column))
        };
        if !table.keys().any(exact) {
            let message = "the `where` of an `upsert` pins exactly the columns of one key with `=`";
            self.errors.push_help(filter.keyword, message, key_list(table));
            return None;
        }
        Some(pins)
    }

    fn check_pin(&mut self, part: &'q ast::Expr, before: &[Pin]) -> Option<Pin> {
        let condition = self.check_condition(part)?;
        let found = pin(&condition).map(|(column, value)| (column, value.clone()));
        let message = match &found {
            Some((column, _)) if before.iter().any(|(other, _)| other == column) => {
                format!("`{}` is pinned twice", self.column_name(*column))
            }
            Some(_) => return found,
            None => {
                "the `where` of an `upsert` holds nothing but `column = value` for the columns of a key".to_string()
            }
        };
        let help = key_list(self.table()?);
        self.errors.push_help(part.span, message, help);
        None
    }

    /// What is written when there is no such row: the pinned values, those of `create`, and what querent fills.
    fn check_create(
        &mut self,
        fields: Option<&'q ast::Fields>,
        pins: Option<&[Pin]>,
        verb: ast::Verb,
    ) -> Option<Insert> {
        let row = fields.map_or_else(Vec::new, |fields| self.check_new_row(fields));
        // Without a key it is not known what `create` must have.
        let pins = pins?;
        let table = self.table()?;
        let pinned: Vec<ColumnId> = pins.iter().map(|(column, _)| *column).collect();
        let complete = match fields {
            Some(fields) => self.check_complete(fields, &row, &pinned, verb.span),
            None => self.check_no_create(&pinned, verb.span),
        };
        let distinct = self.check_not_pinned(&row, &pinned);
        let mut values: Vec<(ColumnId, Option<Expr>)> = Vec::new();
        values.extend(pins.iter().map(|(column, value)| (*column, Some(value.clone()))));
        values.extend(row.into_iter().map(|stored| (stored.column, stored.value)));
        for (column, definition) in table.columns.iter().enumerate() {
            if definition.filled.is_some() && !values.iter().any(|(given, _)| *given == column) {
                values.push((column, self.left_out_value(column, verb.span)));
            }
        }
        if !complete || !distinct {
            return None;
        }
        let columns = values.iter().map(|&(column, _)| InsertColumn { column, only_if: None }).collect();
        let row = values.into_iter().map(|(_, value)| value).collect::<Option<_>>()?;
        Some(Insert { columns, rows: Rows::Static(vec![row]) })
    }

    /// Without `create` the key alone must make a row.
    fn check_no_create(&mut self, pinned: &[ColumnId], verb: Span) -> bool {
        let Some(table) = self.table() else { return false };
        let columns = table.columns.iter().enumerate();
        let missing = columns.filter(|(column, definition)| definition.is_required() && !pinned.contains(column));
        let missing: Vec<&Column> = missing.map(|(_, column)| column).collect();
        self.report_missing(table, &missing, verb);
        missing.is_empty()
    }

    /// What `where` pins is not given again.
    fn check_not_pinned(&mut self, row: &[Stored<'_>], pinned: &[ColumnId]) -> bool {
        let mut distinct = true;
        for stored in row.iter().filter(|stored| pinned.contains(&stored.column)) {
            let name = &stored.field.name;
            let message = format!("`{}` is given by `where` already, and is part of the new row", name.text);
            self.errors.push_help(name.span, message, "leave it out here");
            distinct = false;
        }
        distinct
    }
    /// The row is found by what `where` pins, before and after: the update leaves that alone.
    fn check_key_stays(&mut self, fields: Option<&'q ast::Fields>, pins: Option<&[Pin]>) -> bool {
        let (Some(table), Some(fields), Some(pins)) = (self.table(), fields, pins) else { return true };
        let is_pinned = |name: &str| pins.iter().any(|(column, _)| table.columns[*column].rust_name == name);
        let mut stays = true;
        for field in fields.fields.iter().filter(|field| is_pinned(&field.name.text)) {
            let message = format!("`{}` is what `where` finds the row by, and stays as it is", field.name.text);
            self.errors.push_help(field.name.span, message, "`update … where` changes a key");
            stays = false;
        }
        stays
    }
}
