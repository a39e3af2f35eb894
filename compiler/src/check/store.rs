//! Values that go into columns: of the column's type, NULL only where it may be, and what a column takes when it is left out.

use super::Checker;
use super::compare::is_bare_date;
use super::condition::phrase;
use super::context::{Context, Optionals};
use super::function::is_part_of_now;
use super::inputs::bound;
use super::literal;
use super::names::Otherwise;
use super::types::{Family, family, integer_to_decimal, meets, type_name};
use crate::ast::{self, ExprKind};
use crate::plan::{ColumnId, Expr, ExprKind as Typed, Function, Literal};
use querent_schema::{Column, Default, Type};

/// A field of the braces of a write: its column, and its value where nothing is wrong with it.
pub(super) struct Stored<'q> {
    pub(super) field: &'q ast::Field,
    pub(super) column: ColumnId,
    pub(super) value: Option<Expr>,
}

impl<'q> Checker<'q> {
    /// Types `{ name: value, … }`. Fields whose name is wrong are reported and left out.
    pub(super) fn check_fields(&mut self, fields: &'q ast::Fields) -> Vec<Stored<'q>> {
        let mut stored: Vec<Stored<'q>> = Vec::new();
        for field in &fields.fields {
            if self.are_children(field) {
                continue;
            }
            let otherwise = if is_row_alone(fields) { Otherwise::Row } else { Otherwise::List };
            let column = self.check_column(&field.name, otherwise);
            let taken = column.is_some_and(|column| stored.iter().any(|other| other.column == column));
            if taken {
                self.errors.push(field.name.span, format!("column `{}` is given twice", field.name.text));
            }
            match column.filter(|_| !taken) {
                Some(column) => {
                    let value = self.check_stored(field, column);
                    stored.push(Stored { field, column, value });
                }
                None => {
                    self.with_optionals(Optionals::IN_STORE, |checker| checker.value(&field.value, &Context::Silent));
                }
            }
        }
        stored
    }

    /// Whether rows of another table stand in the field, which was reported.
    fn are_children(&self, field: &ast::Field) -> bool {
        matches!(field.value.kind, ExprKind::Hole) && self.schema.table_by_rust_name(&field.name.text).is_some()
    }

    fn check_stored(&mut self, field: &'q ast::Field, column: ColumnId) -> Option<Expr> {
        let definition = &self.table()?.columns[column];
        if !definition.is_writable() {
            let message = format!("column `{}` is generated: the database computes it", self.column_name(column));
            let help = self.schema_line(definition);
            self.errors.push_help(field.name.span, message, help);
            return None;
        }
        self.with_optionals(Optionals::IN_STORE, |checker| checker.check_value_of(&field.value, column, definition))
    }

    fn check_value_of(&mut self, value: &'q ast::Expr, column: ColumnId, definition: &Column) -> Option<Expr> {
        let of = bound(definition.ty.clone(), Some(column));
        match &value.kind {
            ExprKind::Rust(rust) if definition.nullable && rust.optional.is_none() => {
                self.check_nullable_rust(rust, of)
            }
            ExprKind::Null if definition.nullable => Some(null(&definition.ty)),
            ExprKind::Null => {
                let message = format!("column `{}` is NOT NULL", self.column_name(column));
                let help = self.schema_line(definition);
                self.errors.push_help(value.span, message, help);
                None
            }
            _ => {
                let typed = self.value(value, &Context::Place(of))?;
                self.fit_column(value, typed, column, definition)
            }
        }
    }

    /// A computed value that goes into a column.
    fn fit_column(&mut self, value: &ast::Expr, typed: Expr, column: ColumnId, definition: &Column) -> Option<Expr> {
        let (name, ty) = (self.column_name(column), &definition.ty);
        let integer_only = family(ty) == Family::Integer && family(&typed.ty) == Family::Decimal;
        if !meets(&typed.ty, ty) || integer_only {
            let message =
                format!("column `{name}` is {}; `{}` is {}", type_name(ty), phrase(value), type_name(&typed.ty));
            let help = match is_bare_date(value) {
                true => "a date is a text: `\"2024-01-31\"`".to_owned(),
                false => self.schema_line(definition),
            };
            self.errors.push_help(value.span, message, help);
            return None;
        }
        if typed.nullable && !definition.nullable {
            let message = format!("column `{name}` is NOT NULL, and `{}` may be NULL", phrase(value));
            self.errors.push_help(value.span, message, "`coalesce(…, …)` gives a value in place of NULL");
            return None;
        }
        Some(if family(ty) == Family::Decimal { integer_to_decimal(typed) } else { typed })
    }
}

/// Whether the braces hold one name, as those of `insert {new}` do.
pub(super) fn is_row_alone(fields: &ast::Fields) -> bool {
    matches!(&fields.fields[..], [field] if matches!(&field.value.kind, ExprKind::Rust(rust) if rust.tokens.to_string() == field.name.text))
}

/// NULL of a type.
pub(super) fn null(ty: &Type) -> Expr {
    Expr { kind: Typed::Literal(Literal::Null), ty: ty.clone(), nullable: true }
}

/// The value that a column takes when it is left out; `None` when it has no default.
pub(super) fn default_value(column: &Column) -> Option<Expr> {
    let ty = &column.ty;
    let literal = match column.default.as_ref()? {
        Default::Null => return Some(null(ty)),
        Default::Now if is_part_of_now(ty) => Typed::Call(Function::Now, Vec::new()),
        Default::Now => Typed::Raw("CURRENT_TIMESTAMP".to_string()),
        Default::Number(number) => or_raw(literal::number_default(number, ty), number),
        Default::Text(text) => or_raw(literal::text_default(text, ty), &format!("'{}'", text.replace('\'', "''"))),
        Default::Boolean(value) => match family(ty) {
            Family::Boolean => Typed::Literal(Literal::Boolean(*value)),
            Family::Integer => Typed::Literal(Literal::Integer(i64::from(*value))),
            _ => Typed::Raw(if *value { "TRUE" } else { "FALSE" }.to_string()),
        },
        Default::Expression(sql) => Typed::Raw(sql.to_string()),
    };
    // What an expression gives is known to the database alone.
    let nullable = column.nullable && matches!(literal, Typed::Raw(_));
    Some(Expr { kind: literal, ty: ty.clone(), nullable })
}

/// A default that does not fit its column is left to the database, which has accepted it.
fn or_raw(literal: Option<Literal>, sql: &str) -> Typed {
    literal.map_or_else(|| Typed::Raw(sql.to_string()), Typed::Literal)
}
