//! Conditions: groups whose optional members vanish, and filters.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::lower::statement::{Filter, Value};
use crate::plan::{ColumnId, Expr, ExprKind};
use crate::program::Piece;
use querent_schema::Type;
use querent_schema::dialect::NullSafe;

impl Render<'_> {
    /// ` WHERE …`, or nothing.
    pub(super) fn filter(&self, filter: &Filter<'_>) -> Fragment {
        let condition = match filter {
            Filter::All => return Fragment::empty(),
            Filter::Where(condition) => self.condition(condition),
            Filter::Keys(key) => self.filter_keys(key),
            Filter::Inserted(column, param) => {
                self.column_name(*column).text(" IN (").then(Fragment::piece(Piece::Inserted(*param))).text(")")
            }
            Filter::Equal(values) => self.filter_equal(values),
            Filter::Same(values) => self.filter_same(values),
        };
        condition.surround(" WHERE ", "")
    }

    /// The rows with the keys that were read before.
    fn filter_keys(&self, key: &[ColumnId]) -> Fragment {
        let values = if key.len() > 1 && self.features.tuples_need_values { " IN (VALUES " } else { " IN (" };
        self.column_tuple(key).text(values).then(Fragment::piece(Piece::Keys)).text(")").leveled(Level::Comparison)
    }

    fn filter_equal(&self, values: &[(ColumnId, Value<'_>)]) -> Fragment {
        let equal = |(column, value): &(ColumnId, Value<'_>)| {
            Fragment::infix(self.column_name(*column), " = ", self.value(value), Level::Comparison)
        };
        Fragment::join(values.iter().map(equal), " AND ").leveled(Level::And)
    }

    fn filter_same(&self, values: &[(ColumnId, Value<'_>)]) -> Fragment {
        let same =
            |(column, value): &(ColumnId, Value<'_>)| self.null_safe(self.column_name(*column), self.value(value));
        Fragment::join(values.iter().map(same), " AND ").leveled(Level::And)
    }

    /// An expression where a truth value is asked for.
    pub(super) fn condition(&self, expr: &Expr) -> Fragment {
        match &expr.kind {
            ExprKind::And(items) => self.condition_group(items, " AND ", Level::And),
            ExprKind::Or(items) => self.condition_group(items, " OR ", Level::Or),
            ExprKind::Not(inner) => self.condition_not(inner),
            ExprKind::Optional { params, condition } => Fragment::optional(params.clone(), self.condition(condition)),
            // A comparison lets an index be used where a column alone does not.
            ExprKind::Column(column) if matches!(expr.ty, Type::Boolean) => {
                self.column_name(*column).text(" = TRUE").leveled(Level::Comparison)
            }
            _ => self.expr(expr),
        }
    }

    fn condition_group(&self, items: &[Expr], operator: &str, level: Level) -> Fragment {
        let items: Vec<Fragment> = items.iter().map(|item| self.condition(item).at_least(level)).collect();
        if items.iter().any(Fragment::can_vanish) {
            Fragment::group(items, operator, level)
        } else {
            Fragment::join(items, operator).leveled(level)
        }
    }

    fn condition_not(&self, inner: &Expr) -> Fragment {
        match &inner.kind {
            ExprKind::Column(column) => self.column_name(*column).text(" = FALSE").leveled(Level::Comparison),
            ExprKind::NullSafeEqual(left, right) if self.features.null_safe == NullSafe::DistinctFrom => {
                let (left, right) = self.operands(left, right);
                Fragment::infix(left, " IS DISTINCT FROM ", right, Level::Comparison)
            }
            _ => self.condition(inner).surround("NOT (", ")").leveled(Level::Not),
        }
    }
}
