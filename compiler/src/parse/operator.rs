//! Punctuation → operators: the longest that the tokens make, spaces between them told apart.

use super::cursor::Cursor;
use proc_macro2::{Punct, Spacing, Span, TokenTree};

/// Every operator of more than one character that is recognised, right or wrong, longest first.
const LONG: [&str; 24] = [
    "===", "!==", "<=>", "->>", "#>>", "==", "!=", "<>", "<=", ">=", "=>", "=<", "=!", "=~", "&&", "||", "::", "**",
    "<<", ">>", "~*", "->", "@>", "#>",
];
/// Every sign that Rust has.
const SIGNS: [&str; 23] = [
    "=", ".", ",", ":", ">", "<", "-", "+", "*", "/", "?", "!", "&", "|", "%", "$", "#", "@", "~", ";", "^", "'", "\\",
];

/// The operator that begins with the first of these trees; an empty text where none does.
pub(super) fn operator_of(trees: &[TokenTree]) -> &'static str {
    let Some(TokenTree::Punct(first)) = trees.first() else { return "" };
    let joined = first.spacing() == Spacing::Joint && matches!(trees.get(1), Some(TokenTree::Punct(_)));
    let long = if joined { LONG.iter().find(|operator| has_operator(trees, operator)) } else { None };
    long.copied().unwrap_or_else(|| sign_text(first))
}

fn sign_text(sign: &Punct) -> &'static str {
    let sign = sign.as_char();
    SIGNS.iter().find(|text| text.starts_with(sign)).copied().unwrap_or_default()
}

fn has_operator(trees: &[TokenTree], operator: &str) -> bool {
    let last = operator.len() - 1;
    operator.chars().enumerate().all(|(offset, character)| match trees.get(offset) {
        Some(TokenTree::Punct(punct)) => {
            punct.as_char() == character && (offset == last || punct.spacing() == Spacing::Joint)
        }
        _ => false,
    })
}

impl Cursor<'_> {
    /// The operator that is next, if any punctuation is.
    pub(super) fn peek_operator(&self) -> Option<&'static str> {
        self.operator_at(0)
    }

    /// The operator `ahead`.
    pub(super) fn operator_at(&self, ahead: usize) -> Option<&'static str> {
        self.operator_from(self.mark() + ahead)
    }

    /// Whether exactly this operator is next.
    pub(super) fn is_operator(&self, operator: &str) -> bool {
        self.operator_at(0) == Some(operator)
    }

    /// Whether exactly this operator is `ahead`.
    pub(super) fn is_operator_at(&self, ahead: usize, operator: &str) -> bool {
        self.operator_at(ahead) == Some(operator)
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
}
