//! A verb and the clauses written behind it → an error for each that the verb does not take.

use super::{Checker, verb_name};
use crate::ast::{self, Body, VerbKind};
use proc_macro2::Span;

/// The clauses of a query with the tokens that stand for them.
fn written(query: &ast::Query) -> impl Iterator<Item = (&'static str, Span)> {
    let clauses = [
        ("distinct", query.distinct),
        ("as", query.into.as_ref().map(|into| into.span)),
        ("all", query.all),
        ("where", query.filter.as_ref().map(|clause| clause.keyword)),
        ("order by", query.order.as_ref().map(|clause| clause.keyword)),
        ("take", query.take.as_ref().map(|clause| clause.keyword)),
        ("skip", query.skip.as_ref().map(|clause| clause.keyword)),
        ("for update", query.lock.as_ref().map(|clause| clause.keyword)),
        ("returning", query.returning.as_ref().map(|clause| clause.keyword)),
    ];
    clauses.into_iter().filter_map(|(name, span)| span.map(|span| (name, span)))
}

impl<'q> Checker<'q> {
    /// Reports each clause, and a body, that the verb does not take.
    pub(super) fn check_clauses(&mut self, query: &'q ast::Query, verb: ast::Verb) {
        let taken = verb.kind.clauses();
        for (clause, span) in written(query).filter(|(clause, _)| !taken.contains(clause)) {
            self.refuse_clause(verb.kind, clause, span);
        }
        if let Some(span) = refused_body(&query.body, verb) {
            self.errors.push(span, format!("`{}` takes nothing like this behind it", verb_name(verb.kind)));
        }
    }

    fn refuse_clause(&mut self, verb: VerbKind, clause: &str, span: Span) {
        let help = match (verb, clause, verb.clauses()) {
            (VerbKind::FindFirst, "take", _) => "it reads one row; `find … take n` reads more".to_string(),
            (VerbKind::Get, "order by" | "take" | "skip", _) => {
                "it reads the one row of a key; `find_first` reads the first of several".to_string()
            }
            (VerbKind::Count | VerbKind::Exists, "for update", _) => {
                "it gives no rows that could be locked; `find … for update` does".to_string()
            }
            (_, "for update", _) => {
                "a row that is written is locked anyway; `find` and `get` lock what they read".to_string()
            }
            (VerbKind::Truncate, "where", _) => "it empties the table; `delete where …` removes some rows".to_string(),
            (VerbKind::Insert | VerbKind::InsertMany, "where", _) => {
                "`update … where` changes rows that are there; `upsert` inserts or updates one".to_string()
            }
            (_, _, []) => "nothing stands behind it".to_string(),
            (_, _, taken) => {
                format!("it takes {}", taken.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
            }
        };
        self.errors.push_help(span, format!("`{}` takes no `{clause}`", verb_name(verb)), help);
    }
}

/// Where the body stands, if the verb does not take one of its kind.
fn refused_body(body: &Body, verb: ast::Verb) -> Option<Span> {
    let fits = match (verb.kind, body) {
        (_, Body::None | Body::Hole) => true,
        (VerbKind::Find | VerbKind::FindFirst | VerbKind::Get, body) => matches!(body, Body::Projection(_)),
        (VerbKind::Insert | VerbKind::Update, body) => matches!(body, Body::Fields(_) | Body::Rust(_)),
        (VerbKind::InsertMany, body) => matches!(body, Body::Rows(_) | Body::Rust(_)),
        (VerbKind::Upsert, body) => matches!(body, Body::Upsert { .. }),
        (VerbKind::Count | VerbKind::Exists | VerbKind::Delete | VerbKind::Truncate, _) => false,
    };
    (!fits).then(|| match body {
        Body::Projection(projection) => projection.span,
        Body::Fields(fields) => fields.span,
        Body::Rust(rust) => rust.span,
        Body::Rows(rows) => rows.first().map_or(verb.span, |row| row.span),
        Body::None | Body::Hole | Body::Upsert { .. } => verb.span,
    })
}
