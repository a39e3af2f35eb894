//! Tables, views and indexes → the statements that create them, in an order that the dialect takes.

use super::columns::{
    column_definition, column_type, is_too_long_for_expressions, is_whole_counter, key_prefix, outer_type_check,
};
use super::expressions::names_column;
use super::features::{DdlFeatures, features};
use super::names::{check_name, foreign_key_name, index_name, unique_name};
use crate::{Action, Check, Dialect, ForeignKey, IndexKey, IndexTerm, Schema, Table, Unique};

/// The statements that create these tables and views (indexes into [`Schema::tables`]) with their indexes: each table before those that
/// reference it. Foreign keys that run in a circle are added when all tables are there, where the dialect needs that.
pub fn create_tables(schema: &Schema, tables: &[usize], dialect: Dialect) -> Vec<String> {
    let features = features(dialect);
    let mut statements = Vec::new();
    let mut later = Vec::new();
    let order = order(schema, tables);
    for (position, &table) in order.iter().enumerate() {
        let waits = |key: usize| {
            let target = schema.tables[table].foreign_keys[key].table;
            features.adds_constraints && order[position + 1..].contains(&target)
        };
        let keys = 0..schema.tables[table].foreign_keys.len();
        let (wait, now): (Vec<usize>, Vec<usize>) = keys.partition(|&key| waits(key));
        statements.push(table_definition(schema, table, &now, dialect));
        statements.extend(create_indexes(schema, table, dialect));
        later.extend(wait.into_iter().filter_map(|key| add_foreign_key(schema, table, key, dialect)));
    }
    statements.extend(later);
    let views = tables.iter().filter(|&&table| schema.tables[table].view.is_some());
    statements.extend(views.filter_map(|&view| create_view(schema, view, dialect)));
    statements
}

/// Tables among these, without views: parents first as far as there is no circle, else in the order of the file.
fn order(schema: &Schema, tables: &[usize]) -> Vec<usize> {
    let mut left: Vec<usize> = tables.iter().copied().filter(|&table| schema.tables[table].view.is_none()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let is_free = |&table: &usize| {
            schema.tables[table].foreign_keys.iter().all(|key| key.table == table || !left.contains(&key.table))
        };
        let next = left.iter().position(is_free).unwrap_or(0);
        order.push(left.remove(next));
    }
    order
}

/// `CREATE TABLE` with all constraints, foreign keys too. Indexes are apart.
pub fn create_table(schema: &Schema, table: usize, dialect: Dialect) -> String {
    let keys: Vec<usize> = (0..schema.tables[table].foreign_keys.len()).collect();
    table_definition(schema, table, &keys, dialect)
}

fn table_definition(schema: &Schema, index: usize, foreign_keys: &[usize], dialect: Dialect) -> String {
    let (features, table) = (features(dialect), &schema.tables[index]);
    let mut parts: Vec<String> =
        (0..table.columns.len()).map(|column| column_definition(features, table, column)).collect();
    let in_column = table.columns.iter().any(|column| is_whole_counter(features, table, column));
    if !table.primary_key.is_empty() && !in_column {
        parts.push(format!("PRIMARY KEY ({})", columns(features, table, &table.primary_key)));
    }
    for (position, unique) in table.uniques.iter().enumerate().filter(|(_, unique)| !unique.index) {
        let name = features.name(&unique_name(schema, index, position, dialect));
        parts.push(format!("CONSTRAINT {name} UNIQUE ({})", columns(features, table, &unique.columns)));
    }
    for &key in foreign_keys {
        parts.push(foreign_key(schema, index, key, dialect));
    }
    parts.extend(counter_key(features, table));
    parts.extend((0..table.columns.len()).filter_map(|column| outer_type_check(features, table, column)));
    for (position, check) in table.checks.iter().enumerate().filter(|(_, check)| may_check(features, table, check)) {
        let name = features.name(&check_name(schema, index, position, dialect));
        parts.push(format!("CONSTRAINT {name} CHECK ({})", features.condition(&check.expression)));
    }
    format!("CREATE TABLE {} (\n    {}\n){}", features.name(&table.name), parts.join(",\n    "), features.table_options)
}

/// A key for a column that counts up and begins none.
fn counter_key(features: &DdlFeatures, table: &Table) -> Option<String> {
    let counter = table.columns.iter().position(|column| column.auto_increment)?;
    let begins = |unique: &Unique| !unique.index && unique.columns.first() == Some(&counter);
    let has_key = table.primary_key.first() == Some(&counter) || table.uniques.iter().any(begins);
    (features.counters_need_keys && !has_key).then(|| format!("KEY ({})", columns(features, table, &[counter])))
}

