//! The Rust expressions of a query → parameters, numbered in the order of the source whatever the order in which they are typed.

use crate::ast::{self, Body, ExprKind, Order, Rust, VerbKind};
use crate::errors::Errors;
use crate::plan::{Bind, Bound, Input, ParamId};
use proc_macro2::{Span, TokenStream};
use querent_schema::{Filled, Table, Type};
use std::ptr;

/// The parameters of a query: those that the user wrote, and behind them those that querent makes.
pub(super) struct Inputs<'q> {
    written: Vec<Written<'q>>,
    made: Vec<Input>,
    next: ParamId,
}

/// Braces that the user wrote, and what they were found to be.
struct Written<'q> {
    rust: &'q Rust,
    first: ParamId,
    width: usize,
    bind: Option<Bind>,
    pattern: bool,
}

impl<'q> Inputs<'q> {
    /// Numbers all braces of a query: those of the body, then clause by clause, in each in the order of the source.
    pub(super) fn of(query: &'q ast::Query, table: Option<&Table>) -> Self {
        let mut inputs = Inputs { written: Vec::new(), made: Vec::new(), next: 0 };
        inputs.add_body(query, table);
        if let Some(filter) = &query.filter {
            inputs.add_expr(&filter.value);
        }
        if let Some(order) = &query.order {
            inputs.add_order(&order.value);
        }
        for count in [&query.take, &query.skip].into_iter().flatten() {
            inputs.add_expr(&count.value);
        }
        if let Body::Upsert { create, update } = &query.body {
            [create, update].into_iter().flatten().for_each(|fields| inputs.add_fields(fields));
        }
        if let Some(returning) = &query.returning {
            inputs.add_projection(&returning.value);
        }
        inputs
    }

    /// Says what a pair of braces is; gives its first parameter.
    pub(super) fn bind(&mut self, rust: &'q Rust, bind: Bind) -> Option<ParamId> {
        let written = self.written.iter_mut().find(|written| ptr::eq(written.rust, rust))?;
        written.bind = Some(bind);
        Some(written.first)
    }

    /// Where the braces that the user wrote stand.
    pub(super) fn spans(&self) -> Vec<Span> {
        self.written.iter().map(|written| written.rust.span).collect()
    }

    /// Says that a parameter is the pattern of a `like`.
    pub(super) fn mark_pattern(&mut self, param: ParamId) {
        if let Some(written) = self.written.iter_mut().find(|written| written.first == param) {
            written.pattern = true;
        }
    }

    /// A parameter that querent makes.
    pub(super) fn make(&mut self, span: Span, bind: Bind) -> ParamId {
        let first = self.next;
        self.next += 1;
        self.made.push(Input { tokens: TokenStream::new(), span, first, width: 1, bind, pattern: false });
        first
    }

    /// A parameter for a column that querent fills. The time is the same for all columns of one type.
    pub(super) fn fill(&mut self, span: Span, filled: Filled, of: Bound) -> ParamId {
        let now = matches!(filled, Filled::Created | Filled::Updated);
        if !now {
            return self.make(span, Bind::Generate { filled, of });
        }
        let same = self.made.iter().find(|input| matches!(&input.bind, Bind::Now { of: other } if other.ty == of.ty));
        match same {
            Some(input) => input.first,
            None => self.make(span, Bind::Now { of }),
        }
    }

    /// All inputs in the order of their parameters.
    pub(super) fn finish(self, errors: &mut Errors) -> Vec<Input> {
        let mut inputs = Vec::with_capacity(self.written.len() + self.made.len());
        for Written { rust, first, width, bind, pattern } in self.written {
            match bind {
                Some(bind) => {
                    inputs.push(Input { tokens: rust.tokens.clone(), span: rust.span, first, width, bind, pattern });
                }
                // Nothing passes over braces silently: whoever did not bind them has reported why.
                None if errors.is_empty() => errors.push(rust.span, "nothing takes this value"),
                None => {}
            }
        }
        inputs.extend(self.made);
        inputs
    }

    fn add(&mut self, rust: &'q Rust, width: usize) {
        self.written.push(Written { rust, first: self.next, width, bind: None, pattern: false });
        self.next += width;
    }

    fn add_body(&mut self, query: &'q ast::Query, table: Option<&Table>) {
        match &query.body {
            // The rows of `insert_many {rows}` are no input: the template's parameters count from 0 within each row.
            Body::Rust(rust) if !matches!(query.verb, Some(ast::Verb { kind: VerbKind::InsertMany, .. })) => {
                self.add(rust, table.map_or(0, writable_columns));
            }
            Body::Projection(projection) => self.add_projection(projection),
            Body::Fields(fields) => self.add_fields(fields),
            Body::Rows(rows) => rows.iter().for_each(|fields| self.add_fields(fields)),
            // What `create` and `update` hold stands behind the `where`.
            Body::None | Body::Hole | Body::Rust(_) | Body::Upsert { .. } => {}
        }
    }

    fn add_fields(&mut self, fields: &'q ast::Fields) {
        fields.fields.iter().for_each(|field| self.add_expr(&field.value));
    }

    fn add_projection(&mut self, projection: &'q ast::Projection) {
        for item in &projection.items {
            if let ast::Item::Expr { expr, .. } = item {
                self.add_expr(expr);
            }
        }
    }

    fn add_order(&mut self, order: &'q Order) {
        let keys: Vec<_> = match order {
            Order::Keys(keys) => keys.iter().collect(),
            Order::Choice { value, arms } => {
                self.add(value, 1);
                arms.iter().flat_map(|arm| &arm.keys).collect()
            }
        };
        keys.into_iter().for_each(|key| self.add_expr(&key.expr));
    }

    fn add_expr(&mut self, expr: &'q ast::Expr) {
        match &expr.kind {
            ExprKind::Hole | ExprKind::Alone(_) | ExprKind::Path(_) => {}
            ExprKind::Literal { .. } | ExprKind::Boolean(_) | ExprKind::Null => {}
            ExprKind::Rust(rust) => self.add(rust, 1),
            ExprKind::Negate(inner) | ExprKind::Not(inner) | ExprKind::IsNull { value: inner, .. } => {
                self.add_expr(inner)
            }
            ExprKind::Binary(_, left, right)
            | ExprKind::Is { value: left, other: right, .. }
            | ExprKind::Match { value: left, pattern: right, .. } => {
                self.add_expr(left);
                self.add_expr(right);
            }
            ExprKind::Between { value, low, high, .. } => [value, low, high].into_iter().for_each(|e| self.add_expr(e)),
            ExprKind::In { value, list, .. } => {
                self.add_expr(value);
                list.iter().for_each(|e| self.add_expr(e));
            }
            ExprKind::InRust { value, list, .. } => {
                self.add_expr(value);
                self.add(list, 1);
            }
            ExprKind::Call { args, .. } => args.iter().for_each(|e| self.add_expr(e)),
            ExprKind::Case { arms, otherwise } => {
                for (condition, value) in arms {
                    self.add_expr(condition);
                    self.add_expr(value);
                }
                otherwise.iter().for_each(|e| self.add_expr(e));
            }
        }
    }
}

/// How many columns a `New` and a `Patch` have.
fn writable_columns(table: &Table) -> usize {
    table.columns.iter().filter(|column| column.is_writable()).count()
}

/// What a value is that stands where its type is known.
pub(super) fn bound(ty: Type, column: Option<usize>) -> Bound {
    Bound { ty, column }
}
