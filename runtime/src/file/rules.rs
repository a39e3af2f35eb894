//! A schema → what its tables ask of their rows, ready to be computed: defaults, generated columns, checks, who references whom.

use super::access::{Key, KeyColumns};
use super::ansi::{self, Selection};
use super::evaluate::{Context, condition, evaluate};
use super::execute::RowId;
use super::expression::{Expr, Function};
use super::value::Value;
use crate::error::Result;
use querent_schema::{Action, Column, Default, Dialect, Schema, Table, Type, ddl};
use std::sync::Arc;

/// Names are those of the dialect that is most like this store.
pub(crate) const NAMES: Dialect = Dialect::Sqlite;

/// The rules of all tables, in the order of the schema.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) tables: Vec<TableRules>,
}

/// What one table asks of its rows.
#[derive(Debug)]
pub(crate) struct TableRules {
    /// What rows are found by.
    pub(crate) keys: Vec<KeyColumns>,
    /// The primary key, where it is one column of whole numbers, by which rows are numbered then.
    pub(crate) numbered_by: Option<usize>,
    /// The column that counts up.
    pub(crate) counter: Option<usize>,
    /// What each column holds that an insert leaves out; `None` where there is no default.
    pub(crate) defaults: Vec<Option<Expr>>,
    /// The generated columns with their expressions, each behind those that it reads.
    pub(crate) generated: Vec<(usize, Expr)>,
    /// The name and the condition of each CHECK.
    pub(crate) checks: Vec<(String, Expr)>,
    /// The foreign keys that reference this table: the table that has them, and their number there.
    pub(crate) referenced_by: Vec<(usize, usize)>,
    /// Unique indexes over some of the rows, or over what is computed of them.
    pub(crate) partial_keys: Vec<Arc<PartialKey>>,
    /// The query of a view, or what of it is not known; none of a table.
    pub(crate) view: Option<std::result::Result<Selection, String>>,
}

/// A unique index with a condition or with expressions.
#[derive(Debug)]
pub(crate) struct PartialKey {
    /// Its number among [`Table::indexes`].
    pub(crate) index: usize,
    pub(crate) terms: Vec<Expr>,
    /// The columns, where it is made of nothing else.
    pub(crate) columns: Vec<usize>,
    /// The rows that it is about.
    pub(crate) filter: Option<Expr>,
}

impl PartialKey {
    /// What it holds of a row; `None` where it holds nothing, or NULL, which is equal to nothing.
    ///
    /// # Errors
    /// When that cannot be computed.
    pub(crate) fn values(&self, row: &[Value]) -> Result<Option<Vec<Value>>> {
        // What changes with the time is nothing to be found again.
        let context = Context { row, params: &[], now: 0 };
        if let Some(filter) = &self.filter
            && condition(filter, context)? != Some(true)
        {
            return Ok(None);
        }
        let values = self.terms.iter().map(|term| Ok(evaluate(term, context)?.into_owned()));
        let values = values.collect::<Result<Vec<_>>>()?;
        Ok(if values.contains(&Value::Null) { None } else { Some(values) })
    }
}

impl Rules {
    /// The rules of a schema. What of it the file store does not know is an error of the statements that need it.
    pub(crate) fn of(schema: &Schema) -> Rules {
        Rules { tables: (0..schema.tables.len()).map(|table| TableRules::of(schema, table)).collect() }
    }
}

impl TableRules {
    fn of(schema: &Schema, index: usize) -> TableRules {
        let table = &schema.tables[index];
        let defaults = table.columns.iter().map(|column| {
            let expr = default_of(column)?;
            Some(read(format!("the default of `{}.{}`", table.name, column.name), expr))
        });
        let defaults = defaults.collect();
        let generated = table.columns.iter().enumerate().filter_map(|(place, column)| {
            let expr = ansi::expression(&column.generated.as_ref()?.expression, table);
            Some((place, read(format!("the generated column `{}.{}`", table.name, column.name), expr)))
        });
        let generated = in_order(generated.collect());
        let checks = table.checks.iter().enumerate().map(|(number, check)| {
            let name = ddl::check_name(schema, index, number, NAMES);
            let expr = read(format!("the CHECK `{name}`"), ansi::expression(&check.expression, table));
            (name, expr)
        });
        let checks = checks.collect();
        let partial_keys = partial_keys(schema, index);
        let view = table.view.as_ref().map(|query| ansi::selection(query, schema));
        let keys = Key::all(table).collect();
        TableRules {
            keys,
            numbered_by: numbered_by(table),
            counter: table.columns.iter().position(|column| column.auto_increment),
            defaults,
            generated,
            checks,
            referenced_by: referenced_by(schema, index),
            partial_keys,
            view,
        }
    }
}

