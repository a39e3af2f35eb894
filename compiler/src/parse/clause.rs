//! What stands behind the verb → the clauses of a [`Query`], in any order, each at most once.

use super::{
    cursor::{Cursor, Place},
    trees::tree_text,
    word::ClauseWord,
};
use crate::ast::{Binary, Body, Clause, Expr, ExprKind, Into, Query, Table, Verb, VerbKind};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};

impl Cursor<'_> {
    /// Reads everything behind the verb.
    pub(super) fn clauses(&mut self, table: Table, verb: Option<Verb>) -> Query {
        let is_upsert = verb.is_some_and(|verb| verb.kind == VerbKind::Upsert);
        self.place = if is_upsert { Place::UpsertClauses } else { Place::Clauses };
        let mut query = query_of(table, verb);
        if is_upsert {
            query.body = Body::Upsert { create: None, update: None };
        }
        self.strayed = self.lost;
        while !self.at_end() {
            if !self.lost {
                self.correct_clause();
            }
            match self.clause_word() {
                Some(word) => {
                    self.lost = false;
                    self.clause(word, &mut query);
                }
                None if !self.lost && self.is_stray_lock() => self.stray_lock(&mut query),
                None if !self.lost && self.starts_body(&query) => self.late_body(&mut query),
                None if self.bare_assignments_follow(&query) => self.bare_assignments(&mut query),
                None if self.bare_condition_follows(&query) => self.bare_condition(&mut query),
                None if self.bare_value_follows(&query) => self.bare_value(&mut query),
                None => {
                    self.strayed = true;
                    self.stray(&mut query);
                }
            }
        }
        if self.strayed {
            self.fill_with_holes(&mut query);
        }
        query
    }

    /// Reads a body; one that stands behind a clause is reported.
    fn late_body(&mut self, query: &mut Query) {
        // Those of an upsert are reported as what they are.
        if has_clauses(query) && !matches!(query.body, Body::Upsert { .. }) {
            self.report(self.span(), "the braces stand behind a clause", "write them right behind the verb");
        }
        self.body(query);
    }

    fn clause(&mut self, word: ClauseWord, query: &mut Query) {
        let name = self.word(0).unwrap_or_default();
        let span = self.span();
        match word {
            ClauseWord::Where => self.clause_where(query),
            ClauseWord::Order => {
                let keyword = self.clause_keyword(query.order.is_some(), Self::order_keyword);
                let value = self.order();
                self.once(&mut query.order, keyword, "order by", Clause { keyword, value });
            }
            ClauseWord::Take => {
                let value = self.clause_count(["take", "limit"], query.take.is_some() || refuses(query, "take"));
                self.once(&mut query.take, span, "take", value);
            }
            ClauseWord::Skip if self.is_keyword(1, "locked") => self.stray_lock(query),
            ClauseWord::Skip => {
                let value = self.clause_count(["skip", "offset"], query.skip.is_some() || refuses(query, "skip"));
                self.once(&mut query.skip, span, "skip", value);
            }
            ClauseWord::Returning => {
                self.keyword("returning");
                if let Some(value) = self.returning() {
                    self.once(&mut query.returning, span, "returning", Clause { keyword: span, value });
                }
            }
            ClauseWord::Distinct => {
                self.keyword("distinct");
                self.once(&mut query.distinct, span, "distinct", span);
            }
            ClauseWord::All => {
                self.keyword("all");
                self.once(&mut query.all, span, "all", span);
            }
            ClauseWord::As => self.clause_as(query),
            ClauseWord::Create | ClauseWord::Update => self.clause_upsert(&name, query),
            ClauseWord::For | ClauseWord::ForUpdate => self.clause_lock(query),
            ClauseWord::Later(what) => self.clause_later(what),
        }
    }

    /// Reads the keyword of a clause. Where the clause stands twice, that alone is the mistake.
    fn clause_keyword<T>(&mut self, twice: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        let known = self.errors.len();
        let keyword = read(self);
        if twice {
            self.errors.truncate(known);
        }
        keyword
    }

    /// Stores a clause; a second one is reported and dropped.
    pub(super) fn once<T>(&mut self, slot: &mut Option<T>, span: Span, name: &str, value: T) {
        if slot.is_some() {
            self.report(span, format!("`{name}` stands twice"), "write it once");
        } else {
            *slot = Some(value);
        }
    }

    fn clause_where(&mut self, query: &mut Query) {
        let twice = query.filter.is_some();
        let Some(keyword) = self.clause_keyword(twice, |cursor| cursor.keyword("where")) else { return };
        self.clause_colon("where");
        let value = self.condition();
        query.filter = Some(match query.filter.take() {
            Some(first) => {
                self.report(keyword, "`where` stands twice", "join the conditions with `and`");
                let joined = self.joined(Binary::And, first.value, value, keyword);
                Clause { keyword: first.keyword, value: joined }
            }
            None => Clause { keyword, value },
        });
    }

    /// Reads the `:` of an object behind a keyword. It is reported, unless the object itself is about to be.
    fn clause_colon(&mut self, keyword: &str) {
        let object_follows = keyword == "where" && self.is_group(1, Delimiter::Brace);
        let sign = if self.is_operator("=") { "=" } else { ":" };
        if let Some(span) = self.operator(sign).filter(|_| !object_follows) {
            self.report(span, format!("`{keyword}` has no `{sign}`"), format!("write `{keyword}` and a space"));
        }
    }

    /// Reads `take n` or `skip n`. Where the clause itself is wrong, its keyword is not.
    fn clause_count(&mut self, [keyword, foreign]: [&str; 2], wrong: bool) -> Clause<Expr> {
        let span = self.span();
        self.clause_keyword(wrong, |cursor| {
            if cursor.is_keyword(0, foreign) {
                let word = cursor.word(0).unwrap_or_default();
                let message = format!("`{word}` is not a keyword of the query language");
                cursor.report(span, message, format!("write `{keyword}`"));
                cursor.advance();
            } else {
                cursor.keyword(keyword);
            }
        });
        self.clause_colon(keyword);
        let mark = self.mark();
        let mut value = self.sign();
        let is_count = matches!(value.kind, ExprKind::Literal { .. } | ExprKind::Rust(_) | ExprKind::Hole);
        if !is_count {
            let text = super::trees::compact(self.since(mark));
            let help = format!("write `{keyword} {{{text}}}` for a Rust value");
            self.report(value.span, format!("`{keyword}` takes a number or a Rust value in braces"), help);
            value.kind = ExprKind::Hole;
        }
        self.second_count(keyword, mark);
        Clause { keyword: span, value }
    }

    /// Reports `take 10, 20`, where MySQL's LIMIT has what is left out before what is taken.
    fn second_count(&mut self, keyword: &str, first: usize) {
        if keyword != "take" || !self.is_operator(",") {
            return;
        }
        let (span, first) = (self.span(), super::trees::compact(self.since(first)));
        self.advance();
        let second = self.advance().map(|tree| tree_text(&tree)).unwrap_or_else(|| "n".to_owned());
        self.report(span, "`take` takes one number", format!("write `take {second} skip {first}`"));
    }

    /// Reads `as Type`.
    fn clause_as(&mut self, query: &mut Query) {
        let Some(span) = self.keyword("as") else { return };
        let before = self.rest();
        let read = |input: ParseStream<'_>| Ok((input.parse::<syn::Path>(), input.parse::<TokenStream>()?));
        let parsed = read.parse2(before.clone()).ok().and_then(|(path, rest)| path.ok().map(|_| rest));
        let Some(rest) = parsed.filter(|_| !self.starts_clause()) else {
            self.hole(span, "a type is missing after `as`", "write `as Adult`, a struct with the fields of the result");
            return;
        };
        let mark = self.mark();
        for _ in 0..before.into_iter().count().saturating_sub(rest.into_iter().count()) {
            self.advance();
        }
        let into = Into { span: self.rest_span(mark), ty: self.since(mark) };
        self.clause_as_what(&into);
        self.once(&mut query.into, span, "as", into);
    }

    /// Reports `as Vec<Adult>` and `as i64`.
    fn clause_as_what(&mut self, into: &Into) {
        const HOLDERS: [&str; 4] = ["Vec", "Option", "Result", "Box"];
        const VALUES: [&str; 9] = ["i16", "i32", "i64", "u32", "u64", "f64", "bool", "String", "str"];
        let Some(TokenTree::Ident(first)) = into.ty.clone().into_iter().next() else { return };
        if HOLDERS.iter().any(|name| first == name) {
            let text = super::trees::compact(into.ty.clone());
            let row = text.split_once('<').map_or("Adult", |(_, row)| row.trim_end_matches('>'));
            let help = format!("write `as {row}`; whether there are several is for the verb to say");
            self.report(into.span, format!("`as` names the type of a row, without `{first}`"), help);
        } else if VALUES.iter().any(|name| first == name) {
            let help = "write `{ column }` without `as`, and read the field of each row";
            self.report(
                into.span,
                format!("`as` fills a struct with the fields of the result; `{first}` is none"),
                help,
            );
        }
    }

    fn rest_span(&self, mark: usize) -> Span {
        super::habit::first_span(&self.since(mark), self.span_before())
    }

    fn clause_upsert(&mut self, name: &str, query: &mut Query) {
        let span = self.span();
        let of_create = super::word::folded(name) == "create";
        let Some(fields) = self.upsert_fields(if of_create { "create" } else { "update" }) else { return };
        if matches!(query.body, Body::Hole) {
            return;
        }
        let (mut create, mut update) = match std::mem::replace(&mut query.body, Body::None) {
            Body::Upsert { create, update } => (create, update),
            _ => (None, None),
        };
        if of_create {
            self.once(&mut create, span, "create", fields);
        } else {
            self.once(&mut update, span, "update", fields);
        }
        query.body = Body::Upsert { create, update };
    }

    /// Reports a clause that is not available yet, and passes over it.
    fn clause_later(&mut self, what: &str) {
        self.errors.push(self.span(), format!("`{what}` is not available yet"));
        self.advance();
        while !self.at_end() && !self.starts_clause() {
            self.advance();
        }
    }
}

/// Whether the verb does not take a clause, which is said of the whole clause.
fn refuses(query: &Query, clause: &str) -> bool {
    query.verb.is_some_and(|verb| !verb.kind.clauses().contains(&clause))
}

/// Whether a clause was read behind which no body stands.
pub(super) fn has_clauses(query: &Query) -> bool {
    query.filter.is_some()
        || query.order.is_some()
        || query.take.is_some()
        || query.skip.is_some()
        || query.lock.is_some()
}

/// A query without body and clauses.
fn query_of(table: Table, verb: Option<Verb>) -> Query {
    Query {
        table,
        verb,
        body: Body::None,
        into: None,
        distinct: None,
        all: None,
        filter: None,
        order: None,
        take: None,
        skip: None,
        lock: None,
        returning: None,
    }
}
