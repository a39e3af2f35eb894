//! Tokens → [`Expr`]: `or` over `and` over `not` over comparisons over sums over products over signs over operands.

use super::cursor::{Cursor, Place};
use crate::ast::{Binary, Expr, ExprKind};
use proc_macro2::{Span, TokenTree};

/// How many operators a query may have: a longer chain is a deeper tree, on which the compiler's stack would overflow, and the
/// stores have limits of that size themselves.
const OPERATORS: usize = 1000;

impl Cursor<'_> {
    /// Reads a condition where nothing but a condition stands, so that a comma or a forgotten `and` can be told.
    pub(super) fn condition(&mut self) -> Expr {
        let mut whole = self.expr();
        while let Some(span) = self.forgotten_and() {
            let next = self.expr();
            whole = self.joined(Binary::And, whole, next, span);
        }
        whole
    }

    /// Reads an expression or a condition.
    pub(super) fn expr(&mut self) -> Expr {
        let mut left = self.conjunction();
        while let Some(span) = self.connective("or", "||") {
            let right = self.conjunction();
            left = self.joined(Binary::Or, left, right, span);
        }
        left
    }

    fn conjunction(&mut self) -> Expr {
        let mut left = self.negation();
        while let Some(span) = self.connective("and", "&&") {
            let right = self.negation();
            left = self.joined(Binary::And, left, right, span);
        }
        left
    }

    /// Reads `and` or `or`, also as other languages write it.
    fn connective(&mut self, keyword: &str, foreign: &str) -> Option<Span> {
        self.skip_to_connective();
        if let Some(span) = self.keyword(keyword) {
            return Some(span);
        }
        let single = &foreign[1..];
        let foreign = if self.is_operator(single) && self.condition_ahead(1) { single } else { foreign };
        let span = self.operator(foreign)?;
        let help = match foreign {
            "||" => "write `or`, or `concat(a, b)` to join texts".to_owned(),
            _ => format!("write `{keyword}`"),
        };
        self.report(span, format!("`{foreign}` is not an operator of the query language"), help);
        Some(span)
    }

    /// When lost, passes over tokens up to the next `and` or `or`, from where reading goes on.
    fn skip_to_connective(&mut self) {
        while self.lost && !self.at_end() {
            let operator = self.peek_operator();
            if self.is_keyword(0, "and") || self.is_keyword(0, "or") || matches!(operator, Some("&&" | "||")) {
                self.lost = false;
            } else if operator == Some(",") || self.starts_clause() || self.is_case_word() {
                return;
            } else {
                self.advance();
            }
        }
    }

    /// Reports a comma or nothing at all between two conditions, which are then joined.
    fn forgotten_and(&mut self) -> Option<Span> {
        if self.lost || self.at_end() || self.clause_word().is_some() || self.is_case_word() {
            return None;
        }
        let span = self.span();
        if self.other_query_follows() {
            return None;
        }
        if self.is_operator(",") && (self.condition_ahead(1) || self.column_alone(1)) {
            self.advance();
            self.report(span, "conditions are not separated by commas", "write `and` or `or` in place of `,`");
            return Some(span);
        }
        if !self.condition_ahead(0) {
            return None;
        }
        let text = self.word(0)?;
        self.report(span, format!("`and` or `or` is missing before `{text}`"), format!("write `and {text} …`"));
        Some(span)
    }

    /// Whether a name is `ahead` that is no clause's and ends the query: a boolean column.
    fn column_alone(&self, ahead: usize) -> bool {
        let is_item = self.place == Place::Brackets;
        let end = self.tree(ahead + 1).is_none() || self.is_operator_at(ahead + 1, ",");
        !is_item && self.is_ident(ahead) && end
    }

    /// Whether a comparison begins `ahead`: a name with an operator behind it.
    pub(super) fn condition_ahead(&self, ahead: usize) -> bool {
        let is_negation = self.is_keyword(ahead, "not");
        self.is_ident(ahead) && (is_negation || (!self.is_infix_word(ahead) && self.compares(ahead + 1)))
    }

    /// Whether an operator of a comparison, or the path to it, is `ahead`.
    pub(super) fn compares(&self, ahead: usize) -> bool {
        let direction = ["asc", "desc", "nulls", "and", "or"].iter().any(|word| self.is_keyword(ahead, word));
        self.follows_operand(ahead) && !self.is_operator_at(ahead, ",") && !direction
    }

    pub(super) fn negation(&mut self) -> Expr {
        if let Some(hole) = self.closure() {
            return hole;
        }
        let span = match self.keyword("not") {
            Some(span) => span,
            None => match self.operator("!") {
                Some(span) => {
                    self.report(span, "`!` is not an operator of the query language", "write `not`");
                    span
                }
                None => return self.comparison(),
            },
        };
        let operand = self.deeper(Self::negation);
        Expr { kind: ExprKind::Not(Box::new(operand)), span }
    }

    pub(super) fn sum(&mut self) -> Expr {
        let mut left = self.product();
        while !self.lost {
            let span = self.span();
            if let Some(help) = self.joins_texts() {
                self.operator("||");
                self.report(span, "`||` is not an operator of the query language", help);
                self.product();
                left = Expr { kind: ExprKind::Hole, span };
                continue;
            }
            if self.counts_up(span) {
                left = Expr { kind: ExprKind::Hole, span };
                continue;
            }
            let operator = match self.peek_operator() {
                Some("+") => Binary::Add,
                Some("-") => Binary::Subtract,
                _ => break,
            };
            self.advance();
            let right = self.product();
            left = self.joined(operator, left, right, span);
        }
        left
    }

    /// Reports `++` and `--` behind an operand, as in other languages.
    fn counts_up(&mut self, span: Span) -> bool {
        let Some(sign @ ("+" | "-")) = self.peek_operator() else { return false };
        let operator_follows = self.operator_at(2).is_some_and(|operator| !["+", "-"].contains(&operator));
        let ends = self.tree(2).is_none() || operator_follows || self.is_infix_word(2);
        if !ends || !self.is_operator_at(1, sign) {
            return false;
        }
        let text = self.text_before().unwrap_or_else(|| "age".to_owned());
        self.advance();
        self.advance();
        let message = format!("`{sign}{sign}` is not an operator of the query language");
        self.report(span, message, format!("write `{text} {sign} 1`"));
        true
    }

    /// How `||` is written that is next and may join texts, as in SQL, for no comparison stands behind it.
    fn joins_texts(&self) -> Option<&'static str> {
        match self.tree(2).filter(|_| self.is_operator("||"))? {
            TokenTree::Literal(_) => Some("write `concat(a, b)`"),
            TokenTree::Ident(_) if self.place == Place::Brackets && !self.compares(3) && !self.is_keyword(2, "not") => {
                Some("write `or`, or `concat(a, b)` to join texts")
            }
            _ => None,
        }
    }

    fn product(&mut self) -> Expr {
        let mut left = self.sign();
        while !self.lost {
            if let Some(span) = self.foreign_product() {
                self.sign();
                left = Expr { kind: ExprKind::Hole, span };
                continue;
            }
            let Some(text) = self.peek_operator() else { break };
            let operator = match text {
                "*" => Some(Binary::Multiply),
                "/" => Some(Binary::Divide),
                "%" => Some(Binary::Remainder),
                "&" | "|" if self.condition_ahead(1) => break,
                "**" | "^" | "&" | "|" | "<<" | ">>" => None,
                _ => break,
            };
            let span = self.span();
            self.operator(text);
            if operator.is_none() {
                let help = "compute it in Rust and bind it as `{value}`";
                self.report(span, format!("`{text}` is not an operator of the query language"), help);
            }
            let right = self.sign();
            left = match operator {
                Some(operator) => self.joined(operator, left, right, span),
                None => Expr { kind: ExprKind::Hole, span },
            };
        }
        left
    }

    /// Reads an operand with its signs. The sign of a number belongs to the literal.
    pub(super) fn sign(&mut self) -> Expr {
        if let Some(span) = self.operator("+") {
            while self.operator("+").is_some() {}
            self.report(span, "`+` is not written before a value", "take it away");
            return self.deeper(Self::sign);
        }
        let Some(span) = self.operator("-") else { return self.operand() };
        if matches!(self.tree(0), Some(TokenTree::Literal(literal)) if literal.to_string().starts_with(|first: char| first.is_ascii_digit()))
        {
            return self.literal(Some(span));
        }
        let operand = self.deeper(Self::sign);
        Expr { kind: ExprKind::Negate(Box::new(operand)), span }
    }

    /// Two operands with the operator between them.
    pub(super) fn joined(&mut self, operator: Binary, left: Expr, right: Expr, span: Span) -> Expr {
        self.operators += 1;
        if self.operators > OPERATORS {
            if self.operators == OPERATORS + 1 {
                let help = "test a list with `in {list}`, or compute a part of it in Rust";
                self.report(span, format!("this query has more than {OPERATORS} operators"), help);
            }
            return Expr { kind: ExprKind::Hole, span };
        }
        Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
    }
}
