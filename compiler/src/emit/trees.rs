//! Token trees one after the other, as one list: of a `quote!` within another rustc is asked once for each that it stands in.

use super::names::ident;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

/// Tokens at one place.
pub(super) struct Trees {
    span: Span,
    trees: Vec<TokenTree>,
}

impl Trees {
    pub(super) fn at(span: Span) -> Self {
        Trees { span, trees: Vec::new() }
    }

    /// A name, raw where it is a keyword.
    pub(super) fn name(mut self, name: &str) -> Self {
        self.trees.push(ident(name, self.span).into());
        self
    }

    /// A word as it stands.
    pub(super) fn word(mut self, word: &str) -> Self {
        self.trees.push(Ident::new(word, self.span).into());
        self
    }

    /// An operator.
    pub(super) fn operator(mut self, operator: &str) -> Self {
        for (number, sign) in operator.bytes().enumerate() {
            let spacing = if number + 1 < operator.len() { Spacing::Joint } else { Spacing::Alone };
            let mut sign = Punct::new(char::from(sign), spacing);
            sign.set_span(self.span);
            self.trees.push(sign.into());
        }
        self
    }

    /// Tokens of elsewhere, reported here and resolved as before.
    pub(super) fn moved(mut self, trees: &[TokenTree]) -> Self {
        for tree in trees {
            let mut tree = tree.clone();
            tree.set_span(tree.span().located_at(self.span));
            self.trees.push(tree);
        }
        self
    }

    /// Tokens as they are.
    pub(super) fn then(mut self, trees: impl IntoIterator<Item = TokenTree>) -> Self {
        self.trees.extend(trees);
        self
    }

    pub(super) fn group(mut self, delimiter: Delimiter, inside: impl Into<TokenStream>) -> Self {
        let mut group = Group::new(delimiter, inside.into());
        group.set_span(self.span);
        self.trees.push(group.into());
        self
    }
}

impl From<Trees> for TokenStream {
    fn from(trees: Trees) -> TokenStream {
        trees.trees.into_iter().collect()
    }
}

impl IntoIterator for Trees {
    type Item = TokenTree;
    type IntoIter = std::vec::IntoIter<TokenTree>;

    fn into_iter(self) -> Self::IntoIter {
        self.trees.into_iter()
    }
}
