//! `update`, `delete` → assignments and a filter that no missing value widens to all rows.

use super::Checker;
use crate::ast::{self, Body};
use crate::plan::{Assignment, Bind, Expr, ExprKind as Typed, Literal, Output, Verb};
use proc_macro2::{Span, TokenTree};
use querent_schema::{Filled, Table};

impl<'q> Checker<'q> {
    /// `users.update { … } where …`.
    pub(super) fn check_update(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        self.check_table_writable(verb.span)?;
        let assignments = match &query.body {
            Body::Fields(fields) => self.check_assignments(fields, verb.span),
            Body::Rust(rust) => self.check_patch(rust),
            Body::None => {
                self.errors.push_help(
                    verb.span,
                    "`update` has nothing to change",
                    "write `update { column: value }` or `update {patch}`",
                );
                None
            }
            Body::Hole | Body::Projection(_) | Body::Rows(_) | Body::Upsert { .. } => None,
        };
        let filter = self.check_write_filter(query, verb);
        let output = self.check_change_output(query);
        Some((Verb::Update { assignments: assignments?, filter: filter? }, output?))
    }

    /// `users.delete where …`.
    pub(super) fn check_delete(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        self.check_table_writable(verb.span)?;
        let filter = self.check_write_filter(query, verb);
        let output = self.check_change_output(query);
        Some((Verb::Delete { filter: filter? }, output?))
    }

    /// `{ age: age + 1 }`, and `@updated` columns beside it.
    fn check_assignments(&mut self, fields: &'q ast::Fields, verb: Span) -> Option<Vec<Assignment>> {
        if fields.fields.is_empty() && !fields.incomplete {
            self.errors.push(fields.span, "nothing is changed: the braces are empty");
            return None;
        }
        let stored = self.check_fields(fields);
        let values: Vec<Option<Assignment>> = stored
            .into_iter()
            .map(|stored| Some(Assignment { column: stored.column, value: stored.value?, only_if: None }))
            .collect();
        let mut assignments: Vec<Assignment> = values.into_iter().collect::<Option<_>>()?;
        self.add_updated(&mut assignments, verb)?;
        Some(assignments)
    }

    /// The same for the part of an `upsert`, where empty braces change nothing.
    pub(super) fn check_upsert_update(&mut self, fields: &'q ast::Fields, verb: Span) -> Option<Vec<Assignment>> {
        match fields.fields.is_empty() {
            true => Some(Vec::new()),
            false => self.check_assignments(fields, verb),
        }
    }

    /// `@updated` columns that are left alone take the time.
    fn add_updated(&mut self, assignments: &mut Vec<Assignment>, verb: Span) -> Option<()> {
        let table = self.table()?;
        for (column, definition) in table.columns.iter().enumerate() {
            let assigned = assignments.iter().any(|assignment| assignment.column == column);
            if definition.filled == Some(Filled::Updated) && !assigned {
                let value = self.filled_value(column, Filled::Updated, verb)?;
                assignments.push(Assignment { column, value, only_if: None });
            }
        }
        Some(())
    }

    /// `update {patch}`: each writable column, if the patch has it.
    fn check_patch(&mut self, rust: &'q ast::Rust) -> Option<Vec<Assignment>> {
        let table = self.table()?;
        if let Some(column) = computed_column(table, rust) {
            let help = format!("write `update {{ {column}: {} }}`", rust.tokens);
            self.errors.push_help(rust.span, format!("the value of `{column}` stands behind its name and `:`"), help);
            return None;
        }
        let first = self.inputs.bind(rust, Bind::Patch)?;
        let writable = table.columns.iter().enumerate().filter(|(_, column)| column.is_writable());
        let assignments = writable.zip(first..).map(|((column, definition), param)| {
            let value = Expr { kind: Typed::Param(param), ty: definition.ty.clone(), nullable: definition.nullable };
            Assignment { column, value, only_if: Some(param) }
        });
        Some(assignments.collect())
    }

    /// The filter of a write: there must be one, or the word `all`.
    fn check_write_filter(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<Option<Expr>> {
        let filter = self.check_filter(query);
        let name = super::verb_name(verb.kind);
        match (&query.filter, query.all) {
            (None, None) => {
                let message = format!("`{name}` without `where` would change every row");
                self.errors.push_help(verb.span, message, "write `where …`, or `all` if every row is meant");
                return None;
            }
            (Some(_), Some(all)) => {
                self.errors.push_help(all, "`all` and `where` exclude each other", "`all` means every row");
                return None;
            }
            (None, Some(_)) => return Some(None),
            (Some(_), None) => {}
        }
        let filter = filter??;
        self.check_sure(&filter, query.filter.as_ref()?.keyword, name)?;
        Some(Some(filter))
    }

    /// A missing value must not widen a write to all rows.
    fn check_sure(&mut self, filter: &Expr, keyword: Span, verb: &str) -> Option<()> {
        let mut optional = false;
        filter.walk(&mut |inner| optional |= matches!(inner.kind, Typed::Optional { .. }));
        let (message, help) = match (is_sure(filter), optional) {
            (true, _) => return Some(()),
            (false, true) => (
                format!("a missing value would make this `{verb}` change every row: each condition can be dropped"),
                "at least one condition must stand without `?`",
            ),
            (false, false) => (
                format!("this `{verb}` would change every row"),
                "write `all` in place of `where` if every row is meant",
            ),
        };
        self.errors.push_help(keyword, message, help);
        None
    }
}

/// Whether something is left of a filter when every value of `{x}?` is missing. `true` by itself filters nothing.
fn is_sure(filter: &Expr) -> bool {
    match &filter.kind {
        Typed::Optional { .. } | Typed::Literal(Literal::Boolean(true)) => false,
        Typed::And(parts) | Typed::Or(parts) => parts.iter().any(is_sure),
        Typed::Not(inner) => is_sure(inner),
        _ => true,
    }
}

/// The column of `{ age + 1 }`, which computes no patch.
fn computed_column<'t>(table: &'t Table, rust: &ast::Rust) -> Option<&'t str> {
    let mut trees = rust.tokens.clone().into_iter();
    let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(sign))) = (trees.next(), trees.next()) else {
        return None;
    };
    let column = table.column_by_rust_name(&name.to_string()).filter(|_| "+-*/%".contains(sign.as_char()))?;
    Some(&table.columns[column].rust_name)
}
