//! `ALTER TABLE` → what it adds to the draft of a table that stands elsewhere.

use super::annotation::constraint_notes;
use super::column::{parse_column, parse_default};
use super::constraint::{is_constraint, parse_constraint};
use super::cursor::{Cursor, Name};
use super::data_type::parse_type;
use super::draft::{Change, ConstraintKind};
use super::expression::take_value;
use super::reader::{Reader, Statement};

/// Words behind the name of the table that say nothing about shape.
const PASSED_OVER: &str = "OWNER ENABLE DISABLE CLUSTER SET RESET REPLICA FORCE NO INHERIT VALIDATE ENGINE AUTO_INCREMENT COMMENT \
                           CONVERT DEFAULT ORDER CHECK CHARACTER";

/// Reads what follows `ALTER TABLE`.
pub(crate) fn read_alter(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    cursor.take_words(&["IF", "EXISTS"]);
    cursor.take_word("ONLY");
    let Some(table) = cursor.expect_name("the name of the table", &mut reader.problems) else { return };
    // SQL Server says so before ADD.
    let _ = cursor.take_words(&["WITH", "CHECK"]) || cursor.take_words(&["WITH", "NOCHECK"]);
    let actions = cursor.split_commas();
    let only = actions.len() == 1;
    for mut action in actions {
        read_action(statement, &table, &mut action, only, reader);
    }
    reader.comments.pass_over(statement.tokens);
}

fn read_action(statement: &Statement<'_>, table: &Name, action: &mut Cursor<'_>, only: bool, reader: &mut Reader<'_>) {
    if action.take_word("ADD") {
        read_addition(statement, table, action, only, reader);
    } else if action.take_word("ALTER") {
        action.take_word("COLUMN");
        read_column_change(table, action, reader);
    } else if action.take_word("MODIFY") || action.is_word("CHANGE") {
        let renames = action.take_word("CHANGE");
        action.take_word("COLUMN");
        let old = match renames {
            true => action.take_name(),
            false => action.peek().map(super::lexer::Token::name),
        };
        if let (Some(old), Some((column, constraints))) = (old, parse_column(action, reader)) {
            reader.draft.changes.push((table.clone(), Change::Replace(old, Box::new(column))));
            reader.draft.additions.extend(constraints.into_iter().map(|constraint| (table.clone(), constraint)));
        }
    } else if action.take_words(&["ATTACH", "PARTITION"]) {
        reader.draft.partitions.extend(action.take_name());
    } else if !PASSED_OVER.split(' ').any(|word| action.is_word(word)) {
        let place = action.place();
        let shown = action.peek().map(super::lexer::Token::shown).unwrap_or_default();
        reader.problems.push_help(
            place,
            format!("`ALTER TABLE … {shown}` cannot be read"),
            "write the table as it shall be, as a dump of the database has it; what can be read is ADD and ALTER COLUMN",
        );
    }
}

/// `ADD CONSTRAINT …`, `ADD COLUMN …`.
fn read_addition(
    statement: &Statement<'_>,
    table: &Name,
    action: &mut Cursor<'_>,
    only: bool,
    reader: &mut Reader<'_>,
) {
    let is_column = action.take_word("COLUMN");
    action.take_words(&["IF", "NOT", "EXISTS"]);
    if !is_column && is_constraint(action) {
        let around = if only { statement.tokens } else { action.rest() };
        let (_, annotations) = reader.comments.take_around(around);
        let relation = constraint_notes(annotations, &mut reader.problems);
        if let Some(mut constraint) = parse_constraint(action, relation, &mut reader.problems) {
            if let ConstraintKind::PrimaryKey { inside, .. } = &mut constraint.kind {
                *inside = false;
            }
            reader.draft.additions.push((table.clone(), constraint));
        }
        return;
    }
    if let Some((column, constraints)) = parse_column(action, reader) {
        reader.draft.changes.push((table.clone(), Change::Add(Box::new(column))));
        reader.draft.additions.extend(constraints.into_iter().map(|constraint| (table.clone(), constraint)));
    }
}

/// `ALTER COLUMN c …`.
fn read_column_change(table: &Name, action: &mut Cursor<'_>, reader: &mut Reader<'_>) {
    let problems = &mut reader.problems;
    let Some(column) = action.expect_name("the name of a column", problems) else { return };
    let change = if action.take_words(&["SET", "DEFAULT"]) {
        let before = *action;
        let is_counter = action.is_word("nextval");
        if is_counter {
            take_value(action, problems);
            Change::AutoIncrement(column)
        } else {
            *action = before;
            let Some(default) = parse_default(action, problems) else { return };
            Change::Default(column, Box::new(default))
        }
    } else if action.take_words(&["DROP", "DEFAULT"]) {
        Change::NoDefault(column)
    } else if action.take_words(&["SET", "NOT", "NULL"]) {
        Change::NotNull(column)
    } else if action.take_words(&["DROP", "NOT", "NULL"]) {
        Change::Nullable(column)
    } else if action.take_word("TYPE") || action.take_words(&["SET", "DATA", "TYPE"]) {
        match parse_type(action, problems) {
            Some(ty) => Change::Type(column, ty),
            None => return,
        }
    } else if action.take_words(&["ADD", "GENERATED"]) {
        action.skip_to_end();
        Change::AutoIncrement(column)
    } else if action.is_word("SET") {
        // SET STATISTICS, SET STORAGE.
        return;
    } else {
        let message = "this change of a column cannot be read";
        return problems.push_help(action.place(), message, "write the column as it shall be in CREATE TABLE");
    };
    reader.draft.changes.push((table.clone(), change));
}
