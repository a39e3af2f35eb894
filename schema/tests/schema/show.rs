//! A schema → text that reads as a specification.

use querent_schema::{Column, Default, Enum, Index, IndexTerm, Schema, Table, Type};

pub(crate) fn show_schema(schema: &Schema) -> String {
    let mut text = String::new();
    for named in schema.enums.iter() {
        text += &format!("enum {}\n", show_enum(named));
    }
    for table in schema.tables.iter() {
        text += &show_table(schema, table);
    }
    text
}

fn show_table(schema: &Schema, table: &Table) -> String {
    let kind = if table.view.is_some() { "view" } else { "table" };
    let mut text = format!("{kind} {}{}", table.name, renamed(&table.name, &table.rust_name));
    text += &format!("{}\n", doc(&table.doc));
    for column in table.columns.iter() {
        text += &format!("  {}\n", show_column(column));
    }
    if !table.primary_key.is_empty() {
        text += &format!("  primary key ({})\n", names(table, &table.primary_key));
    }
    for unique in table.uniques.iter() {
        let kind = if unique.index { "unique index" } else { "unique" };
        text += &format!("  {kind}{} ({})\n", named(unique.name.as_deref()), names(table, &unique.columns));
    }
    for index in table.indexes.iter() {
        text += &format!("  {}\n", show_index(table, index));
    }
    for key in table.foreign_keys.iter() {
        let target = &schema.tables[key.table];
        let actions = format!("on delete {:?} on update {:?}", key.on_delete, key.on_update);
        text += &format!(
            "  foreign key{} ({}) -> {} ({}) {actions}",
            named(key.name.as_deref()),
            names(table, &key.columns),
            target.name,
            names(target, &key.references)
        );
        text += &key.relation.as_ref().map(|name| format!(" relation {name}")).unwrap_or_default();
        text += &key.inverse.as_ref().map(|name| format!(" inverse {name}")).unwrap_or_default();
        text.push('\n');
    }
    for check in table.checks.iter() {
        text += &format!("  check{} {}\n", named(check.name.as_deref()), check.expression);
    }
    if let Some(query) = &table.view {
        text += &format!("  as {query}\n");
    }
    text
}

fn renamed(name: &str, rust_name: &str) -> String {
    if name == rust_name { String::new() } else { format!(" ({rust_name})") }
}

fn named(name: Option<&str>) -> String {
    name.map(|name| format!(" {name}")).unwrap_or_default()
}

fn doc(doc: &str) -> String {
    if doc.is_empty() { String::new() } else { format!(" // {}", doc.replace('\n', " / ")) }
}

fn names(table: &Table, columns: &[usize]) -> String {
    columns.iter().map(|&column| &*table.columns[column].name).collect::<Vec<_>>().join(", ")
}

fn show_enum(of: &Enum) -> String {
    let pairs: Vec<String> =
        of.values.iter().zip(of.variants.iter()).map(|(value, name)| format!("{name} '{value}'")).collect();
    let type_name = of.type_name.as_ref().map(|name| format!(" of type {name}")).unwrap_or_default();
    format!("{}{type_name} {:?} [{}]", of.rust_name, of.kind, pairs.join(", "))
}

fn show_column(column: &Column) -> String {
    let ty = match &column.ty {
        Type::Enum(of) => show_enum(of),
        other => other.sql_name().into_owned(),
    };
    let mut text = format!("{}{}: {ty}", column.name, renamed(&column.name, &column.rust_name));
    text += if column.nullable { " null" } else { "" };
    text += if column.auto_increment { " auto" } else { "" };
    text += &column.default.as_ref().map(|default| format!(" default {}", show_default(default))).unwrap_or_default();
    if let Some(generated) = &column.generated {
        let stored = if generated.stored { "stored" } else { "virtual" };
        text += &format!(" generated {stored} {}", generated.expression);
    }
    text += &column.filled.map(|filled| format!(" filled {filled:?}")).unwrap_or_default();
    text += &column.rust_type.as_ref().map(|ty| format!(" type {ty}")).unwrap_or_default();
    text += if column.hidden { " hidden" } else { "" };
    text + &doc(&column.doc)
}

fn show_default(default: &Default) -> String {
    match default {
        Default::Null => "null".to_owned(),
        Default::Number(number) => number.to_string(),
        Default::Text(text) => format!("'{text}'"),
        Default::Boolean(value) => value.to_string(),
        Default::Now => "now".to_owned(),
        Default::Expression(expression) => format!("({expression})"),
    }
}

fn show_index(table: &Table, index: &Index) -> String {
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let term = match &key.key {
                IndexTerm::Column(column) => table.columns[*column].name.to_string(),
                IndexTerm::Expression(expression) => format!("({expression})"),
            };
            if key.descending { term + " desc" } else { term }
        })
        .collect();
    let unique = if index.unique { "unique " } else { "" };
    let filter = index.filter.as_ref().map(|filter| format!(" where {filter}")).unwrap_or_default();
    format!("{unique}index {} ({}){filter}", index.name, keys.join(", "))
}
