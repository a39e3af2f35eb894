//! Texts and names in quotes of each dialect → tokens.

use super::{Backslash, Lexer, TokenKind};

impl<'a> Lexer<'a> {
    /// A text whose opening quote is the last of `prefix` bytes; a doubled quote stands for one.
    pub(super) fn text_token(&mut self, prefix: usize, backslash: Backslash) {
        let (start, place) = (self.at, self.place);
        self.bump_bytes(prefix);
        let mut text = String::new();
        loop {
            match self.bump() {
                Some('\'') if self.peek() == Some('\'') => text.extend(self.bump()),
                Some('\'') => break,
                Some('\\') if backslash == Backslash::Escapes => text.extend(self.bump().map(unescape)),
                Some(char) => text.push(char),
                None => {
                    self.problems.push_help(place, "this text does not end", "write `'` where it ends");
                    break;
                }
            }
        }
        self.push(TokenKind::Text, text, start, place);
    }

    pub(super) fn quoted_token(&mut self, open: char, close: char) {
        let (start, place) = (self.at, self.place);
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                Some(char) if char == close && self.peek() == Some(close) && open != '[' => text.extend(self.bump()),
                Some(char) if char == close => break,
                // MySQL has texts in double quotes too.
                Some('\\') if open == '"' && self.backslash == Backslash::Escapes => {
                    text.extend(self.bump().map(unescape));
                }
                Some(char) => text.push(char),
                None => {
                    self.problems.push_help(place, "this name does not end", format!("write `{close}` where it ends"));
                    break;
                }
            }
        }
        self.push(TokenKind::Quoted(open), text, start, place);
    }

    /// `$$` or `$tag$` at this place.
    pub(super) fn dollar_tag(&self) -> Option<&'a str> {
        let rest = self.rest();
        let end = rest[1..].find('$')? + 2;
        let tag = &rest[..end];
        tag[1..end - 1].chars().all(|char| char.is_alphanumeric() || char == '_').then_some(tag)
    }

    pub(super) fn dollar_text(&mut self) {
        let (start, place) = (self.at, self.place);
        let tag = self.dollar_tag().unwrap_or("$$");
        self.bump_bytes(tag.len());
        let from = self.at;
        match self.rest().find(tag) {
            Some(length) => {
                self.bump_bytes(length);
                let text = &self.text[from..self.at];
                self.bump_bytes(tag.len());
                self.push(TokenKind::Text, text, start, place);
            }
            None => {
                self.problems.push_help(place, "this text does not end", format!("write `{tag}` where it ends"));
                self.at = self.text.len();
            }
        }
    }

    pub(super) fn prefixed_digits(&mut self, kind: TokenKind, prefix: usize) {
        self.text_token(prefix, Backslash::Plain);
        if let Some(token) = self.lexed.tokens.last_mut() {
            token.kind = kind;
        }
    }
}

/// What a character behind a backslash stands for.
fn unescape(char: char) -> char {
    match char {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        other => other,
    }
}
