//! Walks over the tokens of a statement or a part of one.

use super::lexer::{Token, TokenKind};
use super::problem::{Place, Problems};

/// A name as schema.sql has it, and where.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl Name {
    /// Whether it is this name, in whatever case.
    pub(crate) fn matches(&self, other: &str) -> bool {
        self.text.to_lowercase() == other.to_lowercase()
    }
}

impl Token {
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// Whether it can stand for a name. SQLite takes a text for one too.
    fn is_name(&self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Quoted(_) | TokenKind::Text)
    }

    pub(crate) fn name(&self) -> Name {
        Name { text: self.text.clone(), place: self.place }
    }

    /// As it stands in a message.
    pub(crate) fn shown(&self) -> String {
        let mut text: String = self.text.lines().next().unwrap_or_default().chars().take(40).collect();
        if text.len() < self.text.len() {
            text.push('…');
        }
        match self.kind {
            TokenKind::Text => format!("'{text}'"),
            TokenKind::Hex => format!("X'{text}'"),
            _ => text,
        }
    }
}

/// A place in a list of tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
    /// Where the list ends, for messages.
    end: Place,
    /// The token behind the list: a comma or a closing parenthesis.
    behind: Option<&'a Token>,
}

impl<'a> Cursor<'a> {
    /// Of these tokens, behind which something ends at `end`.
    pub(crate) fn new(tokens: &'a [Token], end: Place) -> Self {
        Cursor { tokens, at: 0, end, behind: None }
    }

    /// Of what stands before the token `behind`.
    fn before(tokens: &'a [Token], behind: &'a Token) -> Self {
        Cursor { tokens, at: 0, end: behind.place, behind: Some(behind) }
    }

    /// The place at which it ends.
    pub(crate) fn end(&self) -> Place {
        self.end
    }

    pub(crate) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> Option<&'a Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Where the next token stands, or where the list ends.
    pub(crate) fn place(&self) -> Place {
        self.peek().map_or(self.end, |token| token.place)
    }

    pub(crate) fn bump(&mut self) -> Option<&'a Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// The tokens that are left.
    pub(crate) fn rest(&self) -> &'a [Token] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    /// The tokens between an earlier state of this cursor and now.
    pub(crate) fn since(&self, before: &Cursor<'a>) -> &'a [Token] {
        &self.tokens[before.at..self.at]
    }

    pub(crate) fn skip_to_end(&mut self) {
        self.at = self.tokens.len();
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        self.peek().is_some_and(|token| token.is_symbol(symbol))
    }

    pub(crate) fn are_words(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(index, word)| self.peek_at(index).is_some_and(|token| token.is_word(word)))
    }

    /// Takes these words if they come next.
    pub(crate) fn take_words(&mut self, words: &[&str]) -> bool {
        let found = self.are_words(words);
        if found {
            self.at += words.len();
        }
        found
    }

    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        self.take_words(&[word])
    }

    pub(crate) fn take_any_word(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.take_word(word))
    }

    pub(crate) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        // A branch: rustc 1.95 may lose `+= usize::from(found)` in optimised builds (rust-lang/rust#158206).
        if found {
            self.at += 1;
        }
        found
    }

    pub(crate) fn take_text(&mut self) -> Option<&'a Token> {
        self.peek().filter(|token| token.kind == TokenKind::Text).inspect(|_| self.at += 1)
    }

    pub(crate) fn take_number(&mut self) -> Option<&'a Token> {
        self.peek().filter(|token| token.kind == TokenKind::Number).inspect(|_| self.at += 1)
    }

    /// A name; of `public.users` the last part.
    pub(crate) fn take_name(&mut self) -> Option<Name> {
        let mut name = self.peek().filter(|token| token.is_name())?;
        self.at += 1;
        while self.is_symbol(".") && self.peek_at(1).is_some_and(Token::is_name) {
            self.at += 1;
            name = self.bump()?;
        }
        Some(name.name())
    }

    /// What stands between the parentheses that open here.
    pub(crate) fn take_group(&mut self, problems: &mut Problems) -> Option<Cursor<'a>> {
        let open = self.place();
        if !self.take_symbol("(") {
            return None;
        }
        let start = self.at;
        let mut depth = 1;
        while let Some(token) = self.bump() {
            if token.is_symbol("(") {
                depth += 1;
            } else if token.is_symbol(")") {
                depth -= 1;
                if depth == 0 {
                    return Some(Cursor::before(&self.tokens[start..self.at - 1], token));
                }
            }
        }
        problems.push_help(open, "this parenthesis is not closed", "write `)` where it ends");
        Some(Cursor::new(&self.tokens[start..], self.end))
    }

    /// The parts between commas that stand in no parentheses or brackets.
    pub(crate) fn split_commas(&self) -> Vec<Cursor<'a>> {
        let mut parts = Vec::new();
        let (mut from, mut depth) = (self.at, 0i32);
        for (index, token) in self.tokens.iter().enumerate().skip(self.at) {
            match (token.kind, token.text.as_str()) {
                (TokenKind::Symbol, "(" | "[") => depth += 1,
                (TokenKind::Symbol, ")" | "]") => depth -= 1,
                (TokenKind::Symbol, ",") if depth == 0 => {
                    parts.push(Cursor::before(&self.tokens[from..index], token));
                    from = index + 1;
                }
                _ => {}
            }
        }
        parts.push(Cursor { tokens: &self.tokens[from.min(self.tokens.len())..], at: 0, ..*self });
        parts
    }

    /// Reports what stands here in place of what was expected.
    pub(crate) fn expected(&self, what: &str, problems: &mut Problems) {
        let found = self
            .peek()
            .or(self.behind)
            .map_or_else(|| "the end of it".to_owned(), |token| format!("`{}`", token.shown()));
        problems.push(self.place(), format!("expected {what}, found {found}"));
    }

    /// A name, or a problem that says which.
    pub(crate) fn expect_name(&mut self, what: &str, problems: &mut Problems) -> Option<Name> {
        let name = self.take_name();
        if name.is_none() {
            self.expected(what, problems);
        }
        name
    }

    /// A parenthesised group, or a problem that says what it should hold.
    pub(crate) fn expect_group(&mut self, what: &str, problems: &mut Problems) -> Option<Cursor<'a>> {
        let group = self.take_group(problems);
        if group.is_none() {
            self.expected(&format!("`(` and {what}"), problems);
        }
        group
    }
}
