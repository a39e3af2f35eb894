//! A schema ↔ JSON: what the store must know of its tables to keep their rules, without what only the compiler asks for.

use querent_schema::{
    Action, Check, Column, Default, Enum, EnumKind, ForeignKey, Generated, Index, IndexKey, IndexTerm, List, Schema,
    Str, Table, Type, Unique, nearest,
};
use serde_json::{Map, Value, json};

/// The tables of a schema as JSON.
pub(crate) fn write(schema: &Schema) -> Value {
    schema.tables.iter().map(|table| write_table(schema, table)).collect()
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// With what is wrong, and in which table.
pub(crate) fn read(tables: &Value) -> Result<Schema, String> {
    let tables = tables.as_array().ok_or("`tables` is no list")?;
    let names: Vec<&str> = tables.iter().map(|table| text(table, "name")).collect::<Result<_, _>>()?;
    // A foreign key may name columns of a table that stands behind its own.
    let columns: Vec<List<Column>> = tables.iter().map(read_columns).collect::<Result<_, _>>()?;
    let read = |(place, table): (usize, &Value)| {
        read_table(table, place, &names, &columns).map_err(|what| format!("table `{}`: {what}", names[place]))
    };
    Ok(Schema { tables: tables.iter().enumerate().map(read).collect::<Result<_, _>>()?, ..Schema::default() })
}

fn write_table(schema: &Schema, table: &Table) -> Value {
    let names = |columns: &[usize]| column_names(table, columns);
    let mut written = Map::new();
    let mut put = |name: &str, value: Value| {
        if !matches!(&value, Value::Array(items) if items.is_empty()) {
            written.insert(name.to_owned(), value);
        }
    };
    put("name", json!(table.name));
    if let Some(view) = &table.view {
        put("view", json!(view));
    }
    put("columns", table.columns.iter().map(write_column).collect());
    put("primary_key", names(&table.primary_key));
    put(
        "uniques",
        table
            .uniques
            .iter()
            .map(|key| json!({"name": key.name, "columns": names(&key.columns), "index": key.index}))
            .collect(),
    );
    put("indexes", table.indexes.iter().map(|index| write_index(table, index)).collect());
    put("foreign_keys", table.foreign_keys.iter().map(|key| write_foreign_key(schema, table, key)).collect());
    put(
        "checks",
        table.checks.iter().map(|check| json!({"name": check.name, "expression": check.expression})).collect(),
    );
    Value::Object(written)
}

fn column_names(table: &Table, columns: &[usize]) -> Value {
    columns.iter().map(|column| json!(table.columns[*column].name)).collect()
}

fn write_column(column: &Column) -> Value {
    let mut written = Map::new();
    written.insert("name".to_owned(), json!(column.name));
    written.insert("type".to_owned(), json!(type_name(&column.ty)));
    if let Type::Enum(of) = &column.ty {
        written.insert("values".to_owned(), json!(of.values));
    }
    if column.nullable {
        written.insert("nullable".to_owned(), json!(true));
    }
    if column.auto_increment {
        written.insert("auto_increment".to_owned(), json!(true));
    }
    if let Some(default) = &column.default {
        written.insert("default".to_owned(), write_default(default));
    }
    if let Some(generated) = &column.generated {
        written.insert("generated".to_owned(), json!(generated.expression));
        written.insert("stored".to_owned(), json!(generated.stored));
    }
    Value::Object(written)
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::Enum(_) => "ENUM".to_owned(),
        Type::Bytes { max: Some(max) } => format!("BLOB({max})"),
        ty => ty.sql_name().replace(", ", ","),
    }
}

fn write_default(default: &Default) -> Value {
    match default {
        Default::Null => json!({"null": true}),
        Default::Number(digits) => json!({"number": digits}),
        Default::Text(text) => json!({"text": text}),
        Default::Boolean(truth) => json!({"boolean": truth}),
        Default::Now => json!({"now": true}),
        Default::Expression(expression) => json!({"expression": expression}),
    }
}

