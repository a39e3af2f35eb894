//! A schema → the same schema as an initializer of static data.

use super::names::literal_text;
use querent_schema::{
    Action, Check, Column, Default, Enum, EnumKind, Filled, ForeignKey, Generated, Index, IndexKey, IndexTerm, Schema,
    Str, Table, Type, Unique,
};
use std::fmt::Display;

/// `SCHEMA`.
pub(super) fn model(schema: &Schema) -> String {
    let (tables, enums) = (list(&schema.tables, model_table), list(&schema.enums, model_enum));
    format!(
        "/// The schema as it was when the program was compiled.
        #[allow(dead_code, unreachable_pub)]
        pub static SCHEMA: ::querent::__private::schema::Schema = {{
            use ::querent::__private::schema::*;
            use ::std::borrow::Cow::Borrowed;
            Schema {{ tables: {tables}, enums: {enums} }}
        }};\n"
    )
}

fn model_table(table: &Table) -> String {
    let (name, rust_name, doc) = (text(&table.name), text(&table.rust_name), text(&table.doc));
    let view = option(table.view.as_ref().map(text));
    let columns = list(&table.columns, model_column);
    let primary_key = numbers(&table.primary_key);
    let uniques = list(&table.uniques, model_unique);
    let indexes = list(&table.indexes, model_index);
    let foreign_keys = list(&table.foreign_keys, model_foreign_key);
    let checks = list(&table.checks, model_check);
    let line = table.line;
    format!(
        "Table {{
            name: {name}, rust_name: {rust_name}, doc: {doc}, view: {view}, columns: {columns}, primary_key: {primary_key},
            uniques: {uniques}, indexes: {indexes}, foreign_keys: {foreign_keys}, checks: {checks}, line: {line}
        }}"
    )
}

fn model_column(column: &Column) -> String {
    let Column { nullable, auto_increment, hidden, line, .. } = column;
    let (name, rust_name, doc) = (text(&column.name), text(&column.rust_name), text(&column.doc));
    let (ty, source) = (model_type(&column.ty), text(&column.source));
    let default = option(column.default.as_ref().map(model_default));
    let generated = option(column.generated.as_ref().map(model_generated));
    let rust_type = option(column.rust_type.as_ref().map(text));
    let filled = option(column.filled.map(model_filled));
    format!(
        "Column {{
            name: {name}, rust_name: {rust_name}, doc: {doc}, ty: {ty}, nullable: {nullable}, default: {default},
            auto_increment: {auto_increment}, generated: {generated}, rust_type: {rust_type}, filled: {filled},
            hidden: {hidden}, line: {line}, source: {source}
        }}"
    )
}

fn model_type(ty: &Type) -> String {
    let name = match ty {
        Type::SmallInt => "SmallInt",
        Type::Integer => "Integer",
        Type::BigInt => "BigInt",
        Type::Boolean => "Boolean",
        Type::Float => "Float",
        Type::Decimal { precision, scale } => {
            return format!("Type::Decimal {{ precision: {precision}, scale: {scale} }}");
        }
        Type::Text { max } => return format!("Type::Text {{ max: {} }}", option(*max)),
        Type::Bytes { max } => return format!("Type::Bytes {{ max: {} }}", option(*max)),
        Type::Date => "Date",
        Type::Time => "Time",
        Type::DateTime => "DateTime",
        Type::Timestamp => "Timestamp",
        Type::Uuid => "Uuid",
        Type::Json => "Json",
        Type::Enum(enumeration) => return format!("Type::Enum({})", model_enum(enumeration)),
    };
    format!("Type::{name}")
}

