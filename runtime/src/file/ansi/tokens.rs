//! A text in ANSI spelling → its tokens.

use std::fmt;

/// A part of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name, without its quotes.
    Name(String),
    /// A text, without its quotes.
    Text(String),
    /// The digits between the quotes of `X'…'`.
    Bytes(String),
    Number(String),
    /// A keyword or a function.
    Word(String),
    Symbol(String),
}

impl Token {
    /// Whether it is this keyword or symbol.
    pub(super) fn is(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) | Token::Symbol(word) => Some(word),
            _ => None,
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Name(text)
            | Token::Text(text)
            | Token::Bytes(text)
            | Token::Number(text)
            | Token::Word(text)
            | Token::Symbol(text) => f.write_str(text),
        }
    }
}

/// # Errors
/// When a quote is not closed.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let (token, behind) = match first {
            '"' => quoted(rest, '"', Token::Name)?,
            '\'' => quoted(rest, '\'', Token::Text)?,
            'X' if rest[1..].starts_with('\'') => quoted(&rest[1..], '\'', Token::Bytes)?,
            '0'..='9' | '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) || first != '.' => {
                number(rest)
            }
            _ if is_word(first) => split(rest, is_word, Token::Word),
            '<' | '>' | '=' | '!' | '|' => split(rest, |char| "<>=|!".contains(char), Token::Symbol),
            _ => (Token::Symbol(first.to_string()), &rest[first.len_utf8()..]),
        };
        tokens.push(token);
        rest = behind.trim_start();
    }
    Ok(tokens)
}

fn split(text: &str, is_part: impl Fn(char) -> bool, kind: impl Fn(String) -> Token) -> (Token, &str) {
    let end = text.find(|char| !is_part(char)).unwrap_or(text.len());
    (kind(text[..end].to_owned()), &text[end..])
}

/// `12`, `1.5`, `1e-3`.
fn number(text: &str) -> (Token, &str) {
    let mut end = 0;
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(end) {
        let after_exponent = end > 0 && matches!(bytes[end - 1], b'e' | b'E');
        match byte {
            b'0'..=b'9' | b'.' | b'e' | b'E' => {}
            b'+' | b'-' if after_exponent => {}
            _ => break,
        }
        end += 1;
    }
    (Token::Number(text[..end].to_owned()), &text[end..])
}

/// What stands in these quotes, where a doubled quote stands for one.
fn quoted(text: &str, quote: char, kind: fn(String) -> Token) -> Result<(Token, &str), String> {
    let mut inner = String::new();
    let mut rest = &text[1..];
    loop {
        let close = rest.find(quote).ok_or_else(|| format!("a {quote} is not closed"))?;
        inner += &rest[..close];
        rest = &rest[close + 1..];
        match rest.strip_prefix(quote) {
            Some(behind) => rest = behind,
            None => return Ok((kind(inner), rest)),
        }
        inner.push(quote);
    }
}
