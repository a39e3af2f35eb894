//! What stands in brackets behind a verb → [`Body`].

use super::{
    cursor::Cursor,
    habit::first_span,
    head::verb_name,
    trees::{compact, is_blank},
};
use crate::ast::{Body, Clause, Expr, ExprKind, Fields, Item, Projection, Query, Rust, VerbKind};
use proc_macro2::{Delimiter, Group, Span, TokenTree};

impl Cursor<'_> {
    /// Whether what is next may be the body of a query that has none yet.
    pub(super) fn starts_body(&self, query: &Query) -> bool {
        let is_bracket = self.is_group(0, Delimiter::Brace) || self.is_group(0, Delimiter::Bracket);
        let free = match (&query.body, query.verb) {
            (Body::None, _) => true,
            (Body::Upsert { create, .. }, _) => create.is_none(),
            _ => false,
        };
        free && (is_bracket || (self.is_operator("*") && query.verb.is_some_and(|verb| reads(verb.kind))))
    }

    /// Reads the body.
    pub(super) fn body(&mut self, query: &mut Query) {
        query.body = match query.verb.map(|verb| verb.kind) {
            None => {
                self.advance();
                Body::Hole
            }
            Some(VerbKind::Get) if self.is_key_object() => self.body_of_key(query),
            Some(VerbKind::Find | VerbKind::FindFirst | VerbKind::Get) => self.body_projection(),
            Some(kind @ (VerbKind::Insert | VerbKind::Update)) => self.body_fields(kind),
            Some(VerbKind::InsertMany) => self.body_rows(),
            Some(VerbKind::Upsert) => self.body_upsert(),
            Some(kind @ (VerbKind::Count | VerbKind::Exists | VerbKind::Delete | VerbKind::Truncate)) => {
                self.body_forbidden(kind, query)
            }
        };
    }

    /// Whether `{ id: 1 }` is next: a key, and no projection, whose names are no keywords.
    fn is_key_object(&mut self) -> bool {
        let Some(group) = self.group(0, Delimiter::Brace).cloned() else { return false };
        let is_value = |tree: Option<&TokenTree>| match tree {
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Ident(name)) => name != "true" && name != "false",
            _ => false,
        };
        self.inside(&group, |inner| {
            inner.is_ident(0) && inner.is_operator_at(1, ":") && is_value(inner.tree(2)) && inner.tree(3).is_none()
        })
    }

    fn body_of_key(&mut self, query: &mut Query) -> Body {
        let Some(group) = self.object() else { return Body::Hole };
        let value = self.object_body(&group);
        query.filter.get_or_insert(Clause { keyword: group.span_open(), value });
        Body::None
    }

    fn body_projection(&mut self) -> Body {
        let span = self.span();
        if self.operator("*").is_some() {
            return Body::Projection(Projection { span, items: vec![Item::Star(span)] });
        }
        if let Some(group) = self.take_group(Delimiter::Brace) {
            let projection = self.projection(&group);
            self.strayed |= projection.is_none();
            return projection.map_or(Body::Hole, Body::Projection);
        }
        self.advance();
        self.report(span, "the columns stand in braces, not in brackets", "write `{ id, name }`");
        Body::Hole
    }

    fn body_fields(&mut self, verb: VerbKind) -> Body {
        if let Some(group) = self.take_group(Delimiter::Brace) {
            if let Some((keyword, fields)) = self.nested_fields(&group) {
                let help = format!("write `{} {{ {} }}`", verb_name(verb), compact(fields.stream()));
                self.report(keyword, "the fields stand right in the braces of the verb", help);
                return Body::Hole;
            }
            if self.holds_fields(&group) {
                return Body::Fields(self.fields(&group));
            }
            let rest =
                |inner: &mut Cursor<'_>| inner.operator(".").and(inner.operator(".")).map(|_| compact(inner.rest()));
            if let Some(row) = self.inside(&group, rest) {
                let help = format!("write `{} {{{row}}}`", verb_name(verb));
                self.report(group.span_open(), "the braces take a whole row of Rust as it is", help);
                return Body::Hole;
            }
            return Body::Rust(rust_body(&group));
        }
        let span = self.span();
        self.advance();
        let help = match verb {
            VerbKind::Insert => "write `insert_many [{ … }, { … }]`",
            _ => "write `{ name: value }`",
        };
        self.report(span, "one row stands in braces, not in brackets", help);
        Body::Hole
    }

    /// The word and the inner braces of `{ data: { … } }`, as other libraries write the fields.
    fn nested_fields(&mut self, group: &Group) -> Option<(Span, Group)> {
        self.inside(group, |inner| {
            let span = inner.span();
            inner.name().filter(|name| ["data", "values", "set"].contains(&name.text.as_str()))?;
            inner.operator(":")?;
            let fields = inner.object()?;
            inner.at_end().then_some((span, fields))
        })
    }

    fn body_rows(&mut self) -> Body {
        if let Some(group) = self.take_group(Delimiter::Brace) {
            let help = "write `[{ … }, { … }]`, or `{rows}` for rows of Rust";
            if is_blank(&group) {
                self.report(group.span_open(), "the braces are empty", help);
                return Body::Hole;
            }
            if self.holds_fields(&group) {
                self.report(group.span_open(), "the rows of `insert_many` stand in brackets", help);
                return Body::Rows(vec![self.fields(&group)]);
            }
            return Body::Rust(rust_body(&group));
        }
        let Some(group) = self.take_group(Delimiter::Bracket) else { return Body::None };
        let mut rows = Vec::new();
        let mut complete = true;
        self.inside(&group, |inner| {
            inner.separated(|inner| match inner.take_group(Delimiter::Brace) {
                Some(row) => rows.push(inner.fields(&row)),
                None => {
                    complete = false;
                    inner.hole(
                        inner.span(),
                        "a row stands in braces",
                        "write `[{ … }, { … }]`, or `{rows}` for rows of Rust",
                    );
                }
            });
        });
        if complete { Body::Rows(rows) } else { Body::Hole }
    }

    fn body_upsert(&mut self) -> Body {
        let span = self.span();
        self.advance();
        self.report(span, "`upsert` has two bodies", "write `create { … } update { … }`");
        if self.is_keyword(0, "on") {
            self.strayed = true;
            self.skip_all();
        }
        Body::Hole
    }

    /// Braces behind a verb that has none: a condition was meant, perhaps.
    fn body_forbidden(&mut self, verb: VerbKind, query: &mut Query) -> Body {
        let span = self.span();
        let value = match self.object() {
            Some(group) => self.object_body(&group),
            None => {
                self.advance();
                let help =
                    if verb == VerbKind::Truncate { "take them away" } else { "a condition stands behind `where`" };
                self.report(span, format!("`{}` has no braces", verb_name(verb)), help);
                Expr { kind: ExprKind::Hole, span }
            }
        };
        if verb != VerbKind::Truncate {
            query.filter.get_or_insert(Clause { keyword: span, value });
        }
        Body::None
    }

    /// Reads the fields of `create` or `update` of an `upsert`, whose keyword is next.
    pub(super) fn upsert_fields(&mut self, keyword: &str) -> Option<Fields> {
        let span = self.keyword(keyword)?;
        let Some(group) = self.take_group(Delimiter::Brace) else {
            self.hole(
                span,
                format!("the braces of `{keyword}` are missing"),
                format!("write `{keyword} {{ name: value }}`"),
            );
            return Some(unreadable(span));
        };
        let names_alone = self.inside(&group, |inner| inner.is_ident(0) && inner.tree(1).is_none());
        if names_alone || self.holds_fields(&group) {
            return Some(self.fields(&group));
        }
        let span = first_span(&group.stream(), group.span_open());
        self.report(
            span,
            format!("`{keyword}` takes fields, not a Rust value"),
            format!("write `{keyword} {{ name: value }}`"),
        );
        Some(unreadable(span))
    }

    /// After something that nothing expects: what is missing may have been meant by it, so it is a hole and not missing.
    pub(super) fn fill_with_holes(&mut self, query: &mut Query) {
        let span = query.table.name.span;
        let Some(verb) = query.verb else { return };
        let hole = Expr { kind: ExprKind::Hole, span };
        let needs_filter = matches!(verb.kind, VerbKind::Update | VerbKind::Delete | VerbKind::Get | VerbKind::Upsert);
        if needs_filter && query.filter.is_none() && query.all.is_none() {
            query.filter = Some(Clause { keyword: span, value: hole });
        }
        match &mut query.body {
            body @ Body::None if matches!(verb.kind, VerbKind::Insert | VerbKind::InsertMany | VerbKind::Update) => {
                *body = Body::Hole
            }
            Body::Upsert { create, update } => {
                create.get_or_insert_with(|| unreadable(span));
                update.get_or_insert_with(|| unreadable(span));
            }
            _ => {}
        }
    }
}

fn reads(verb: VerbKind) -> bool {
    matches!(verb, VerbKind::Find | VerbKind::FindFirst | VerbKind::Get)
}

fn rust_body(group: &Group) -> Rust {
    Rust { tokens: group.stream(), span: group.span(), optional: None }
}

/// Fields that could not be read.
fn unreadable(span: Span) -> Fields {
    Fields { span, fields: Vec::new(), incomplete: true }
}