fn write_index(table: &Table, index: &Index) -> Value {
    let keys = index.keys.iter().map(|key| match &key.key {
        IndexTerm::Column(column) => json!({"column": table.columns[*column].name, "descending": key.descending}),
        IndexTerm::Expression(text) => json!({"expression": text, "descending": key.descending}),
    });
    json!({"name": index.name, "unique": index.unique, "keys": keys.collect::<Vec<_>>(), "filter": index.filter})
}

fn write_foreign_key(schema: &Schema, table: &Table, key: &ForeignKey) -> Value {
    let parent = &schema.tables[key.table];
    json!({
        "name": key.name,
        "columns": column_names(table, &key.columns),
        "table": parent.name,
        "references": column_names(parent, &key.references),
        "on_delete": action_name(key.on_delete),
        "on_update": action_name(key.on_update),
    })
}

const ACTIONS: [(Action, &str); 5] = [
    (Action::NoAction, "NO ACTION"),
    (Action::Restrict, "RESTRICT"),
    (Action::Cascade, "CASCADE"),
    (Action::SetNull, "SET NULL"),
    (Action::SetDefault, "SET DEFAULT"),
];

fn action_name(action: Action) -> &'static str {
    ACTIONS.iter().find(|(known, _)| *known == action).map_or("NO ACTION", |(_, name)| name)
}

/// Refuses members that nothing is known of, as one that was misspelled by hand.
fn only(of: &Value, known: &[&str]) -> Result<(), String> {
    let unknown = of.as_object().and_then(|members| members.keys().find(|name| !known.contains(&name.as_str())));
    match unknown {
        None => Ok(()),
        Some(name) => {
            let near = nearest(name, known.iter().copied())
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            Err(format!("`{name}` is not known{near}"))
        }
    }
}

fn read_table(table: &Value, place: usize, names: &[&str], columns: &[List<Column>]) -> Result<Table, String> {
    only(table, &["name", "view", "columns", "primary_key", "uniques", "indexes", "foreign_keys", "checks"])?;
    let own = &columns[place];
    let keys = |keys: &Value| -> Result<Unique, String> {
        only(keys, &["name", "columns", "index"])?;
        let index = flag(keys, "index");
        Ok(Unique { name: optional(keys, "name"), columns: places(&keys["columns"], own)?, index })
    };
    let check = |check: &Value| -> Result<Check, String> {
        only(check, &["name", "expression"])?;
        Ok(Check { name: optional(check, "name"), expression: owned(check, "expression")? })
    };
    Ok(Table {
        name: owned(table, "name")?,
        rust_name: owned(table, "name")?,
        doc: Str::default(),
        view: optional(table, "view"),
        columns: own.clone(),
        primary_key: places(&table["primary_key"], own)?,
        uniques: list(table, "uniques", keys)?,
        indexes: list(table, "indexes", |index| read_index(index, own))?,
        foreign_keys: list(table, "foreign_keys", |key| read_foreign_key(key, own, names, columns))?,
        checks: list(table, "checks", check)?,
        line: 0,
    })
}

fn read_columns(table: &Value) -> Result<List<Column>, String> {
    list(table, "columns", read_column)
}

fn read_column(column: &Value) -> Result<Column, String> {
    only(column, &["name", "type", "values", "nullable", "auto_increment", "default", "generated", "stored"])?;
    let name = owned(column, "name")?;
    let ty = read_type(text(column, "type")?, column);
    let generated = optional(column, "generated");
    let generated = generated.map(|expression| Generated { expression, stored: flag(column, "stored") });
    Ok(Column {
        ty: ty.ok_or_else(|| format!("column `{name}` has a type that is not known"))?,
        rust_name: name.clone(),
        name,
        doc: Str::default(),
        nullable: flag(column, "nullable"),
        default: column.get("default").map(read_default).transpose()?,
        auto_increment: flag(column, "auto_increment"),
        generated,
        rust_type: None,
        filled: None,
        hidden: false,
        line: 0,
        source: Str::default(),
    })
}

