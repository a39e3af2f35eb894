//! A query → the blocks that a case file shows for it, with every text checked on the way.

use crate::assemble::{KeyRows, MANY, Slot, Text, Variant, assemble, variants};
use crate::servers::Servers;
use crate::{parsed, plan, sqlite};
use proc_macro2::TokenStream;
use querent_compiler::errors::{Error, Errors};
use querent_compiler::plan::{Output, Query};
use querent_compiler::program::{Program, Role};
use querent_compiler::{check, lower, parse, render};
use querent_schema::dialect::Placeholder;
use querent_schema::{Dialect, Schema};
use rusqlite::Connection;

/// What queries are about.
pub(crate) struct Subject {
    schema: Schema,
    database: Connection,
    servers: Servers,
}

impl Subject {
    /// The schema at the top of the repository.
    pub(crate) fn of_repository() -> Self {
        Subject::parse(include_str!("../../../schema.sql")).unwrap_or_else(|problem| panic!("schema.sql: {problem}"))
    }

    pub(crate) fn parse(sql: &str) -> Result<Self, String> {
        let schema = querent_schema::parse(sql).map_err(|problems| {
            let lines = problems.iter().map(|at| format!("{}:{}: {}", at.line, at.column, at.message));
            lines.collect::<Vec<_>>().join("\n")
        })?;
        let database = sqlite::database(&schema.ddl(Dialect::Sqlite))?;
        let servers = Servers::with(&schema)?;
        Ok(Subject { schema, database, servers })
    }
}

/// A block: what stands behind its fence, and its body.
type Block = (String, String);

/// The errors of a query, or its texts; what is wrong with a text is added to `problems`.
pub(crate) fn answers(subject: &Subject, text: &str, shows_plan: bool, problems: &mut Vec<String>) -> Vec<Block> {
    let tokens: TokenStream = match text.parse() {
        Ok(tokens) => tokens,
        Err(error) => {
            problems.push(format!("these are no tokens of Rust: {text}\n  {error}"));
            return Vec::new();
        }
    };
    let mut errors = Errors::new();
    let plan = parse::query(tokens, &mut errors).and_then(|query| check::query(&query, &subject.schema, &mut errors));
    let errors = errors.finish();
    match plan {
        Some(plan) if errors.is_empty() => {
            let mut blocks = Vec::new();
            if shows_plan {
                blocks.push(("plan".to_owned(), plan::show(&plan, &subject.schema)));
            }
            blocks.extend(texts(subject, text, &plan, problems));
            blocks
        }
        Some(_) => {
            problems.push(format!("a plan although there are mistakes: {text}"));
            Vec::new()
        }
        None if errors.is_empty() => {
            problems.push(format!("no plan although there is no mistake: {text}"));
            Vec::new()
        }
        None => vec![("errors".to_owned(), errors.iter().map(error_line).collect::<Vec<_>>().join("\n"))],
    }
}

fn error_line(error: &Error) -> String {
    let at = error.span.start();
    format!("{}:{}: {}", at.line, at.column + 1, error.message.replace('\n', "\n    "))
}

/// One block for each text, named by the dialects that share it.
fn texts(subject: &Subject, query: &str, plan: &Query, problems: &mut Vec<String>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let programs = render::programs(plan, &subject.schema);
    for (dialect, place) in Dialect::ALL.into_iter().zip(programs.places) {
        let program = render::query(plan, &subject.schema, dialect);
        assert_eq!(programs.different[place], program, "{dialect:?} is given the program of another: {query}");
        let mut shown = Shown { subject, plan, dialect, lines: Vec::new(), problems: Vec::new() };
        shown.program(&program);
        problems.extend(shown.problems.iter().map(|problem| format!("{query}\n  {problem}")));
        let body = shown.lines.join("\n");
        let name = dialect.features().name.to_lowercase();
        match blocks.iter_mut().find(|(_, other)| *other == body) {
            Some((info, _)) => {
                info.push(' ');
                info.push_str(&name);
            }
            None => blocks.push((format!("sql {name}"), body)),
        }
    }
    blocks
}

