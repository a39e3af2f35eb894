//! ORDER BY: keys with directions and the place of NULL, and the choice among orders.

use super::fragment::{Fragment, Level};
use super::function::in_collation;
use super::select::field_name;
use super::{Render, quoted};
use crate::lower::statement::{Items, Order, Select};
use crate::plan::{self, Expr, ExprKind, Nulls, OrderKey};
use crate::program::Piece;
use querent_schema::Type;

impl Render<'_> {
    /// ` ORDER BY …`, or nothing.
    pub(super) fn order(&self, select: &Select<'_>) -> Fragment {
        match &select.order {
            Order::None | Order::Plan(plan::Order::None) => Fragment::empty(),
            Order::Columns(columns) => self.column_names(columns).surround(" ORDER BY ", ""),
            Order::Inserted(column, param) => {
                let place =
                    Fragment::call("field", [self.column_name(*column), Fragment::piece(Piece::Inserted(*param))]);
                let place = if self.table.columns[*column].auto_increment {
                    Fragment::optional(vec![*param], place).or_else(&self.column_text(*column))
                } else {
                    place
                };
                Fragment::atom(" ORDER BY ").then(place)
            }
            Order::Plan(plan::Order::Keys(keys)) => self.order_keys(select, keys),
            Order::Plan(plan::Order::Choice { param, arms }) => {
                let arms = arms.iter().map(|keys| self.order_keys(select, keys).into_pieces()).collect();
                Fragment::piece(Piece::Choice { param: *param, arms })
            }
        }
    }

    fn order_keys(&self, select: &Select<'_>, keys: &[OrderKey]) -> Fragment {
        // A constant orders nothing, and a database would take a whole number for a column's position.
        let orders = |key: &&OrderKey| !matches!(key.expr.kind, ExprKind::Literal(_) | ExprKind::Param(_));
        let mut keys = keys.iter().filter(orders).peekable();
        if keys.peek().is_none() {
            return Fragment::empty();
        }
        Fragment::join(keys.map(|key| self.order_key(select, key)), ", ").surround(" ORDER BY ", "")
    }

    fn order_key(&self, select: &Select<'_>, key: &OrderKey) -> Fragment {
        let direction = if key.descending { " DESC" } else { "" };
        // Of DISTINCT rows, what is selected itself is the only thing that has one value.
        let as_text = if select.distinct { None } else { self.enum_as_text(&key.expr) };
        let value = self.order_selected(select, &key.expr).unwrap_or_else(|| self.expr(&key.expr));
        let expr = as_text.unwrap_or_else(|| self.collate(value.clone(), &key.expr)).text(direction);
        match self.order_nulls(key) {
            None => expr,
            Some(first) if self.features.nulls_clause() => {
                expr.text(if first { " NULLS FIRST" } else { " NULLS LAST" })
            }
            Some(first) => {
                let is_null = value.at_least(Level::Sum).surround("(", " IS NULL)");
                is_null.text(if first { " DESC, " } else { ", " }).then(expr)
            }
        }
    }

    /// What is selected, by its name: of DISTINCT rows a database may not see that an expression with parameters is the same once more.
    fn order_selected(&self, select: &Select<'_>, expr: &Expr) -> Option<Fragment> {
        let Items::Fields(fields, _) = &select.items else { return None };
        let field = fields.iter().find(|field| field.expr == *expr).filter(|_| select.distinct)?;
        match expr.kind {
            ExprKind::Column(_) => None,
            _ => Some(Fragment::atom(quoted(field_name(field).as_str()))),
        }
    }

    /// Whether NULL must be brought to the front, or to the end; `None` where it stands as wanted.
    fn order_nulls(&self, key: &OrderKey) -> Option<bool> {
        let wanted_first = match key.nulls {
            Nulls::Lowest => !key.descending,
            Nulls::First => true,
            Nulls::Last => false,
        };
        let is_first = self.features.nulls_are_lowest() != key.descending;
        (key.expr.nullable && wanted_first != is_first).then_some(wanted_first)
    }

    /// An enumeration that the database may order by another rule than its texts, as text; `None` where it needs no change.
    pub(super) fn enum_as_text(&self, expr: &Expr) -> Option<Fragment> {
        let Type::Enum(of) = &expr.ty else { return None };
        if self.features.native_enum() != Some(of.kind) || matches!(expr.kind, ExprKind::Literal(_)) {
            return None;
        }
        if self.features.typed_parameters() {
            let text = self.cast(self.expr(expr), &expr.ty);
            return Some(in_collation(text, self.features.binary_collation()));
        }
        Some(self.expr(expr).surround("CAST(", " AS CHAR)").leveled(Level::Atom))
    }
}
