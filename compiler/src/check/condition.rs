//! `where`, `when` → typed conditions: `and`, `or`, `not`, and the smallest conditions, which `{x}?` drops.

use super::Checker;
use super::context::{Context, Optionals};
use super::keys::key_column;
use super::types::{Family, family, type_name};
use super::value::boolean;
use crate::ast::{self, Binary, ExprKind};
use crate::plan::{Expr, ExprKind as Typed};
use proc_macro2::{Literal, Span};
use querent_schema::Type;

impl<'q> Checker<'q> {
    /// Types a condition.
    pub(super) fn check_condition(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        match &expr.kind {
            ExprKind::Binary(Binary::And | Binary::Or, ..) => self.check_junction(expr),
            ExprKind::Not(inner) => self.check_condition(inner).map(negate),
            _ => self.check_smallest_condition(expr),
        }
    }

    /// `a and b and c`, `a or b or c`: both sides are checked whatever is wrong with one.
    fn check_junction(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        let ExprKind::Binary(operator, ..) = &expr.kind else { return None };
        let mut parts = Vec::new();
        operands(expr, *operator, &mut parts);
        let checked: Vec<Option<Expr>> = parts.into_iter().map(|part| self.check_condition(part)).collect();
        let checked: Vec<Expr> = checked.into_iter().collect::<Option<_>>()?;
        let nullable = checked.iter().any(|part| part.nullable);
        Some(match operator {
            Binary::And => boolean(Typed::And(checked), nullable),
            _ => boolean(Typed::Or(checked), nullable),
        })
    }

    /// A condition without `and`, `or` and `not` outside; with `{x}?` in it, it is dropped when that is absent.
    fn check_smallest_condition(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        let outer = std::mem::take(&mut self.optional_params);
        let condition = self.check_without_optional(expr);
        let params = std::mem::replace(&mut self.optional_params, outer);
        let condition = condition?;
        if params.is_empty() || self.optionals != Optionals::DROP {
            return Some(condition);
        }
        let nullable = condition.nullable;
        Some(boolean(Typed::Optional { params, condition: Box::new(condition) }, nullable))
    }

    fn check_without_optional(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        match &expr.kind {
            ExprKind::Binary(operator, left, right) if super::compare::comparison(*operator).is_some() => {
                self.check_comparison(expr.span, super::compare::comparison(*operator)?, [left, right])
            }
            ExprKind::IsNull { value, negated } => self.check_is_null(value, *negated),
            ExprKind::Is { value, other, negated } => self.check_is(expr.span, value, other, *negated),
            ExprKind::Between { value, low, high, negated } => {
                self.check_between(expr.span, [value, low, high], *negated)
            }
            ExprKind::In { value, list, negated } => self.check_in(expr.span, value, list, *negated),
            ExprKind::InRust { value, list, negated } => self.check_in_rust(value, list, *negated),
            ExprKind::Match { how, value, pattern, negated } => self.check_match(*how, value, pattern, *negated),
            _ => self.check_boolean_value(expr),
        }
    }

    /// `users.get 1`.
    pub(super) fn refuse_alone(&mut self, span: Span, token: &Literal) -> Option<Expr> {
        let column = self.table().and_then(|table| key_column(table, token)).map_or("column", |key| &*key.rust_name);
        self.errors.push_help(span, "a condition stands behind `where`", format!("write `where {column} = {token}`"));
        None
    }

    /// A boolean column, `{x}`, `true`, a `case` by itself.
    fn check_boolean_value(&mut self, expr: &'q ast::Expr) -> Option<Expr> {
        if let ExprKind::Literal { token, .. } = &expr.kind {
            self.errors.push_help(
                expr.span,
                format!("`{token}` is no condition"),
                "a condition needs a comparison, or `true` or `false`",
            );
            return None;
        }
        if let ExprKind::Null = expr.kind {
            self.errors.push_help(expr.span, "`null` is no condition", "`is null` tests for it");
            return None;
        }
        let value = self.value_wanted(Some(Family::Boolean), expr, &Context::of(Type::Boolean))?;
        if value.ty == Type::Boolean {
            return Some(value);
        }
        let name = phrase(expr);
        let help = match family(&value.ty) {
            family if family.is_number() => format!("`{name} != 0`?"),
            _ if value.nullable => format!("`{name} is not null`?"),
            Family::Text => format!("`{name} != \"\"`?"),
            _ => format!("`{name} = …`?"),
        };
        let message = format!("`{name}` is {}; a condition needs a comparison", type_name(&value.ty));
        self.errors.push_help(expr.span, message, help);
        None
    }
}

/// `not`: of a condition that can be dropped it is dropped with it.
fn negate(condition: Expr) -> Expr {
    let nullable = condition.nullable;
    match condition.kind {
        Typed::Optional { params, condition } => {
            let condition = Box::new(boolean(Typed::Not(condition), nullable));
            boolean(Typed::Optional { params, condition }, nullable)
        }
        kind => boolean(Typed::Not(Box::new(Expr { kind, ..condition })), nullable),
    }
}

/// The parts between the same operator, from left to right.
pub(super) fn operands<'q>(expr: &'q ast::Expr, operator: Binary, parts: &mut Vec<&'q ast::Expr>) {
    match &expr.kind {
        ExprKind::Binary(other, left, right) if *other == operator => {
            operands(left, operator, parts);
            operands(right, operator, parts);
        }
        _ => parts.push(expr),
    }
}

/// How an expression is called in messages.
pub(super) fn phrase(expr: &ast::Expr) -> String {
    match &expr.kind {
        ExprKind::Path(names) => names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("."),
        ExprKind::Alone(token) => token.to_string(),
        ExprKind::Literal { negative, token } => format!("{}{token}", if *negative { "-" } else { "" }),
        ExprKind::Boolean(value) => value.to_string(),
        ExprKind::Null => "null".to_string(),
        ExprKind::Rust(rust) => format!("{{{}}}", rust.tokens),
        ExprKind::Call { name, .. } => format!("{}(…)", name.text),
        ExprKind::Case { .. } => "case … end".to_string(),
        ExprKind::Binary(operator, left, right) => {
            format!("{} {} {}", phrase(left), super::compare::operator_text(*operator), phrase(right))
        }
        ExprKind::Negate(inner) => format!("-{}", phrase(inner)),
        ExprKind::Not(inner) => format!("not {}", phrase(inner)),
        ExprKind::IsNull { value, negated: false } => format!("{} is null", phrase(value)),
        ExprKind::IsNull { value, .. } => format!("{} is not null", phrase(value)),
        ExprKind::Is { value, .. } => format!("{} is …", phrase(value)),
        ExprKind::Between { value, .. } => format!("{} between …", phrase(value)),
        ExprKind::In { value, .. } | ExprKind::InRust { value, .. } => format!("{} in …", phrase(value)),
        ExprKind::Match { value, .. } => format!("{} …", phrase(value)),
        ExprKind::Hole => "…".to_string(),
    }
}
