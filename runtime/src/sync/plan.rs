//! A schema and what a database has → the statements that add what is missing, or why something cannot be added.

use super::SyncReport;
use crate::error::{Error, ErrorKind, Result};
use querent_schema::{Default, Dialect, Schema, Table, ddl};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a database lacks.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) report: SyncReport,
    pub(crate) statements: Vec<Addition>,
    /// What cannot be added, and why.
    problems: Vec<String>,
}

/// A statement that adds something.
pub(crate) struct Addition {
    /// What it adds, for messages.
    pub(crate) what: String,
    pub(crate) sql: String,
}

/// What a database has.
#[derive(Default)]
pub(crate) struct Present {
    /// Names in another case are the same; all names here are in lower case then.
    pub(crate) folds_case: bool,
    pub(crate) tables: HashMap<String, Relation>,
    pub(crate) views: HashSet<String>,
}

/// What a table has.
#[derive(Default)]
pub(crate) struct Relation {
    pub(crate) columns: HashSet<String>,
    pub(crate) indexes: HashSet<String>,
    /// The columns of each unique key over columns alone and all rows.
    pub(crate) uniques: Vec<BTreeSet<String>>,
    pub(crate) has_rows: bool,
}

impl Present {
    /// A name as it stands here.
    pub(crate) fn name(&self, name: &str) -> String {
        if self.folds_case { name.to_ascii_lowercase() } else { name.to_owned() }
    }

    /// A table of a schema.
    pub(crate) fn table(&self, table: &Table) -> Option<&Relation> {
        self.tables.get(&self.name(&table.name))
    }

    /// Whether it lacks a column that the schema has.
    pub(crate) fn lacks_columns(&self, table: &Table) -> bool {
        let lacks = |relation: &Relation| {
            table.columns.iter().any(|column| !relation.columns.contains(&self.name(&column.name)))
        };
        self.table(table).is_some_and(lacks)
    }

    fn is_view(&self, table: &Table) -> bool {
        self.views.contains(&self.name(&table.name))
    }
}

/// Plans what has to be added.
pub(crate) fn plan(schema: &Schema, dialect: Dialect, present: &Present) -> Result<Plan> {
    let mut plan = Plan::default();
    plan_tables(&mut plan, schema, dialect, present);
    if plan.problems.is_empty() {
        return Ok(plan);
    }
    let text =
        format!("the database cannot be brought to the schema, and was not changed: {}", plan.problems.join("; "));
    Err(Error::new(ErrorKind::Sync, text))
}

fn plan_tables(plan: &mut Plan, schema: &Schema, dialect: Dialect, present: &Present) {
    let is_present = |table: &Table| present.is_view(table) || present.table(table).is_some();
    let (old, new): (Vec<usize>, Vec<usize>) =
        (0..schema.tables.len()).partition(|table| is_present(&schema.tables[*table]));
    let created = new.iter().map(|table| schema.tables[*table].name.to_string());
    plan.report.created_tables.extend(created);
    let what = format!("the tables {}", plan.report.created_tables.join(", "));
    let creations = ddl::create_tables(schema, &new, dialect).into_iter();
    plan.statements.extend(creations.map(|sql| Addition { what: what.clone(), sql }));
    for table in old.into_iter().filter(|table| schema.tables[*table].view.is_none()) {
        let name = &schema.tables[table].name;
        match present.table(&schema.tables[table]) {
            Some(relation) => {
                plan_columns(plan, schema, table, dialect, present, relation);
                plan_indexes(plan, schema, table, dialect, present, relation);
            }
            None => plan.problems.push(format!("`{name}` is a view in the database, and a table in the schema")),
        }
    }
}

