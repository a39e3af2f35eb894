//! `CREATE TABLE`, `CREATE VIEW`, `CREATE TYPE`, `CREATE DOMAIN` → drafts of them.

use super::annotation::{constraint_notes, table_notes};
use super::column::{parse_column, parse_name_list};
use super::constraint::{is_constraint, parse_constraint};
use super::cursor::Cursor;
use super::data_type::{parse_enum_values, parse_type};
use super::draft::{Domain, Enum, Table, View};
use super::problem::Problems;
use super::reader::{Reader, Statement};

/// Reads what follows `CREATE TABLE`.
pub(crate) fn read_table(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    cursor.take_words(&["IF", "NOT", "EXISTS"]);
    let Some(name) = cursor.expect_name("the name of the table", &mut reader.problems) else { return };
    // What `.schema` shows of SQLite's own tables, and parts of a table of PostgreSQL.
    if name.text.starts_with("sqlite_") || is_shadow(&name.text, &reader.virtual_tables) || is_partition(&cursor) {
        return reader.comments.pass_over(statement.tokens);
    }
    let open = cursor.peek();
    let (doc, annotations) = reader.comments.take_table(statement.tokens, open);
    let notes = table_notes(annotations, &mut reader.problems);
    let mut table =
        Table { name, doc, notes, columns: Vec::new(), constraints: Vec::new(), view: None, without_rowid: false };
    if cursor.is_word("AS") || cursor.is_word("LIKE") {
        let message = format!("the columns of table `{}` are not written here", table.name.text);
        reader.comments.pass_over(statement.tokens);
        return reader.problems.push_help(cursor.place(), message, "write them in parentheses, each with its type");
    }
    let Some(body) = cursor.expect_group("the columns of the table", &mut reader.problems) else {
        return reader.comments.pass_over(statement.tokens);
    };
    if body.is_done() {
        let place = table.name.place;
        reader.problems.push(place, format!("table `{}` has no columns", table.name.text));
    } else {
        read_items(&body, &mut table, reader);
    }
    read_table_options(&mut cursor, &mut table, &mut reader.problems);
    reader.draft.tables.push(table);
}

/// Whether a virtual table keeps its data here: `notes_fts_data` of `notes_fts`.
fn is_shadow(name: &str, virtual_tables: &[String]) -> bool {
    let ends = "_data _idx _docsize _config _content _stat _segments _segdir _node _parent _rowid";
    virtual_tables
        .iter()
        .filter_map(|table| name.strip_prefix(table.as_str()))
        .any(|end| ends.split(' ').any(|own| own == end))
}

fn is_partition(cursor: &Cursor<'_>) -> bool {
    cursor.are_words(&["PARTITION", "OF"])
}

/// The columns and constraints between the parentheses.
fn read_items(body: &Cursor<'_>, table: &mut Table, reader: &mut Reader<'_>) {
    for mut item in body.split_commas() {
        if item.is_done() {
            item.expected("a column or a constraint", &mut reader.problems);
            continue;
        }
        if is_constraint(&item) {
            let (_, annotations) = reader.comments.take_around(item.rest());
            let relation = constraint_notes(annotations, &mut reader.problems);
            table.constraints.extend(parse_constraint(&mut item, relation, &mut reader.problems));
        } else if item.is_word("LIKE") {
            let message = "the columns of another table cannot be taken over";
            reader.problems.push_help(item.place(), message, "write them out");
        } else if let Some((column, constraints)) = parse_column(&mut item, reader) {
            table.columns.push(column);
            table.constraints.extend(constraints);
        }
    }
}

