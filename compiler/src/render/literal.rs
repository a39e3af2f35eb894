//! Literals and the defaults of columns.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::plan::{Expr, ExprKind, Function, Literal};
use querent_schema::dialect::{BytesLiteral, Decimals, TimeLiteral};
use querent_schema::{Column, Default, Type};

impl Render<'_> {
    pub(super) fn literal(&self, literal: &Literal) -> Fragment {
        match literal {
            Literal::Null => Fragment::atom("NULL"),
            Literal::Boolean(true) => Fragment::atom("TRUE"),
            Literal::Boolean(false) => Fragment::atom("FALSE"),
            // Its digits alone are beyond 64 bits.
            Literal::Integer(i64::MIN) => Fragment::atom(format!("(-{} - 1)", i64::MAX)),
            Literal::Integer(number) => literal_number(number.to_string()),
            Literal::Float(number) => self.literal_cast(literal_number(format!("{number:e}")), &Type::Float),
            Literal::Decimal(digits) => match self.features.decimals() {
                Decimals::Native => literal_number(digits.clone()),
                Decimals::Text => self.literal_text(digits),
            },
            Literal::Text(text) => self.literal_text(text),
            Literal::Bytes(bytes) => self.literal_bytes(bytes),
            Literal::Date(text) => self.literal_time("DATE", text),
            Literal::Time(text) => self.literal_time("TIME", text),
            Literal::DateTime(text) => self.literal_time("TIMESTAMP", text),
            Literal::Timestamp(text) if self.features.times() == TimeLiteral::TypedWithZone => {
                self.literal_time("TIMESTAMPTZ", &format!("{text}+00"))
            }
            Literal::Timestamp(text) => self.literal_time("TIMESTAMP", text),
            Literal::Uuid(text) => self.literal_cast(self.literal_text(text), &Type::Uuid),
            Literal::Json(text) => self.literal_cast(self.literal_text(text), &Type::Json),
        }
    }

    fn literal_text(&self, text: &str) -> Fragment {
        let text = text.replace('\'', "''");
        let text = if self.features.backslash_escapes() { text.replace('\\', "\\\\") } else { text };
        Fragment::atom(format!("'{text}'"))
    }

    fn literal_bytes(&self, bytes: &[u8]) -> Fragment {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        match self.features.bytes() {
            BytesLiteral::Hex => Fragment::atom(format!("X'{hex}'")),
            BytesLiteral::Cast => Fragment::new(format!("'\\x{hex}'::bytea"), Level::Postfix),
        }
    }

    fn literal_time(&self, keyword: &str, text: &str) -> Fragment {
        match self.features.times() {
            TimeLiteral::Text => self.literal_text(text),
            TimeLiteral::Typed | TimeLiteral::TypedWithZone => Fragment::atom(format!("{keyword} '{text}'")),
        }
    }

    fn literal_cast(&self, literal: Fragment, ty: &Type) -> Fragment {
        if self.features.cast_literals() { self.cast(literal, ty) } else { literal }
    }

    /// What the column takes when an insert leaves it out.
    pub(super) fn column_default(&self, column: &Column) -> Fragment {
        match &column.default {
            None | Some(Default::Null) => Fragment::atom("NULL"),
            Some(Default::Number(digits)) => literal_number(digits.to_string()),
            Some(Default::Text(text)) => self.literal_text(text),
            Some(Default::Boolean(value)) => self.literal(&Literal::Boolean(*value)),
            Some(Default::Now) => self.function(Function::Now, &[], &column.ty),
            Some(Default::Expression(sql)) => self.expr(&Expr {
                kind: ExprKind::Raw(sql.to_string()),
                ty: column.ty.clone(),
                nullable: column.nullable,
            }),
        }
    }
}

/// A number with its sign, which binds like a negation.
fn literal_number(digits: String) -> Fragment {
    let level = if digits.starts_with('-') { Level::Negative } else { Level::Atom };
    Fragment::new(digits, level)
}