/// Whether the dialect takes a check that names these columns.
fn may_check(features: &DdlFeatures, table: &Table, check: &Check) -> bool {
    let changes = |key: &ForeignKey| {
        let keeps = |action: &Action| matches!(action, Action::NoAction | Action::Restrict);
        !keeps(&key.on_update) || !(keeps(&key.on_delete) || key.on_delete == Action::Cascade)
    };
    let is_changed = |column: usize| {
        table.columns[column].auto_increment
            || table.foreign_keys.iter().any(|key| key.columns.contains(&column) && changes(key))
    };
    let mut named =
        (0..table.columns.len()).filter(|&column| names_column(&check.expression, &table.columns[column].name));
    features.checks_any_column || !named.any(is_changed)
}

fn columns(features: &DdlFeatures, table: &Table, columns: &[usize]) -> String {
    features.names(columns.iter().map(|&column| &*table.columns[column].name))
}

fn foreign_key(schema: &Schema, table: usize, key: usize, dialect: Dialect) -> String {
    let features = features(dialect);
    let name = features.name(&foreign_key_name(schema, table, key, dialect));
    let own = columns(features, &schema.tables[table], &schema.tables[table].foreign_keys[key].columns);
    format!("CONSTRAINT {name} FOREIGN KEY ({own}) {}", references(schema, table, key, features))
}

/// `REFERENCES "users" ("id") ON DELETE CASCADE`.
fn references(schema: &Schema, table: usize, key: usize, features: &DdlFeatures) -> String {
    let table = &schema.tables[table];
    let key = &table.foreign_keys[key];
    let target = &schema.tables[key.table];
    let mut sql =
        format!("REFERENCES {} ({})", features.name(&target.name), columns(features, target, &key.references));
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            _ if !features.impossible_actions && is_impossible(table, key, action) => continue,
            Action::Restrict => "RESTRICT",
            Action::Cascade => "CASCADE",
            Action::SetNull => "SET NULL",
            Action::SetDefault => "SET DEFAULT",
        };
        sql += &format!(" ON {event} {action}");
    }
    sql
}

/// What InnoDB does not know, and what fails whenever it is done: without it the change of the parent is refused.
fn is_impossible(table: &Table, key: &ForeignKey, action: Action) -> bool {
    match action {
        Action::SetDefault => true,
        Action::SetNull => key.columns.iter().any(|&column| !table.columns[column].nullable),
        _ => false,
    }
}

/// `ALTER TABLE … ADD CONSTRAINT` for a foreign key; `None` where the dialect cannot.
pub fn add_foreign_key(schema: &Schema, table: usize, key: usize, dialect: Dialect) -> Option<String> {
    let features = features(dialect);
    let name = features.name(&schema.tables[table].name);
    features.adds_constraints.then(|| format!("ALTER TABLE {name} ADD {}", foreign_key(schema, table, key, dialect)))
}

/// `ALTER TABLE … ADD COLUMN`, with the foreign key of this column alone where the dialect has no other way to add that
/// ([`add_foreign_key`] gives `None`). A UNIQUE is added by [`create_unique_index`].
///
/// `None` where no statement can add it: a part of the primary key, or a stored column of a dialect that adds none.
pub fn add_column(schema: &Schema, table: usize, column: usize, dialect: Dialect) -> Option<String> {
    let (features, index) = (features(dialect), table);
    let table = &schema.tables[table];
    let stored = table.columns[column].generated.as_ref().is_some_and(|generated| generated.stored);
    if table.primary_key.contains(&column) || (stored && !features.adds_stored_columns) {
        return None;
    }
    let mut sql =
        format!("ALTER TABLE {} ADD COLUMN {}", features.name(&table.name), column_definition(features, table, column));
    let own_key = table.foreign_keys.iter().position(|key| *key.columns == [column]);
    if let (Some(key), false) = (own_key, features.adds_constraints) {
        let name = features.name(&foreign_key_name(schema, index, key, dialect));
        sql += &format!(" CONSTRAINT {name} {}", references(schema, index, key, features));
    }
    if let Some(check) = outer_type_check(features, table, column) {
        sql += &format!(", ADD {check}");
    }
    Some(sql)
}

/// `CREATE INDEX` for each index of the table, and for each UNIQUE that was written as an index, in this order: first the uniques.
pub fn create_indexes(schema: &Schema, table: usize, dialect: Dialect) -> Vec<String> {
    let uniques = schema.tables[table].uniques.iter().enumerate().filter(|(_, unique)| unique.index);
    let uniques = uniques.map(|(unique, _)| create_unique_index(schema, table, unique, dialect));
    let indexes = 0..schema.tables[table].indexes.len();
    uniques.chain(indexes.filter_map(|index| create_index(schema, table, index, dialect))).collect()
}

/// `CREATE UNIQUE INDEX` that does what a UNIQUE constraint does: an index into [`Table::uniques`].
pub fn create_unique_index(schema: &Schema, table: usize, unique: usize, dialect: Dialect) -> String {
    let (features, index) = (features(dialect), table);
    let table = &schema.tables[table];
    let name = features.name(&unique_name(schema, index, unique, dialect));
    let columns = columns(features, table, &table.uniques[unique].columns);
    format!("CREATE UNIQUE INDEX {name} ON {} ({columns})", features.name(&table.name))
}

