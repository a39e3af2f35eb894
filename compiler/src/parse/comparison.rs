//! Tokens → comparisons: `=` and its like, `is`, `between`, `in`, `like` and its like, each with `not`.

use super::cursor::{Cursor, Place};
use super::trees::{compact, is_blank};
use crate::ast::{Binary, Expr, ExprKind, Match};
use proc_macro2::{Delimiter, Group, Span, TokenTree};
use std::ops::Range;

/// What is tested, with the operator's place.
pub(super) struct Test {
    pub(super) kind: TestKind,
    pub(super) negated: bool,
    pub(super) span: Span,
}

#[derive(Clone, Copy)]
pub(super) enum TestKind {
    Compare(Binary),
    Is,
    IsNull,
    Between,
    In,
    Match(Match),
}

const WORDS: [(&str, TestKind); 8] = [
    ("is", TestKind::Is),
    ("between", TestKind::Between),
    ("in", TestKind::In),
    ("like", TestKind::Match(Match::Like)),
    ("ilike", TestKind::Match(Match::ILike)),
    ("starts_with", TestKind::Match(Match::StartsWith)),
    ("ends_with", TestKind::Match(Match::EndsWith)),
    ("contains", TestKind::Match(Match::Contains)),
];

impl Cursor<'_> {
    /// Reads a sum and what it is compared with.
    pub(super) fn comparison(&mut self) -> Expr {
        let mark = self.mark();
        let mut left = self.sum();
        let mut compared = false;
        while !self.lost {
            let column = mark..self.mark();
            self.correct_infix();
            if matches!(left.kind, ExprKind::Path(_))
                && let Some(group) = self.object_of_operators()
            {
                let column = compact(self.between(column));
                left = self.object_condition(Some(&column), &group);
                break;
            }
            let Some(test) = self.test() else { break };
            if compared && !ends_in_hole(&left) {
                let help = "join two of them with `and`, or put one in parentheses";
                self.report(test.span, "comparisons cannot be chained", help);
            }
            left = self.tested(left, test, column);
            if compared {
                left.kind = ExprKind::Hole;
            }
            compared = true;
        }
        left
    }

    /// Reads the operator of a comparison.
    fn test(&mut self) -> Option<Test> {
        if let Some(operator) = self.peek_operator() {
            return self.test_not_equal_apart().or_else(|| self.test_operator(operator));
        }
        let negated = self.is_keyword(0, "not");
        let ahead = usize::from(negated);
        if negated && self.is_keyword(1, "null") {
            return Some(self.test_not_null());
        }
        if let Some(test) = self.test_not_alone() {
            return Some(test);
        }
        let Some((keyword, kind)) = WORDS.iter().find(|(keyword, _)| self.is_keyword(ahead, keyword)) else {
            return self.test_foreign_word();
        };
        if negated && matches!(kind, TestKind::Is) {
            return None;
        }
        if negated {
            self.keyword("not");
        }
        let span = self.keyword(keyword)?;
        Some(Test { kind: *kind, negated, span })
    }

    /// `age not null`.
    fn test_not_null(&mut self) -> Test {
        let span = self.span();
        self.report(span, "`is` is missing before `not null`", "write `is not null`");
        self.advance();
        self.keyword("null");
        Test { kind: TestKind::IsNull, negated: true, span }
    }

    /// Reads what stands behind the operator. `column` is where that stands which is before it, for messages.
    fn tested(&mut self, left: Expr, test: Test, column: Range<usize>) -> Expr {
        let Test { kind, negated, span } = test;
        let value = Box::new(left);
        let kind = match kind {
            TestKind::Compare(operator) => return self.compared(operator, *value, span, column),
            TestKind::IsNull => ExprKind::IsNull { value, negated },
            TestKind::Is => self.tested_is(value),
            TestKind::Between => return self.tested_between(value, negated, span),
            TestKind::In => self.tested_in(value, negated),
            TestKind::Match(how) => ExprKind::Match { how, value, pattern: Box::new(self.pattern()), negated },
        };
        Expr { kind, span }
    }

    fn compared(&mut self, operator: Binary, value: Expr, span: Span, column: Range<usize>) -> Expr {
        let equality = matches!(operator, Binary::Equal | Binary::NotEqual);
        let null_follows = self.is_null() && !self.is_operator_at(1, ".");
        if equality && (null_follows || matches!(value.kind, ExprKind::Null)) {
            let negated = operator == Binary::NotEqual;
            return self.compared_with_null(value, negated, span, column);
        }
        let right = match self.object() {
            Some(group) => {
                let column = compact(self.between(column));
                self.object_condition(Some(&column), &group)
            }
            None if self.is_keyword(0, "not") && !self.follows_operand(1) => self.negation(),
            None => self.sum(),
        };
        self.joined(operator, value, right, span)
    }

    /// `email = null`, or `null = email`: what `is null` is meant by.
    fn compared_with_null(&mut self, left: Expr, negated: bool, span: Span, column: Range<usize>) -> Expr {
        let (value, text) = if matches!(left.kind, ExprKind::Null) {
            let mark = self.mark();
            (self.sum(), compact(self.since(mark)))
        } else {
            self.advance();
            (left, compact(self.between(column)))
        };
        let help = match value.kind {
            ExprKind::Null => "take it away".to_owned(),
            _ if negated => format!("write `{text} is not null`"),
            _ => format!("write `{text} is null`"),
        };
        self.report(span, "a comparison with `null` is never true", help);
        let kind = match value.kind {
            ExprKind::Null => ExprKind::Hole,
            _ => ExprKind::IsNull { value: Box::new(value), negated },
        };
        Expr { kind, span }
    }

    /// Reads what a text is matched with. A pattern without quotes, as in `like %a%`, is reported.
    fn pattern(&mut self) -> Expr {
        let ends = |cursor: &Self| {
            let goes_on = ["and", "or"].iter().any(|word| cursor.is_keyword(2, word));
            cursor.tree(2).is_none() || goes_on
        };
        let bare = self.is_operator("%") || (self.is_ident(0) && self.is_operator_at(1, "%") && ends(self));
        if !bare {
            return self.sum();
        }
        let (span, mark) = (self.span(), self.mark());
        let mut text = String::new();
        loop {
            let is_text = matches!(self.tree(0), Some(TokenTree::Ident(_) | TokenTree::Literal(_)))
                && (self.mark() == mark || text.ends_with('%'))
                && !self.is_infix_word(0)
                && !self.starts_clause();
            if !is_text && !self.is_operator("%") {
                break;
            }
            text.push_str(&self.advance().map(|tree| tree.to_string()).unwrap_or_default());
        }
        self.report(span, "a pattern is a text, in quotes", format!("write `\"{}\"`", text.replace('"', "")));
        Expr { kind: ExprKind::Hole, span }
    }

    fn tested_is(&mut self, value: Box<Expr>) -> ExprKind {
        let negated = self.keyword("not").is_some();
        if self.is_keyword(0, "null") {
            self.keyword("null");
            return ExprKind::IsNull { value, negated };
        }
        if self.is_keyword(0, "distinct") && self.is_keyword(1, "from") {
            let help = if negated { "write `is {value}`" } else { "write `is not {value}`" };
            self.report(self.span(), "`is distinct from` has a shorter form here", help);
            self.advance();
            self.advance();
            return ExprKind::Is { value, other: Box::new(self.sum()), negated: !negated };
        }
        ExprKind::Is { value, other: Box::new(self.sum()), negated }
    }

    fn tested_between(&mut self, value: Box<Expr>, negated: bool, span: Span) -> Expr {
        if let Some(hole) = self.between_in_parentheses() {
            return hole;
        }
        let low = Box::new(self.sum());
        if self.lost {
            self.skip_between();
        }
        if self.keyword("and").is_none() {
            let or_limit = self.is_keyword(0, "or") && matches!(self.tree(1), Some(TokenTree::Literal(_)));
            let or = if or_limit { self.keyword("or") } else { None };
            if let Some(found) = or.or_else(|| self.operator("&&")).or_else(|| self.operator(",")) {
                self.report(found, "the two limits of `between` are joined by `and`", "write `between a and b`");
            } else {
                return self.hole(span, "`between` has one limit only", "write `between a and b`");
            }
        }
        let high = Box::new(self.sum());
        Expr { kind: ExprKind::Between { value, low, high, negated }, span }
    }

    /// Passes over a lower limit that could not be read.
    fn skip_between(&mut self) {
        while !self.at_end() && !self.is_keyword(0, "and") && !self.starts_clause() && !self.is_operator(",") {
            self.advance();
        }
        self.lost = !self.is_keyword(0, "and");
    }

    fn tested_in(&mut self, value: Box<Expr>, negated: bool) -> ExprKind {
        if let Some(group) = self.take_group(Delimiter::Parenthesis) {
            return self.in_list(value, &group, negated);
        }
        if let Some(group) = self.take_group(Delimiter::Bracket) {
            let help = format!("write `in ({})`, or `in {{list}}` for a list of Rust", compact(group.stream()));
            self.report(group.span_open(), "a list stands in parentheses", help);
            return self.in_list(value, &group, negated);
        }
        if let Some(group) = self.list_in_braces() {
            return self.in_list(value, &group, negated);
        }
        if let Some(group) = self.take_group(Delimiter::Brace) {
            return match self.rust(&group) {
                Some(list) => ExprKind::InRust { value, list, negated },
                None => ExprKind::Hole,
            };
        }
        if self.is_operator("&")
            || self.is_operator("*")
            || (self.is_ident(0) && !self.starts_clause() && !self.is_infix_word(0))
        {
            let list = self.forgotten_braces(self.mark());
            return ExprKind::InRust { value, list, negated };
        }
        if let Some(TokenTree::Literal(_)) = self.tree(0) {
            return ExprKind::In { value, list: self.in_bare_list(), negated };
        }
        self.hole(
            self.span_before(),
            "a list is missing after `in`",
            "write `in (a, b)`, or `in {list}` for a list of Rust",
        )
        .kind
    }

    /// Reads `1, 2, 3` behind `in`.
    fn in_bare_list(&mut self) -> Vec<Expr> {
        let (span, mark) = (self.span(), self.mark());
        let mut list = vec![self.sum()];
        let low = compact(self.since(mark));
        if self.is_operator(".") && self.is_operator_at(1, ".") {
            self.advance();
            self.advance();
            let closed = self.operator("=").is_some();
            let mark = self.mark();
            list.push(self.sum());
            let high = compact(self.since(mark));
            let help = match closed {
                true => format!("write `between {low} and {high}`"),
                false => format!("write `>= {low}` and `< {high}`, or `between`, which takes both limits"),
            };
            self.report(span, "a range is no list", help);
            return list;
        }
        while self.place != Place::Brackets && !self.lost && self.operator(",").is_some() {
            list.push(self.sum());
        }
        let help = format!("write `in ({})`", compact(self.since(mark)));
        self.report(span, "a list stands in parentheses", help);
        list
    }

    fn in_list(&mut self, value: Box<Expr>, group: &Group, negated: bool) -> ExprKind {
        if is_blank(group) {
            self.report(
                group.span_open(),
                "the list after `in` is empty",
                "write its values, or `in {list}` for a list of any length",
            );
            return ExprKind::Hole;
        }
        let list = self.arguments(group);
        match list {
            Some(list) => ExprKind::In { value, list, negated },
            None => ExprKind::Hole,
        }
    }
}

/// Whether what was compared before could not be read, so that what follows belongs to it.
fn ends_in_hole(left: &Expr) -> bool {
    match &left.kind {
        ExprKind::Binary(_, _, right) => matches!(right.kind, ExprKind::Hole),
        other => matches!(other, ExprKind::Hole),
    }
}
