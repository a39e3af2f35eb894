//! Operators of other languages → those that are meant, each reported once.

use super::comparison::{Test, TestKind};
use super::cursor::Cursor;
use super::trees::{compact, tree_text};
use super::word::folded;
use crate::ast::{Binary, Expr, ExprKind, Match};
use proc_macro2::{Delimiter, Group, Literal, Spacing, Span, TokenTree};

const LIKE: TestKind = TestKind::Match(Match::Like);
const STARTS_WITH: TestKind = TestKind::Match(Match::StartsWith);
const CONTAINS: TestKind = TestKind::Match(Match::Contains);

/// Words of other languages, without case and underscores, what is written here, and whether it is negated.
const WORDS: [(&str, &str, TestKind, bool); 26] = [
    ("notin", "not in", TestKind::In, true),
    ("nin", "not in", TestKind::In, true),
    ("notlike", "not like", LIKE, true),
    ("notilike", "not ilike", TestKind::Match(Match::ILike), true),
    ("notbetween", "not between", TestKind::Between, true),
    ("isnull", "is null", TestKind::IsNull, false),
    ("notnull", "is not null", TestKind::IsNull, true),
    ("isnotnull", "is not null", TestKind::IsNull, true),
    ("includes", "contains", CONTAINS, false),
    ("has", "contains", CONTAINS, false),
    ("beginswith", "starts_with", STARTS_WITH, false),
    ("hasprefix", "starts_with", STARTS_WITH, false),
    ("glob", "like", LIKE, false),
    ("matches", "like", LIKE, false),
    ("regexp", "like", LIKE, false),
    ("rlike", "like", LIKE, false),
    ("similar", "like", LIKE, false),
    ("eq", "=", TestKind::Compare(Binary::Equal), false),
    ("equals", "=", TestKind::Compare(Binary::Equal), false),
    ("ne", "!=", TestKind::Compare(Binary::NotEqual), false),
    ("neq", "!=", TestKind::Compare(Binary::NotEqual), false),
    ("gt", ">", TestKind::Compare(Binary::Greater), false),
    ("gte", ">=", TestKind::Compare(Binary::GreaterOrEqual), false),
    ("lt", "<", TestKind::Compare(Binary::Less), false),
    ("lte", "<=", TestKind::Compare(Binary::LessOrEqual), false),
    ("within", "in", TestKind::In, false),
];

