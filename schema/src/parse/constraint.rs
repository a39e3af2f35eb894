//! A constraint or an index, inside `CREATE TABLE` or behind `ALTER TABLE … ADD` → a draft of it.

use super::annotation::RelationNote;
use super::column::parse_name_list;
use super::cursor::{Cursor, Name};
use super::draft::{Constraint, ConstraintKind, ForeignKey, Index, IndexKey};
use super::expression::Expression;
use super::problem::Problems;
use crate::Action;

/// Whether a constraint or an index stands here, as opposed to a column of such a name.
pub(crate) fn is_constraint(cursor: &Cursor<'_>) -> bool {
    let next = |index: usize| cursor.peek_at(index);
    let begins_list = |index: usize| next(index).is_some_and(|token| token.is_symbol("("));
    let index_follows =
        |at: usize| begins_list(at) || begins_list(at + 1) || next(at + 1).is_some_and(|token| token.is_word("USING"));
    // The first five are reserved in every dialect.
    ["CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "EXCLUDE"].iter().any(|word| cursor.is_word(word))
        || ((cursor.is_word("KEY") || cursor.is_word("INDEX")) && index_follows(1) && !is_column_type(cursor))
        || ["FULLTEXT", "SPATIAL", "INVERTED", "FAMILY"]
            .iter()
            .any(|kind| cursor.is_word(kind) && (index_follows(1) || index_follows(2)))
}

/// `key varchar(20)` is a column, ``KEY `name` (…)`` an index: a type is followed by a number or a text.
fn is_column_type(cursor: &Cursor<'_>) -> bool {
    use super::lexer::TokenKind;
    let opens = |index: usize| cursor.peek_at(index).is_some_and(|token| token.is_symbol("("));
    let is_value = |index: usize| {
        cursor.peek_at(index).is_some_and(|token| matches!(token.kind, TokenKind::Number | TokenKind::Text))
    };
    opens(2) && is_value(3)
}

/// Reads a constraint; `None` where it was wrong, which was reported, or says nothing (a full-text index).
pub(crate) fn parse_constraint(
    cursor: &mut Cursor<'_>,
    relation: Option<RelationNote>,
    problems: &mut Problems,
) -> Option<Constraint> {
    let place = cursor.place();
    let mut name = None;
    if cursor.take_word("CONSTRAINT")
        && !["PRIMARY", "UNIQUE", "FOREIGN", "CHECK"].iter().any(|word| cursor.is_word(word))
    {
        name = Some(cursor.expect_name("the name of the constraint", problems)?);
    }
    let kind = if cursor.take_words(&["PRIMARY", "KEY"]) {
        ConstraintKind::PrimaryKey { columns: parse_key_columns(cursor, &mut name, problems)?, inside: true }
    } else if cursor.take_word("UNIQUE") {
        cursor.take_any_word(&["KEY", "INDEX"]);
        ConstraintKind::Unique { columns: parse_key_columns(cursor, &mut name, problems)? }
    } else if cursor.take_words(&["FOREIGN", "KEY"]) {
        let columns = parse_key_columns(cursor, &mut name, problems)?;
        if !cursor.take_word("REFERENCES") {
            cursor.expected("`REFERENCES`", problems);
            return None;
        }
        let foreign_key = parse_references(cursor, columns, problems)?;
        ConstraintKind::ForeignKey(ForeignKey { relation: relation.clone(), ..foreign_key })
    } else if cursor.take_word("CHECK") {
        let group = cursor.expect_group("a condition", problems)?;
        ConstraintKind::Check(Expression::parse(group.rest(), group.end(), problems)?)
    } else if cursor.take_any_word(&["KEY", "INDEX"]) {
        parse_inline_index(cursor, &mut name, problems)?
    } else if cursor.take_any_word(&["FULLTEXT", "SPATIAL", "EXCLUDE", "INVERTED", "FAMILY"]) {
        // These speed up or forbid what querent does not say.
        cursor.skip_to_end();
        return None;
    } else {
        cursor.expected("PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK", problems);
        return None;
    };
    parse_constraint_end(cursor);
    if let (Some(relation), false) = (relation, matches!(kind, ConstraintKind::ForeignKey(_))) {
        problems.push_help(relation.place, "`@relation` is misplaced here", "it belongs to a foreign key");
    }
    if !cursor.is_done() {
        cursor.expected("`,` or the end of the constraint", problems);
    }
    Some(Constraint { name, place, kind })
}

/// `[name] [USING …] (columns)`. MySQL lets the name of a key stand behind KEY.
fn parse_key_columns(cursor: &mut Cursor<'_>, name: &mut Option<Name>, problems: &mut Problems) -> Option<Vec<Name>> {
    parse_key_kind(cursor);
    if !cursor.is_symbol("(") && !cursor.is_word("USING") {
        *name = cursor.take_name().or(name.take());
    }
    parse_key_kind(cursor);
    let group = cursor.expect_group("a list of columns", problems)?;
    parse_name_list(&group, "a column", problems)
}

fn parse_key_kind(cursor: &mut Cursor<'_>) {
    if cursor.take_word("USING") {
        cursor.bump();
    }
    cursor.take_any_word(&["CLUSTERED", "NONCLUSTERED"]);
    cursor.take_words(&["NULLS", "NOT", "DISTINCT"]);
}

/// MySQL's `KEY name (columns)` inside a table.
fn parse_inline_index(
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
pub(crate) fn parse_index_keys(group: &Cursor<'_>, problems: &mut Problems) -> Option<Vec<IndexKey>> {
    let mut keys = Vec::new();
    for part in group.split_commas() {
        let mut tokens = part.rest();
        let mut descending = false;
        // From the end: NULLS FIRST, a direction, an operator class, a collation, MySQL's prefix length.
        while let [before @ .., last] = tokens {
            if last.is_word("ASC")
                || last.is_word("DESC")
                || last.is_word("FIRST")
                || last.is_word("LAST")
                || last.is_word("NULLS")
            {
                descending |= last.is_word("DESC");
            } else if !is_operator_class(tokens)
                && !before.last().is_some_and(|word| word.is_word("COLLATE"))
                && !last.is_word("COLLATE")
            {
                break;
            }
            tokens = before;
        }
        if let [column, open, length, close] = tokens
            && (open.is_symbol("(") && close.is_symbol(")") && length.kind == super::lexer::TokenKind::Number)
        {
            tokens = std::slice::from_ref(column);
        }
        let expression = Expression::parse(tokens, part.end(), problems)?;
        keys.push(IndexKey { expression, descending });
    }
    Some(keys)
}

/// PostgreSQL's `text_pattern_ops` behind a key.
fn is_operator_class(tokens: &[super::lexer::Token]) -> bool {
    matches!(tokens, [.., _, last] if last.kind == super::lexer::TokenKind::Word && last.text.to_ascii_lowercase().ends_with("_ops"))
}

/// Behind `REFERENCES`: the table, its columns, the actions.
pub(crate) fn parse_references(
    cursor: &mut Cursor<'_>,
    columns: Vec<Name>,
    problems: &mut Problems,
) -> Option<ForeignKey> {
    let table = cursor.expect_name("the table that is referenced", problems)?;
    let references = match cursor.take_group(problems) {
        Some(group) => parse_name_list(&group, "a column", problems)?,
        None => Vec::new(),
    };
    let mut foreign_key = ForeignKey {
        columns,
        table,
        references,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        relation: None,
    };
    loop {
        if cursor.take_words(&["ON", "DELETE"]) {
            foreign_key.on_delete = parse_action(cursor, problems)?;
        } else if !cursor.are_words(&["ON", "UPDATE", "CURRENT_TIMESTAMP"]) && cursor.take_words(&["ON", "UPDATE"]) {
            foreign_key.on_update = parse_action(cursor, problems)?;
        } else if cursor.take_word("MATCH") {
            cursor.bump();
        } else {
            return Some(foreign_key);
        }
    }
}

fn parse_action(cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<Action> {
    let actions: [(&[&str], Action); 5] = [
        (&["NO", "ACTION"], Action::NoAction),
        (&["RESTRICT"], Action::Restrict),
        (&["CASCADE"], Action::Cascade),
        (&["SET", "NULL"], Action::SetNull),
        (&["SET", "DEFAULT"], Action::SetDefault),
    ];
    let action = actions.iter().find(|(words, _)| cursor.take_words(words)).map(|(_, action)| *action);
    if action.is_none() {
        cursor.expected("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT", problems);
    }
    action
}

/// What may follow any constraint and does not change what holds at the end of a transaction.
pub(crate) fn parse_constraint_end(cursor: &mut Cursor<'_>) {
    loop {
        let storage: [&[&str]; 9] = [
            &["NOT", "DEFERRABLE"],
            &["DEFERRABLE"],
            &["INITIALLY", "DEFERRED"],
            &["INITIALLY", "IMMEDIATE"],
            &["NOT", "VALID"],
            &["NOT", "ENFORCED"],
            &["ENFORCED"],
            &["NO", "INHERIT"],
            &["NOT", "FOR", "REPLICATION"],
        ];
        if storage.iter().any(|words| cursor.take_words(words)) {
            continue;
        }
        if cursor.take_words(&["ON", "CONFLICT"]) || cursor.take_word("USING") || cursor.take_word("KEY_BLOCK_SIZE") {
            cursor.take_symbol("=");
            cursor.bump();
        } else if cursor.take_word("COMMENT") {
            cursor.take_text();
        } else {
            return;
        }
    }
}
