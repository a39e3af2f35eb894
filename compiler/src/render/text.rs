//! Searches in texts: patterns, beginnings, ends and parts.

use super::Render;
use super::fragment::{Fragment, Level};
use crate::plan::{Expr, ExprKind, Literal};

impl Render<'_> {
    pub(super) fn like(&self, value: &Expr, pattern: &Expr, ignore_case: bool, negated: bool) -> Fragment {
        let (text, wanted) = if ignore_case {
            let lower = self.features.case().lower;
            (self.function_case(lower, value), self.function_case(lower, pattern))
        } else {
            (self.beside(value, pattern), self.beside(pattern, value))
        };
        let operator = if negated { " NOT LIKE " } else { " LIKE " };
        text.at_least(Level::Concat)
            .text(operator)
            .then(wanted.at_least(Level::Postfix))
            .text(self.like_escape(pattern))
            .leveled(Level::Comparison)
    }

    /// The character that takes the next one literally; left out where the pattern has none.
    fn like_escape(&self, pattern: &Expr) -> &'static str {
        match &pattern.kind {
            ExprKind::Literal(Literal::Text(text)) if !text.contains('\\') => "",
            _ if self.features.backslash_escapes() => " ESCAPE '\\\\'",
            _ => " ESCAPE '\\'",
        }
    }

    /// A range, which an index can serve; without an upper end a comparison of the beginning.
    pub(super) fn starts_with(&self, value: &Expr, prefix: &Expr, end: Option<&Expr>) -> Fragment {
        let operand = self.beside(value, prefix);
        let from = || Fragment::infix(operand.clone(), " >= ", self.beside(prefix, value), Level::Comparison);
        match (end, &prefix.kind) {
            (Some(end), _) => {
                let below = Fragment::infix(operand.clone(), " < ", self.beside(end, value), Level::Comparison);
                let below = below.surround(" AND ", "");
                // The empty text has no end at run time either.
                let below = match end.kind {
                    ExprKind::Param(param) => Fragment::optional(vec![param], below),
                    _ => below,
                };
                from().then(below).leveled(Level::And)
            }
            (None, ExprKind::Literal(_)) => from(),
            (None, _) => {
                let length = Fragment::call(self.features.length(), [self.expr(prefix)]);
                let beginning = Fragment::call("substr", [self.expr(value), Fragment::atom("1"), length]);
                Fragment::infix(beginning, " = ", self.bare(prefix), Level::Comparison)
            }
        }
    }

    pub(super) fn ends_with(&self, value: &Expr, suffix: &Expr, negated: bool) -> Fragment {
        let length = |of: &Expr| Fragment::call(self.features.length(), [self.expr(of)]);
        let end = if self.features.right_function() {
            Fragment::call("right", [self.expr(value), length(suffix)])
        } else {
            // A suffix longer than the text gives a start before the first character and so a shorter text: not equal.
            let start = Fragment::infix(length(value), " - ", length(suffix), Level::Sum).text(" + 1");
            Fragment::call("substr", [self.expr(value), start])
        };
        let operator = if negated { " <> " } else { " = " };
        Fragment::infix(end, operator, self.bare(suffix), Level::Comparison)
    }

    pub(super) fn contains(&self, value: &Expr, part: &Expr, negated: bool) -> Fragment {
        let position = self.features.position();
        let (value, part) = (self.expr(value), self.expr(part));
        let arguments = if position.part_first { [part, value] } else { [value, part] };
        let found = Fragment::call(position.function, arguments);
        found.text(if negated { " = 0" } else { " > 0" }).leveled(Level::Comparison)
    }
}
