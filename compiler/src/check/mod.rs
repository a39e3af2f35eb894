//! [`ast::Query`] + [`Schema`] → [`plan::Query`]: resolves names, types everything, applies every rule; the last phase that can fail.
//!
//! A function of this phase returns `None` when a mistake was reported, by itself or by whoever made what it was given: then
//! nothing is said about what depends on it.

mod arithmetic;
mod clauses;
mod compare;
mod condition;
mod context;
mod effects;
mod function;
mod gather;
mod inputs;
mod insert;
mod keys;
mod literal;
mod matching;
mod names;
mod order;
mod select;
mod shape;
mod store;
mod types;
mod update;
mod upsert;
mod value;

use crate::ast::{self, VerbKind};
use crate::errors::Errors;
use crate::plan::{self, Output, ParamId, TableId, Verb};
use context::Optionals;
use inputs::Inputs;
use proc_macro2::Span;
use querent_schema::{Schema, Table};
use types::Family;

/// Checks a query. `None` exactly when at least one mistake was reported, here or by the parser.
pub fn query(query: &ast::Query, schema: &Schema, errors: &mut Errors) -> Option<plan::Query> {
    let table = names::check_table(&query.table.name, schema, errors);
    let checker = Checker {
        schema,
        table,
        inputs: Inputs::of(query, table.map(|table| &schema.tables[table])),
        errors,
        optionals: Optionals::DROP,
        optional_params: Vec::new(),
        wanted: None,
        columns_refused: None,
    };
    checker.query(query)
}

/// What is known while one query is checked.
struct Checker<'q> {
    schema: &'q Schema,
    /// `None` when there is no such table, which silences its columns.
    table: Option<TableId>,
    inputs: Inputs<'q>,
    errors: &'q mut Errors,
    /// What becomes of `{x}?` where the checker stands.
    optionals: Optionals,
    /// Parameters of `{x}?` in the condition that is being checked.
    optional_params: Vec<ParamId>,
    /// The kind of type that would fit where the checker stands; of equally near names it tells the likely one.
    wanted: Option<Family>,
    /// Why no column can be named where the checker stands.
    columns_refused: Option<&'static str>,
}

impl<'q> Checker<'q> {
    fn query(mut self, query: &'q ast::Query) -> Option<plan::Query> {
        let checked = match query.verb {
            Some(verb) => {
                self.check_clauses(query, verb);
                self.check_verb(query, verb)
            }
            None => {
                self.check_filter(query);
                None
            }
        };
        let inputs = self.inputs.finish(self.errors);
        if !self.errors.is_empty() {
            return None;
        }
        let (table, verb, (checked, output)) = (self.table?, query.verb?, checked?);
        let (reads, writes) = effects::tables(self.schema, table, &checked, &output);
        let weight = effects::weight(self.schema, table, &checked);
        Some(plan::Query {
            table,
            module: query.table.path.clone(),
            name: format!("{}.{}", self.schema.tables[table].rust_name, verb_name(verb.kind)),
            verb_span: verb.span,
            verb: checked,
            inputs,
            output,
            reads,
            writes,
            weight,
        })
    }

    fn check_verb(&mut self, query: &'q ast::Query, verb: ast::Verb) -> Option<(Verb, Output)> {
        match verb.kind {
            VerbKind::Find | VerbKind::FindFirst | VerbKind::Get => self.check_select(query, verb),
            VerbKind::Count => {
                let filter = self.check_filter(query)?;
                Some((Verb::Count { filter }, Output::Count))
            }
            VerbKind::Exists => {
                let filter = self.check_filter(query)?;
                Some((Verb::Exists { filter }, Output::Exists))
            }
            VerbKind::Insert | VerbKind::InsertMany => self.check_insert(query, verb),
            VerbKind::Update => self.check_update(query, verb),
            VerbKind::Delete => self.check_delete(query, verb),
            VerbKind::Upsert => self.check_upsert(query, verb),
            VerbKind::Truncate => {
                self.check_table_writable(verb.span)?;
                Some((Verb::Truncate, Output::Nothing))
            }
        }
    }

    /// The condition of `where`, if there is one.
    fn check_filter(&mut self, query: &'q ast::Query) -> Option<Option<plan::Expr>> {
        match &query.filter {
            Some(filter) => self.check_condition(&filter.value).map(Some),
            None => Some(None),
        }
    }

    /// A view is read only; what would be written is not looked at then.
    fn check_table_writable(&mut self, verb: Span) -> Option<()> {
        let Some(table) = self.table().filter(|table| table.view.is_some()) else { return Some(()) };
        let message = format!("`{}` is a view: it is read like a table and cannot be written", table.rust_name);
        let help = format!("it is defined at {}:{}", self.errors.schema(), table.line);
        self.errors.push_help(verb, message, help);
        None
    }

    /// The table, if there is such a one.
    fn table(&self) -> Option<&'q Table> {
        self.table.map(|table| &self.schema.tables[table])
    }
}

/// The verb as it is written.
fn verb_name(verb: VerbKind) -> &'static str {
    match verb {
        VerbKind::Find => "find",
        VerbKind::FindFirst => "find_first",
        VerbKind::Get => "get",
        VerbKind::Count => "count",
        VerbKind::Exists => "exists",
        VerbKind::Insert => "insert",
        VerbKind::InsertMany => "insert_many",
        VerbKind::Update => "update",
        VerbKind::Delete => "delete",
        VerbKind::Upsert => "upsert",
        VerbKind::Truncate => "truncate",
    }
}
