//! Token trees → one token after the other: where the parser stands, what is next, and what has gone wrong.

use super::{
    trees::{Text, tree_span, tree_text, trees_flatten, trees_texts},
    word::spelled,
};
use crate::{
    ast::{Expr, ExprKind, Name},
    errors::Errors,
};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use std::ops::Range;

/// How deep brackets and prefixes may be nested: deeper ones would overflow the stack of the compiler.
const DEPTH: usize = 64;

/// Which words end an expression where a cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between clauses: their keywords.
    Clauses,
    /// Between the clauses of `upsert`: `create` and `update` too.
    UpsertClauses,
    /// In brackets: none.
    Brackets,
}

/// The place in a list of token trees.
pub(super) struct Cursor<'e> {
    tokens: Vec<TokenTree>,
    /// The same as texts: what is asked of a tree is asked many times, and each answer of the compiler's is dear.
    texts: Vec<Text>,
    position: usize,
    /// The opening bracket, or the whole query.
    opening: Span,
    pub(super) place: Place,
    pub(super) errors: &'e mut Errors,
    /// Reading cannot go on before the next comma, clause or closing bracket; the reason was reported.
    pub(super) lost: bool,
    /// How many `case` are open: their words end an expression.
    pub(super) cases: usize,
    /// Clauses are written as methods (`.where(…)`), which was reported.
    pub(super) chained: bool,
    /// Something stood where nothing expects it, which was reported: what is missing may have been meant by it.
    pub(super) strayed: bool,
    /// How many operators the query has up to here.
    pub(super) operators: usize,
    depth: usize,
}

impl<'e> Cursor<'e> {
    pub(super) fn new(tokens: TokenStream, opening: Span, place: Place, errors: &'e mut Errors) -> Self {
        let tokens = trees_flatten(tokens);
        Cursor {
            texts: trees_texts(&tokens),
            tokens,
            position: 0,
            opening,
            place,
            errors,
            lost: false,
            cases: 0,
            chained: false,
            strayed: false,
            operators: 0,
            depth: 0,
        }
    }

    /// Reads what stands in a bracket with a cursor of its own.
    pub(super) fn inside<T>(&mut self, group: &Group, read: impl FnOnce(&mut Cursor<'_>) -> T) -> T {
        let mut inner = Cursor::new(group.stream(), group.span_open(), Place::Brackets, self.errors);
        inner.depth = self.depth;
        inner.operators = self.operators;
        let read = read(&mut inner);
        self.operators = inner.operators;
        read
    }

    /// Reads something one level deeper, or reports that it is too deep and passes over everything up to the next safe place.
    pub(super) fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if self.depth >= DEPTH {
            let span = self.span();
            self.position = self.tokens.len();
            return self.hole(
                span,
                "this expression is nested too deeply",
                "compute a part of it in Rust and bind it as `{value}`",
            );
        }
        self.depth += 1;
        let expr = read(self);
        self.depth -= 1;
        expr
    }

    pub(super) fn at_end(&self) -> bool {
        self.position >= self.tokens.len()
    }

    /// Where the cursor stands, for [`Cursor::since`] and [`Cursor::rewind`].
    pub(super) fn mark(&self) -> usize {
        self.position
    }

    pub(super) fn rewind(&mut self, mark: usize) {
        self.position = mark;
    }

    /// The tokens that were read since the mark.
    pub(super) fn since(&self, mark: usize) -> TokenStream {
        self.between(mark..self.position)
    }

    /// The tokens between two marks.
    pub(super) fn between(&self, marks: Range<usize>) -> TokenStream {
        self.tokens[marks].iter().cloned().collect()
    }

    /// All tokens that are left.
    pub(super) fn rest(&self) -> TokenStream {
        self.tokens[self.position..].iter().cloned().collect()
    }

    /// The tree `ahead` of the cursor: 0 is the next one.
    pub(super) fn tree(&self, ahead: usize) -> Option<&TokenTree> {
        self.tree_at(self.position + ahead)
    }

    /// The tree at a position that [`Cursor::mark`] gave.
    pub(super) fn tree_at(&self, position: usize) -> Option<&TokenTree> {
        self.tokens.get(position)
    }

    pub(super) fn advance(&mut self) -> Option<TokenTree> {
        let tree = self.tokens.get(self.position).cloned();
        // A branch: rustc 1.95 may lose `+= usize::from(…)` in optimised builds (rust-lang/rust#158206).
        if tree.is_some() {
            self.position += 1;
        }
        tree
    }

    /// The tree behind the cursor.
    pub(super) fn previous(&self) -> Option<&TokenTree> {
        self.position.checked_sub(1).and_then(|position| self.tokens.get(position))
    }

    /// Where something is wrong with the next tree; at the end, with the last one.
    pub(super) fn span(&self) -> Span {
        self.tree(0).map_or_else(|| self.span_before(), tree_span)
    }

    /// Where something is missing: the tree behind the cursor.
    pub(super) fn span_before(&self) -> Span {
        match self.previous() {
            None => self.opening,
            Some(TokenTree::Punct(_)) => tree_span(&self.tokens[self.position - self.operator_before().len()]),
            Some(tree) => tree_span(tree),
        }
    }

    /// What stands behind the cursor, for `… is missing after …`.
    pub(super) fn text_before(&self) -> Option<String> {
        match self.previous()? {
            TokenTree::Punct(_) => Some(self.operator_before().to_owned()),
            tree => Some(tree_text(tree)),
        }
    }

    /// What is next, in a message: an operator as a whole.
    pub(super) fn text_ahead(&self) -> String {
        let operator = self.peek_operator().map(str::to_owned);
        operator.or_else(|| self.tree(0).map(tree_text)).unwrap_or_default()
    }