fn read_type(name: &str, column: &Value) -> Option<Type> {
    let (word, numbers) = name.split_once('(').unwrap_or((name, ""));
    let mut numbers = numbers.trim_end_matches(')').split(',').map(|number| number.trim().parse::<u32>().ok());
    let first = numbers.next().flatten();
    Some(match word {
        "SMALLINT" => Type::SmallInt,
        "INTEGER" => Type::Integer,
        "BIGINT" => Type::BigInt,
        "BOOLEAN" => Type::Boolean,
        "DOUBLE" => Type::Float,
        "DECIMAL" => {
            Type::Decimal { precision: u8::try_from(first?).ok()?, scale: u8::try_from(numbers.next()??).ok()? }
        }
        "TEXT" => Type::Text { max: None },
        "VARCHAR" => Type::Text { max: Some(first?) },
        "BLOB" => Type::Bytes { max: first },
        "DATE" => Type::Date,
        "TIME" => Type::Time,
        "DATETIME" => Type::DateTime,
        "TIMESTAMP" => Type::Timestamp,
        "UUID" => Type::Uuid,
        "JSON" => Type::Json,
        "ENUM" => Type::Enum(Enum {
            rust_name: Str::default(),
            type_name: None,
            kind: EnumKind::Check,
            values: texts(&column["values"])?,
            variants: texts(&column["values"])?,
        }),
        _ => return None,
    })
}

fn texts(values: &Value) -> Option<List<Str>> {
    values.as_array()?.iter().map(|value| value.as_str().map(|text| Str::Owned(text.to_owned()))).collect()
}

fn read_default(default: &Value) -> Result<Default, String> {
    let (kind, value) =
        default.as_object().and_then(|members| members.iter().next()).ok_or("a default is no object")?;
    let content = || value.as_str().map(|text| Str::Owned(text.to_owned())).ok_or("a default is no text");
    Ok(match kind.as_str() {
        "null" => Default::Null,
        "number" => Default::Number(content()?),
        "text" => Default::Text(content()?),
        "boolean" => Default::Boolean(*value == Value::Bool(true)),
        "now" => Default::Now,
        "expression" => Default::Expression(content()?),
        other => return Err(format!("a default is of no kind that is known: `{other}`")),
    })
}

fn read_index(index: &Value, own: &[Column]) -> Result<Index, String> {
    only(index, &["name", "unique", "keys", "filter"])?;
    let key = |key: &Value| -> Result<IndexKey, String> {
        only(key, &["column", "expression", "descending"])?;
        let term = match optional(key, "expression") {
            Some(expression) => IndexTerm::Expression(expression),
            None => IndexTerm::Column(place_of(text(key, "column")?, own)?),
        };
        Ok(IndexKey { key: term, descending: flag(key, "descending") })
    };
    let (name, keys) = (owned(index, "name")?, list(index, "keys", key)?);
    Ok(Index { name, keys, unique: flag(index, "unique"), filter: optional(index, "filter") })
}

fn read_foreign_key(
    key: &Value,
    own: &[Column],
    names: &[&str],
    columns: &[List<Column>],
) -> Result<ForeignKey, String> {
    only(key, &["name", "columns", "table", "references", "on_delete", "on_update"])?;
    let parent = text(key, "table")?;
    let table = names.iter().position(|name| *name == parent).ok_or_else(|| format!("there is no table `{parent}`"))?;
    let action = |name: &str| -> Result<Action, String> {
        let spelled = text(key, name)?;
        let known = ACTIONS.iter().find(|(_, known)| *known == spelled);
        known.map(|(action, _)| *action).ok_or_else(|| format!("`{spelled}` is no action of a foreign key"))
    };
    Ok(ForeignKey {
        name: optional(key, "name"),
        columns: places(&key["columns"], own)?,
        table,
        references: places(&key["references"], &columns[table])?,
        on_delete: action("on_delete")?,
        on_update: action("on_update")?,
        relation: None,
        inverse: None,
    })
}

