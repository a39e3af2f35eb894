//! A constraint or an index, inside `CREATE TABLE` or behind `ALTER TABLE … ADD` → a draft of it.

use super::annotation::RelationNote;
use super::column::parse_name_list;
use super::cursor::{Cursor, Name};
use super::draft::{Constraint, ConstraintKind, ForeignKey};
use super::expression::Expression;
use super::index::{parse_index_end, parse_inline_index};
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
        || cursor.are_words(&["PERIOD", "FOR"])
        || ((cursor.is_word("KEY") || cursor.is_word("INDEX")) && index_follows(1) && !is_column_type(cursor))
        || ["FULLTEXT", "SPATIAL", "INVERTED", "VECTOR", "FAMILY"]
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
    // These speed up or forbid what querent does not say.
    if cursor.take_any_word(&["FULLTEXT", "SPATIAL", "EXCLUDE", "INVERTED", "VECTOR", "FAMILY", "PERIOD"]) {
        cursor.skip_to_end();
        return None;
    }
    let mut kind = parse_kind(cursor, &mut name, problems)?;
    parse_constraint_end(cursor);
    parse_index_end(cursor, &mut kind, problems)?;
    match (relation, &mut kind) {
        (None, _) => {}
        (relation, ConstraintKind::ForeignKey(foreign_key)) => foreign_key.relation = relation,
        (Some(relation), _) => {
            problems.push_help(relation.place, "`@relation` is misplaced here", "it belongs to a foreign key");
        }
    }
    if !cursor.is_done() {
        cursor.expected("`,` or the end of the constraint", problems);
    }
    Some(Constraint { name, place, kind })
}

/// What follows `CONSTRAINT name`.
fn parse_kind(cursor: &mut Cursor<'_>, name: &mut Option<Name>, problems: &mut Problems) -> Option<ConstraintKind> {
    Some(if cursor.take_words(&["PRIMARY", "KEY"]) {
        ConstraintKind::PrimaryKey { columns: parse_key_columns(cursor, name, problems)?, inside: true }
    } else if cursor.take_word("UNIQUE") {
        cursor.take_any_word(&["KEY", "INDEX"]);
        ConstraintKind::Unique { columns: parse_key_columns(cursor, name, problems)? }
    } else if cursor.take_words(&["FOREIGN", "KEY"]) {
        let columns = parse_key_columns(cursor, name, problems)?;
        if !cursor.take_word("REFERENCES") {
            cursor.expected("`REFERENCES`", problems);
            return None;
        }
        ConstraintKind::ForeignKey(parse_references(cursor, columns, problems)?)
    } else if cursor.take_word("CHECK") {
        let group = cursor.expect_group("a condition", problems)?;
        ConstraintKind::Check(Expression::parse(group.rest(), group.end(), problems)?)
    } else if cursor.take_any_word(&["KEY", "INDEX"]) {
        parse_inline_index(cursor, name, problems)?
    } else {
        cursor.expected("PRIMARY KEY, UNIQUE, FOREIGN KEY or CHECK", problems);
        return None;
    })
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

pub(crate) fn parse_key_kind(cursor: &mut Cursor<'_>) {
    if cursor.take_word("USING") {
        cursor.bump();
    }
    cursor.take_any_word(&["CLUSTERED", "NONCLUSTERED"]);
    cursor.take_words(&["NULLS", "NOT", "DISTINCT"]);
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
