//! The definition of a column → a draft of it, and the constraints that it carries.

use super::annotation::column_notes;
use super::constraint::{parse_constraint_end, parse_references};
use super::cursor::{Cursor, Name};
use super::data_type::parse_type;
use super::draft::{Column, Constraint, ConstraintKind};
use super::expression::{Expression, take_value};
use super::lexer::Token;
use super::problem::Problems;
use super::reader::Reader;

/// Words after which a column has no type.
const OPTIONS: [&str; 12] = [
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "COLLATE",
    "COMMENT",
    "GENERATED",
    "AS",
];

/// Reads one column.
pub(crate) fn parse_column(cursor: &mut Cursor<'_>, reader: &mut Reader<'_>) -> Option<(Column, Vec<Constraint>)> {
    let tokens = cursor.rest();
    let (doc, annotations) = reader.comments.take_around(tokens);
    let problems = &mut reader.problems;
    let notes = column_notes(annotations, problems);
    let name = cursor.expect_name("the name of a column", problems)?;
    let mut column = Column {
        name,
        doc,
        notes,
        ty: None,
        not_null: false,
        auto_increment: false,
        default: None,
        generated: None,
        updated: false,
        invisible: false,
        source: source_of(reader.text, tokens),
    };
    if cursor.is_done() || OPTIONS.iter().any(|word| cursor.is_word(word)) {
        problems.push_help(
            column.name.place,
            format!("column `{}` has no type", column.name.text),
            format!("write it behind the name, as in `{} TEXT`", column.name.text),
        );
    } else {
        column.ty = parse_type(cursor, problems);
    }
    let mut constraints = Vec::new();
    while !cursor.is_done() {
        if parse_option(cursor, &mut column, &mut constraints, problems).is_none() {
            break;
        }
    }
    Some((column, constraints))
}

/// One of the things that may follow the type; `None` where it was not understood, which was reported.
fn parse_option(
    cursor: &mut Cursor<'_>,
    column: &mut Column,
    constraints: &mut Vec<Constraint>,
    problems: &mut Problems,
) -> Option<()> {
    let place = cursor.place();
    let constraint_name = match cursor.take_word("CONSTRAINT") {
        true => Some(cursor.expect_name("the name of the constraint", problems)?),
        false => None,
    };
    if let Some(kind) = parse_column_constraint(cursor, column, problems)? {
        parse_constraint_end(cursor);
        constraints.push(Constraint { name: constraint_name, place, kind });
        return Some(());
    }
    let understood = parse_nullability(cursor, column)
        || parse_counter(cursor, column, problems)
        || parse_value(cursor, column, problems)?
        || parse_visibility(cursor, column)
        || parse_ornament(cursor);
    if !understood {
        problems.push_help(
            place,
            format!("`{}` is not expected in the definition of column `{}`", shown(cursor), column.name.text),
            "there is NOT NULL, DEFAULT, PRIMARY KEY, UNIQUE, REFERENCES, CHECK (…), GENERATED ALWAYS AS (…), COLLATE and \
             AUTOINCREMENT",
        );
        return None;
    }
    Some(())
}

fn shown(cursor: &Cursor<'_>) -> String {
    cursor.peek().map(Token::shown).unwrap_or_default()
}

/// PRIMARY KEY, UNIQUE, REFERENCES, CHECK. The outer `None` says that it was wrong, the inner that it is none of these.
fn parse_column_constraint(
    cursor: &mut Cursor<'_>,
    column: &mut Column,
    problems: &mut Problems,
) -> Option<Option<ConstraintKind>> {
    let columns = vec![column.name.clone()];
    Some(Some(if cursor.take_words(&["PRIMARY", "KEY"]) {
        cursor.take_any_word(&["ASC", "DESC", "CLUSTERED", "NONCLUSTERED"]);
        ConstraintKind::PrimaryKey { columns, inside: true }
    } else if cursor.take_word("UNIQUE") {
        cursor.take_word("KEY");
        ConstraintKind::Unique { columns }
    } else if cursor.take_word("REFERENCES") {
        ConstraintKind::ForeignKey(parse_references(cursor, columns, problems)?)
    } else if cursor.take_word("CHECK") {
        let group = cursor.expect_group("a condition", problems)?;
        ConstraintKind::Check(Expression::parse(group.rest(), group.end(), problems)?)
    } else {
        return Some(None);
    }))
}