/// `CREATE INDEX`, or what does the same; `None` where the dialect cannot index an expression, or not one over a text without limit.
pub fn create_index(schema: &Schema, table: usize, index: usize, dialect: Dialect) -> Option<String> {
    let (features, number) = (features(dialect), table);
    let table = &schema.tables[table];
    let definition = &table.indexes[index];
    let filter = definition.filter.as_deref().map(|filter| features.expression(filter));
    if definition.keys.iter().any(|key| is_over_long_text(features, table, &key.key)) {
        return None;
    }
    // A unique index of some rows is one over values that are NULL for the others.
    let by_case = filter.as_ref().filter(|_| definition.unique && !features.partial_indexes);
    let mut keys = Vec::new();
    for key in definition.keys.iter() {
        let term = match (&key.key, by_case) {
            (IndexTerm::Column(column), Some(filter)) => {
                format!("(CASE WHEN {filter} THEN {} END)", features.name(&table.columns[*column].name))
            }
            (IndexTerm::Column(column), None) => {
                let prefix = key_prefix(features, table, *column, &definition.keys);
                let prefix = prefix.map(|length| format!("({length})")).unwrap_or_default();
                features.name(&table.columns[*column].name) + &prefix
            }
            (IndexTerm::Expression(expression), _) => format!("({})", features.expression(expression)),
        };
        if term.starts_with('(') && !features.expression_indexes {
            return by_case.and_then(|filter| add_unique_part(schema, number, index, filter, features, dialect));
        }
        keys.push(term + key_order(table, key, dialect));
    }
    let unique = if definition.unique { "UNIQUE " } else { "" };
    let name = features.name(&index_name(schema, number, index, dialect));
    let mut sql = format!("CREATE {unique}INDEX {name} ON {} ({})", features.name(&table.name), keys.join(", "));
    if let (Some(filter), true) = (filter, features.partial_indexes) {
        sql += &format!(" WHERE {filter}");
    }
    Some(sql)
}

/// The direction of a key. An index serves an order only where it has NULL at the same end, which is the lowest.
fn key_order(table: &Table, key: &IndexKey, dialect: Dialect) -> &'static str {
    let nullable = key.key.column().is_some_and(|column| table.columns[column].nullable);
    match (key.descending, nullable && !dialect.features().nulls_are_lowest) {
        (false, false) => "",
        (true, false) => " DESC",
        (false, true) => " NULLS FIRST",
        (true, true) => " DESC NULLS LAST",
    }
}

/// Whether it is an expression that may give more than an index takes.
fn is_over_long_text(features: &DdlFeatures, table: &Table, term: &IndexTerm) -> bool {
    let IndexTerm::Expression(expression) = term else { return false };
    let is_long = |column: usize| is_too_long_for_expressions(features, table, column);
    let mut columns = (0..table.columns.len()).filter(|&column| is_long(column));
    columns.any(|column| names_column(expression, &table.columns[column].name))
}

/// A unique index of some rows where no index can hold an expression: over columns that are made for it, and are NULL elsewhere.
/// `None` for keys that are expressions, whose types are not known.
fn add_unique_part(
    schema: &Schema,
    table: usize,
    index: usize,
    filter: &str,
    features: &DdlFeatures,
    dialect: Dialect,
) -> Option<String> {
    let name = index_name(schema, table, index, dialect);
    let table = &schema.tables[table];
    let (mut added, mut keys) = (Vec::new(), Vec::new());
    for (position, key) in table.indexes[index].keys.iter().enumerate() {
        let IndexTerm::Column(column) = key.key else { return None };
        let made = features.name(&format!("{name}_{}", position + 1));
        let (ty, column) = (column_type(features, table, column), features.name(&table.columns[column].name));
        let value = format!("CASE WHEN {filter} THEN {column} END");
        added.push(format!("ADD COLUMN {made} {ty} GENERATED ALWAYS AS ({value}) VIRTUAL INVISIBLE"));
        keys.push(made);
    }
    added.push(format!("ADD UNIQUE INDEX {} ({})", features.name(&name), keys.join(", ")));
    Some(format!("ALTER TABLE {} {}", features.name(&table.name), added.join(", ")))
}

/// `CREATE VIEW`; `None` for a table.
pub fn create_view(schema: &Schema, view: usize, dialect: Dialect) -> Option<String> {
    let (features, table) = (features(dialect), &schema.tables[view]);
    let query = features.expression(table.view.as_ref()?);
    let columns = features.names(table.columns.iter().map(|column| &*column.name));
    Some(format!("CREATE VIEW {} ({columns}) AS {query}", features.name(&table.name)))
}
