//! Primary keys, unique keys, indexes and checks of one table → the model, with their columns looked up.

use super::expressions::{Renderer, Scope};
use super::{enums, find_column, find_columns};
use crate::ddl::sqlite_type_check;
use crate::parse::draft::{self, Constraint, ConstraintKind};
use crate::parse::expression::Expression;
use crate::parse::problem::Problems;
use crate::{Check, EnumKind, Index, IndexKey, IndexTerm, Str, Table, Type, Unique};
use sqlparser::ast::{BinaryOperator, Expr, Function, FunctionArg, FunctionArgExpr, Value};

/// Reads the constraints of the table in the order of the file. Foreign keys come later, when all tables have their keys.
pub(super) fn verify(table: &mut Table, draft: &draft::Table, problems: &mut Problems) {
    for constraint in &draft.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, inside } => {
                if !table.primary_key.is_empty() {
                    problems.push(constraint.place, format!("table `{}` has two primary keys", table.name));
                } else if let Some(columns) = find_columns(table, columns, problems) {
                    primary_key(table, draft, columns, *inside);
                }
            }
            ConstraintKind::Unique { columns } => {
                if let Some(columns) = find_columns(table, columns, problems) {
                    add_unique(table, Unique { name: name_of(constraint), columns: columns.into(), index: false });
                }
            }
            ConstraintKind::Check(condition) => check(table, constraint, condition, problems),
            ConstraintKind::Index(index) => add_index(table, constraint, index, problems),
            ConstraintKind::ForeignKey(_) => {}
        }
    }
    // A primary key that was read after its UNIQUE makes that superfluous.
    let primary_key = table.primary_key.clone();
    table.uniques.to_mut().retain(|unique| !same_columns(&unique.columns, &primary_key));
}

fn name_of(constraint: &Constraint) -> Option<Str> {
    constraint.name.as_ref().map(|name| name.text.clone().into())
}

/// Whether two lists hold the same columns in any order.
pub(super) fn same_columns(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().all(|column| b.contains(column))
}

fn primary_key(table: &mut Table, draft: &draft::Table, key: Vec<usize>, inside: bool) {
    for &column in &key {
        table.columns.to_mut()[column].nullable = false;
    }
    if let [single] = *key
        && inside
        && is_sqlite_counter(draft, single)
    {
        table.columns.to_mut()[single].auto_increment = true;
    }
    table.primary_key = key.into();
}

/// SQLite counts up a key that is one column of type INTEGER. Where it is a foreign key or has a default, that is not meant.
fn is_sqlite_counter(draft: &draft::Table, key: usize) -> bool {
    let column = &draft.columns[key];
    let is_foreign = draft.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(foreign) => foreign.columns.iter().any(|name| name.matches(&column.name.text)),
        _ => false,
    });
    column.ty == Some(draft::ColumnType::PlainInteger)
        && column.default.is_none()
        && !draft.without_rowid
        && !is_foreign
}

fn add_unique(table: &mut Table, unique: Unique) {
    if !table.uniques.iter().any(|known| same_columns(&known.columns, &unique.columns)) {
        table.uniques.to_mut().push(unique);
    }
}

fn add_index(table: &mut Table, constraint: &Constraint, index: &draft::Index, problems: &mut Problems) {
    let mut keys = Vec::new();
    for key in &index.keys {
        let key_term = match plain_name(&key.expression.tree) {
            Some(name) => match find_column(table, &name) {
                Some(column) => IndexTerm::Column(column),
                None => {
                    let place = key.expression.place;
                    let name = crate::parse::cursor::Name { text: name, place };
                    super::report_missing_column(table, &name, problems);
                    continue;
                }
            },
            None => IndexTerm::Expression(render(table, &key.expression, problems)),
        };
        keys.push(IndexKey { key: key_term, descending: key.descending });
    }
    let filter = index.filter.as_ref().map(|filter| render(table, filter, problems));
    let columns: Option<Vec<usize>> = keys.iter().map(|key| key.key.column()).collect();
    match columns {
        Some(columns) if index.unique && filter.is_none() => {
            add_unique(table, Unique { name: name_of(constraint), columns: columns.into(), index: true })
        }
        _ => {
            let name = name_of(constraint).unwrap_or_else(|| index_name(table, &keys).into());
            table.indexes.to_mut().push(Index { name, keys: keys.into(), unique: index.unique, filter });
        }
    }
}