fn parse_nullability(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    if cursor.take_words(&["NOT", "NULL"]) {
        column.not_null = true;
        return true;
    }
    cursor.take_word("NULL")
}

/// The ways to say that the database counts it up.
fn parse_counter(cursor: &mut Cursor<'_>, column: &mut Column, problems: &mut Problems) -> bool {
    let identity = cursor.take_words(&["GENERATED", "BY", "DEFAULT", "AS", "IDENTITY"])
        || cursor.take_words(&["GENERATED", "ALWAYS", "AS", "IDENTITY"])
        || cursor.take_word("IDENTITY");
    if identity {
        cursor.take_group(problems);
    }
    let counter = identity || cursor.take_any_word(&["AUTOINCREMENT", "AUTO_INCREMENT"]);
    column.auto_increment |= counter;
    counter
}

/// DEFAULT, GENERATED ALWAYS AS, ON UPDATE. `None` where its expression was wrong.
fn parse_value(cursor: &mut Cursor<'_>, column: &mut Column, problems: &mut Problems) -> Option<bool> {
    if cursor.take_word("DEFAULT") {
        column.default = Some(parse_default(cursor, problems)?);
    } else if cursor.take_words(&["GENERATED", "ALWAYS", "AS"]) || cursor.take_word("AS") {
        if cursor.is_word("ROW") {
            let help = "leave it and PERIOD FOR SYSTEM_TIME out; the database keeps versions by itself";
            problems.push_help(cursor.place(), "a column that holds the time of a version cannot be read", help);
            return None;
        }
        let group = cursor.expect_group("an expression", problems)?;
        let expression = Expression::parse(group.rest(), group.end(), problems)?;
        let stored = cursor.take_any_word(&["STORED", "PERSISTED", "PERSISTENT"]);
        cursor.take_word("VIRTUAL");
        column.generated = Some((expression, stored));
    } else if cursor.take_words(&["ON", "UPDATE"]) {
        take_value(cursor, problems);
        column.updated = true;
    } else {
        return Some(false);
    }
    Some(true)
}

/// The value behind `DEFAULT`.
pub(crate) fn parse_default(cursor: &mut Cursor<'_>, problems: &mut Problems) -> Option<Expression> {
    let tokens = take_value(cursor, problems);
    Expression::parse(tokens, cursor.place(), problems)
}

fn parse_visibility(cursor: &mut Cursor<'_>, column: &mut Column) -> bool {
    let invisible = cursor.take_words(&["NOT", "VISIBLE"]) || cursor.take_word("INVISIBLE");
    column.invisible |= invisible;
    invisible || cursor.take_word("VISIBLE")
}

/// What says nothing about shape.
fn parse_ornament(cursor: &mut Cursor<'_>) -> bool {
    if cursor.take_any_word(&["COLLATE", "COMMENT", "STORAGE", "COMPRESSION", "COLUMN_FORMAT"]) {
        cursor.take_symbol("=");
        cursor.take_name();
        return true;
    }
    if cursor.take_words(&["CHARACTER", "SET"]) || cursor.take_word("CHARSET") {
        cursor.take_name();
        return true;
    }
    if cursor.take_words(&["ON", "CONFLICT"]) {
        cursor.bump();
        return true;
    }
    if cursor.take_words(&["NOT", "FOR", "REPLICATION"]) || cursor.take_word("KEY") {
        return true;
    }
    cursor.take_any_word(&["SPARSE", "ROWGUIDCOL"])
}

/// The tokens as the file has them, on one line and without comments.
pub(crate) fn source_of(text: &str, tokens: &[Token]) -> String {
    let mut source = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end != token.start) {
            source.push(' ');
        }
        source.push_str(&text[token.start..token.end].replace(['\n', '\r'], " "));
        end = Some(token.end);
    }
    source
}

/// The columns that a list of names in parentheses gives.
pub(crate) fn parse_name_list(group: &Cursor<'_>, what: &str, problems: &mut Problems) -> Option<Vec<Name>> {
    let mut names = Vec::new();
    for mut part in group.split_commas() {
        names.push(part.expect_name(what, problems)?);
        part.take_group(problems);
        if part.take_word("COLLATE") {
            part.take_name();
        }
        part.take_any_word(&["ASC", "DESC"]);
        if !part.is_done() {
            part.expected("`,` or `)`", problems);
            return None;
        }
    }
    Some(names)
}
