//! Tokens of an expression → sqlparser's tree.

use super::cursor::{Cursor, Name};
use super::lexer::{Token, TokenKind};
use super::problem::{Place, Problems};
use sqlparser::ast::{Expr, Ident, Query};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token as SqlToken, TokenWithLocation};

/// An expression as written: its tree, and its words for their places.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expression {
    pub(crate) tree: Expr,
    pub(crate) place: Place,
    pub(crate) words: Vec<Name>,
}

impl Expression {
    /// Reads all these tokens as one expression.
    pub(crate) fn parse(tokens: &[Token], end: Place, problems: &mut Problems) -> Option<Expression> {
        let tree = parse_all(tokens, end, problems, |parser| parser.parse_expr())?;
        let place = tokens.first().map_or(end, |token| token.place);
        Some(Expression { tree, place, words: words(tokens) })
    }

    /// The column of this name.
    pub(crate) fn of_name(name: &Name) -> Expression {
        let tree = Expr::Identifier(Ident::with_quote('`', &name.text));
        Expression { tree, place: name.place, words: vec![name.clone()] }
    }
}

/// The names among the tokens.
pub(crate) fn words(tokens: &[Token]) -> Vec<Name> {
    let is_word = |token: &&Token| matches!(token.kind, TokenKind::Word | TokenKind::Quoted(_));
    tokens.iter().filter(is_word).map(Token::name).collect()
}

/// Where the first of the words with this text stands.
pub(crate) fn place_of(words: &[Name], name: &str) -> Option<Place> {
    words.iter().find(|word| word.text == name).map(|word| word.place)
}

/// Reads all these tokens as a query.
pub(crate) fn parse_query(tokens: &[Token], end: Place, problems: &mut Problems) -> Option<Query> {
    parse_all(tokens, end, problems, |parser| parser.parse_query())
}

/// The tokens of a `DEFAULT` without parentheses: a value with its sign and casts, joined by operators.
pub(crate) fn take_value<'a>(cursor: &mut Cursor<'a>, problems: &mut Problems) -> &'a [Token] {
    let before = *cursor;
    loop {
        while cursor.take_symbol("-") || cursor.take_symbol("+") {}
        if cursor.is_symbol("(") {
            cursor.take_group(problems);
        } else if cursor.peek().is_some_and(|token| token.kind != TokenKind::Symbol) {
            cursor.bump();
            while cursor.is_symbol(".") {
                cursor.bump();
                cursor.bump();
            }
            if cursor.is_symbol("(") {
                cursor.take_group(problems);
            }
        }
        while cursor.take_symbol("::") {
            take_cast_type(cursor, problems);
        }
        if !["-", "+", "*", "/", "||"].iter().any(|symbol| cursor.take_symbol(symbol)) {
            return cursor.since(&before);
        }
    }
}

/// The type behind `::`.
fn take_cast_type(cursor: &mut Cursor<'_>, problems: &mut Problems) {
    cursor.take_name();
    cursor.take_any_word(&["VARYING", "PRECISION"]);
    cursor.take_group(problems);
    let _ = cursor.take_words(&["WITHOUT", "TIME", "ZONE"]) || cursor.take_words(&["WITH", "TIME", "ZONE"]);
    while cursor.take_symbol("[") || cursor.take_symbol("]") {}
}

/// The way out where one store can do what the others cannot.
pub(crate) const LEAVE_OUT: &str =
    "if one database understands it, leave it out here and create it there: schema.sql holds what all of them can do";