/// Signs as they are written in other languages, and how they are written here.
const SIGNS: [(&str, &str); 10] = [
    ("===", "="),
    ("!==", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("=!", "!="),
    (":", "="),
    ("<=>", "is"),
    ("~", "like"),
    ("=~", "like"),
    ("~*", "ilike"),
];

/// Signs by which PostgreSQL and MySQL read JSON.
const OF_JSON: [&str; 5] = ["->", "->>", "@>", "#>", "#>>"];

impl Cursor<'_> {
    /// Reads `notIn`, `isnull` and their like behind an operand.
    pub(super) fn test_foreign_word(&mut self) -> Option<Test> {
        let word = self.word(0)?;
        if let Some(test) = self.test_two_words(&word) {
            return Some(test);
        }
        let plain = folded(&word);
        let (_, native, kind, negated) = WORDS.iter().find(|(foreign, ..)| *foreign == plain)?;
        let span = self.span();
        self.report(span, format!("`{word}` is not a keyword of the query language"), format!("write `{native}`"));
        self.advance();
        if plain == "similar" && self.is_keyword(0, "to") {
            self.advance();
        }
        Some(Test { kind: *kind, negated: *negated, span })
    }

    /// `starts with`, in two words.
    fn test_two_words(&mut self, word: &str) -> Option<Test> {
        let how = match word {
            "starts" => Match::StartsWith,
            "ends" => Match::EndsWith,
            _ => return None,
        };
        if !self.is_keyword(1, "with") {
            return None;
        }
        let span = self.span();
        self.report(span, format!("`{word} with` is written as one word"), format!("write `{word}_with`"));
        self.advance();
        self.advance();
        Some(Test { kind: TestKind::Match(how), negated: false, span })
    }

    /// `not "a"` behind an operand.
    pub(super) fn test_not_alone(&mut self) -> Option<Test> {
        let Some(TokenTree::Literal(value)) = self.tree(1).filter(|_| self.is_keyword(0, "not")) else { return None };
        let (span, help) = (self.span(), format!("write `!= {value}`"));
        self.report(span, "an operator is missing after `not`", help);
        self.advance();
        Some(Test { kind: TestKind::Compare(Binary::NotEqual), negated: false, span })
    }

    /// `! =`, with a space in it.
    pub(super) fn test_not_equal_apart(&mut self) -> Option<Test> {
        if !self.is_operator("!") || !self.is_operator_at(1, "=") {
            return None;
        }
        let span = self.span();
        self.report(span, "`! =` is written without a space", "write `!=`");
        self.advance();
        self.advance();
        Some(Test { kind: TestKind::Compare(Binary::NotEqual), negated: false, span })
    }

    /// Reads the sign of a comparison.
    pub(super) fn test_operator(&mut self, operator: &str) -> Option<Test> {
        let native = SIGNS.iter().find(|(foreign, _)| *foreign == operator).map(|(_, native)| *native);
        let kind = match native.unwrap_or(operator) {
            "=" | "==" => TestKind::Compare(Binary::Equal),
            "!=" | "<>" => TestKind::Compare(Binary::NotEqual),
            "<" => TestKind::Compare(Binary::Less),
            "<=" => TestKind::Compare(Binary::LessOrEqual),
            ">" => TestKind::Compare(Binary::Greater),
            ">=" => TestKind::Compare(Binary::GreaterOrEqual),
            "is" => TestKind::Is,
            "like" => TestKind::Match(Match::Like),
            "ilike" => TestKind::Match(Match::ILike),
            _ => return None,
        };
        let span = self.operator(operator)?;
        let object_follows = operator == ":" && self.is_group(0, Delimiter::Brace);
        if let Some(native) = native.filter(|_| !object_follows) {
            self.report(
                span,
                format!("`{operator}` is not an operator of the query language"),
                format!("write `{native}`"),
            );
        }
        Some(Test { kind, negated: false, span })
    }

    /// Reads a word or sign between two operands that computes in another language: `mod`, `div`, `->`.
    pub(super) fn foreign_product(&mut self) -> Option<Span> {
        let span = self.span();
        if let Some(sign) = self.peek_operator().filter(|sign| OF_JSON.contains(sign)) {
            self.errors.push(span, format!("`{sign}` reads a part of a JSON document, which is not available yet"));
            return self.operator(sign);
        }
        let (_, native) = [("mod", "%"), ("div", "/")].into_iter().find(|(word, _)| self.is_keyword(0, word))?;
        let word = self.word(0)?;
        let is_operand = matches!(self.tree(1)?, TokenTree::Literal(_) | TokenTree::Ident(_) | TokenTree::Group(_));
        if !is_operand || self.follows_operand(1) {
            return None;
        }
        self.report(span, format!("`{word}` is not an operator of the query language"), format!("write `{native}`"));
        self.advance();
        Some(span)
    }

    /// Reads `interval "1 day"`, `date "2024-01-31"`, or `if age > 3 { … }`.
    pub(super) fn foreign_operand(&mut self) -> Option<Expr> {
        if self.is_keyword(0, "if") {
            return self.if_operand();
        }
        let text = self.tree(1).filter(|tree| matches!(tree, TokenTree::Literal(_))).map(tree_text)?;
        let (span, word) = (self.span(), self.word(0)?);
        match folded(&word).as_str() {
            "interval" => {
                self.advance();
                self.advance();
                self.report(span, "there are no intervals", "compute the time in Rust and bind it as `{time}`");
                Some(Expr { kind: ExprKind::Hole, span })
            }
            "date" | "time" | "timestamp" | "datetime" => {
                self.report(span, format!("`{word}` does not stand before a value"), format!("write `{text}`"));
                self.advance();
                Some(self.literal(None))
            }
            _ => None,
        }
    }

    /// Reports `if age > 3 { … }`, and passes over it.
    fn if_operand(&mut self) -> Option<Expr> {
        if self.is_group(1, Delimiter::Parenthesis) || self.tree(1).is_none() || self.follows_operand(1) {
            return None;
        }
        let hole = self.hole(self.span(), "there is no `if`", "write `case when … then … else … end`");
        while !self.at_end() && !self.starts_clause() {
            self.advance();
        }
        Some(hole)
    }

    /// Reads `|user| user.age > 18`, or `user => …`.
    pub(super) fn closure(&mut self) -> Option<Expr> {
        let is_arrow = self.is_ident(0) && self.is_operator_at(1, "=>") && self.is_operator_at(4, ".");
        let is_bars = self.is_operator("|") && self.is_ident(1) && self.is_operator_at(2, "|");
        if !is_arrow && !is_bars {
            return None;
        }
        let help = "write the columns by themselves, as in `age >= 18`";
        Some(self.hole(self.span(), "a condition is no closure", help))
    }

    /// `and(a, b)`.
    pub(super) fn connective_as_function(&mut self, word: &str) -> Expr {
        let span = self.span();
        self.advance();
        self.advance();
        self.report(span, format!("`{word}` stands between conditions"), format!("write `a {word} b`"));
        Expr { kind: ExprKind::Hole, span }
    }

    /// Reads `TRUE` and its like.
    pub(super) fn foreign_constant(&mut self, native: &str, kind: ExprKind) -> Expr {
        let text = self.word(0).unwrap_or_default();
        self.report(
            self.span(),
            format!("`{text}` is not a keyword of the query language"),
            format!("write `{native}`"),
        );
        self.constant(kind)
    }

    /// Reports `.to_string()` behind a literal.
    pub(super) fn behind_literal(&mut self, token: &Literal) {
        if self.is_operator(".") && self.is_ident(1) && self.is_group(2, Delimiter::Parenthesis) {
            let (span, text) = (self.span(), tree_text(&token.clone().into()));
            self.skip_postfix();
            self.report(
                span,
                "a literal stands by itself",
                format!("write `{text}`: it takes its type from its column"),
            );
        }
    }

    /// Reports what stands behind a name and its `?`, which was read: `active ? 1 : 2`, `email ?? "none"`.
    pub(super) fn behind_question(&mut self, question: Span) -> Option<Expr> {
        if self.is_operator("?") {
            return Some(self.hole(
                question,
                "`??` is not an operator of the query language",
                "write `coalesce(a, b)`",
            ));
        }
        let is_choice =
            matches!(self.tree(0), Some(TokenTree::Literal(_) | TokenTree::Ident(_))) && self.is_operator_at(1, ":");
        let help = "write `case when … then … else … end`";
        is_choice.then(|| self.hole(question, "`? :` is not an operator of the query language", help))
    }

    /// `users.*`.
    pub(super) fn qualified_star(&mut self, dot: Span) -> Expr {
        self.advance();
        self.report(dot, "`*` stands alone: a query has one table", "write `*`");
        Expr { kind: ExprKind::Hole, span: dot }
    }

    /// Reports `over (…)` behind a function.
    pub(super) fn window(&mut self, span: Span) -> Option<Expr> {
        if !self.is_keyword(0, "over") || !self.is_group(1, Delimiter::Parenthesis) {
            return None;
        }
        self.advance();
        self.advance();
        self.errors.push(span, "windows over rows are not available yet");
        Some(Expr { kind: ExprKind::Hole, span })
    }

    /// Reports `(1, 3)` behind `between`.
    pub(super) fn between_in_parentheses(&mut self) -> Option<Expr> {
        let group = self.group(0, Delimiter::Parenthesis)?.clone();
        let limits = parts(&group);
        let [low, high] = &limits[..] else { return None };
        self.advance();
        let (span, help) = (group.span_open(), format!("write `between {low} and {high}`"));
        self.report(span, "the two limits of `between` are joined by `and`", help);
        Some(Expr { kind: ExprKind::Hole, span })
    }

    /// Reads `{1, 2, 3}` behind `in`: several literals, which no Rust expression is.
    pub(super) fn list_in_braces(&mut self) -> Option<Group> {
        let group = self.group(0, Delimiter::Brace)?.clone();
        let Some(TokenTree::Literal(_)) = group.stream().into_iter().next() else { return None };
        let values = parts(&group);
        let is_literal =
            |value: &String| !value.starts_with(|first: char| first.is_alphabetic() || "(|&*".contains(first));
        if values.len() < 2 || !values.iter().all(is_literal) {
            return None;
        }
        self.advance();
        let help = format!("write `in ({})`", values.join(", "));
        self.report(group.span_open(), "a list stands in parentheses", help);
        Some(group)
    }

    /// Reports `{name = "a"}`, which Rust would take for an assignment.
    pub(super) fn condition_in_braces(&mut self, group: &Group) -> Option<Expr> {
        // Behind an operator a value stands, and reading its tokens once more would cost each query.
        let before = self.mark().checked_sub(2).and_then(|position| self.tree_at(position));
        if let Some(TokenTree::Punct(_)) = before {
            return None;
        }
        let mut trees = group.stream().into_iter();
        let is_assignment = match (trees.next(), trees.next()) {
            (Some(TokenTree::Ident(_)), Some(TokenTree::Punct(sign))) => {
                sign.as_char() == '=' && sign.spacing() == Spacing::Alone
            }
            _ => false,
        };
        if !is_assignment {
            return None;
        }
        let (span, text) = (group.span_open(), compact(group.stream()));
        self.report(span, "a condition stands without braces", format!("write `{text}`"));
        Some(Expr { kind: ExprKind::Hole, span })
    }

    /// Reports `[0]` or `.id` behind the braces of a Rust value, which was read from the mark on.
    pub(super) fn behind_braces(&mut self, group: &Group) {
        let is_index = self.is_group(0, Delimiter::Bracket);
        let is_field =
            self.is_operator(".") && matches!(self.tree(1), Some(TokenTree::Ident(_) | TokenTree::Literal(_)));
        if !is_index && !is_field {
            return;
        }
        let (span, mark) = (self.span(), self.mark());
        self.skip_postfix();
        let help = format!("write `{{{}{}}}`", compact(group.stream()), compact(self.since(mark)));
        self.report(span, "a Rust value stands in the braces as a whole", help);
    }
}

/// What stands between the commas of a bracket.
fn parts(group: &Group) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    for tree in group.stream() {
        match (&tree, parts.last_mut()) {
            (TokenTree::Punct(comma), _) if comma.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(tree),
            (_, None) => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(|part| compact(part.into_iter().collect())).collect()
}
