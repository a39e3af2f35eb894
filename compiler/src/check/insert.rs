//! `insert`, `insert_many` → rows with a value for every column that needs one.

use super::Checker;
use super::inputs::bound;
use super::names::{listed, relation_column};
use super::store::{Stored, default_value, is_row_alone, null};
use crate::ast::{self, Body, VerbKind};
use crate::plan::{
    Bind, ColumnId, Expr, ExprKind as Typed, Function, Insert, InsertColumn, Many, Output, ParamId, Rows, Verb,
};
use proc_macro2::Span;
use querent_schema::{Column, Filled, Table, nearest};

/// Why a value of a new row names no column.
const NO_COLUMNS: &str = "the row that it would be read from is not there yet";

impl<'q> Checker<'q> {
    /// `users.insert …`, `users.insert_many …`.
    pub(super) fn check_insert(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        self.check_table_writable(verb.span)?;
        let insert = match &query.body {
            Body::Fields(fields) => self.check_insert_rows(std::slice::from_ref(fields), verb.span),
            Body::Rows(rows) if rows.is_empty() => {
                self.errors.push(verb.span, "there is no row to insert");
                None
            }
            Body::Rows(rows) => self.check_insert_rows(rows, verb.span),
            Body::Rust(rust) => self.check_insert_rust(rust, verb),
            Body::None => {
                let (name, form) = (super::verb_name(verb.kind), insert_form(verb.kind));
                self.errors.push_help(verb.span, format!("`{name}` has nothing to insert"), form);
                None
            }
            Body::Hole | Body::Projection(_) | Body::Upsert { .. } => None,
        };
        let output = match verb.kind {
            VerbKind::Insert => self.check_row_output(query, Many::One),
            _ => self.check_write_output(query),
        };
        if verb.kind == VerbKind::InsertMany && matches!(query.body, Body::Rust(_)) {
            self.refuse_braces_beside_rows();
        }
        Some((Verb::Insert(insert?), output?))
    }

    /// Rows that are written out. Their columns are those of all of them together.
    fn check_insert_rows(&mut self, rows: &'q [ast::Fields], verb: Span) -> Option<Insert> {
        let given: Vec<Vec<Stored<'q>>> = rows.iter().map(|fields| self.check_new_row(fields)).collect();
        let mut complete = true;
        for (fields, row) in rows.iter().zip(&given) {
            let span = if rows.len() == 1 { verb } else { fields.span };
            complete &= self.check_complete(fields, row, &[], span);
        }
        let table = self.table()?;
        let columns = insert_columns(table, &given);
        complete &= self.check_key_in_all_or_none(rows, &given);
        if !complete {
            return None;
        }
        let rows: Vec<Option<Vec<Expr>>> = given.into_iter().map(|row| self.fill_row(&columns, row, verb)).collect();
        let columns = columns.into_iter().map(|column| InsertColumn { column, only_if: None }).collect();
        Some(Insert { columns, rows: Rows::Static(rows.into_iter().collect::<Option<_>>()?) })
    }

    /// The parameters of `insert_many {rows}` are those of its rows, as many times as there are rows.
    fn refuse_braces_beside_rows(&mut self) {
        let help = "compute it in Rust from the rows that are returned";
        for span in self.inputs.spans() {
            self.errors.push_help(span, "`returning` takes no Rust value behind `insert_many {rows}`", help);
        }
    }