fn parse_all<T>(
    tokens: &[Token],
    end: Place,
    problems: &mut Problems,
    parse: impl FnOnce(&mut Parser<'_>) -> Result<T, ParserError>,
) -> Option<T> {
    let dialect = GenericDialect {};
    let sql_tokens = tokens.iter().enumerate().flat_map(|(index, token)| {
        let sql = match like_words(token) {
            Some(words) => words.split(' ').map(|word| SqlToken::make_word(word, None)).collect(),
            None if is_plain_name(token, tokens.get(index + 1)) => vec![quoted(token)],
            None => vec![sql_token(token)],
        };
        sql.into_iter().map(|sql| TokenWithLocation::new(sql, token.place.line.into(), token.place.column.into()))
    });
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(sql_tokens.collect());
    let parsed = parse(&mut parser).map_err(|error| error.to_string());
    let rest = parser.peek_token();
    match parsed {
        Ok(parsed) if rest.token == SqlToken::EOF => return Some(parsed),
        Ok(_) => {
            let place = Place { line: rest.location.line as u32, column: rest.location.column as u32 };
            problems.push_help(place, format!("`{}` is not expected here", rest.token), LEAVE_OUT);
        }
        Err(message) => {
            let (message, place) = split_location(&message);
            problems.push_help(place.unwrap_or(end), format!("this cannot be read: {message}"), LEAVE_OUT);
        }
    }
    None
}

/// `sql parser error: Expected x, found: y at Line: 1, Column 2` → the message and the place.
fn split_location(message: &str) -> (String, Option<Place>) {
    let message = message.trim_start_matches("sql parser error: ");
    let (text, location) = match message.split_once(" at Line: ") {
        Some((text, location)) => (text, location.split_once(", Column ")),
        None => (message, None),
    };
    let place = location.and_then(|(line, column)| {
        Some(Place { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
    });
    let mut text = text
        .replace("Expected: ", "Expected ")
        .replace("found: EOF", "found the end of it")
        .replace("found: ", "found ")
        .replace(":, found", ", found");
    if let Some(first) = text.get(..1).map(str::to_lowercase) {
        text.replace_range(..1, &first);
    }
    (text, place)
}

/// Words after which sqlparser expects a call or a literal, and which are good names of columns too.
const CALLS: [&str; 12] = [
    "INTERVAL",
    "ARRAY",
    "MATCH",
    "STRUCT",
    "EXTRACT",
    "CEIL",
    "FLOOR",
    "SUBSTRING",
    "TRIM",
    "OVERLAY",
    "POSITION",
    "USER",
];

/// Whether it is one of these words, and nothing behind it says that it is more than a name.
fn is_plain_name(token: &Token, next: Option<&Token>) -> bool {
    let goes_on = |next: &Token| {
        matches!(next.kind, TokenKind::Text | TokenKind::Number) || next.is_symbol("(") || next.is_symbol("[")
    };
    CALLS.iter().any(|word| token.is_word(word)) && !next.is_some_and(goes_on)
}

fn quoted(token: &Token) -> SqlToken {
    SqlToken::make_word(&token.text, Some('`'))
}

/// One of our tokens as sqlparser's.
fn sql_token(token: &Token) -> SqlToken {
    match token.kind {
        TokenKind::Word => SqlToken::make_word(&token.text, None),
        TokenKind::Quoted(quote) => SqlToken::make_word(&token.text, Some(quote)),
        TokenKind::Text => SqlToken::SingleQuotedString(token.text.clone()),
        TokenKind::Hex => SqlToken::HexStringLiteral(token.text.clone()),
        TokenKind::Number => SqlToken::Number(token.text.clone(), false),
        TokenKind::Symbol => symbol_token(&token.text),
    }
}

/// What PostgreSQL makes of LIKE when it stores a condition.
fn like_words(token: &Token) -> Option<&'static str> {
    let words = [("~~", "LIKE"), ("!~~", "NOT LIKE"), ("~~*", "ILIKE"), ("!~~*", "NOT ILIKE")];
    words.iter().find(|(symbol, _)| token.is_symbol(symbol)).map(|(_, words)| *words)
}

fn symbol_token(symbol: &str) -> SqlToken {
    match symbol {
        "," => SqlToken::Comma,
        "(" => SqlToken::LParen,
        ")" => SqlToken::RParen,
        "[" => SqlToken::LBracket,
        "]" => SqlToken::RBracket,
        "." => SqlToken::Period,
        ":" => SqlToken::Colon,
        "::" => SqlToken::DoubleColon,
        "=" | "==" => SqlToken::Eq,
        "<>" | "!=" => SqlToken::Neq,
        "<" => SqlToken::Lt,
        ">" => SqlToken::Gt,
        "<=" => SqlToken::LtEq,
        ">=" => SqlToken::GtEq,
        "<=>" => SqlToken::Spaceship,
        "+" => SqlToken::Plus,
        "-" => SqlToken::Minus,
        "*" => SqlToken::Mul,
        "/" => SqlToken::Div,
        "%" => SqlToken::Mod,
        "||" => SqlToken::StringConcat,
        "&" => SqlToken::Ampersand,
        "|" => SqlToken::Pipe,
        "^" => SqlToken::Caret,
        "->" => SqlToken::Arrow,
        "->>" => SqlToken::LongArrow,
        "#>" => SqlToken::HashArrow,
        "#>>" => SqlToken::HashLongArrow,
        "=>" => SqlToken::RArrow,
        "~" => SqlToken::Tilde,
        "~*" => SqlToken::TildeAsterisk,
        "!~" => SqlToken::ExclamationMarkTilde,
        "!~*" => SqlToken::ExclamationMarkTildeAsterisk,
        "?" => SqlToken::Placeholder("?".to_owned()),
        other => SqlToken::Char(other.chars().next().unwrap_or(' ')),
    }
}
