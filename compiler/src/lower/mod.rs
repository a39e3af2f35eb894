//! [`plan::Query`] × [`Features`](querent_schema::Features) → statements of SQL: which strategy a dialect takes (RETURNING or read back, conflict clauses, …).

mod assignments;
mod change;
mod insert;
pub(crate) mod statement;
mod upsert;

use crate::features::Asked;
use crate::plan::{self, ColumnId, Lock, Output, Verb, Weight};
use crate::program::Role;
use querent_schema::{Schema, Table, Type};
use statement::{Filter, Items, Order, Select, Source, Statement, Step};

/// The statements that carry out a query, in order, in one transaction when there is more than one.
pub(crate) fn query<'p>(query: &'p plan::Query, schema: &'p Schema, features: &'p Asked) -> Vec<Step<'p>> {
    let lower = Lower { query, schema, table: &schema.tables[query.table], features };
    match &query.verb {
        Verb::Select(select) => vec![Step::answer(Statement::Select(lower.select(select)))],
        Verb::Count { filter } => vec![Step::answer(Statement::Select(Select {
            filter: Filter::of(filter),
            ..Select::new(Source::Table(query.table), Items::Count)
        }))],
        Verb::Exists { filter } => vec![Step::answer(Statement::Exists(Select {
            filter: Filter::of(filter),
            ..Select::new(Source::Table(query.table), Items::One)
        }))],
        Verb::Insert(insert) => insert::lower_insert(&lower, insert),
        Verb::Update { assignments, filter } => change::lower_update(&lower, assignments, filter),
        Verb::Delete { filter } => change::lower_delete(&lower, filter),
        Verb::Upsert(upsert) => upsert::lower_upsert(&lower, upsert),
        Verb::Truncate => vec![Step::answer(lower.truncate())],
    }
}

/// Whether it locks the rows that it reads until the end of its transaction.
pub fn locks(query: &plan::Query) -> bool {
    matches!(&query.verb, Verb::Select(select) if select.lock.is_some())
}

/// Whether the rows of the answer come in any order and the driver brings them into the order of the key.
pub fn sorted_by_key(query: &plan::Query, schema: &Schema) -> bool {
    let table = &schema.tables[query.table];
    // Decimals may be texts, whose order is not that of their numbers.
    let is_ordered = |column: &ColumnId| !matches!(table.columns[*column].ty, Type::Decimal { .. } | Type::Json);
    let key = lower_identity(table);
    lower_sorts(query) && !key.is_empty() && key.iter().all(is_ordered)
}

/// Where the key stands in a row of the answer, the columns of [`key_columns`] standing behind the fields; `None` unless all of it is there.
pub fn key_positions(query: &plan::Query, schema: &Schema) -> Option<Vec<usize>> {
    let fields = query.output.fields();
    let behind = key_columns(query, schema);
    let position = |column: ColumnId| {
        let among_fields = fields.iter().position(|field| field.column == Some(column));
        among_fields.or_else(|| behind.iter().position(|key| *key == column).map(|at| fields.len() + at))
    };
    let key = lower_identity(&schema.tables[query.table]);
    if key.is_empty() { None } else { key.into_iter().map(position).collect() }
}

/// Columns of the key that stand behind the fields in a row of the answer, for the driver to sort by.
pub fn key_columns(query: &plan::Query, schema: &Schema) -> Vec<ColumnId> {
    if !sorted_by_key(query, schema) {
        return Vec::new();
    }
    let is_field = |column: &ColumnId| query.output.fields().iter().any(|field| field.column == Some(*column));
    lower_identity(&schema.tables[query.table]).into_iter().filter(|column| !is_field(column)).collect()
}

/// Whether rows of a change are given, which may be more than one.
fn lower_sorts(query: &plan::Query) -> bool {
    let changes = matches!(query.verb, Verb::Update { .. } | Verb::Delete { .. });
    changes && matches!(query.output, Output::Rows { .. }) && query.weight != Weight::Short
}

/// The columns that tell one row from all others; empty when the table has no key without NULL.
fn lower_identity(table: &Table) -> Vec<ColumnId> {
    let not_null = |key: &&[ColumnId]| key.iter().all(|column| !table.columns[*column].nullable);
    table.keys().find(not_null).map(<[ColumnId]>::to_vec).unwrap_or_default()
}

/// What every part of this phase looks at.
struct Lower<'p> {
    query: &'p plan::Query,
    schema: &'p Schema,
    table: &'p Table,
    features: &'p Asked,
}

impl<'p> Lower<'p> {
    fn select(&self, select: &'p plan::Select) -> Select<'p> {
        Select {
            distinct: select.distinct,
            filter: Filter::of(&select.filter),
            order: Order::Plan(&select.order),
            take: select.take,
            skip: select.skip,
            lock: self.lock(select.lock),
            ..Select::new(Source::Table(self.query.table), self.items())
        }
    }

    /// How rows are locked where a transaction that writes is not alone anyway.
    fn lock(&self, lock: Option<Lock>) -> Option<Lock> {
        lock.filter(|_| self.features.row_locks())
    }

    /// What the query gives of each row.
    fn items(&self) -> Items<'p> {
        match &self.query.output {
            Output::Rows { shape, .. } => Items::Fields(&shape.fields, key_columns(self.query, self.schema)),
            Output::Count | Output::Exists | Output::Nothing => Items::One,
        }
    }

    /// What a changing statement returns: nothing where its count is the answer.
    fn returning(&self) -> Option<Items<'p>> {
        matches!(self.query.output, Output::Rows { .. }).then(|| self.items())
    }

    fn identity(&self) -> Vec<ColumnId> {
        lower_identity(self.table)
    }

    fn truncate(&self) -> Statement<'p> {
        let referred = self.schema.tables.iter().enumerate().any(|(id, table)| {
            id != self.query.table && table.foreign_keys.iter().any(|key| key.table == self.query.table)
        });
        if self.features.truncates_in_transaction() && !referred {
            return Statement::Truncate(self.query.table);
        }
        let (table, filter) = (self.query.table, Filter::All);
        Statement::Delete(statement::Delete { table, among_tables: false, filter, returning: None })
    }
}

impl<'p> Step<'p> {
    fn answer(statement: Statement<'p>) -> Self {
        Step { role: Role::Answer, statement }
    }

    fn change(statement: Statement<'p>) -> Self {
        Step { role: Role::Change, statement }
    }

    fn keys(statement: Statement<'p>) -> Self {
        Step { role: Role::Keys, statement }
    }
}
