//! The text of schema.sql → tokens and comments with their places, in the spelling of any of the dialects.
//!
//! Not sqlparser's own tokenizer, because that gives up at the first character it does not know, knows one dialect at a time,
//! and does not skip what dumps hold beside SQL (data of `COPY`, `DELIMITER` blocks, `\` commands of psql).

mod beside;
mod quoted;

use super::problem::{Place, Problems};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// Without quotes; of a symbol its characters.
    pub(crate) text: String,
    /// Bytes of the file.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) place: Place,
    pub(crate) end_line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or a name without quotes.
    Word,
    /// A name in `"…"`, `` `…` `` or `[…]`, by its opening quote.
    Quoted(char),
    /// A text in single quotes, or between dollars.
    Text,
    /// The hexadecimal digits of `X'…'`.
    Hex,
    Number,
    Symbol,
}

/// A comment. One in `/* … */` has as many lines as it spans.
#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) lines: Vec<CommentLine>,
    pub(crate) start: usize,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    /// Nothing but blanks stands before it on its line.
    pub(crate) alone: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct CommentLine {
    pub(crate) place: Place,
    pub(crate) text: String,
}

#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) comments: Vec<Comment>,
}

/// Reads all tokens and comments; what is no token is a problem and left out.
pub(crate) fn lex(text: &str, problems: &mut Problems) -> Lexed {
    let lower = text.to_ascii_lowercase();
    let mut lexer = Lexer {
        text,
        at: 0,
        place: Place { line: 1, column: 1 },
        backslash: if lower.contains("auto_increment") || lower.contains("engine=") {
            Backslash::Escapes
        } else {
            Backslash::Plain
        },
        lexed: Lexed::default(),
        statement: 0,
        problems,
    };
    while lexer.step() {}
    lexer.lexed
}

/// What a backslash in a text means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backslash {
    /// Itself.
    Plain,
    /// The next character is taken as it is, as in MySQL's files and in `E'…'`.
    Escapes,
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    place: Place,
    /// In a text without a prefix.
    backslash: Backslash,
    lexed: Lexed,
    /// Index of the first token of the statement.
    statement: usize,
    problems: &'a mut Problems,
}

