//! Tokens → operands: literals, names, calls, `case`, parentheses and Rust expressions in braces.

use super::cursor::{Cursor, Place};
use super::trees::{compact, is_blank, tree_text};
use crate::ast::{Expr, ExprKind, Name, Rust};
use proc_macro2::{Delimiter, Group, Literal, Span, TokenTree};
use syn::Lit;

/// Functions that take one value.
const OF_ONE_VALUE: [&str; 6] = ["lower", "upper", "trim", "length", "abs", "round"];

impl Cursor<'_> {
    pub(super) fn operand(&mut self) -> Expr {
        if self.starts_clause() || self.is_case_word() {
            return self.missing_operand();
        }
        match self.tree(0) {
            None => self.missing_operand(),
            Some(TokenTree::Literal(_)) => self.literal(None),
            Some(TokenTree::Ident(_)) => self.word_operand(),
            Some(TokenTree::Punct(_)) => self.stray_operator(),
            Some(TokenTree::Group(group)) => {
                let group = group.clone();
                match group.delimiter() {
                    Delimiter::Brace => self.braces(),
                    Delimiter::Bracket => self.brackets(),
                    Delimiter::Parenthesis | Delimiter::None => {
                        self.advance();
                        self.deeper(|cursor| cursor.parentheses(&group))
                    }
                }
            }
        }
    }

    /// Reports that a value is missing; nothing is read, and reading goes on.
    pub(super) fn missing_operand(&mut self) -> Expr {
        let span = self.span_before();
        let message = match (self.text_before(), self.tree(0).map(tree_text)) {
            (Some(before), _) => format!("a value is missing after `{before}`"),
            (None, Some(next)) => format!("a value is missing before `{next}`"),
            (None, None) => "a value is missing".to_owned(),
        };
        self.report(span, message, "write a column, a literal, or a Rust value in braces");
        Expr { kind: ExprKind::Hole, span }
    }

    /// Reads a literal, whose sign was read before.
    pub(super) fn literal(&mut self, sign: Option<Span>) -> Expr {
        let Some(TokenTree::Literal(token)) = self.advance() else { return self.missing_operand() };
        let span = token.span();
        let text = token.to_string();
        let (negative, token) = match text.strip_prefix('-').and_then(|digits| digits.parse::<Literal>().ok()) {
            Some(mut digits) => {
                digits.set_span(span);
                (sign.is_none(), digits)
            }
            None => (sign.is_some(), token),
        };
        self.behind_literal(&token);
        match self.plain_literal(token) {
            Some(token) => Expr { kind: ExprKind::Literal { negative, token }, span },
            None => Expr { kind: ExprKind::Hole, span },
        }
    }

    /// The literal without what the query language does not have, which is reported.
    fn plain_literal(&mut self, token: Literal) -> Option<Literal> {
        let span = token.span();
        let text = tree_text(&TokenTree::Literal(token.clone()));
        let plain = match Lit::new(token.clone()) {
            Lit::Str(string) if string.suffix().is_empty() => return Some(token),
            Lit::ByteStr(bytes) if bytes.suffix().is_empty() => return Some(token),
            Lit::Int(number) if number.suffix().is_empty() => return Some(token),
            Lit::Float(number) if number.suffix().is_empty() => return Some(token),
            Lit::Int(number) => number.base10_digits().parse().ok(),
            Lit::Float(number) => number.base10_digits().parse().ok(),
            Lit::Char(character) => {
                let string = Literal::string(&character.value().to_string());
                self.report(span, format!("`{text}` is not a text"), format!("write `{string}`"));
                return Some(spanned(string, span));
            }
            // More than one character in single quotes: no token of Rust.
            _ if text.starts_with('\'') => {
                self.errors.push_reported(token.into());
                return None;
            }
            _ => None,
        };
        match plain {
            Some(plain) => {
                let plain: Literal = plain;
                let help = format!("write `{plain}`: a literal takes its type from its column");
                self.report(span, format!("the number `{text}` has a suffix"), help);
                Some(spanned(plain, span))
            }
            None => {
                let help = "write a text, a number or bytes (`b\"…\"`), or bind a Rust value as `{value}`";
                self.report(span, format!("`{text}` is not a literal of the query language"), help);
                None
            }
        }
    }

    fn word_operand(&mut self) -> Expr {
        let span = self.span();
        let word = self.word(0).unwrap_or_default();
        let is_name = self.is_item_alone() || (self.follows_operand(1) && self.operator_at(1).is_some());
        match word.as_str() {
            "true" | "false" => return self.constant(ExprKind::Boolean(word == "true")),
            "null" => return self.constant(ExprKind::Null),
            "TRUE" | "True" => return self.foreign_constant("true", ExprKind::Boolean(true)),
            "FALSE" | "False" => return self.foreign_constant("false", ExprKind::Boolean(false)),
            _ if self.is_null() => return self.foreign_constant("null", ExprKind::Null),
            _ => {}
        }
        if self.is_keyword(0, "case") && !is_name {
            self.keyword("case");
            return self.deeper(|cursor| cursor.case(span));
        }
        if self.is_keyword(0, "not") {
            return self.deeper(Self::negation);
        }
        if self.is_infix_word(0) && !is_name {
            return self.infix_word();
        }
        self.foreign_operand().unwrap_or_else(|| self.path())
    }

    /// Whether `null` is next, as this or another language writes it.
    pub(super) fn is_null(&self) -> bool {
        self.word(0).is_some_and(|word| ["null", "NULL", "Null", "None", "nil"].contains(&word.as_str()))
    }

    pub(super) fn constant(&mut self, kind: ExprKind) -> Expr {
        let span = self.span();
        self.advance();
        Expr { kind, span }
    }

    /// A word that stands between operands, where an operand should stand.
    fn infix_word(&mut self) -> Expr {
        let word = self.word(0).unwrap_or_default();
        let is_direction = ["asc", "desc", "nulls"].contains(&word.as_str());
        if is_direction && (self.tree(1).is_some() || self.previous().is_none()) {
            return self.path();
        }
        if self.is_group(1, Delimiter::Parenthesis) && ["and", "or"].contains(&word.as_str()) {
            return self.connective_as_function(&word);
        }
        if !self.is_group(1, Delimiter::Parenthesis) || ["and", "or", "in", "is", "between"].contains(&word.as_str()) {
            return self.missing_operand();
        }
        let (span, name) = (self.span(), super::word::folded(&word));
        self.advance();
        self.advance();
        let keyword = match name.as_str() {
            "startswith" => "starts_with",
            "endswith" => "ends_with",
            other => other,
        };
        self.report(span, format!("`{word}` stands between its operands"), format!("write `name {keyword} \"text\"`"));
        Expr { kind: ExprKind::Hole, span }
    }

    /// Whether the next word is a whole item of a list, which only a name can be.
    fn is_item_alone(&self) -> bool {
        let begins = self.previous().is_none_or(|tree| tree_text(tree) == ",");
        let ends = self.tree(1).is_none() || self.is_operator_at(1, ",");
        self.place == Place::Brackets && begins && ends
    }

    /// Reads `author.name`, or what begins like it: a call, a test of a relation, a Rust expression without its braces.
    fn path(&mut self) -> Expr {
        let mark = self.mark();
        if self.is_rust_ahead() {
            let rust = self.forgotten_braces(mark);
            return Expr { span: rust.span, kind: ExprKind::Rust(rust) };
        }
        let mut names: Vec<Name> = self.name().into_iter().collect();
        while let Some(dot) = self.operator(".") {
            match self.name() {
                Some(name) => names.push(name),
                None if self.is_operator("*") => return self.qualified_star(dot),
                None => return self.hole(dot, "a name is missing after `.`", "write the name of a column"),
            }
        }
        if let Some(group) = self.take_group(Delimiter::Parenthesis) {
            return self.call(names, &group);
        }
        if let [name] = &names[..]
            && OF_ONE_VALUE.contains(&name.text.as_str())
            && self.argument_follows()
        {
            return self.call_without_parentheses(name);
        }
        let span = names.last().map_or_else(|| self.span(), |name| name.span);
        if let Some(question) = self.operator("?") {
            if let Some(hole) = self.behind_question(question) {
                return hole;
            }
            let text = compact(self.since(mark));
            let text = text.trim_end_matches('?');
            self.report(question, "`?` follows only a Rust value in braces", format!("write `{{{text}}}?`"));
            return Expr { kind: ExprKind::Hole, span };
        }
        Expr { kind: ExprKind::Path(names), span }
    }

    /// Whether a value is next that nothing joins to what stands before it.
    fn argument_follows(&self) -> bool {
        match self.tree(0) {
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Ident(_)) => {
                let continues = self.is_infix_word(0) || self.is_keyword(0, "as") || self.is_case_word();
                !continues && !self.starts_clause() && !self.compares(0)
            }
            _ => false,
        }
    }

    /// Reports `length name`, and passes over the name.
    fn call_without_parentheses(&mut self, name: &Name) -> Expr {
        let argument = self.advance().map(|tree| tree_text(&tree)).unwrap_or_default();
        let message = format!("the value of `{}` stands in parentheses", name.text);
        self.report(name.span, message, format!("write `{}({argument})`", name.text));
        Expr { kind: ExprKind::Hole, span: name.span }
    }

    /// Reads `lower(name)`, whose arguments are in the bracket.
    fn call(&mut self, mut names: Vec<Name>, group: &Group) -> Expr {
        let Some(name) = names.pop() else { return self.missing_operand() };
        let span = name.span;
        if !names.is_empty() {
            let path = names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(".");
            self.errors.push(span, format!("`{path}.{}(…)`, a test of a relation, is not available yet", name.text));
            return Expr { kind: ExprKind::Hole, span };
        }
        if ["cast", "extract"].contains(&super::word::folded(&name.text).as_str()) {
            let help = "a value has the type of its column; compute what else is needed in Rust";
            self.report(span, format!("there is no `{}`", name.text), help);
            return Expr { kind: ExprKind::Hole, span };
        }
        if let Some(hole) = self.window(span) {
            return hole;
        }
        let args = self.deeper_arguments(group);
        match args {
            Some(args) => Expr { kind: ExprKind::Call { name, args }, span },
            None => Expr { kind: ExprKind::Hole, span },
        }
    }

    fn deeper_arguments(&mut self, group: &Group) -> Option<Vec<Expr>> {
        let mut arguments = None;
        self.deeper(|cursor| {
            arguments = cursor.arguments(group);
            Expr { kind: ExprKind::Null, span: group.span_open() }
        });
        arguments
    }

    /// Reads expressions with commas between them; `None` when they are something that is not available yet.
    pub(super) fn arguments(&mut self, group: &Group) -> Option<Vec<Expr>> {
        self.inside(group, |inner| {
            if inner.is_query() {
                inner.errors.push(inner.span(), "a sub-query is not available yet");
                return None;
            }
            if inner.is_keyword(0, "distinct") && inner.is_ident(1) && !inner.follows_operand(1) {
                inner.errors.push(inner.span(), "`distinct` in an aggregate is not available yet");
                return None;
            }
            if inner.is_operator("*") && inner.tree(1).is_none() {
                inner.report(inner.span(), "`*` is not an argument", "write `count()` to count rows");
                return Some(Vec::new());
            }
            let mut list = Vec::new();
            inner.separated(|inner| list.push(inner.expr()));
            Some(list)
        })
    }

    fn parentheses(&mut self, group: &Group) -> Expr {
        let span = group.span_open();
        let mut is_tuple = false;
        let expr = self.inside(group, |inner| {
            if inner.at_end() {
                inner.report(span, "the parentheses are empty", "write a condition or a value in them");
                return Expr { kind: ExprKind::Hole, span };
            }
            if inner.is_query() {
                inner.errors.push(inner.span(), "a sub-query is not available yet");
                return Expr { kind: ExprKind::Hole, span };
            }
            let expr = inner.condition();
            is_tuple = inner.is_operator(",") && !inner.lost;
            if is_tuple {
                return inner.hole(inner.span(), "values are compared one by one", "write `a = 1 and b = 2`");
            }
            inner.nothing_left("close the parenthesis before it, or join it with an operator");
            expr
        });
        self.lost |= is_tuple;
        expr
    }

    /// Reads `when c then v … else e end`.
    fn case(&mut self, span: Span) -> Expr {
        self.cases += 1;
        let of_value = !self.is_keyword(0, "when");
        if of_value {
            let found = self.span();
            self.report(found, "`case` is followed by `when`", "write `case when a = 1 then … else … end`");
            if !self.is_case_word() {
                self.sum();
            }
        }
        let mut arms = Vec::new();
        while self.case_word("when") {
            let when = self.condition();
            arms.push((when, self.case_then()));
        }
        let otherwise = self.case_word("else").then(|| Box::new(self.condition()));
        let ended = self.case_word("end");
        self.cases -= 1;
        if !ended && !self.lost {
            return self.hole(span, "this `case` has no `end`", "write `case when … then … else … end`");
        }
        if of_value || arms.is_empty() {
            return Expr { kind: ExprKind::Hole, span };
        }
        Expr { kind: ExprKind::Case { arms, otherwise }, span }
    }

    fn case_then(&mut self) -> Expr {
        if self.case_word("then") {
            return self.condition();
        }
        if self.lost {
            return Expr { kind: ExprKind::Hole, span: self.span() };
        }
        self.hole(self.span_before(), "`then` is missing after this condition", "write `case when … then … else … end`")
    }

    /// Reads a word of `case`. When lost, it is where reading goes on.
    fn case_word(&mut self, keyword: &str) -> bool {
        while self.lost && !self.at_end() && !self.is_case_word() && !self.starts_clause() {
            self.advance();
        }
        let found = self.keyword(keyword).is_some();
        self.lost &= !found;
        found
    }

    /// Reads `{expression}` and the `?` behind it, or an object, which is a habit from elsewhere.
    fn braces(&mut self) -> Expr {
        if let Some(group) = self.object() {
            return self.object_condition(None, &group);
        }
        let Some(group) = self.take_group(Delimiter::Brace) else { return self.missing_operand() };
        if let Some(hole) = self.condition_in_braces(&group) {
            return hole;
        }
        let span = group.span();
        let kind = self.rust(&group).map_or(ExprKind::Hole, ExprKind::Rust);
        self.behind_braces(&group);
        Expr { kind, span }
    }

    /// The Rust expression in a bracket that was read, with the `?` behind it; `None` when it is empty, which is reported.
    pub(super) fn rust(&mut self, group: &Group) -> Option<Rust> {
        let optional = self.operator("?");
        if is_blank(group) {
            self.report(group.span_open(), "the braces are empty", "write a Rust expression in them");
            return None;
        }
        Some(Rust { tokens: group.stream(), span: group.span(), optional })
    }

    fn brackets(&mut self) -> Expr {
        let span = self.span();
        self.advance();
        let help = "bind a Rust value as `{value}`; a list stands behind `in` only";
        self.report(span, "a list in brackets is not a value", help);
        Expr { kind: ExprKind::Hole, span }
    }
}

fn spanned(mut token: Literal, span: Span) -> Literal {
    token.set_span(span);
    token
}
