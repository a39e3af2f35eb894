//! A text of SQL → what is wrong with it in the grammar of its dialect.

use querent_schema::Dialect;
use sqlparser_latest::dialect::{self, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser_latest::parser::Parser;
use sqlparser_latest::tokenizer::{Token, Tokenizer, Word};

/// Checks that a text is one statement of the dialect with this many placeholders.
pub(crate) fn check(sql: &str, dialect: Dialect, placeholders: usize) -> Result<(), String> {
    let grammar = grammar(dialect);
    // The parser knows no collations of the columns of JSON_TABLE; the servers do, which prepare every text as it is.
    let sql = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"].iter().fold(sql.to_owned(), |sql, of_text| {
        sql.replace(&format!("LONGTEXT COLLATE {of_text} PATH "), "LONGTEXT PATH ")
    });
    let sql = sql.as_str();
    let tokens = Tokenizer::new(grammar, sql).tokenize().map_err(|error| error.to_string())?;
    let counted = tokens.iter().filter(|token| matches!(token, Token::Placeholder(_))).count();
    let tokens = tokens.into_iter().map(ansi_quotes).collect();
    let statements = Parser::new(grammar).with_tokens(tokens).parse_statements().map_err(|error| error.to_string())?;
    match (statements.len(), counted == placeholders) {
        (1, true) => Ok(()),
        (1, false) => Err(format!("{counted} placeholders for {placeholders} values")),
        (number, _) => Err(format!("{number} statements")),
    }
}

fn grammar(dialect: Dialect) -> &'static dyn dialect::Dialect {
    match dialect {
        Dialect::Sqlite => &SQLiteDialect {},
        Dialect::Mysql | Dialect::Mariadb => &MySqlDialect {},
        Dialect::Postgres | Dialect::Cockroach => &PostgreSqlDialect {},
    }
}

/// The sessions of MySQL and MariaDB set ANSI_QUOTES: what stands in double quotes is a name.
fn ansi_quotes(token: Token) -> Token {
    match token {
        Token::DoubleQuotedString(value) => {
            Token::Word(Word { value, quote_style: Some('"'), keyword: sqlparser_latest::keywords::Keyword::NoKeyword })
        }
        token => token,
    }
}
