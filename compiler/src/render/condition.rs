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
            Filter::Where(condition) => self.choosing(condition),
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
        let values = if key.len() > 1 && self.features.tuples_need_values() { " IN (VALUES " } else { " IN (" };
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

    /// A condition that chooses rows: it may be NULL where it were false.
    fn choosing(&self, expr: &Expr) -> Fragment {
        match &expr.kind {
            ExprKind::And(items) => self.group_of(items, " AND ", Level::And, Self::choosing),
            ExprKind::Or(items) => self.group_of(items, " OR ", Level::Or, Self::choosing),
            ExprKind::Optional { params, condition } => Fragment::optional(params.clone(), self.choosing(condition)),
            ExprKind::NullSafeEqual(value, param) if !self.features.null_safe_uses_indexes() => {
                self.equal_or_both_null(value, param)
            }
            _ => self.condition(expr),
        }
    }

    /// `a = b OR a IS NULL AND b IS NULL`: of a parameter whose value is known one side is left, for which an index serves.
    fn equal_or_both_null(&self, left: &Expr, right: &Expr) -> Fragment {
        let (one, other) = self.operands(left, right);
        let equal = Fragment::infix(one, " = ", other, Level::Comparison);
        let both = Fragment::infix(self.is_null(left), " AND ", self.is_null(right), Level::And);
        Fragment::infix(equal, " OR ", both, Level::Or)
    }

    /// An expression where a truth value is asked for.
    pub(super) fn condition(&self, expr: &Expr) -> Fragment {
        match &expr.kind {
            ExprKind::And(items) => self.group_of(items, " AND ", Level::And, Self::condition),
            ExprKind::Or(items) => self.group_of(items, " OR ", Level::Or, Self::condition),
            ExprKind::Not(inner) => self.condition_not(inner),
            ExprKind::Optional { params, condition } => Fragment::optional(params.clone(), self.condition(condition)),
            // A comparison lets an index be used where a column alone does not.
            ExprKind::Column(column) if matches!(expr.ty, Type::Boolean) => {
                self.column_name(*column).text(" = TRUE").leveled(Level::Comparison)
            }
            _ => self.expr(expr),
        }
    }

    fn group_of(&self, items: &[Expr], operator: &str, level: Level, render: fn(&Self, &Expr) -> Fragment) -> Fragment {
        let items: Vec<Fragment> = items.iter().map(|item| render(self, item).at_least(level)).collect();
        if items.iter().any(Fragment::can_vanish) {
            Fragment::group(items, operator, level)
        } else {
            Fragment::join(items, operator).leveled(level)
        }
    }

    fn condition_not(&self, inner: &Expr) -> Fragment {
        match &inner.kind {
            ExprKind::Column(column) => self.column_name(*column).text(" = FALSE").leveled(Level::Comparison),
            ExprKind::NullSafeEqual(left, right) if self.features.null_safe() == NullSafe::DistinctFrom => {
                let (left, right) = self.operands(left, right);
                Fragment::infix(left, " IS DISTINCT FROM ", right, Level::Comparison)
            }
            _ => self.condition(inner).surround("NOT (", ")").leveled(Level::Not),
        }
    }
}
