//! `in`: lists that are written out, and the one parameter that holds a whole list.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::plan::{Expr, ExprKind};
use crate::program::Piece;
use querent_schema::Type;
use querent_schema::dialect::ListParameter;

impl Render<'_> {
    pub(super) fn in_list(&self, value: &Expr, list: &[Expr], negated: bool) -> Fragment {
        let items = list.iter().map(|item| self.within(item, value));
        let others: Vec<&Expr> = list.iter().collect();
        let operand = self.collate_beside(self.expr(value), value, &others).at_least(Level::Sum);
        let operator = if negated { " NOT IN (" } else { " IN (" };
        operand.text(operator).then(Fragment::join(items, ", ")).text(")").leveled(Level::Comparison)
    }

    /// The empty list matches nothing, and its negation everything: so it is in each of these spellings, NULL included.
    pub(super) fn in_param(&self, value: &Expr, param: usize, negated: bool) -> Fragment {
        let operand = self.enum_as_text(value).unwrap_or_else(|| self.collated(value)).at_least(Level::Sum);
        let list = Fragment::piece(Piece::Param(param));
        let operator = if negated { " NOT IN (" } else { " IN (" };
        let found = match self.features.list() {
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
                let item = match (&value.ty, &value.kind, self.features.list_collation()) {
                    (Type::Bytes { .. }, ..) => "unhex(item)".to_owned(),
                    // In the character set of the column, so that its index serves.
                    (Type::Uuid, ..) => "convert(item USING ascii)".to_owned(),
                    // A column has a collation of its own, by which its index is in order.
                    (_, ExprKind::Column(_), _) | (_, _, None) => "item".to_owned(),
                    (Type::Text { .. } | Type::Enum(_), _, Some(collation)) => format!("item COLLATE {collation}"),
                    _ => "item".to_owned(),
                };
                let columns = format!(", '$[*]' COLUMNS (item {} PATH '$')) AS list", self.json_type(&value.ty));
                list.surround(&format!("SELECT {item} FROM JSON_TABLE("), &columns)
            }
        };
        let found = operand.text(operator).then(found).text(")").leveled(Level::Comparison);
        if negated && value.nullable && self.features.keeps_null_in_list() {
            return self.null_not_in(value, param, found);
        }
        found
    }

    /// NULL is in no empty list, and whether it is in another is not known.
    fn null_not_in(&self, value: &Expr, param: usize, found: Fragment) -> Fragment {
        let is_null = self.expr(value).at_least(Level::Sum).surround("CASE WHEN ", " IS NULL THEN ");
        let empty = Fragment::piece(Piece::Param(param)).surround("nullif(json_length(", ") = 0, FALSE)");
        is_null.then(empty).then(found.surround(" ELSE ", " END")).leveled(Level::Atom)
    }
}
