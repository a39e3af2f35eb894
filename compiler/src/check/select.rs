//! `find`, `find_first`, `get` → what is selected, from which rows, in which order.

use super::Checker;
use super::keys::{key_list, pinned, pins_key};
use super::order::Rows;
use super::types::{Family, family};
use crate::ast::{self, Body, VerbKind};
use crate::plan::{Count, Expr, Lock, Many, Output, Select, Shape, Verb};
use proc_macro2::Span;

impl<'q> Checker<'q> {
    /// `users.find …`, `users.find_first …`, `users.get …`.
    pub(super) fn check_select(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        let shape = match &query.body {
            Body::Hole => None,
            Body::Projection(projection) => self.check_shape(Some(projection), query.into.as_ref(), verb.span),
            _ => self.check_shape(None, query.into.as_ref(), verb.span),
        };
        let filter = self.check_filter(query);
        let get = verb.kind == VerbKind::Get;
        let pinned = if get { self.check_get_key(filter.as_ref(), verb.span) } else { Some(()) };
        let distinct = query.distinct.filter(|_| !get);
        self.check_distinct(distinct, shape.as_ref());
        // Clauses that `get` does not take were reported with their keyword.
        let clauses = (!get).then_some(query);
        let rows = Rows { shape: shape.as_ref(), body: &query.body, distinct: distinct.is_some() };
        let order = self.check_order(clauses.and_then(|query| query.order.as_ref()), rows);
        let (take, many) = match verb.kind {
            VerbKind::Find => (self.check_count(query.take.as_ref(), "take"), Many::All),
            // Of a key there is one row anyway; a limit costs a server a step of its plan.
            VerbKind::FindFirst if self.pins_a_key(filter.as_ref()) => (Some(None), Many::First),
            VerbKind::FindFirst => (Some(Some(Count::Literal(1))), Many::First),
            _ => (Some(None), Many::One),
        };
        let skip = self.check_count(clauses.and_then(|query| query.skip.as_ref()), "skip");
        let lock = self.check_lock(query, distinct.is_some());
        pinned?;
        let select = Select {
            distinct: distinct.is_some(),
            filter: filter?,
            order: order?,
            take: take?,
            skip: skip?,
            lock: lock?,
        };
        Some((Verb::Select(select), Output::Rows { shape: shape?, many }))
    }

    /// `get` reads the one row of a key.
    fn check_get_key(&mut self, filter: Option<&Option<Expr>>, verb: Span) -> Option<()> {
        let table = self.table()?;
        if self.pins_a_key(Some(filter?)) {
            return Some(());
        }
        let message = "the `where` of a `get` must pin a key with `=`, for there to be one row";
        self.errors.push_help(verb, message, key_list(table));
        None
    }

    /// Whether there is one row at most.
    fn pins_a_key(&self, filter: Option<&Option<Expr>>) -> bool {
        let filter = filter.and_then(Option::as_ref);
        self.table().zip(filter).is_some_and(|(table, filter)| pins_key(table, &pinned(filter)))
    }

    /// `for update` locks rows of the table: those that are read must be such.
    fn check_lock(&mut self, query: &'q ast::Query, distinct: bool) -> Option<Option<Lock>> {
        let Some(lock) = &query.lock else { return Some(None) };
        let table = self.table()?;
        if table.view.is_some() {
            let message = format!("`{}` is a view, and only rows of a table can be locked", table.rust_name);
            let help = format!("it is defined at {}:{}; lock the rows of its tables", self.errors.schema(), table.line);
            self.errors.push_help(lock.keyword, message, help);
            return None;
        }
        if distinct {
            let message = "`distinct` gives rows that may stand for several of the table, so they cannot be locked";
            self.errors.push_help(lock.keyword, message, "leave out `distinct` or `for update`");
            return None;
        }
        Some(Some(lock.value))
    }

    /// Rows are distinct when they can be compared.
    fn check_distinct(&mut self, distinct: Option<Span>, shape: Option<&Shape>) {
        let Some((span, shape)) = distinct.zip(shape) else { return };
        if let Some(field) = shape.fields.iter().find(|field| family(&field.expr.ty) == Family::Json) {
            let message = format!("`{}` is JSON: stores do not agree on when two documents are equal", field.name);
            self.errors.push_help(span, message, "leave it out of the projection, or `distinct`");
        }
    }
}
