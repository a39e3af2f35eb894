//! Tokens of the whole file → statements, each read by what it begins with.

use super::alter::read_alter;
use super::comments::Comments;
use super::create::{read_domain, read_table, read_type, read_view};
use super::cursor::Cursor;
use super::draft::Draft;
use super::index::read_index;
use super::lexer::Token;
use super::problem::{Place, Problems};

/// What reading needs and what it makes.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) comments: Comments,
    pub(crate) problems: Problems,
    pub(crate) draft: Draft,
    /// SQLite's, whose tables for its own use are no part of the schema.
    pub(crate) virtual_tables: Vec<String>,
}

/// A statement without its semicolon.
pub(crate) struct Statement<'a> {
    pub(crate) tokens: &'a [Token],
    /// The semicolon, or the end of the file.
    pub(crate) end: Place,
}

/// First words of statements that say nothing about the shape of tables.
const PASSED_OVER: &str = "PRAGMA SET DROP IF INSERT MERGE REPLACE UPDATE DELETE SELECT WITH VALUES COMMENT BEGIN START COMMIT END ROLLBACK \
                           SAVEPOINT RELEASE GRANT REVOKE LOCK UNLOCK USE ANALYZE VACUUM REINDEX ATTACH DETACH COPY TRUNCATE DO CALL \
                           EXPLAIN PRINT EXEC EXECUTE RESET REFRESH NOTIFY LISTEN FLUSH OPTIMIZE";

/// What `CREATE` makes that is no part of the shape of tables.
const CREATE_PASSED_OVER: &str = "EXTENSION SEQUENCE SCHEMA DATABASE ROLE USER LOGIN POLICY STATISTICS COLLATION RULE PUBLICATION SUBSCRIPTION SERVER OPERATOR CAST \
     CONVERSION TEXT ACCESS TRANSFORM LANGUAGE TABLESPACE SYNONYM FULLTEXT SPATIAL";

/// What has a body in which semicolons stand.
const WITH_BODY: [&str; 5] = ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "AGGREGATE"];

/// Reads all statements.
pub(crate) fn read(tokens: &[Token], reader: &mut Reader<'_>) {
    let mut rest = tokens;
    while !rest.is_empty() {
        let length = statement_length(rest);
        let (statement, behind) = rest.split_at(length);
        let last = rest.last().map_or(Place { line: 1, column: 1 }, |last| last.place);
        let end = behind.first().map_or(last, |token| token.place);
        if !statement.is_empty() {
            read_statement(&Statement { tokens: statement, end }, reader);
        }
        rest = match behind.first() {
            Some(semicolon) if semicolon.is_symbol(";") => &behind[1..],
            Some(next) => {
                reader.problems.push_help(next.place, "a new statement begins here", "end the one before it with `;`");
                behind
            }
            None => behind,
        };
    }
}

/// Tokens up to the semicolon, or up to a `CREATE TABLE` that begins a line where one was forgotten.
fn statement_length(tokens: &[Token]) -> usize {
    let has_body = has_body(tokens);
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        if has_body && (token.is_word("BEGIN") || token.is_word("CASE")) && !follows_end(tokens, index) {
            depth += 1;
        } else if has_body && token.is_word("END") && !ends_other_block(tokens, index) {
            depth = depth.saturating_sub(1);
        }
        let is_end = token.is_symbol(";") && depth == 0;
        if is_end || (index > 0 && !has_body && begins_table(&tokens[index - 1], &tokens[index..])) {
            return index;
        }
    }
    tokens.len()
}

fn follows_end(tokens: &[Token], index: usize) -> bool {
    index > 0 && tokens[index - 1].is_word("END")
}

/// `END IF`, `END LOOP` and the like, whose beginnings are not counted.
fn ends_other_block(tokens: &[Token], index: usize) -> bool {
    let next = tokens.get(index + 1);
    next.is_some_and(|next| ["IF", "LOOP", "WHILE", "REPEAT"].iter().any(|word| next.is_word(word)))
}