/// `posts_user_id_index`.
fn index_name(table: &Table, keys: &[IndexKey]) -> String {
    let mut name = table.name.to_string();
    for key in keys {
        name.push('_');
        match &key.key {
            IndexTerm::Column(column) => name.push_str(&table.columns[*column].name),
            IndexTerm::Expression(_) => name.push_str("expression"),
        }
    }
    name + "_index"
}

fn plain_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Identifier(name) => Some(name.value.clone()),
        Expr::Nested(inner) => plain_name(inner),
        _ => None,
    }
}

fn render(table: &Table, expression: &Expression, problems: &mut Problems) -> Str {
    let scope = Scope::of_table(table);
    Renderer::new(&expression.words, expression.place, scope, problems).whole(&expression.tree).sql.into()
}

/// A condition; one that lists the texts of a text column makes it an enumeration, and `json_valid(…)` a document.
fn check(table: &mut Table, constraint: &Constraint, condition: &Expression, problems: &mut Problems) {
    if let Some((name, values)) = enumeration(table, &condition.tree)
        && let Some(index) = find_column(table, &name)
        && matches!(table.columns[index].ty, Type::Text { .. })
    {
        for (at, value) in values.iter().enumerate() {
            if values[..at].contains(value) {
                problems.push(condition.place, format!("value '{value}' stands in the enumeration twice"));
            }
        }
        let made = enums::make_enum(&table.columns[index].name, None, EnumKind::Check, values);
        let mut column = table.columns[index].clone();
        column.ty = Type::Enum(made);
        let others: Vec<_> = table.columns.iter().filter(|other| other.name != column.name).cloned().collect();
        super::columns::separate_enum(&mut column, &others);
        table.columns.to_mut()[index] = column;
        return;
    }
    if let Some(index) = document(table, &condition.tree) {
        table.columns.to_mut()[index].ty = Type::Json;
        return;
    }
    let expression = render(table, condition, problems);
    // The DDL that querent writes for SQLite limits types by checks, which are no constraints of the schema.
    if table.columns.iter().any(|column| sqlite_type_check(table, column).is_some_and(|check| check == *expression)) {
        return;
    }
    table.checks.to_mut().push(Check { name: name_of(constraint), expression });
}

/// `role IN ('a', 'b')`, and what PostgreSQL makes of it: `(role)::text = ANY ((ARRAY['a'::text, …])::text[])`.
fn enumeration(table: &Table, condition: &Expr) -> Option<(String, Vec<String>)> {
    match bare(condition) {
        Expr::InList { expr, list, negated: false } => Some((plain_name(bare(expr))?, texts(table, list)?)),
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right } => match bare(right) {
            Expr::Array(array) => Some((plain_name(bare(left))?, texts(table, &array.elem)?)),
            _ => None,
        },
        _ => None,
    }
}

/// The text column of which `json_valid(c)` is asked, as MariaDB writes JSON, or `json_valid(c) OR c IS NULL`.
fn document(table: &Table, condition: &Expr) -> Option<usize> {
    match bare(condition) {
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => match bare(right) {
            Expr::IsNull(_) => document(table, left),
            _ => None,
        },
        Expr::Function(Function { name, args, .. }) => match (&name.0[..], &args[..]) {
            ([name], [FunctionArg::Unnamed(FunctionArgExpr::Expr(column))])
                if name.value.eq_ignore_ascii_case("json_valid") =>
            {
                let column = find_column(table, &plain_name(column)?)?;
                matches!(table.columns[column].ty, Type::Text { max: None }).then_some(column)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Without parentheses and casts.
fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => bare(inner),
        other => other,
    }
}

fn texts(table: &Table, list: &[Expr]) -> Option<Vec<String>> {
    let text = |item: &Expr| match bare(item) {
        Expr::Value(Value::SingleQuotedString(text)) => Some(text.clone()),
        // MySQL and SQLite take a name in double quotes for a text where there is no such column.
        Expr::Identifier(name) if name.quote_style == Some('"') && find_column(table, &name.value).is_none() => {
            Some(name.value.clone())
        }
        _ => None,
    };
    list.iter().map(text).collect()
}