/// The column that numbers the rows of a table. Where a foreign key of its own may change it, a statement could not find the rows again that it
/// has yet to look after.
pub(crate) fn numbered_by(table: &Table) -> Option<usize> {
    let [column] = table.primary_key[..] else { return None };
    let Column { ty, nullable, .. } = &table.columns[column];
    let is_whole = matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt) && !nullable;
    let follows = table.foreign_keys.iter().any(|key| {
        let changes =
            matches!(key.on_update, Action::Cascade | Action::SetDefault) || key.on_delete == Action::SetDefault;
        changes && key.columns.contains(&column)
    });
    (is_whole && !follows).then_some(column)
}

/// The number of the row with this key: numbers are in the order of keys.
pub(crate) fn row_number(key: i64) -> RowId {
    (key ^ i64::MIN).cast_unsigned()
}

/// The key of the row with this number.
pub(crate) fn key_of(number: RowId) -> i64 {
    number.cast_signed() ^ i64::MIN
}

/// A key that is a whole number.
pub(crate) fn whole_key(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

fn default_of(column: &Column) -> Option<std::result::Result<Expr, String>> {
    let value = |text: &str| {
        let read = Value::read(&column.ty, text).or_else(|| Value::read(&Type::BigInt, text));
        Ok(Expr::Value(read.unwrap_or_else(|| Value::Text(text.into()))))
    };
    Some(match column.default.as_ref()? {
        Default::Null => Ok(Expr::Value(Value::Null)),
        Default::Number(text) | Default::Text(text) => value(text),
        Default::Boolean(truth) => Ok(Expr::Value(match column.ty {
            Type::Boolean => Value::Boolean(*truth),
            _ => Value::Integer(i64::from(*truth)),
        })),
        Default::Now => {
            let function = match column.ty {
                Type::Date => Function::NowDate,
                Type::Time => Function::NowTime,
                Type::DateTime => Function::NowDateTime,
                _ => Function::NowTimestamp,
            };
            Ok(Expr::Call(function, Vec::new()))
        }
        Default::Expression(text) => ansi::constant(text, Some(&column.ty)),
    })
}

/// Generated columns may read each other; a circle, which no database takes, stays as it is.
fn in_order(mut left: Vec<(usize, Expr)>) -> Vec<(usize, Expr)> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waits = |(_, expr): &(usize, Expr)| {
            let mut waits = false;
            expr.columns(&mut |read| waits |= left.iter().any(|(column, _)| *column == read));
            waits
        };
        let next = left.iter().position(|one| !waits(one)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

/// An expression, or the error that it is to ask for it.
fn read(what: String, expr: std::result::Result<Expr, String>) -> Expr {
    expr.unwrap_or_else(|why| Expr::Unknown(format!("{what}: {why}").into()))
}

fn partial_keys(schema: &Schema, index: usize) -> Vec<Arc<PartialKey>> {
    use querent_schema::IndexTerm;
    let table = &schema.tables[index];
    let unique = table.indexes.iter().enumerate().filter(|(_, index)| index.unique);
    unique
        .map(|(number, definition)| {
            let what = format!("the index `{}`", ddl::index_name(schema, index, number, NAMES));
            let terms = definition.keys.iter().map(|key| match &key.key {
                IndexTerm::Column(column) => Expr::Column(*column),
                IndexTerm::Expression(text) => read(what.clone(), ansi::expression(text, table)),
            });
            let terms = terms.collect();
            let filter = definition.filter.as_ref().map(|text| read(what.clone(), ansi::expression(text, table)));
            let columns = definition.keys.iter().map(|key| key.key.column()).collect::<Option<_>>();
            Arc::new(PartialKey { index: number, terms, columns: columns.unwrap_or_default(), filter })
        })
        .collect()
}

fn referenced_by(schema: &Schema, parent: usize) -> Vec<(usize, usize)> {
    let keys_of = |(child, table): (usize, &Table)| {
        let keys = table.foreign_keys.iter().enumerate();
        keys.filter(|(_, key)| key.table == parent).map(|(number, _)| (child, number)).collect::<Vec<_>>()
    };
    schema.tables.iter().enumerate().flat_map(keys_of).collect()
}