/// `CREATE [DEFINER = …] TRIGGER …`.
fn has_body(tokens: &[Token]) -> bool {
    tokens.first().is_some_and(|token| token.is_word("CREATE"))
        && tokens
            .iter()
            .take(10)
            .take_while(|token| !token.is_symbol("(") && !token.is_word("TABLE") && !token.is_word("VIEW"))
            .any(|token| WITH_BODY.iter().any(|word| token.is_word(word)))
}

fn begins_table(before: &Token, tokens: &[Token]) -> bool {
    matches!(tokens, [create, table, ..] if create.is_word("CREATE") && table.is_word("TABLE") && create.place.line > before.end_line)
}

fn read_statement(statement: &Statement<'_>, reader: &mut Reader<'_>) {
    let mut cursor = Cursor::new(statement.tokens, statement.end);
    if has_body(statement.tokens) || is_passed_over(&cursor) {
        return reader.comments.pass_over(statement.tokens);
    }
    if cursor.take_words(&["CREATE", "VIRTUAL", "TABLE"]) {
        cursor.take_words(&["IF", "NOT", "EXISTS"]);
        reader.virtual_tables.extend(cursor.take_name().map(|name| name.text));
        return reader.comments.pass_over(statement.tokens);
    }
    if cursor.take_words(&["ALTER", "TABLE"]) {
        return read_alter(statement, cursor, reader);
    }
    if cursor.take_word("ALTER") {
        return reader.comments.pass_over(statement.tokens);
    }
    if !cursor.take_word("CREATE") {
        return report_unknown(statement, reader);
    }
    cursor.take_words(&["OR", "REPLACE"]);
    let temporary = cursor.take_any_word(&["TEMPORARY", "TEMP"]);
    cursor.take_any_word(&["GLOBAL", "LOCAL", "UNLOGGED", "MATERIALIZED", "RECURSIVE"]);
    take_view_options(&mut cursor);
    if temporary {
        // What a session makes for itself is no part of the schema.
        reader.comments.pass_over(statement.tokens);
    } else if cursor.take_word("TABLE") {
        read_table(statement, cursor, reader);
    } else if cursor.take_word("VIEW") {
        read_view(statement, cursor, reader);
    } else if cursor.take_word("DOMAIN") {
        read_domain(statement, cursor, reader);
    } else if cursor.take_words(&["TYPE"]) {
        read_type(statement, cursor, reader);
    } else {
        read_index_or_report(statement, cursor, reader);
    }
}

fn is_passed_over(cursor: &Cursor<'_>) -> bool {
    PASSED_OVER.split(' ').any(|word| cursor.is_word(word))
        || CREATE_PASSED_OVER.split(' ').any(|word| cursor.are_words(&["CREATE", word]))
}

/// MySQL's `ALGORITHM = … DEFINER = … SQL SECURITY …` before VIEW.
fn take_view_options(cursor: &mut Cursor<'_>) {
    let options = ["ALGORITHM", "DEFINER", "SQL"];
    if options.iter().any(|word| cursor.is_word(word)) {
        while !cursor.is_done() && !cursor.is_word("VIEW") {
            cursor.bump();
        }
    }
}

fn read_index_or_report(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    let unique = cursor.take_word("UNIQUE");
    cursor.take_any_word(&["CLUSTERED", "NONCLUSTERED"]);
    if cursor.take_word("INDEX") {
        read_index(statement, cursor, unique, reader);
    } else {
        report_unknown(statement, reader);
    }
}

fn report_unknown(statement: &Statement<'_>, reader: &mut Reader<'_>) {
    let Some(first) = statement.tokens.first() else { return };
    let words: Vec<&str> = statement.tokens.iter().take(2).map(|token| token.text.as_str()).collect();
    let message = match first.is_word("CREATE") {
        true => format!("unknown statement `{}`", words.join(" ")),
        false => format!("unknown statement `{}`", first.shown()),
    };
    reader.problems.push_help(
        first.place,
        message,
        "there is CREATE TABLE, CREATE INDEX, CREATE VIEW, CREATE TYPE … AS ENUM and ALTER TABLE … ADD; what says nothing \
         about shape is passed over",
    );
}
