//! `{ name: value, … }`, `{new}` and `[{ … }, { … }]` of a write → their spots.

use super::Place;
use super::scan::{Scanner, Trees, trees_ident};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

impl Scanner<'_> {
    /// Reads the rows of `insert_many`.
    pub(super) fn rows(&mut self, tokens: TokenStream) {
        let mut trees = Trees::new(tokens);
        while trees.peek().is_some() {
            match trees.group(Delimiter::Brace) {
                Some(row) => self.fields(row),
                None => drop(trees.next()),
            }
        }
    }

    /// Reads the braces of a write. What begins with a name may be fields; it is a Rust expression as soon as something follows that
    /// fields do not have.
    pub(super) fn fields(&mut self, tokens: TokenStream) {
        let mut trees = Trees::new(tokens.clone());
        let mut first = true;
        let mut given = Vec::new();
        loop {
            let name = trees_ident(&mut trees);
            if first && name.is_none() && trees.peek().is_some() {
                return self.rust(tokens);
            }
            self.spot(Place::Field { given: given.clone() }, name.clone());
            given.extend(name.as_ref().map(ToString::to_string));
            let ends = trees.peek().is_none() || trees.is_sign(',');
            if let Some(name) = name.filter(|name| ends && (self.is_column(name) || first)) {
                // It stands for a variable of this name.
                self.rust(TokenTree::Ident(name).into());
            }
            if trees.sign(':') {
                if first && trees.sign(':') {
                    return self.rust(tokens);
                }
                self.value(&mut trees);
            } else if !trees.sign(',') {
                match trees.peek() {
                    None => return,
                    Some(TokenTree::Punct(_) | TokenTree::Group(_)) if first => return self.rust(tokens),
                    Some(_) => drop(trees.next()),
                }
            }
            first = false;
        }
    }
}