/// What follows the parentheses: engines, character sets, storage, and a COMMENT that is documentation.
fn read_table_options(cursor: &mut Cursor<'_>, table: &mut Table, problems: &mut Problems) {
    while !cursor.is_done() {
        if cursor.take_words(&["WITHOUT", "ROWID"]) {
            table.without_rowid = true;
        } else if cursor.take_word("COMMENT") {
            cursor.take_symbol("=");
            if let Some(text) = cursor.take_text().filter(|_| table.doc.is_empty()) {
                table.doc.clone_from(&text.text);
            }
        } else if cursor.is_word("INHERITS") {
            let message = format!("table `{}` has columns of another, which are not written here", table.name.text);
            problems.push_help(cursor.place(), message, "write them in its parentheses, and leave INHERITS out");
            cursor.skip_to_end();
        } else {
            cursor.bump();
        }
    }
}

/// Reads what follows `CREATE VIEW`.
pub(crate) fn read_view(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    let (doc, annotations) = reader.comments.take_table(statement.tokens, None);
    reader.comments.pass_over(statement.tokens);
    let problems = &mut reader.problems;
    let notes = table_notes(annotations, problems);
    cursor.take_words(&["IF", "NOT", "EXISTS"]);
    let Some(name) = cursor.expect_name("the name of the view", problems) else { return };
    let mut columns = Vec::new();
    if let Some(group) = cursor.take_group(problems) {
        match parse_name_list(&group, "the name of a column", problems) {
            Some(names) => columns = names,
            None => return,
        }
    }
    while !cursor.is_done() && !cursor.is_word("AS") {
        cursor.bump();
    }
    if !cursor.take_word("AS") {
        return cursor.expected("`AS` and a query", problems);
    }
    let view = View { columns, tokens: without_view_end(cursor.rest()).to_vec(), place: cursor.place() };
    let (view, columns, constraints) = (Some(view), Vec::new(), Vec::new());
    reader.draft.tables.push(Table { name, doc, notes, columns, constraints, view, without_rowid: false });
}

/// `WITH [NO] DATA` and `WITH CHECK OPTION` behind the query say nothing here.
fn without_view_end(tokens: &[super::lexer::Token]) -> &[super::lexer::Token] {
    let ends = |token: &super::lexer::Token| token.is_word("DATA") || token.is_word("OPTION");
    let Some(with) = tokens.iter().rposition(|token| token.is_word("WITH")) else { return tokens };
    match tokens.last() {
        Some(last) if ends(last) && tokens.len() - with <= 4 => &tokens[..with],
        _ => tokens,
    }
}

/// Reads what follows `CREATE TYPE`.
pub(crate) fn read_type(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    reader.comments.pass_over(statement.tokens);
    let problems = &mut reader.problems;
    cursor.take_words(&["IF", "NOT", "EXISTS"]);
    let Some(name) = cursor.expect_name("the name of the type", problems) else { return };
    // SQL Server's other name for a type.
    if cursor.take_word("FROM") {
        let ty = parse_type(&mut cursor, problems);
        return reader.draft.domains.extend(ty.map(|ty| Domain { name, ty }));
    }
    // A record or a range says nothing by itself; a column of it is a problem.
    if cursor.is_done() || cursor.are_words(&["AS", "RANGE"]) || cursor.take_words(&["AS"]) && cursor.is_symbol("(") {
        return;
    }
    if !cursor.take_word("ENUM") {
        let message = format!("type `{}` is no enumeration", name.text);
        return problems.push_help(name.place, message, "only CREATE TYPE … AS ENUM ('…', …) can be read");
    }
    if let Some(values) = parse_enum_values(&mut cursor, problems) {
        reader.draft.enums.push(Enum { name, values });
    }
}

/// Reads what follows `CREATE DOMAIN`: a type under another name, whose conditions are the database's.
pub(crate) fn read_domain(statement: &Statement<'_>, mut cursor: Cursor<'_>, reader: &mut Reader<'_>) {
    reader.comments.pass_over(statement.tokens);
    let problems = &mut reader.problems;
    let Some(name) = cursor.expect_name("the name of the domain", problems) else { return };
    cursor.take_word("AS");
    let ty = parse_type(&mut cursor, problems);
    reader.draft.domains.extend(ty.map(|ty| Domain { name, ty }));
}