/// The program of one dialect, as it is shown and checked.
struct Shown<'a> {
    subject: &'a Subject,
    plan: &'a Query,
    dialect: Dialect,
    lines: Vec<String>,
    problems: Vec<String>,
}

impl Shown<'_> {
    fn program(&mut self, program: &Program) {
        let keys = keys(program);
        for step in &program.steps {
            if program.steps.len() > 1 {
                self.lines.push(format!("-- {}", role(step.role)));
            }
            let variants = variants(&step.pieces);
            for (number, variant) in variants.iter().enumerate() {
                let placeholder = self.dialect.features().placeholder;
                let text = assemble(&step.pieces, keys, placeholder, variant);
                self.check(&text, step.role);
                // Of many variants a reader is shown the fullest, the next, and the emptiest.
                if variants.len() <= 4 || number <= 1 || number + 1 == variants.len() {
                    self.variant(variant);
                    self.lines.push(text.sql);
                    self.slots(&text.slots);
                }
            }
        }
    }

    fn variant(&mut self, variant: &Variant) {
        let absent: Vec<String> = variant.absent.iter().map(|param| self.label(*param)).collect();
        let absent = (!absent.is_empty()).then(|| format!("without {}", absent.join(", ")));
        let arms = variant.arms.iter().map(|(param, arm)| format!("arm {arm} of {}", self.label(*param)));
        let parts: Vec<String> = absent.into_iter().chain(arms).collect();
        if !parts.is_empty() {
            self.lines.push(format!("-- {}", parts.join(", ")));
        }
    }

    /// What is bound, where that is more than each parameter once and in order.
    fn slots(&mut self, slots: &[Slot]) {
        if slots.iter().enumerate().all(|(at, slot)| *slot == Slot::Param(at)) {
            return;
        }
        let labels = slots.iter().map(|slot| match slot {
            Slot::Param(param) => self.label(*param),
            Slot::LastInsertId => "last insert id".to_owned(),
            Slot::Key => "key".to_owned(),
        });
        let labels: Vec<String> = labels.collect();
        self.lines.push(format!("-- binds {}", labels.join(", ")));
    }

    fn label(&self, param: usize) -> String {
        plan::label(self.plan, &self.subject.schema, param)
    }

    fn check(&mut self, text: &Text, role: Role) {
        let placeholders = text.slots.len();
        let columns = match (&self.plan.output, role) {
            (Output::Rows { shape, .. }, Role::Answer) => {
                Some(shape.fields.len() + lower::key_columns(self.plan, &self.subject.schema).len())
            }
            _ => None,
        };
        let mut results = vec![
            parsed::check(&text.sql, self.dialect, placeholders),
            self.subject.servers.check(self.dialect, &text.sql, placeholders, columns),
        ];
        if self.dialect == Dialect::Sqlite {
            results.push(sqlite::check(&self.subject.database, &text.sql, placeholders, columns));
        }
        let name = self.dialect.features().name;
        let failed = results.into_iter().filter_map(Result::err);
        self.problems.extend(failed.map(|error| format!("{name}: {}\n    {error}", text.sql)));
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Answer => "answer",
        Role::Change => "change",
        Role::Keys => "keys",
    }
}

/// What the step of the keys gives: how many columns, and whether more than one row.
fn keys(program: &Program) -> KeyRows {
    let one = KeyRows { width: 1, number: 1 };
    let Some(step) = program.steps.iter().find(|step| step.role == Role::Keys) else { return one };
    let text = assemble(&step.pieces, one, Placeholder::Question, &Variant::default());
    match text.sql.split_once(" FROM ") {
        Some((columns, _)) => KeyRows { width: outer_commas(columns) + 1, number: MANY },
        None => one,
    }
}

/// The commas outside of parentheses.
fn outer_commas(text: &str) -> usize {
    let mut depth = 0;
    let mut commas = 0;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => commas += 1,
            _ => {}
        }
    }
    commas
}
