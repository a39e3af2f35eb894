//! A schema → the same schema as an initializer of static data.

use proc_macro2::TokenStream;
use querent_schema::{
    Action, Check, Column, Default, Enum, EnumKind, Filled, ForeignKey, Generated, Index, IndexKey, IndexTerm, Schema,
    Str, Table, Type, Unique,
};
use quote::{ToTokens, quote};

/// `SCHEMA`.
pub(super) fn model(schema: &Schema) -> TokenStream {
    let (tables, enums) = (list(&schema.tables, model_table), list(&schema.enums, model_enum));
    quote! {
        /// The schema as it was when the program was compiled.
        #[allow(dead_code, unreachable_pub)]
        pub static SCHEMA: ::querent::__private::schema::Schema = {
            use ::querent::__private::schema::*;
            use ::std::borrow::Cow::Borrowed;
            Schema { tables: #tables, enums: #enums }
        };
    }
}

fn model_table(table: &Table) -> TokenStream {
    let (name, rust_name, doc) = (text(&table.name), text(&table.rust_name), text(&table.doc));
    let view = option(table.view.as_ref().map(text));
    let columns = list(&table.columns, model_column);
    let primary_key = numbers(&table.primary_key);
    let uniques = list(&table.uniques, model_unique);
    let indexes = list(&table.indexes, model_index);
    let foreign_keys = list(&table.foreign_keys, model_foreign_key);
    let checks = list(&table.checks, model_check);
    let line = table.line;
    quote! {
        Table {
            name: #name, rust_name: #rust_name, doc: #doc, view: #view, columns: #columns, primary_key: #primary_key,
            uniques: #uniques, indexes: #indexes, foreign_keys: #foreign_keys, checks: #checks, line: #line
        }
    }
}

fn model_column(column: &Column) -> TokenStream {
    let Column { nullable, auto_increment, hidden, line, .. } = column;
    let (name, rust_name, doc) = (text(&column.name), text(&column.rust_name), text(&column.doc));
    let (ty, source) = (model_type(&column.ty), text(&column.source));
    let default = option(column.default.as_ref().map(model_default));
    let generated = option(column.generated.as_ref().map(model_generated));
    let rust_type = option(column.rust_type.as_ref().map(text));
    let filled = option(column.filled.map(model_filled));
    quote! {
        Column {
            name: #name, rust_name: #rust_name, doc: #doc, ty: #ty, nullable: #nullable, default: #default,
            auto_increment: #auto_increment, generated: #generated, rust_type: #rust_type, filled: #filled,
            hidden: #hidden, line: #line, source: #source
        }
    }
}

fn model_type(ty: &Type) -> TokenStream {
    match ty {
        Type::SmallInt => quote!(Type::SmallInt),
        Type::Integer => quote!(Type::Integer),
        Type::BigInt => quote!(Type::BigInt),
        Type::Boolean => quote!(Type::Boolean),
        Type::Float => quote!(Type::Float),
        Type::Decimal { precision, scale } => quote!(Type::Decimal { precision: #precision, scale: #scale }),
        Type::Text { max } => {
            let max = option(*max);
            quote!(Type::Text { max: #max })
        }
        Type::Bytes { max } => {
            let max = option(*max);
            quote!(Type::Bytes { max: #max })
        }
        Type::Date => quote!(Type::Date),
        Type::Time => quote!(Type::Time),
        Type::DateTime => quote!(Type::DateTime),
        Type::Timestamp => quote!(Type::Timestamp),
        Type::Uuid => quote!(Type::Uuid),
        Type::Json => quote!(Type::Json),
        Type::Enum(enumeration) => {
            let enumeration = model_enum(enumeration);
            quote!(Type::Enum(#enumeration))
        }
    }
}

fn model_enum(enumeration: &Enum) -> TokenStream {
    let (rust_name, type_name) = (text(&enumeration.rust_name), option(enumeration.type_name.as_ref().map(text)));
    let kind = match enumeration.kind {
        EnumKind::Check => quote!(Check),
        EnumKind::Inline => quote!(Inline),
        EnumKind::Named => quote!(Named),
    };
    let (values, variants) = (list(&enumeration.values, text), list(&enumeration.variants, text));
    quote!(Enum { rust_name: #rust_name, type_name: #type_name, kind: EnumKind::#kind, values: #values, variants: #variants })
}

fn model_default(default: &Default) -> TokenStream {
    match default {
        Default::Null => quote!(Default::Null),
        Default::Number(number) => {
            let number = text(number);
            quote!(Default::Number(#number))
        }
        Default::Text(value) => {
            let value = text(value);
            quote!(Default::Text(#value))
        }
        Default::Boolean(value) => quote!(Default::Boolean(#value)),
        Default::Now => quote!(Default::Now),
        Default::Expression(expression) => {
            let expression = text(expression);
            quote!(Default::Expression(#expression))
        }
    }
}

fn model_generated(generated: &Generated) -> TokenStream {
    let (expression, stored) = (text(&generated.expression), generated.stored);
    quote!(Generated { expression: #expression, stored: #stored })
}

fn model_filled(filled: Filled) -> TokenStream {
    match filled {
        Filled::Created => quote!(Filled::Created),
        Filled::Updated => quote!(Filled::Updated),
        Filled::UuidV4 => quote!(Filled::UuidV4),
        Filled::UuidV7 => quote!(Filled::UuidV7),
        Filled::Ulid => quote!(Filled::Ulid),
    }
}

fn model_unique(unique: &Unique) -> TokenStream {
    let (name, columns, index) = (option(unique.name.as_ref().map(text)), numbers(&unique.columns), unique.index);
    quote!(Unique { name: #name, columns: #columns, index: #index })
}

fn model_index(index: &Index) -> TokenStream {
    let (name, keys, unique) = (text(&index.name), list(&index.keys, model_index_key), index.unique);
    let filter = option(index.filter.as_ref().map(text));
    quote!(Index { name: #name, keys: #keys, unique: #unique, filter: #filter })
}

fn model_index_key(key: &IndexKey) -> TokenStream {
    let descending = key.descending;
    let key = match &key.key {
        IndexTerm::Column(column) => quote!(IndexTerm::Column(#column)),
        IndexTerm::Expression(expression) => {
            let expression = text(expression);
            quote!(IndexTerm::Expression(#expression))
        }
    };
    quote!(IndexKey { key: #key, descending: #descending })
}

fn model_foreign_key(key: &ForeignKey) -> TokenStream {
    let (name, columns, table) = (option(key.name.as_ref().map(text)), numbers(&key.columns), key.table);
    let (references, on_delete, on_update) =
        (numbers(&key.references), model_action(key.on_delete), model_action(key.on_update));
    let (relation, inverse) = (option(key.relation.as_ref().map(text)), option(key.inverse.as_ref().map(text)));
    quote! {
        ForeignKey {
            name: #name, columns: #columns, table: #table, references: #references, on_delete: #on_delete,
            on_update: #on_update, relation: #relation, inverse: #inverse
        }
    }
}

fn model_action(action: Action) -> TokenStream {
    match action {
        Action::NoAction => quote!(Action::NoAction),
        Action::Restrict => quote!(Action::Restrict),
        Action::Cascade => quote!(Action::Cascade),
        Action::SetNull => quote!(Action::SetNull),
        Action::SetDefault => quote!(Action::SetDefault),
    }
}

fn model_check(check: &Check) -> TokenStream {
    let (name, expression) = (option(check.name.as_ref().map(text)), text(&check.expression));
    quote!(Check { name: #name, expression: #expression })
}

fn text(text: &Str) -> TokenStream {
    let text: &str = text;
    quote!(Borrowed(#text))
}

fn list<T>(items: &[T], one: fn(&T) -> TokenStream) -> TokenStream {
    let items = items.iter().map(one);
    quote!(Borrowed(&[#(#items),*]))
}

fn numbers(numbers: &[usize]) -> TokenStream {
    quote!(Borrowed(&[#(#numbers),*]))
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
