//! Names of types in casts and in lists.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::program::Piece;
use querent_schema::Type;

/// The decimal that holds what this one holds with as many digits behind the point as there can be, where 65 digits are the most, and
/// 30 behind the point.
fn widest_decimal(precision: u8, scale: u8) -> String {
    format!("DECIMAL(65, {})", 30.min(65 - precision.saturating_sub(scale)))
}

impl Render<'_> {
    /// A parameter, with its type where the dialect's parameters have one.
    pub(super) fn cast_param(&self, param: usize, ty: &Type) -> Fragment {
        let placeholder = self.param(param);
        match ty {
            // What is given in its place has a type.
            _ if self.given.is_some() => placeholder,
            _ if self.features.typed_parameters() => self.cast(placeholder, ty),
            Type::Date if self.features.loose_parameters() => {
                placeholder.surround("CAST(", " AS DATE)").leveled(Level::Atom)
            }
            Type::Decimal { precision, scale } if self.features.loose_parameters() => {
                let close = format!(" AS {})", widest_decimal(*precision, *scale));
                placeholder.surround("CAST(", &close).leveled(Level::Atom)
            }
            _ => placeholder,
        }
    }

    /// A parameter, or the column of the rows that are given in its place.
    pub(super) fn param(&self, param: usize) -> Fragment {
        self.given.map_or_else(|| Fragment::piece(Piece::Param(param)), |columns| self.column_name(columns[param]))
    }

    /// `value::type`.
    pub(super) fn cast(&self, value: Fragment, ty: &Type) -> Fragment {
        value.at_least(Level::Postfix).text("::").text(self.type_name(ty)).leveled(Level::Postfix)
    }

    /// The type without its limits, where the dialect casts by `::`.
    pub(super) fn type_name(&self, ty: &Type) -> &'static str {
        match ty {
            Type::SmallInt => "int2",
            Type::Integer => "int4",
            Type::BigInt => "int8",
            Type::Boolean => "bool",
            Type::Float => "float8",
            Type::Decimal { .. } => "numeric",
            // An enumeration is a text with a CHECK where querent has made the table.
            Type::Text { .. } | Type::Enum(_) => "text",
            Type::Bytes { .. } => "bytea",
            Type::Date => "date",
            Type::Time => "time",
            Type::DateTime => "timestamp",
            Type::Timestamp => "timestamptz",
            Type::Uuid => "uuid",
            Type::Json => "jsonb",
        }
    }

    /// The type of an item of a JSON array, where the dialect takes it apart by `JSON_TABLE`.
    pub(super) fn json_type(&self, ty: &Type) -> String {
        let name = match ty {
            Type::SmallInt | Type::Integer | Type::BigInt => "BIGINT",
            Type::Boolean => "BOOLEAN",
            Type::Float => "DOUBLE",
            // What the list holds is compared as it is, not as the column would hold it.
            Type::Decimal { precision, scale } => return widest_decimal(*precision, *scale),
            Type::Date => "DATE",
            Type::Time => "TIME(6)",
            Type::DateTime | Type::Timestamp => "DATETIME(6)",
            Type::Uuid => "CHAR(36)",
            Type::Bytes { .. } => "LONGTEXT",
            Type::Text { .. } | Type::Json | Type::Enum(_) => self.features.list_text(),
        };
        name.to_owned()
    }
}
