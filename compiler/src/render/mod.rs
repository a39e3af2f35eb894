//! Statements of SQL × [`Features`](querent_schema::Features) → [`Program`]: how a dialect spells them.

mod change;
mod condition;
mod expr;
mod fragment;
mod function;
mod insert;
mod list;
mod literal;
mod order;
mod range;
mod select;
mod text;
mod types;

use crate::features::Asked;
use crate::lower::statement::{Statement, Value};
use crate::plan::ColumnId;
use crate::program::{Piece, Program, Programs, Step};
use crate::{lower, plan};
use fragment::Fragment;
use querent_schema::{Dialect, Schema, Table};

/// The programs of a checked query for all dialects. A dialect is not rendered for when another agrees with it in all that was asked for.
pub fn programs(query: &plan::Query, schema: &Schema) -> Programs {
    let mut rendered: Vec<(Asked, usize)> = Vec::with_capacity(Dialect::ALL.len());
    let mut programs = Programs { different: Vec::new(), places: [0; Dialect::ALL.len()] };
    for (dialect, place) in Dialect::ALL.into_iter().zip(&mut programs.places) {
        let features = dialect.features();
        if let Some((_, known)) = rendered.iter().find(|(asked, _)| asked.is_true_of(features)) {
            *place = *known;
            continue;
        }
        let asked = Asked::new(features);
        let program = render_asking(query, schema, &asked);
        *place = programs.different.iter().position(|known| *known == program).unwrap_or(programs.different.len());
        if *place == programs.different.len() {
            programs.different.push(program);
        }
        rendered.push((asked, *place));
    }
    programs
}

/// The program of a checked query for one dialect.
pub fn query(query: &plan::Query, schema: &Schema, dialect: Dialect) -> Program {
    render_asking(query, schema, &Asked::new(dialect.features()))
}

fn render_asking(query: &plan::Query, schema: &Schema, features: &Asked) -> Program {
    let render = Render { features, schema, table: &schema.tables[query.table], qualified: Qualified::No, given: None };
    let steps = lower::query(query, schema, features);
    let step = |step: &lower::statement::Step<'_>| Step { role: step.role, pieces: render.statement(&step.statement) };
    Program { steps: steps.iter().map(step).collect() }
}

/// What every part of this phase looks at.
#[derive(Clone, Copy)]
struct Render<'a> {
    features: &'a Asked,
    schema: &'a Schema,
    table: &'a Table,
    qualified: Qualified,
    /// Columns of rows that are given as arrays, which stand in place of the parameters with their numbers.
    given: Option<&'a [ColumnId]>,
}

/// Whether columns carry the name of their table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Qualified {
    No,
    Table,
}

impl<'a> Render<'a> {
    fn statement(&self, statement: &Statement<'_>) -> Vec<Piece> {
        let text = match statement {
            Statement::Select(select) => self.select(select),
            Statement::Exists(select) => self.select(select).surround("SELECT EXISTS (", ")"),
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => self.update(update),
            Statement::Delete(delete) => self.delete(delete),
            Statement::Truncate(table) => self.table_name(*table).surround("TRUNCATE TABLE ", ""),
            Statement::Value(value) => self.value(value).surround("SELECT ", ""),
        };
        text.into_pieces()
    }

    fn table_name(&self, table: usize) -> Fragment {
        Fragment::atom(quoted(&self.schema.tables[table].name))
    }

    fn column_name(&self, column: ColumnId) -> Fragment {
        Fragment::atom(self.column_text(column))
    }

    fn column_text(&self, column: ColumnId) -> String {
        let mut text = String::with_capacity(32);
        self.push_column(&mut text, column);
        text
    }

    fn push_column(&self, text: &mut String, column: ColumnId) {
        if self.qualified == Qualified::Table {
            push_quoted(text, &self.table.name);
            text.push('.');
        }
        push_quoted(text, &self.table.columns[column].name);
    }

    /// Names of columns with `, ` between. They are most of a text, and the macros are built unoptimised.
    fn column_names(&self, columns: &[ColumnId]) -> Fragment {
        let mut names = String::with_capacity(columns.len() * 16);
        for column in columns {
            if !names.is_empty() {
                names.push_str(", ");
            }
            self.push_column(&mut names, *column);
        }
        if names.is_empty() { Fragment::empty() } else { Fragment::atom(names) }
    }

    /// One column as it is, several as a tuple.
    fn column_tuple(&self, columns: &[ColumnId]) -> Fragment {
        match columns {
            [column] => self.column_name(*column),
            _ => self.column_names(columns).surround("(", ")"),
        }
    }

    fn value(&self, value: &Value<'_>) -> Fragment {
        match value {
            Value::Expr(expr) => self.expr(expr),
            Value::Column(column) => self.column_name(*column),
            Value::OrColumn(expr, column) => Fragment::call("coalesce", [self.expr(expr), self.column_name(*column)]),
            Value::Counted(expr, _) if self.features.null_counts_up() => self.bare(expr),
            Value::Counted(expr, param) => Fragment::optional(vec![*param], self.bare(expr)).or_else("DEFAULT"),
            Value::LastInsertId(None) => Fragment::piece(Piece::LastInsertId),
            Value::LastInsertId(Some((given, param))) => {
                Fragment::optional(vec![*param], self.bare(given)).or_else("LAST_INSERT_ID()")
            }
            Value::Default(column) => self.column_default(&self.table.columns[*column]),
            Value::MadeKey => Fragment::piece(Piece::Keys),
        }
    }
}

/// A name in ANSI quotes.
fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    push_quoted(&mut text, name);
    text
}

fn push_quoted(text: &mut String, name: &str) {
    text.push('"');
    match name.as_bytes().contains(&b'"') {
        true => text.push_str(&name.replace('"', "\"\"")),
        false => text.push_str(name),
    }
    text.push('"');
}