    /// The longest operator that ends behind the cursor.
    fn operator_before(&self) -> &'static str {
        let starts = self.position.saturating_sub(3)..self.position;
        let operators = starts.filter_map(|start| {
            let operator = self.operator_from(start)?;
            (start + operator.len() == self.position).then_some(operator)
        });
        operators.max_by_key(|operator| operator.len()).unwrap_or_default()
    }

    /// The operator that begins at a position that [`Cursor::mark`] gave.
    pub(super) fn operator_from(&self, position: usize) -> Option<&'static str> {
        match self.texts.get(position)? {
            Text::Operator(operator) => Some(operator),
            Text::Word(_) | Text::Other => None,
        }
    }

    /// The identifier `ahead`, unless it is raw: raw ones are names only.
    pub(super) fn word(&self, ahead: usize) -> Option<String> {
        self.text(ahead).map(str::to_owned)
    }

    /// The same, borrowed.
    pub(super) fn text(&self, ahead: usize) -> Option<&str> {
        match self.texts.get(self.position + ahead)? {
            Text::Word(word) => Some(word),
            Text::Operator(_) | Text::Other => None,
        }
    }

    /// Whether this keyword is `ahead`, in any case.
    pub(super) fn is_keyword(&self, ahead: usize, keyword: &str) -> bool {
        self.text(ahead).is_some_and(|word| spelled(word, keyword))
    }

    /// Reads a keyword if it is next; one in another case is reported and taken as right.
    pub(super) fn keyword(&mut self, keyword: &str) -> Option<Span> {
        let word = self.text(0).filter(|word| spelled(word, keyword))?;
        let span = self.span();
        if word != keyword {
            let word = word.to_owned();
            self.errors.push_help(
                span,
                format!("`{word}` is not a keyword of the query language"),
                format!("write `{keyword}`"),
            );
        }
        self.advance();
        Some(span)
    }

    /// Puts a keyword in the place of the word that is next: a misspelling, which is reported here.
    pub(super) fn correct(&mut self, keyword: &str, help: String) {
        let Some(word) = self.word(0) else { return };
        let span = self.span();
        self.report(span, format!("`{word}` is not a keyword of the query language"), help);
        self.tokens[self.position] = TokenTree::Ident(Ident::new(keyword, span));
        self.texts[self.position] = Text::Word(keyword.to_owned());
    }

    /// Reads a name if one is next.
    pub(super) fn name(&mut self) -> Option<Name> {
        let Some(TokenTree::Ident(ident)) = self.tree(0) else { return None };
        let text = ident.to_string();
        let name = Name { text: text.strip_prefix("r#").unwrap_or(&text).to_owned(), span: ident.span() };
        self.advance();
        Some(name)
    }

    pub(super) fn is_ident(&self, ahead: usize) -> bool {
        matches!(self.tree(ahead), Some(TokenTree::Ident(_)))
    }

    /// The bracket `ahead`, if it is of this kind.
    pub(super) fn group(&self, ahead: usize, delimiter: Delimiter) -> Option<&Group> {
        match self.tree(ahead)? {
            TokenTree::Group(group) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    pub(super) fn is_group(&self, ahead: usize, delimiter: Delimiter) -> bool {
        self.group(ahead, delimiter).is_some()
    }

    /// Reads a bracket of this kind if it is next.
    pub(super) fn take_group(&mut self, delimiter: Delimiter) -> Option<Group> {
        let group = self.group(0, delimiter)?.clone();
        self.advance();
        Some(group)
    }

    /// Reports a mistake from which reading goes on.
    pub(super) fn report(&mut self, span: Span, message: impl AsRef<str>, help: impl AsRef<str>) {
        self.errors.push_help(span, message, help);
    }

    /// Reports a mistake from which reading cannot go on: the parser is lost.
    pub(super) fn hole(&mut self, span: Span, message: impl AsRef<str>, help: impl AsRef<str>) -> Expr {
        self.report(span, message, help);
        self.lost = true;
        Expr { kind: ExprKind::Hole, span }
    }

    /// Passes over tokens up to the next comma, which stays.
    pub(super) fn skip_to_comma(&mut self) {
        while !self.at_end() && !self.is_operator(",") {
            self.advance();
        }
        self.lost = false;
    }

    /// Passes over everything up to the end.
    pub(super) fn skip_all(&mut self) {
        self.position = self.tokens.len();
        self.lost = false;
    }

    /// Reads items with commas between them up to the end of a bracket; a trailing comma is welcome.
    pub(super) fn separated(&mut self, mut item: impl FnMut(&mut Self)) {
        while !self.at_end() {
            if let Some(span) = self.operator(",") {
                self.report(span, "nothing stands before this `,`", "take it away");
                continue;
            }
            let mark = self.mark();
            item(self);
            self.separator(mark);
        }
    }

    /// Reads the comma behind an item that began at the mark. A forgotten one is reported once, and the next item is read.
    fn separator(&mut self, mark: usize) {
        if !self.at_end() && !self.is_operator(",") && !self.lost {
            let text = tree_text(&self.tokens[self.position]);
            if self.mark() > mark && self.starts_item() {
                self.report(
                    self.span(),
                    format!("a comma is missing before `{text}`"),
                    "write commas between the items",
                );
                return;
            }
            self.unexpected();
        }
        self.skip_to_comma();
        self.operator(",");
    }

    /// Whether what is next may begin an item of a list.
    fn starts_item(&self) -> bool {
        match self.tree(0) {
            Some(TokenTree::Ident(_)) => !self.is_infix_word(0),
            Some(TokenTree::Literal(_)) => true,
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
            _ => false,
        }
    }
}