    /// The fields of a new row, which cannot name columns.
    pub(super) fn check_new_row(&mut self, fields: &'q ast::Fields) -> Vec<Stored<'q>> {
        let before = self.columns_refused.replace(NO_COLUMNS);
        let row = self.check_fields(fields);
        self.columns_refused = before;
        row
    }

    /// Reports all columns that a row must have and has not. A misspelt one was reported where it stands.
    pub(super) fn check_complete(
        &mut self,
        fields: &ast::Fields,
        row: &[Stored<'_>],
        pinned: &[ColumnId],
        span: Span,
    ) -> bool {
        let Some(table) = self.table() else { return false };
        if fields.incomplete || (row.is_empty() && is_row_alone(fields)) {
            return false;
        }
        let given = |column: ColumnId| pinned.contains(&column) || row.iter().any(|stored| stored.column == column);
        let missing: Vec<&Column> = (0..table.columns.len())
            .filter(|&column| !given(column))
            .map(|column| &table.columns[column])
            .filter(|column| column.is_required())
            .collect();
        if missing.is_empty() {
            return true;
        }
        let names = || table.columns.iter().map(|column| &*column.rust_name);
        let misspelt: Vec<&str> = fields
            .fields
            .iter()
            .filter_map(|field| nearest(&field.name.text, names()).or_else(|| relation_column(table, &field.name.text)))
            .collect();
        let reported = missing.iter().any(|column| misspelt.contains(&&*column.rust_name));
        let missing: Vec<&Column> =
            missing.into_iter().filter(|column| !misspelt.contains(&&*column.rust_name)).collect();
        self.report_missing(table, &missing, span);
        missing.is_empty() && !reported
    }

    /// Reports columns that an insert lacks.
    pub(super) fn report_missing(&mut self, table: &Table, missing: &[&Column], span: Span) {
        if missing.is_empty() {
            return;
        }
        let names = listed(missing.iter().map(|column| &*column.rust_name));
        let message = format!("a new row of `{}` needs {names}: NOT NULL and without a default", table.rust_name);
        let lines: Vec<String> = missing.iter().take(5).map(|column| self.schema_line(column)).collect();
        self.errors.push_help(span, message, lines.join("\n      "));
    }

    /// A key that the database counts up has no value to put where a row leaves it out.
    fn check_key_in_all_or_none(&mut self, rows: &[ast::Fields], given: &[Vec<Stored<'_>>]) -> bool {
        let Some(table) = self.table() else { return false };
        let counted = (0..table.columns.len()).filter(|&column| {
            let column = &table.columns[column];
            column.auto_increment && column.default.is_none()
        });
        for column in counted {
            let has = |row: &Vec<Stored<'_>>| row.iter().any(|stored| stored.column == column);
            if let Some(lacking) = given.iter().position(|row| !has(row)).filter(|_| given.iter().any(has)) {
                let name = &table.columns[column].rust_name;
                let message = format!(
                    "this row leaves `{name}` out and others give it: the database counts it up for all rows or for none"
                );
                self.errors.push(rows[lacking].span, message);
                return false;
            }
        }
        true
    }

    /// The values of a row, for each of the columns.
    fn fill_row(&mut self, columns: &[ColumnId], mut row: Vec<Stored<'q>>, verb: Span) -> Option<Vec<Expr>> {
        let mut values = Vec::with_capacity(columns.len());
        for &column in columns {
            let value = match row.iter().position(|stored| stored.column == column) {
                Some(position) => row.swap_remove(position).value,
                None => self.left_out_value(column, verb),
            };
            values.push(value);
        }
        values.into_iter().collect()
    }

    /// What a column holds that a row leaves out.
    pub(super) fn left_out_value(&mut self, column: ColumnId, verb: Span) -> Option<Expr> {
        let definition = &self.table()?.columns[column];
        match definition.filled {
            Some(filled) => self.filled_value(column, filled, verb),
            None => Some(default_value(definition).unwrap_or_else(|| null(&definition.ty))),
        }
    }

    /// What querent writes into a column by itself.
    pub(super) fn filled_value(&mut self, column: ColumnId, filled: Filled, verb: Span) -> Option<Expr> {
        let ty = self.table()?.columns[column].ty.clone();
        let param = self.inputs.fill(verb, filled, bound(ty.clone(), Some(column)));
        Some(Expr { kind: Typed::Param(param), ty, nullable: false })
    }

    /// `insert {new}`, `insert_many {rows}`: one parameter for each writable column.
    fn check_insert_rust(&mut self, rust: &'q ast::Rust, verb: ast::Verb) -> Option<Insert> {
        let table = self.table()?;
        let many = verb.kind == VerbKind::InsertMany;
        let first = if many { 0 } else { self.inputs.bind(rust, Bind::New)? };
        let writable = (0..table.columns.len()).filter(|&column| table.columns[column].is_writable());
        let (columns, row) =
            writable.enumerate().map(|(position, column)| new_value(table, column, first + position)).unzip();
        let rows = match many {
            true => Rows::Many { row, rows: rust.tokens.clone() },
            false => Rows::Static(vec![row]),
        };
        Some(Insert { columns, rows })
    }
}

/// How a verb is written that inserts.
fn insert_form(verb: VerbKind) -> &'static str {
    match verb {
        VerbKind::Insert => "write `insert { column: value }` or `insert {new}`",
        _ => "write `insert_many {rows}` or `insert_many [{ column: value }, …]`",
    }
}

/// The columns of rows that are written out: in the order in which they are first named, then those that querent fills.
fn insert_columns(table: &Table, rows: &[Vec<Stored<'_>>]) -> Vec<ColumnId> {
    let mut columns = Vec::new();
    let named = rows.iter().flatten().map(|stored| stored.column);
    let filled = (0..table.columns.len()).filter(|&column| table.columns[column].filled.is_some());
    for column in named.chain(filled) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns
}

/// The value of a column of a `New`: what it holds, or the column's default.
fn new_value(table: &Table, column: ColumnId, param: ParamId) -> (InsertColumn, Expr) {
    let definition = &table.columns[column];
    let only_if = definition.auto_increment.then_some(param);
    let ty = definition.ty.clone();
    let left_out = definition.filled.is_none() && !definition.auto_increment;
    let value = Expr { kind: Typed::Param(param), ty: ty.clone(), nullable: definition.nullable };
    let default = default_value(definition).filter(|default| left_out && default.kind != null(&ty).kind);
    let value = match default {
        Some(default) => {
            let nullable = default.nullable;
            let param = Expr { nullable: true, ..value };
            Expr { kind: Typed::Call(Function::Coalesce, vec![param, default]), ty, nullable }
        }
        None => value,
    };
    (InsertColumn { column, only_if }, value)
}
