//! Projections, `returning`, `as Type` → what the user gets.

use super::Checker;
use super::condition::phrase;
use super::context::{Context, Optionals};
use super::names::ident;
use crate::ast::{self, Item};
use crate::plan::{ColumnId, Expr, ExprKind as Typed, Field, Many, Output, Shape, ShapeKind};
use proc_macro2::Span;

impl<'q> Checker<'q> {
    /// The shape of rows: the projection if there is one, else the table's `Row`; `as Type` fills that type.
    pub(super) fn check_shape(
        &mut self,
        projection: Option<&'q ast::Projection>,
        into: Option<&'q ast::Into>,
        verb: Span,
    ) -> Option<Shape> {
        let mut shape = match projection {
            Some(projection) => {
                self.with_optionals(Optionals::IN_PROJECTION, |checker| checker.check_projection(projection))
            }
            None => self.row_shape(into.map_or(verb, |into| into.span)),
        }?;
        if let Some(into) = into {
            let named = projection.is_some_and(|list| !list.items.iter().any(|item| matches!(item, Item::Star(_))));
            shape.kind = if named { ShapeKind::Into } else { ShapeKind::IntoUnnamed }(into.ty.clone());
        }
        Some(shape)
    }

    /// The rows that a write gives: by `returning`, or as they are stored.
    pub(super) fn check_row_output(&mut self, query: &'q ast::Query, many: Many) -> Option<Output> {
        let returning = query.returning.as_ref().map(|clause| &clause.value);
        let shape = self.check_shape(returning, query.into.as_ref(), query.verb?.span)?;
        Some(Output::Rows { shape, many })
    }

    /// What an `update` or a `delete` gives: rows by `returning` come by key, so there must be one.
    pub(super) fn check_change_output(&mut self, query: &'q ast::Query) -> Option<Output> {
        let output = self.check_write_output(query);
        let (table, returning) = (self.table()?, query.returning.as_ref());
        let not_null = |key: &[ColumnId]| key.iter().all(|&column| !table.columns[column].nullable);
        match returning {
            Some(returning) if !table.keys().any(not_null) => {
                let message = format!("`returning` gives rows by key, and `{}` has none", table.rust_name);
                let help = format!("a PRIMARY KEY in {} tells its rows apart", self.errors.schema());
                self.errors.push_help(returning.keyword, message, help);
                None
            }
            _ => output,
        }
    }

    /// What a write of any number of rows gives: their number, or rows by `returning`.
    pub(super) fn check_write_output(&mut self, query: &'q ast::Query) -> Option<Output> {
        match (&query.returning, &query.into) {
            (Some(_), _) => self.check_row_output(query, Many::All),
            (None, Some(into)) => {
                self.errors.push_help(into.span, "a number of rows fills no type", "write `returning *` before `as`");
                None
            }
            (None, None) => Some(Output::Count),
        }
    }

    /// All columns that are not hidden.
    fn row_shape(&mut self, span: Span) -> Option<Shape> {
        Some(Shape { kind: ShapeKind::Row, fields: self.row_fields(span)? })
    }

    fn row_fields(&mut self, span: Span) -> Option<Vec<Field>> {
        let columns = self.table()?.columns.iter().enumerate().filter(|(_, column)| !column.hidden);
        columns.map(|(column, _)| self.column_field(column, span)).collect()
    }

    fn column_field(&self, column: ColumnId, span: Span) -> Option<Field> {
        let name = ident(&self.table()?.columns[column].rust_name, span)?;
        Some(Field { name, expr: self.column_expr(column)?, column: Some(column) })
    }

    fn check_projection(&mut self, projection: &'q ast::Projection) -> Option<Shape> {
        match &projection.items[..] {
            [Item::Star(span)] => self.row_shape(*span),
            items => {
                let fields: Vec<Option<Vec<Field>>> = items.iter().map(|item| self.check_item(item)).collect();
                let fields = self.check_distinct_names(fields)?;
                Some(Shape { kind: ShapeKind::Record, fields })
            }
        }
    }

    fn check_item(&mut self, item: &'q Item) -> Option<Vec<Field>> {
        let (expr, alias) = match item {
            Item::Star(span) => return self.row_fields(*span),
            Item::Expr { expr, alias } => (expr, alias),
        };
        let typed = self.value(expr, &Context::Open);
        let name = match (alias, &expr.kind) {
            (Some(alias), _) => alias,
            (None, ast::ExprKind::Path(names)) => names.last()?,
            (None, _) if typed.is_none() => return None,
            (None, _) => {
                let help = format!("write `{} as name`", phrase(expr));
                self.errors.push_help(expr.span, "an expression in a projection needs a name", help);
                return None;
            }
        };
        let Some(ident) = ident(&name.text, name.span) else {
            self.errors.push(name.span, format!("`{}` cannot be the name of a field", name.text));
            return None;
        };
        let expr = typed?;
        let column = if let Typed::Column(column) = expr.kind { Some(column) } else { None };
        Some(vec![Field { name: ident, expr, column }])
    }

    /// Reports each name that is there already.
    fn check_distinct_names(&mut self, items: Vec<Option<Vec<Field>>>) -> Option<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        let mut right = true;
        for item in items {
            right &= item.is_some();
            for field in item.into_iter().flatten() {
                if fields.iter().any(|other| other.name == field.name) {
                    let message = format!("the result has a field `{}` already", field.name);
                    self.errors.push_help(field.name.span(), message, "`… as name` gives it another name");
                    right = false;
                } else {
                    fields.push(field);
                }
            }
        }
        right.then_some(fields)
    }
}

/// The field that a name of an order means: names of the result come before columns.
pub(super) fn field_named<'s>(shape: &'s Shape, name: &str) -> Option<&'s Expr> {
    let named = |field: &&Field| field.name == name || field.name == format!("r#{name}");
    shape.fields.iter().find(named).map(|field| &field.expr)
}
