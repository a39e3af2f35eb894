//! `in`: lists that are written out, and the one parameter that holds a whole list.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::plan::{Expr, ExprKind};
use crate::program::Piece;
use querent_schema::Type;
use querent_schema::dialect::ListParameter;

impl Render<'_> {
    pub(super) fn in_list(&self, value: &Expr, list: &[Expr], negated: bool) -> Fragment {
        let items = list.iter().map(|item| self.beside(item, value));
        let operand = self.collated(value).at_least(Level::Sum);
        let operator = if negated { " NOT IN (" } else { " IN (" };
        operand.text(operator).then(Fragment::join(items, ", ")).text(")").leveled(Level::Comparison)
    }

    /// The empty list matches nothing, and its negation everything: so it is in each of these spellings, NULL included.
    pub(super) fn in_param(&self, value: &Expr, param: usize, negated: bool) -> Fragment {
        let operand = self.collated(value).at_least(Level::Sum);
        let list = Fragment::piece(Piece::Param(param));
        let operator = if negated { " NOT IN (" } else { " IN (" };
        let found = match self.features.list {
            ListParameter::Array => {
                let array = format!("::{}[])", self.type_name(&value.ty));
                return operand
                    .text(if negated { " <> ALL (" } else { " = ANY (" })
                    .then(list)
                    .text(&array)
                    .leveled(Level::Comparison);
            }
            ListParameter::JsonEach => {
                let item = if matches!(value.ty, Type::Bytes { .. }) { "unhex(value)" } else { "value" };
                list.surround(&format!("SELECT {item} FROM json_each("), ")")
            }
            ListParameter::JsonTable => {
                let item = if matches!(value.ty, Type::Bytes { .. }) { "unhex(item)" } else { "item" };
                let columns = format!(", '$[*]' COLUMNS (item {} PATH '$')) AS list", self.json_type(&value.ty));
                list.surround(&format!("SELECT {item} FROM JSON_TABLE("), &columns)
            }
        };
        operand.text(operator).then(found).text(")").leveled(Level::Comparison)
    }

    /// An enumeration that the database orders by another rule than its texts, as text; `None` where it needs no change.
    pub(super) fn enum_as_text(&self, expr: &Expr) -> Option<Fragment> {
        let Type::Enum(of) = &expr.ty else { return None };
        if self.features.native_enum != Some(of.kind) || matches!(expr.kind, ExprKind::Literal(_)) {
            return None;
        }
        Some(match expr.kind {
            ExprKind::Param(param) => self.cast_param(param, &Type::Text { max: None }),
            _ if self.features.typed_parameters => {
                self.cast(self.expr(expr), &Type::Text { max: None }).text(" COLLATE \"C\"")
            }
            _ => self.expr(expr).surround("CAST(", " AS CHAR)").leveled(Level::Atom),
        })
    }
}