fn model_enum(enumeration: &Enum) -> String {
    let (rust_name, type_name) = (text(&enumeration.rust_name), option(enumeration.type_name.as_ref().map(text)));
    let kind = match enumeration.kind {
        EnumKind::Check => "Check",
        EnumKind::Inline => "Inline",
        EnumKind::Named => "Named",
    };
    let (values, variants) = (list(&enumeration.values, text), list(&enumeration.variants, text));
    format!(
        "Enum {{
            rust_name: {rust_name}, type_name: {type_name}, kind: EnumKind::{kind}, values: {values}, variants: {variants}
        }}"
    )
}

fn model_default(default: &Default) -> String {
    match default {
        Default::Null => "Default::Null".to_owned(),
        Default::Number(number) => format!("Default::Number({})", text(number)),
        Default::Text(value) => format!("Default::Text({})", text(value)),
        Default::Boolean(value) => format!("Default::Boolean({value})"),
        Default::Now => "Default::Now".to_owned(),
        Default::Expression(expression) => format!("Default::Expression({})", text(expression)),
    }
}

fn model_generated(generated: &Generated) -> String {
    format!("Generated {{ expression: {}, stored: {} }}", text(&generated.expression), generated.stored)
}

fn model_filled(filled: Filled) -> &'static str {
    match filled {
        Filled::Created => "Filled::Created",
        Filled::Updated => "Filled::Updated",
        Filled::UuidV4 => "Filled::UuidV4",
        Filled::UuidV7 => "Filled::UuidV7",
        Filled::Ulid => "Filled::Ulid",
    }
}

fn model_unique(unique: &Unique) -> String {
    let (name, columns, index) = (option(unique.name.as_ref().map(text)), numbers(&unique.columns), unique.index);
    format!("Unique {{ name: {name}, columns: {columns}, index: {index} }}")
}

fn model_index(index: &Index) -> String {
    let (name, keys, unique) = (text(&index.name), list(&index.keys, model_index_key), index.unique);
    let filter = option(index.filter.as_ref().map(text));
    format!("Index {{ name: {name}, keys: {keys}, unique: {unique}, filter: {filter} }}")
}

fn model_index_key(key: &IndexKey) -> String {
    let descending = key.descending;
    let key = match &key.key {
        IndexTerm::Column(column) => format!("IndexTerm::Column({column})"),
        IndexTerm::Expression(expression) => format!("IndexTerm::Expression({})", text(expression)),
    };
    format!("IndexKey {{ key: {key}, descending: {descending} }}")
}

fn model_foreign_key(key: &ForeignKey) -> String {
    let (name, columns, table) = (option(key.name.as_ref().map(text)), numbers(&key.columns), key.table);
    let (references, on_delete, on_update) =
        (numbers(&key.references), model_action(key.on_delete), model_action(key.on_update));
    let (relation, inverse) = (option(key.relation.as_ref().map(text)), option(key.inverse.as_ref().map(text)));
    format!(
        "ForeignKey {{
            name: {name}, columns: {columns}, table: {table}, references: {references}, on_delete: {on_delete},
            on_update: {on_update}, relation: {relation}, inverse: {inverse}
        }}"
    )
}

fn model_action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "Action::NoAction",
        Action::Restrict => "Action::Restrict",
        Action::Cascade => "Action::Cascade",
        Action::SetNull => "Action::SetNull",
        Action::SetDefault => "Action::SetDefault",
    }
}

fn model_check(check: &Check) -> String {
    format!("Check {{ name: {}, expression: {} }}", option(check.name.as_ref().map(text)), text(&check.expression))
}

fn text(text: &Str) -> String {
    format!("Borrowed({})", literal_text(text))
}

fn list<T>(items: &[T], one: fn(&T) -> String) -> String {
    let items: Vec<String> = items.iter().map(one).collect();
    format!("Borrowed(&[{}])", items.join(", "))
}

fn numbers(numbers: &[usize]) -> String {
    format!("Borrowed(&{numbers:?})")
}

fn option(value: Option<impl Display>) -> String {
    match value {
        Some(value) => format!("::core::option::Option::Some({value})"),
        None => "::core::option::Option::None".to_owned(),
    }
}
