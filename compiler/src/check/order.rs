//! `order by`, `take`, `skip` → checked keys and numbers of rows.

use super::Checker;
use super::context::{Context, Optionals};
use super::literal;
use super::shape::field_named;
use super::types::{Family, family};
use crate::ast::{self, Body, ExprKind, Item, NullsFirst};
use crate::plan::{Bind, Count, Expr, Nulls, Order, OrderKey, Shape};
use proc_macro2::Span;

impl<'q> Checker<'q> {
    /// The order of rows. Its names are those of the result (where there is one), then those of columns.
    pub(super) fn check_order(&mut self, order: Option<&'q ast::Clause<ast::Order>>, rows: Rows<'_>) -> Option<Order> {
        let Some(clause) = order else { return Some(Order::None) };
        self.with_optionals(Optionals::IN_ORDER, |checker| match &clause.value {
            ast::Order::Keys(keys) => Some(Order::Keys(checker.check_order_keys(keys, rows)?)),
            ast::Order::Choice { value, arms } => checker.check_order_choice(value, arms, rows),
        })
    }

    fn check_order_choice(&mut self, value: &'q ast::Rust, arms: &'q [ast::OrderArm], rows: Rows<'_>) -> Option<Order> {
        let keys: Vec<Option<Vec<OrderKey>>> = arms.iter().map(|arm| self.check_order_keys(&arm.keys, rows)).collect();
        let patterns = arms.iter().map(|arm| (arm.pattern.clone(), arm.end)).collect();
        let param = self.inputs.bind(value, Bind::Choice { patterns })?;
        Some(Order::Choice { param, arms: keys.into_iter().collect::<Option<_>>()? })
    }

    fn check_order_keys(&mut self, keys: &'q [ast::OrderKey], rows: Rows<'_>) -> Option<Vec<OrderKey>> {
        let keys: Vec<Option<OrderKey>> = keys.iter().map(|key| self.check_order_key(key, rows)).collect();
        keys.into_iter().collect()
    }

    fn check_order_key(&mut self, key: &'q ast::OrderKey, rows: Rows<'_>) -> Option<OrderKey> {
        let expr = self.check_order_value(&key.expr, rows)?;
        if rows.distinct && !rows.shape.is_some_and(|shape| shape.fields.iter().any(|field| field.expr == expr)) {
            // A shape that is wrong was reported, and may be what is missing here.
            if rows.shape.is_some() {
                let message = "with `distinct`, rows are ordered only by what is selected";
                self.errors.push_help(key.expr.span, message, "select it too, or order by a field of the result");
            }
            return None;
        }
        let nulls = match key.nulls {
            None => Nulls::Lowest,
            Some(NullsFirst::First) => Nulls::First,
            Some(NullsFirst::Last) => Nulls::Last,
        };
        Some(OrderKey { expr, descending: key.descending, nulls })
    }

    fn check_order_value(&mut self, expr: &'q ast::Expr, rows: Rows<'_>) -> Option<Expr> {
        let typed = match &expr.kind {
            ExprKind::Path(names) => match (&names[..], rows.shape) {
                ([name], Some(shape)) => {
                    field_named(shape, &name.text).cloned().or_else(|| self.value(expr, &Context::Open))
                }
                ([name], None) if names_field(rows.body, &name.text) => None,
                _ => self.value(expr, &Context::Open),
            },
            ExprKind::Literal { .. } | ExprKind::Boolean(_) | ExprKind::Null => {
                self.errors.push(expr.span, "a constant puts nothing in order");
                None
            }
            _ => self.value(expr, &Context::Open),
        }?;
        if family(&typed.ty) == Family::Json {
            self.errors.push(expr.span, "JSON documents have no order that all stores share");
            return None;
        }
        Some(typed)
    }

    /// `take n`, `skip n`.
    pub(super) fn check_count(
        &mut self,
        clause: Option<&'q ast::Clause<ast::Expr>>,
        name: &str,
    ) -> Option<Option<Count>> {
        let Some(clause) = clause else { return Some(None) };
        let expr = &clause.value;
        match &expr.kind {
            ExprKind::Hole => None,
            ExprKind::Literal { negative, token } => match literal::row_count(*negative, token) {
                Some(count) => Some(Some(Count::Literal(count))),
                None => self.refuse_count(expr.span, name),
            },
            ExprKind::Rust(rust) => match rust.optional {
                None => Some(Some(Count::Param(self.inputs.bind(rust, Bind::Count)?))),
                Some(question) => {
                    self.errors.push(
                        question,
                        format!("`?` has no meaning here: `{name}` is no condition that could be dropped"),
                    );
                    None
                }
            },
            _ => self.refuse_count(expr.span, name),
        }
    }

    fn refuse_count<T>(&mut self, span: Span, name: &str) -> Option<T> {
        let message = format!("`{name}` takes a number of rows: a whole number that is not negative, or `{{n}}`");
        self.errors.push(span, message);
        None
    }
}

/// Whether a projection that is wrong gives a field this name, or may do so where it could not be read.
fn names_field(body: &Body, name: &str) -> bool {
    let names = |item: &Item| match item {
        Item::Star(_) => false,
        Item::Expr { alias: Some(alias), .. } => alias.text == name,
        Item::Expr { expr, alias: None } => matches!(expr.kind, ExprKind::Hole),
    };
    match body {
        Body::Projection(projection) => projection.items.iter().any(names),
        Body::Hole => true,
        _ => false,
    }
}

/// What is known about the rows that are put in order.
#[derive(Clone, Copy)]
pub(super) struct Rows<'s> {
    /// Their fields; `None` when something is wrong with them.
    pub(super) shape: Option<&'s Shape>,
    /// Where the fields are named.
    pub(super) body: &'s Body,
    pub(super) distinct: bool,
}