/// Longest first. `:::` is CockroachDB's `::`.
const SYMBOLS: [&str; 21] = [
    "!~~*", "!~*", "->>", "#>>", "!~~", "~~*", "<=>", ":::", "::", "<=", ">=", "<>", "!=", "==", "||", "->", "#>",
    "!~", "~*", "~~", "=>",
];

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += char.len_utf8();
        if char == '\n' {
            self.place = Place { line: self.place.line + 1, column: 1 };
        } else {
            self.place.column += 1;
        }
        Some(char)
    }

    fn bump_bytes(&mut self, bytes: usize) {
        let end = self.at + bytes;
        while self.at < end && self.bump().is_some() {}
    }

    /// Reads one token, comment or blank. `false` at the end.
    fn step(&mut self) -> bool {
        let Some(char) = self.peek() else { return false };
        let rest = self.rest();
        match char {
            _ if char.is_whitespace() || char == '\u{feff}' => drop(self.bump()),
            _ if rest.starts_with("--") => self.line_comment(2),
            '#' if !rest.starts_with("#>") => self.line_comment(1),
            _ if rest.starts_with("/*") => self.block_comment(),
            '\\' if self.at_statement_start() => self.skip_line(),
            '\'' => self.text_token(1, self.backslash),
            '"' | '`' => self.quoted_token(char, char),
            '[' if self.is_bracketed_name() => self.quoted_token('[', ']'),
            '$' if self.dollar_tag().is_some() => self.dollar_text(),
            '0'..='9' => self.number(),
            '.' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) && !self.follows_name() => self.number(),
            _ if char.is_alphabetic() || char == '_' || char == '@' => self.word(),
            _ => self.symbol(char),
        }
        true
    }

    fn push(&mut self, kind: TokenKind, text: impl Into<String>, start: usize, place: Place) {
        let token = Token { kind, text: text.into(), start, end: self.at, place, end_line: self.place.line };
        self.lexed.tokens.push(token);
    }

    fn at_statement_start(&self) -> bool {
        self.lexed.tokens.len() == self.statement
    }

    fn follows_name(&self) -> bool {
        self.lexed.tokens.last().is_some_and(|last| last.end == self.at && last.kind != TokenKind::Symbol)
    }

    fn line_comment(&mut self, mark: usize) {
        let (start, line) = (self.at, self.place.line);
        self.bump_bytes(mark);
        let (from, place) = (self.at, self.place);
        self.skip_line();
        let lines = vec![CommentLine { place, text: self.text[from..self.at].to_owned() }];
        self.push_comment(lines, start, line);
    }

    fn block_comment(&mut self) {
        let (start, place) = (self.at, self.place);
        let Some(length) = self.rest().find("*/") else {
            self.problems.push_help(place, "this comment does not end", "write `*/` where it ends");
            self.at = self.text.len();
            return;
        };
        // `/*! … */` is a hint for one version of MySQL, `/*M! … */` of MariaDB, `/*+ … */` one for a planner.
        let hint = self.rest()[2..].starts_with(['!', '+']) || self.rest()[2..].starts_with("M!");
        let end = self.at + length;
        self.bump_bytes(2);
        let mut lines = Vec::new();
        while self.at < end {
            let (from, place) = (self.at, self.place);
            while self.at < end && self.peek() != Some('\n') {
                self.bump();
            }
            lines.push(CommentLine { place, text: self.text[from..self.at].to_owned() });
            if self.at < end {
                self.bump();
            }
        }
        self.bump_bytes(2);
        if !hint {
            self.push_comment(lines, start, place.line);
        }
    }

    fn push_comment(&mut self, lines: Vec<CommentLine>, start: usize, line: u32) {
        let before = self.text[..start].rsplit('\n').next().unwrap_or_default();
        let alone = before.trim().is_empty();
        self.lexed.comments.push(Comment { lines, start, line, end_line: self.place.line, alone });
    }

    /// `[name]`, as opposed to `integer[]`, `ARRAY['a']` and `a[1]`.
    fn is_bracketed_name(&self) -> bool {
        let starts_a_name = self.rest()[1..].starts_with(|char: char| char.is_alphabetic() || char == '_');
        starts_a_name && (!self.follows_name() || self.text[..self.at].ends_with(['.', ',', '(']))
    }

    fn number(&mut self) {
        let (start, place) = (self.at, self.place);
        let bytes = self.rest().as_bytes();
        let mut length = 0;
        while let Some(&byte) = bytes.get(length) {
            let sign_of_exponent = matches!(byte, b'+' | b'-') && matches!(bytes[length - 1], b'e' | b'E');
            if !(byte.is_ascii_alphanumeric() || byte == b'.' || sign_of_exponent) {
                break;
            }
            length += 1;
        }
        self.bump_bytes(length);
        self.push(TokenKind::Number, &self.text[start..self.at], start, place);
    }

    fn word(&mut self) {
        let (start, place) = (self.at, self.place);
        let rest = self.rest();
        let length =
            rest.find(|char: char| !(char.is_alphanumeric() || matches!(char, '_' | '$' | '@'))).unwrap_or(rest.len());
        let word = &rest[..length];
        if rest[length..].starts_with('\'') {
            match word.to_ascii_lowercase().as_str() {
                "n" | "_utf8" | "_utf8mb4" | "_latin1" => return self.text_token(length + 1, self.backslash),
                "e" => return self.text_token(length + 1, Backslash::Escapes),
                "x" => return self.prefixed_digits(TokenKind::Hex, length + 1),
                "b" => return self.prefixed_digits(TokenKind::Number, length + 1),
                _ => {}
            }
        }
        self.bump_bytes(length);
        if self.at_statement_start() && word.eq_ignore_ascii_case("delimiter") {
            return self.skip_delimiter_block();
        }
        if word.eq_ignore_ascii_case("go") && self.is_alone_on_its_line(start) {
            return self.end_statement(start, place);
        }
        self.push(TokenKind::Word, word, start, place);
    }

    fn symbol(&mut self, char: char) {
        let (start, place) = (self.at, self.place);
        let length = match SYMBOLS.iter().find(|symbol| self.rest().starts_with(**symbol)) {
            Some(symbol) => symbol.len(),
            None => char.len_utf8(),
        };
        self.bump_bytes(length);
        match &self.text[start..self.at] {
            ";" => self.end_statement(start, place),
            ":::" => self.push(TokenKind::Symbol, "::", start, place),
            symbol => self.push(TokenKind::Symbol, symbol, start, place),
        }
    }

    fn end_statement(&mut self, start: usize, place: Place) {
        let statement = &self.lexed.tokens[self.statement..];
        let is_word =
            |token: &Token, word: &str| token.kind == TokenKind::Word && token.text.eq_ignore_ascii_case(word);
        let data_follows = statement.first().is_some_and(|first| is_word(first, "copy"))
            && statement.iter().any(|token| is_word(token, "stdin"));
        self.push(TokenKind::Symbol, ";", start, place);
        self.statement = self.lexed.tokens.len();
        if data_follows {
            self.skip_data();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut problems = Problems::default();
        let lexed = lex(text, &mut problems);
        let tokens: Vec<String> = lexed
            .tokens
            .iter()
            .map(|token| match token.kind {
                TokenKind::Word | TokenKind::Symbol | TokenKind::Number => token.text.clone(),
                TokenKind::Quoted(_) => format!("<{}>", token.text),
                TokenKind::Text => format!("'{}'", token.text),
                TokenKind::Hex => format!("x{}", token.text),
            })
            .collect();
        assert_eq!(tokens.join(" "), expected);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn names_in_any_quotes() {
        check("\"a\"\"b\" `c``d` [e f] [dbo].[x]", "<a\"b> <c`d> <e f> <dbo> . <x>");
        check("a integer[], ARRAY['x'], ([id])", "a integer [ ] , ARRAY [ 'x' ] , ( <id> )");
    }

    #[test]
    fn texts_of_each_dialect() {
        check("'it''s' E'a\\nb' N'x' $$y;$$ $f$ z $f$ X'0aFF' 'C:\\'", "'it's' 'a\nb' 'x' 'y;' ' z ' x0aFF 'C:\\'");
        check("ENGINE='a\\'b' \"c\\\";\" ENGINE=x", "ENGINE = 'a'b' <c\";> ENGINE = x");
    }

    #[test]
    fn what_is_no_sql_is_skipped() {
        check(
            "COPY t (a) FROM stdin;\nit's; data\n\\.\n\\connect x\nSELECT 1;",
            "COPY t ( a ) FROM stdin ; SELECT 1 ;",
        );
        check("DELIMITER //\nBEGIN it's; END//\nDELIMITER ;\nx # c'\n", "x");
        check("a\nGO\nb", "a ; b");
    }

    #[test]
    fn numbers_and_symbols() {
        check("1 2.5 .5 1e-3 0x1F a.b '{}'::jsonb a->>'b'", "1 2.5 .5 1e-3 0x1F a . b '{}' :: jsonb a ->> 'b'");
    }
}