fn places(names: &Value, columns: &[Column]) -> Result<List<usize>, String> {
    let names = names.as_array().map_or(&[][..], Vec::as_slice);
    names.iter().map(|name| place_of(name.as_str().unwrap_or_default(), columns)).collect()
}

fn place_of(name: &str, columns: &[Column]) -> Result<usize, String> {
    columns.iter().position(|column| column.name == name).ok_or_else(|| format!("there is no column `{name}`"))
}

fn list<T: Clone>(of: &Value, name: &str, read: impl Fn(&Value) -> Result<T, String>) -> Result<List<T>, String> {
    of[name].as_array().map_or(&[][..], Vec::as_slice).iter().map(read).collect()
}

fn text<'v>(of: &'v Value, name: &str) -> Result<&'v str, String> {
    of[name].as_str().ok_or_else(|| format!("`{name}` is missing, or no text"))
}

fn owned(of: &Value, name: &str) -> Result<Str, String> {
    text(of, name).map(|text| Str::Owned(text.to_owned()))
}

fn optional(of: &Value, name: &str) -> Option<Str> {
    of[name].as_str().map(|text| Str::Owned(text.to_owned()))
}

fn flag(of: &Value, name: &str) -> bool {
    of[name] == Value::Bool(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "
        CREATE TABLE child (id INTEGER PRIMARY KEY AUTOINCREMENT, parent_id BIGINT REFERENCES parent (id) ON DELETE SET NULL ON UPDATE CASCADE);
        CREATE TABLE parent (
            id BIGINT PRIMARY KEY, small SMALLINT DEFAULT -1, whole INTEGER DEFAULT 0, flag BOOLEAN NOT NULL DEFAULT TRUE, ratio DOUBLE PRECISION,
            price DECIMAL(10, 2) DEFAULT 1.50, code VARCHAR(10) DEFAULT 'a', note TEXT DEFAULT NULL, data VARBINARY(8), blob BLOB,
            born_on DATE, wakes_at TIME, starts_at DATETIME, seen_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, token UUID, document JSON,
            mood TEXT CHECK (mood IN ('happy', 'sad')), twice INTEGER GENERATED ALWAYS AS (whole * 2) STORED,
            CONSTRAINT positive CHECK (whole >= 0), UNIQUE (code, small));
        CREATE INDEX by_note ON parent (note DESC, whole);
        CREATE UNIQUE INDEX one_flag ON parent (lower(note)) WHERE flag;
        CREATE VIEW flagged AS SELECT id, note FROM parent WHERE flag;";

    #[test]
    fn a_schema_is_read_as_it_was_written() {
        let schema = querent_schema::parse(SCHEMA).unwrap();
        let written = write(&schema);
        let read = read(&written).unwrap();
        assert_eq!(write(&read), written);
        // What it is for: the DDL is the same.
        let ddl = |schema: &Schema| schema.ddl(querent_schema::Dialect::Sqlite);
        assert_eq!(ddl(&read), ddl(&schema));
    }

    #[test]
    fn what_is_wrong_is_told() {
        let error = |text: &str| read(&serde_json::from_str(text).unwrap()).unwrap_err();
        assert!(error("{}").contains("no list"));
        assert!(
            error("[{\"name\":\"t\",\"columns\":[{\"name\":\"a\",\"type\":\"WORD\"}]}]").contains("`a` has a type")
        );
        let key = "[{\"name\":\"t\",\"columns\":[{\"name\":\"a\",\"type\":\"TEXT\"}],\"primary_key\":[\"b\"]}]";
        assert_eq!(error(key), "table `t`: there is no column `b`");
        let key =
            "[{\"name\":\"t\",\"columns\":[{\"name\":\"a\",\"type\":\"TEXT\"}],\"unique\":[{\"columns\":[\"a\"]}]}]";
        assert_eq!(error(key), "table `t`: `unique` is not known; did you mean `uniques`?");
    }
}
