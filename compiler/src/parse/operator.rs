//! Punctuation → operators: the longest that the tokens make, spaces between them told apart.

use super::cursor::Cursor;
use proc_macro2::{Spacing, Span, TokenTree};

/// Every operator of more than one character that is recognised, right or wrong, longest first.
const LONG: [&str; 17] =
    ["===", "!==", "<=>", "==", "!=", "<>", "<=", ">=", "=>", "=<", "&&", "||", "::", "**", "<<", ">>", "~*"];

impl Cursor<'_> {
    /// The operator that is next, if any punctuation is.
    pub(super) fn peek_operator(&self) -> Option<String> {
        self.operator_at(0)
    }

    /// The operator `ahead`.
    pub(super) fn operator_at(&self, ahead: usize) -> Option<String> {
        self.operator_from(self.mark() + ahead)
    }

    /// The operator that begins at a position.
    pub(super) fn operator_from(&self, position: usize) -> Option<String> {
        let Some(TokenTree::Punct(first)) = self.tree_at(position) else { return None };
        let long = LONG.iter().find(|operator| self.has_operator(position, operator));
        Some(long.map_or_else(|| first.as_char().to_string(), |operator| (*operator).to_owned()))
    }

    /// Whether exactly this operator is next.
    pub(super) fn is_operator(&self, operator: &str) -> bool {
        self.peek_operator().is_some_and(|found| found == operator)
    }

    /// Whether exactly this operator is `ahead`.
    pub(super) fn is_operator_at(&self, ahead: usize, operator: &str) -> bool {
        self.operator_at(ahead).is_some_and(|found| found == operator)
    }

    /// Reads this operator if it is next.
    pub(super) fn operator(&mut self, operator: &str) -> Option<Span> {
        if !self.is_operator(operator) {
            return None;
        }
        let span = self.span();
        for _ in operator.chars() {
            self.advance();
        }
        Some(span)
    }

    fn has_operator(&self, position: usize, operator: &str) -> bool {
        let last = operator.len() - 1;
        operator.chars().enumerate().all(|(offset, character)| match self.tree_at(position + offset) {
            Some(TokenTree::Punct(punct)) => {
                punct.as_char() == character && (offset == last || punct.spacing() == Spacing::Joint)
            }
            _ => false,
        })
    }
}
