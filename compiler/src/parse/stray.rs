//! What stands behind the verb and begins no clause → what was meant by it.

use super::clause::has_clauses;
use super::cursor::Cursor;
use super::trees::{compact, tree_text};
use crate::ast::{Binary, Body, Clause, Expr, ExprKind, Fields, Query, VerbKind};
use proc_macro2::{Delimiter, TokenTree};

impl Cursor<'_> {
    pub(super) fn bare_condition_follows(&self, query: &Query) -> bool {
        !self.lost
            && query.verb.is_some()
            && self.condition_ahead(0)
            && !self.is_keyword(0, "if")
            && !self.is_operator_at(1, ".")
    }

    /// Reads a condition before which `where` is missing.
    pub(super) fn bare_condition(&mut self, query: &mut Query) {
        let (span, name) = (self.span(), self.tree(0).map(tree_text).unwrap_or_default());
        self.report(span, format!("`where` is missing before `{name}`"), format!("write `where {name} …`"));
        let value = self.condition();
        self.once(&mut query.filter, span, "where", Clause { keyword: span, value });
    }

    pub(super) fn bare_value_follows(&self, query: &Query) -> bool {
        let takes_condition = query.verb.is_some_and(|verb| {
            use VerbKind::{Count, Delete, Exists, Find, FindFirst, Get, Update};
            matches!(verb.kind, Find | FindFirst | Get | Count | Exists | Update | Delete)
        });
        let is_alone = matches!(self.tree(0), Some(TokenTree::Literal(_))) && self.tree(1).is_none();
        takes_condition && is_alone && !self.lost && matches!(query.body, Body::None) && !has_clauses(query)
    }

    /// Reads a value that stands alone behind the verb; what it was to be compared with is for those to say who know the table.
    pub(super) fn bare_value(&mut self, query: &mut Query) {
        let span = self.span();
        if let Some(TokenTree::Literal(token)) = self.tree(0) {
            let kind = ExprKind::Alone(token.clone());
            query.filter = Some(Clause { keyword: span, value: Expr { kind, span } });
        }
        self.advance();
    }

    /// Whether `name = value` stands behind `update`.
    pub(super) fn bare_assignments_follow(&self, query: &Query) -> bool {
        let updates = query.verb.is_some_and(|verb| verb.kind == VerbKind::Update) && matches!(query.body, Body::None);
        updates && !self.lost && !has_clauses(query) && self.is_ident(0) && self.is_operator_at(1, "=")
    }

    /// Reads assignments without their braces.
    pub(super) fn bare_assignments(&mut self, query: &mut Query) {
        let (span, mark) = (self.span(), self.mark());
        while !self.at_end() && !self.starts_clause() {
            self.advance();
        }
        let text = compact(self.since(mark)).replace(" = ", ": ").replace('=', ": ");
        self.report(span, "what is changed stands in braces", format!("write `update {{ {text} }}`"));
        query.body = Body::Fields(Fields { span, fields: Vec::new(), incomplete: true });
    }

    /// Reports what no clause begins with, and passes over it up to the next clause.
    pub(super) fn stray(&mut self, query: &mut Query) {
        if self.is_operator(";") {
            self.unexpected();
            return self.skip_all();
        }
        if self.other_query_follows() {
            let other = format!("{}.{}", self.word(1).unwrap_or_default(), self.word(3).unwrap_or_default());
            let help = format!("write a call of its own: `query!({other} …)`");
            self.report(self.span(), "one call of `query!` has one query", help);
            return self.skip_all();
        }
        let is_method = self.is_operator(".") && self.is_ident(1) && self.is_group(2, Delimiter::Parenthesis);
        if is_method && !self.lost && !self.chained {
            self.report(self.span(), "clauses are not methods", "write them behind the verb, with spaces between them");
        } else if self.is_operator("*") && query.verb.is_some_and(|verb| verb.kind == VerbKind::Delete) && !self.lost {
            self.report(self.span(), "`*` is not expected here", "write `all` if every row is meant");
        } else if let Some((message, help)) = self.stray_value(query) {
            self.report(self.span(), message, help);
        } else if let Some(help) = self.stray_conflict(query) {
            self.report(self.span(), format!("`{}` is not expected here", self.text_ahead()), help);
        } else if self.stray_value_of_column(query) || self.stray_operator_word(query) || self.stray_condition(query) {
            // It was reported.
        } else if !is_method && !self.lost {
            match self.stray_columns(query) {
                Some(help) => self.report(self.span(), "columns stand in braces", help),
                None => self.unexpected(),
            }
        }
        self.chained |= is_method;
        self.advance();
        while !self.at_end() && !self.starts_clause() {
            self.advance();
        }
        self.lost = false;
    }

    /// What is wrong with a value that stands alone behind the verb, and how it is written; `None` where there is none.
    fn stray_value(&self, query: &Query) -> Option<(&'static str, String)> {
        let verb = query.verb.filter(|_| matches!(query.body, Body::None) && !has_clauses(query) && !self.lost)?.kind;
        let is_reference = self.is_operator("&") && self.is_ident(1);
        let (ahead, and) = if is_reference { (1, "&") } else { (0, "") };
        let ends = self.tree(ahead + 1).is_none() || self.is_keyword(ahead + 1, "where");
        let value = self.tree(ahead).filter(|_| ends)?;
        match (verb, value) {
            (VerbKind::Insert | VerbKind::InsertMany | VerbKind::Update, TokenTree::Ident(name))
                if super::habit::stray_word(&name.to_string()).is_none() =>
            {
                let verb = super::head::verb_name(verb);
                Some(("a row of Rust stands in braces", format!("write `{verb} {{{and}{name}}}`")))
            }
            (VerbKind::Delete, TokenTree::Ident(name))
                // `whe` is a word that is not yet written to its end.
                if super::habit::stray_word(&name.to_string()).is_none() && !"where".starts_with(&name.to_string()) =>
            {
                Some(("a condition stands behind `where`", format!("write `delete where column = {{{and}{name}}}`")))
            }
            _ => None,
        }
    }

    /// How the columns that stand here without braces are written; `None` where there are none.
    fn stray_columns(&self, query: &Query) -> Option<String> {
        let verb = query.verb.filter(|_| matches!(query.body, Body::None) && !has_clauses(query))?.kind;
        let mut names = vec![self.word(0)?];
        while self.is_operator_at(2 * names.len() - 1, ",") && self.is_ident(2 * names.len()) {
            names.push(self.word(2 * names.len())?);
        }
        let behind = 2 * names.len() - 1;
        let clause_follows = ["where", "order", "take", "skip"].iter().any(|word| self.is_keyword(behind, word));
        let ends = self.tree(behind).is_none() || clause_follows;
        match verb {
            VerbKind::Find | VerbKind::FindFirst | VerbKind::Get if ends => {
                Some(format!("write `{{ {} }}`", names.join(", ")))
            }
            VerbKind::Insert | VerbKind::Update if self.is_operator_at(1, ":") => {
                Some(format!("write `{} {{ {}: value }}`", super::head::verb_name(verb), names[0]))
            }
            _ => None,
        }
    }

    /// How a conflict of keys is told that is written as in SQL; `None` where none is.
    fn stray_conflict(&self, query: &Query) -> Option<&'static str> {
        let is = |words: &[&str]| words.iter().any(|word| self.is_keyword(0, word));
        match query.verb?.kind {
            VerbKind::Insert | VerbKind::InsertMany if is(&["on", "or", "ignore", "replace", "if"]) => {
                Some("`upsert where key = … create { … } update { … }` writes a row that may be there")
            }
            VerbKind::Upsert if is(&["on", "conflict"]) => Some("`where` pins the key, as in `where email = {email}`"),
            VerbKind::Find if is(&["on"]) && query.distinct.is_some() => {
                Some("`distinct` looks at all columns in the braces")
            }
            _ => None,
        }
    }

    /// Reports a value right behind a column.
    fn stray_value_of_column(&mut self, query: &mut Query) -> bool {
        let Some(TokenTree::Literal(value)) = self.tree(0).filter(|_| !self.lost && ends_in_filter(query)) else {
            return false;
        };
        let help = format!("write `= {value}`");
        let Some(last) = query.filter.as_mut().map(|filter| last_condition(&mut filter.value)) else { return false };
        if !matches!(last.kind, ExprKind::Path(_)) {
            return false;
        }
        last.kind = ExprKind::Hole;
        self.report(self.span(), "an operator is missing before this value", help);
        true
    }

    /// Reports a word between a column and a value, which was meant as an operator.
    fn stray_operator_word(&mut self, query: &mut Query) -> bool {
        let Some(word) = self.word(0).filter(|_| !self.lost && ends_in_filter(query)) else { return false };
        let value_follows = match self.tree(1) {
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Ident(_)) => !self.is_infix_word(1) && self.tree(2).is_none(),
            Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Bracket,
            _ => false,
        };
        let Some(last) = query.filter.as_mut().map(|filter| last_condition(&mut filter.value)) else { return false };
        if !value_follows || !matches!(last.kind, ExprKind::Path(_)) {
            return false;
        }
        last.kind = ExprKind::Hole;
        let help = "write `=`, `!=`, `<`, `<=`, `>`, `>=`, `is`, `in`, `between`, `like`, `starts_with`, `ends_with` or `contains`";
        self.report(self.span(), format!("`{word}` is not an operator of the query language"), help);
        true
    }

    /// Reports a condition that nothing joins to the one before it.
    fn stray_condition(&mut self, query: &Query) -> bool {
        let begins = self.is_ident(0) || self.is_group(0, Delimiter::Parenthesis);
        let is_word = self.word(0).is_some_and(|word| super::habit::stray_word(&word).is_some());
        if self.lost || is_word || !begins || !ends_in_filter(query) || self.tree(1).is_some() {
            return false;
        }
        let text = self.text_ahead();
        let help = "write `and` or `or` before it, or take it away";
        self.report(self.span(), format!("`{text}` is not expected here"), help);
        true
    }
}

/// Whether the condition is what was read last.
fn ends_in_filter(query: &Query) -> bool {
    let later = query.order.is_some() || query.take.is_some() || query.skip.is_some() || query.lock.is_some();
    query.filter.is_some() && !later && query.returning.is_none()
}

/// The condition that stands last.
fn last_condition(expr: &mut Expr) -> &mut Expr {
    match expr.kind {
        ExprKind::Binary(Binary::And | Binary::Or, ..) | ExprKind::Not(_) => {}
        _ => return expr,
    }
    match &mut expr.kind {
        ExprKind::Binary(_, _, right) | ExprKind::Not(right) => last_condition(right),
        _ => unreachable!("it is `and`, `or` or `not`"),
    }
}
