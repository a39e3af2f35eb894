//! An index, by `CREATE INDEX` or inside `CREATE TABLE` → a draft of it.

use super::constraint::parse_key_kind;
use super::cursor::{Cursor, Name};
use super::draft::{Constraint, ConstraintKind, Index, IndexKey};
use super::expression::Expression;
use super::lexer::{Token, TokenKind};
use super::problem::Problems;
use super::reader::{Reader, Statement};

/// Reads what follows `CREATE [UNIQUE] INDEX`.
pub(crate) fn read_index(statement: &Statement<'_>, mut cursor: Cursor<'_>, unique: bool, reader: &mut Reader<'_>) {
    reader.comments.pass_over(statement.tokens);
    let problems = &mut reader.problems;
    let place = cursor.place();
    cursor.take_word("CONCURRENTLY");
    cursor.take_words(&["IF", "NOT", "EXISTS"]);
    let name = if cursor.is_word("ON") { None } else { cursor.take_name() };
    take_using(&mut cursor);
    if !cursor.take_word("ON") {
        return cursor.expected("`ON` and the table", problems);
    }
    cursor.take_word("ONLY");
    let Some(table) = cursor.expect_name("the table of the index", problems) else { return };
    let using = take_using(&mut cursor);
    let Some(group) = cursor.expect_group("the columns of the index", problems) else { return };
    // Indexes for full text, geometry and the like say nothing that querent asks.
    if using.is_some_and(|using| !["btree", "hash"].contains(&using.to_ascii_lowercase().as_str())) {
        return;
    }
    let Some(keys) = parse_index_keys(&group, problems) else { return };
    let filter = match take_until_filter(&mut cursor) {
        true => match Expression::parse(cursor.rest(), cursor.end(), problems) {
            Some(filter) => Some(filter),
            None => return,
        },
        false => None,
    };
    let kind = ConstraintKind::Index(Index { unique, keys, filter });
    reader.draft.additions.push((table, Constraint { name, place, kind }));
}

fn take_using(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.take_word("USING").then(|| cursor.take_name().map(|name| name.text)).flatten()
}

/// Skips INCLUDE (…), WITH (…), TABLESPACE and the like. Whether a WHERE came.
fn take_until_filter(cursor: &mut Cursor<'_>) -> bool {
    while !cursor.is_done() {
        if cursor.take_word("WHERE") {
            return true;
        }
        cursor.bump();
    }
    false
}

/// MySQL's `KEY name (columns)` inside a table.
pub(crate) fn parse_inline_index(
    cursor: &mut Cursor<'_>,
    name: &mut Option<Name>,
    problems: &mut Problems,
) -> Option<ConstraintKind> {
    if !cursor.is_symbol("(") && !cursor.is_word("USING") {
        *name = cursor.take_name();
    }
    parse_key_kind(cursor);
    let group = cursor.expect_group("a list of columns", problems)?;
    let keys = parse_index_keys(&group, problems)?;
    Some(ConstraintKind::Index(Index { unique: false, keys, filter: None }))
}

/// The keys of an index: columns or expressions, each with its direction.
fn parse_index_keys(group: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<IndexKey>> {
    let mut keys = Vec::new();
    for part in group.split_commas() {
        let (tokens, descending) = without_key_end(part.rest());
        keys.push(IndexKey { expression: Expression::parse(tokens, part.end(), problems)?, descending });
    }
    Some(keys)
}

/// From the end: NULLS FIRST, a direction, an operator class, a collation, MySQL's prefix length. And whether it is descending.
fn without_key_end(mut tokens: &[Token]) -> (&[Token], bool) {
    let mut descending = false;
    while let [before @ .., last] = tokens {
        let is_order = ["ASC", "DESC", "FIRST", "LAST", "NULLS"].iter().any(|word| last.is_word(word));
        let is_collation = last.is_word("COLLATE") || before.last().is_some_and(|word| word.is_word("COLLATE"));
        if !is_order && !is_collation && !is_operator_class(tokens) {
            break;
        }
        descending |= last.is_word("DESC");
        tokens = before;
    }
    match tokens {
        [column, open, length, close]
            if open.is_symbol("(") && close.is_symbol(")") && length.kind == TokenKind::Number =>
        {
            (std::slice::from_ref(column), descending)
        }
        _ => (tokens, descending),
    }
}

/// PostgreSQL's `text_pattern_ops` behind a key.
fn is_operator_class(tokens: &[Token]) -> bool {
    matches!(tokens, [.., _, last] if last.kind == TokenKind::Word && last.text.to_ascii_lowercase().ends_with("_ops"))
}

/// What may follow an index inside `CREATE TABLE`: what is stored beside it, storage, and its `WHERE`.
pub(crate) fn parse_index_end(
    cursor: &mut Cursor<'_>,
    kind: &mut ConstraintKind,
    problems: &mut Problems,
) -> Option<()> {
    loop {
        if cursor.take_any_word(&["STORING", "INCLUDE", "COVERING", "WITH"]) {
            cursor.take_group(problems);
        } else if cursor.take_word("ON") {
            cursor.bump();
        } else if !(cursor.take_words(&["NOT", "VISIBLE"])
            || cursor.take_any_word(&["VISIBLE", "INVISIBLE", "IGNORED"]))
        {
            break;
        }
    }
    if !cursor.take_word("WHERE") {
        return Some(());
    }
    let filter = Some(Expression::parse(cursor.rest(), cursor.end(), problems)?);
    cursor.skip_to_end();
    if let ConstraintKind::Unique { columns } = kind {
        let keys = columns.iter().map(|name| IndexKey { expression: Expression::of_name(name), descending: false });
        *kind = ConstraintKind::Index(Index { unique: true, keys: keys.collect(), filter: None });
    }
    if let ConstraintKind::Index(index) = kind {
        index.filter = filter;
    }
    Some(())
}