fn plan_columns(
    plan: &mut Plan,
    schema: &Schema,
    index: usize,
    dialect: Dialect,
    present: &Present,
    relation: &Relation,
) {
    let table = &schema.tables[index];
    let is_missing = |name: &str| !relation.columns.contains(&present.name(name));
    let missing = table.columns.iter().enumerate().filter(|(_, column)| is_missing(&column.name));
    for (position, column) in missing {
        let name = format!("{}.{}", table.name, column.name);
        let computes = dialect.features().adds_computed_defaults;
        match (
            obstacle(table, position, relation.has_rows, computes),
            ddl::add_column(schema, index, position, dialect),
        ) {
            (None, Some(sql)) => {
                let what = format!("the column `{name}`");
                let own_key = table.foreign_keys.iter().position(|key| *key.columns == [position]);
                let key = own_key.and_then(|key| ddl::add_foreign_key(schema, index, key, dialect));
                let statements = [Some(sql), key].into_iter().flatten();
                plan.statements.extend(statements.map(|sql| Addition { what: what.clone(), sql }));
                plan.report.added_columns.push(name);
            }
            (Some(obstacle), _) => plan.problems.push(format!("`{name}` {obstacle}")),
            (None, None) => {
                let store = dialect.features().name;
                plan.problems.push(format!("`{name}` is of a kind that {store} adds to no table"));
            }
        }
    }
}

/// Why a column cannot be added. It is the same on every store, but for defaults that are computed, which not each gives to rows that are there.
fn obstacle(table: &Table, position: usize, has_rows: bool, computes_defaults: bool) -> Option<&'static str> {
    let column = &table.columns[position];
    let is_constant = |default: &Default| !matches!(default, Default::Now | Default::Expression(_));
    let name = format!("\"{}\"", column.name.replace('"', "\"\""));
    if table.primary_key.contains(&position) {
        return Some("belongs to the primary key, which cannot be changed");
    }
    if table.foreign_keys.iter().any(|key| key.columns.len() > 1 && key.columns.contains(&position)) {
        return Some("belongs to a foreign key of several columns, which cannot be added");
    }
    if table.checks.iter().any(|check| check.expression.contains(&name)) {
        return Some("stands in a CHECK of the table, which cannot be added");
    }
    if !has_rows || column.generated.is_some() {
        return None;
    }
    match &column.default {
        None | Some(Default::Null) if !column.nullable => {
            Some("is NOT NULL without a default, and the table has rows: give it a DEFAULT, or let it be NULL")
        }
        Some(default) if !computes_defaults && !is_constant(default) => Some(
            "has a default that is computed, which this store gives to no rows that are there: give it a constant DEFAULT, or none",
        ),
        _ => None,
    }
}

fn plan_indexes(
    plan: &mut Plan,
    schema: &Schema,
    index: usize,
    dialect: Dialect,
    present: &Present,
    relation: &Relation,
) {
    let table = &schema.tables[index];
    for (position, unique) in table.uniques.iter().enumerate() {
        let columns = unique.columns.iter().map(|column| present.name(&table.columns[*column].name)).collect();
        if !relation.uniques.contains(&columns) {
            let name = ddl::unique_name(schema, index, position, dialect);
            plan.index(name, ddl::create_unique_index(schema, index, position, dialect));
        }
    }
    for position in 0..table.indexes.len() {
        let name = ddl::index_name(schema, index, position, dialect);
        if let (false, Some(sql)) =
            (relation.indexes.contains(&present.name(&name)), ddl::create_index(schema, index, position, dialect))
        {
            plan.index(name, sql);
        }
    }
}

impl Plan {
    fn index(&mut self, name: String, sql: String) {
        self.statements.push(Addition { what: format!("the index `{name}`"), sql });
        self.report.created_indexes.push(name);
    }
}

/// What a sync that fails leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    Nothing,
    /// What it has added by then: the store's changes of the schema stand in no transaction.
    Earlier,
}

/// A store would not add something for a reason that was not foreseen; a lock or a full disk is no such reason.
pub(crate) fn refused(what: &str, said: Error, left: Left) -> Error {
    let left = match left {
        Left::Nothing => "nothing was changed",
        Left::Earlier => "what was added before it stays",
    };
    match said.kind() {
        ErrorKind::Connection => said,
        _ if said.is_timeout() || said.is_conflict() => said,
        ErrorKind::Constraint => {
            let text = format!("{what} cannot be added, for rows that are there do not meet it; {left}");
            Error::new(ErrorKind::Sync, text).with_source(said)
        }
        _ => Error::new(ErrorKind::Sync, format!("{what} cannot be added, and {left}: {said}")).with_source(said),
    }
}
