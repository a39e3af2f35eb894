//! Expressions that must be of one kind → typed expressions: those that have a type of their own give it to literals and `{x}`.

use super::Checker;
use super::context::Context;
use super::types::{Family, family, join, meets, to_one_kind, type_name};
use crate::ast::{self, Binary, ExprKind};
use crate::plan::{self, Expr, Literal};
use querent_schema::Type;

impl<'q> Checker<'q> {
    /// Types expressions that meet each other. Where none has a type of its own they take it from `outside`, or from a literal
    /// among them. `inside` makes the context of the open ones out of one that has a type. Whether the types meet is for the
    /// caller to judge.
    pub(super) fn gather(
        &mut self,
        exprs: &[&'q ast::Expr],
        outside: &Context,
        inside: fn(&Expr) -> Context,
    ) -> Option<Vec<Expr>> {
        self.gather_each(exprs, outside, inside).into_iter().collect()
    }

    /// The same, with a gap for each that is wrong.
    pub(super) fn gather_each(
        &mut self,
        exprs: &[&'q ast::Expr],
        outside: &Context,
        inside: fn(&Expr) -> Context,
    ) -> Vec<Option<Expr>> {
        let wanted = wanted(exprs);
        let mut typed: Vec<Option<Expr>> = exprs
            .iter()
            .map(|expr| if is_open(expr) { None } else { self.value_wanted(wanted, expr, &Context::Open) })
            .collect();
        let failed = exprs.iter().zip(&typed).any(|(expr, typed)| !is_open(expr) && typed.is_none());
        let mut context = match lead(&typed) {
            Some(lead) => inside(lead),
            None if failed => Context::Silent,
            None => default_context(exprs, outside),
        };
        for (expr, typed) in exprs.iter().zip(&mut typed).filter(|(expr, _)| is_open(expr) && !is_null(expr)) {
            *typed = self.value(expr, &context);
            if typed.is_none() && matches!(context, Context::Open) {
                // That there is no type is said once.
                context = Context::Silent;
            }
        }
        self.fill_nulls(exprs, &mut typed, &context);
        typed
    }

    /// `null` takes the type of the others.
    fn fill_nulls(&mut self, exprs: &[&'q ast::Expr], typed: &mut [Option<Expr>], context: &Context) {
        let ty = match (typed.iter().flatten().next(), context) {
            (Some(expr), _) => expr.ty.clone(),
            (None, Context::Place(plan::Bound { ty, .. }) | Context::Operand(ty)) => ty.clone(),
            (None, Context::Silent) => return,
            (None, Context::Open) => {
                if let Some(null) = exprs.iter().find(|expr| is_null(expr)) {
                    self.errors.push(null.span, "the type of this `null` is not known: nothing that it meets has one");
                }
                return;
            }
        };
        for (_, typed) in exprs.iter().zip(typed).filter(|(expr, _)| is_null(expr)) {
            *typed = Some(Expr { kind: plan::ExprKind::Literal(Literal::Null), ty: ty.clone(), nullable: true });
        }
    }

    /// Types the branches of a `case` or the arguments of `coalesce`, which become one value of the type that is given too.
    pub(super) fn check_branches(
        &mut self,
        exprs: &[&'q ast::Expr],
        what: &str,
        outside: &Context,
    ) -> Option<(Vec<Expr>, Type)> {
        let typed = self.gather(exprs, outside, Context::joining)?;
        let first = typed.first()?.ty.clone();
        if let Some(other) = typed.iter().position(|expr| !meets(&first, &expr.ty)) {
            let message = format!(
                "{what} are of one type: the first is {}, this is {}",
                type_name(&first),
                type_name(&typed[other].ty)
            );
            self.errors.push(exprs[other].span, message);
            return None;
        }
        let ty = typed.iter().fold(first, |ty, expr| join(&ty, &expr.ty));
        Some((to_one_kind(typed), ty))
    }
}

/// The expression whose type the open ones take: a decimal, which integers become too, else the first.
fn lead(typed: &[Option<Expr>]) -> Option<&Expr> {
    let mut known = typed.iter().flatten();
    known.clone().find(|expr| family(&expr.ty) == Family::Decimal).or_else(|| known.next())
}

/// The kind of type that the literals among expressions have.
fn wanted(exprs: &[&ast::Expr]) -> Option<Family> {
    let mut found = None;
    exprs.iter().for_each(|expr| literal_type(expr, &mut found));
    found.as_ref().map(family)
}

/// The context of expressions that are all open: that of the place outside, else what a literal among them says.
fn default_context(exprs: &[&ast::Expr], outside: &Context) -> Context {
    if !matches!(outside, Context::Open) {
        return outside.clone();
    }
    let mut found = None;
    exprs.iter().for_each(|expr| literal_type(expr, &mut found));
    match found {
        Some(ty) if family(&ty).is_number() => Context::Operand(ty),
        Some(ty) => Context::of(ty),
        None => Context::Open,
    }
}

/// The type that the literals of an open expression have in Rust. One with a fraction makes all numbers floats.
fn literal_type(expr: &ast::Expr, found: &mut Option<Type>) {
    match &expr.kind {
        ExprKind::Literal { negative, token } => {
            let ty = super::literal::rust_type(*negative, token);
            if found.is_none() || ty == Type::Float {
                *found = Some(ty);
            }
        }
        ExprKind::Boolean(_) => *found = found.take().or(Some(Type::Boolean)),
        ExprKind::Call { name, args } if name.text.eq_ignore_ascii_case("now") && args.is_empty() => {
            *found = found.take().or(Some(Type::Timestamp));
        }
        _ => open_parts(expr).into_iter().flatten().for_each(|part| literal_type(part, found)),
    }
}

/// Whether an expression takes its type from where it stands.
pub(super) fn is_open(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal { .. } | ExprKind::Boolean(_) | ExprKind::Null | ExprKind::Rust(_) => true,
        ExprKind::Call { name, .. } if name.text.eq_ignore_ascii_case("now") => true,
        _ => open_parts(expr).is_some_and(|parts| parts.into_iter().all(is_open)),
    }
}

/// The parts from which an expression takes its type; `None` where it has a type of its own.
fn open_parts(expr: &ast::Expr) -> Option<Vec<&ast::Expr>> {
    match &expr.kind {
        ExprKind::Negate(inner) => Some(vec![inner]),
        ExprKind::Binary(
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Remainder,
            left,
            right,
        ) => Some(vec![left, right]),
        ExprKind::Call { name, args } if name.text.eq_ignore_ascii_case("coalesce") => Some(args.iter().collect()),
        ExprKind::Case { arms, otherwise } => {
            Some(arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()).collect())
        }
        _ => None,
    }
}

/// The word `null`.
pub(super) fn is_null(expr: &ast::Expr) -> bool {
    matches!(expr.kind, ExprKind::Null)
}
