//! A table → `Row`, `New` and `Patch`, and how they are read from and turned into parameters.

use super::bind::bind_limited;
use super::names::{ident_text, literal_text};
use super::schema::schema_column_doc;
use super::serde::serde;
use super::tuple::tuple;
use super::types::{Nullable, types_marker, types_of_column, types_or_option};
use querent_schema::{Column, Filled, Table, Type};

/// `Row`: a stored row.
pub(super) fn rows_row(table: &Table) -> String {
    let columns: Vec<&Column> = table.columns.iter().filter(|column| !column.hidden).collect();
    let fields = rows_fields(&columns, |column| types_or_option(column.nullable.into(), rows_type(column)));
    let mut reads = String::new();
    for column in &columns {
        reads.push_str(&format!("{}: row.get::<{}, _>()?, ", rows_name(column), types_marker(column, "")));
    }
    let doc = literal_text(&format!("A stored row of `{}`.", table.name));
    let (traits, serde) = (rows_traits("Row", &fields), serde("Row", &columns));
    let fields = rows_declared(&fields);
    format!(
        "#[doc = {doc}]
        pub struct Row {{ {fields} }}
        {traits}
        {serde}
        #[doc(hidden)]
        pub fn __decode(
            row: &mut ::querent::__private::RowReader<'_>,
        ) -> ::core::result::Result<Row, ::querent::__private::DecodeError> {{
            ::core::result::Result::Ok(Row {{ {reads} }})
        }}\n"
    )
}

/// A field of a struct.
struct Field {
    name: String,
    rust: String,
    doc: String,
    /// Whether its type, which may be in an `Option`, is `Copy`.
    is_copied: bool,
}

fn rows_fields(columns: &[&Column], rust: impl Fn(&Column) -> String) -> Vec<Field> {
    let field = |column: &&Column| Field {
        name: rows_name(column),
        rust: rust(column),
        doc: schema_column_doc(column),
        is_copied: column.rust_type.is_none() && rows_is_copied(&column.ty),
    };
    columns.iter().map(field).collect()
}

fn rows_is_copied(ty: &Type) -> bool {
    match ty {
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean | Type::Float | Type::Uuid | Type::Enum(_) => {
            true
        }
        Type::Date | Type::Time | Type::DateTime | Type::Timestamp => true,
        Type::Decimal { .. } | Type::Text { .. } | Type::Bytes { .. } | Type::Json => false,
    }
}

fn rows_declared(fields: &[Field]) -> String {
    let mut declared = String::new();
    for Field { name, rust, doc, .. } in fields {
        declared.push_str(&format!("#[doc = {doc:?}] pub {name}: {rust}, "));
    }
    declared
}

/// What a derive would implement, in fewer words: what a derive writes costs rustc twice as much.
fn rows_traits(structure: &str, fields: &[Field]) -> String {
    let (mut names, mut values, mut copies) = (String::new(), String::new(), String::new());
    for Field { name, is_copied, .. } in fields {
        names.push_str(&format!("{:?}, ", name.trim_start_matches("r#")));
        values.push_str(&format!("&self.{name}, "));
        copies.push_str(&match is_copied {
            true => format!("{name}: self.{name}, "),
            false => format!("{name}: ::core::clone::Clone::clone(&self.{name}), "),
        });
    }
    let of = |value: &str| tuple(&fields.iter().map(|field| format!("&{value}.{}", field.name)).collect::<Vec<_>>());
    let (mine, others) = (of("self"), of("other"));
    format!(
        "impl ::core::fmt::Debug for {structure} {{
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{
                ::querent::__private::fields_debug(f, {structure:?}, &[{names}], &[{values}])
            }}
        }}
        impl ::core::clone::Clone for {structure} {{
            fn clone(&self) -> Self {{
                {structure} {{ {copies} }}
            }}
        }}
        impl ::core::cmp::PartialEq for {structure} {{
            fn eq(&self, other: &Self) -> bool {{
                {mine} == {others}
            }}
        }}\n"
    )
}

/// `New` and `Patch`: what an insert and an update take.
pub(super) fn rows_new_and_patch(table: &Table) -> String {
    let columns: Vec<&Column> = table.columns.iter().filter(|column| column.is_writable()).collect();
    rows_new(table, &columns) + &rows_patch(table, &columns)
}

fn rows_new(table: &Table, columns: &[&Column]) -> String {
    let fields =
        rows_fields(columns, |column| types_or_option(Nullable::from(!column.is_required()), rows_type(column)));
    let default = if columns.iter().all(|column| !column.is_required()) { "#[derive(Default)]" } else { "" };
    let doc = literal_text(&format!(
        "A row to be inserted into `{}`; what is `None` takes the column's default.",
        table.name
    ));
    let (traits, serde) = (rows_traits("New", &fields), serde("New", columns));
    let (fields, constructor, push) =
        (rows_declared(&fields), rows_new_constructor(columns), rows_push(table, columns, rows_push_new));
    format!(
        "#[doc = {doc}]
        {default}
        pub struct New {{ {fields} }}
        {traits}
        {serde}
        impl New {{ {constructor} }}
        impl ::querent::__private::InsertRow<New> for New {{ {push} }}\n"
    )
}

fn rows_new_constructor(columns: &[&Column]) -> String {
    let (mut parameters, mut values) = (String::new(), String::new());
    for column in columns {
        let (name, rust) = (rows_name(column), rows_type(column));
        if !column.is_required() {
            values.push_str(&format!("{name}: ::core::option::Option::None, "));
        } else if rows_is_converted(column) {
            parameters.push_str(&format!("{name}: impl ::core::convert::Into<{rust}>, "));
            values.push_str(&format!("{name}: ::core::convert::Into::into({name}), "));
        } else {
            parameters.push_str(&format!("{name}: {rust}, "));
            values.push_str(&format!("{name}, "));
        }
    }
    format!(
        "/// A row with what must be given; everything else is left to its default.
        #[must_use]
        #[allow(clippy::too_many_arguments, clippy::self_named_constructors)]
        pub fn new({parameters}) -> Self {{
            New {{ {values} }}
        }}"
    )
}

/// Texts and bytes are taken as whatever becomes one.
fn rows_is_converted(column: &Column) -> bool {
    column.rust_type.is_none() && matches!(column.ty, Type::Text { .. } | Type::Bytes { .. })
}

fn rows_patch(table: &Table, columns: &[&Column]) -> String {
    let fields = rows_fields(columns, |column| {
        let value = types_or_option(column.nullable.into(), rows_type(column));
        types_or_option(Nullable::Yes, value)
    });
    let doc = literal_text(&format!(
        "Changes of a row of `{}`; what is `None` stays as it is, and `Some(None)` becomes NULL.",
        table.name
    ));
    let (traits, push) = (rows_traits("Patch", &fields), rows_push(table, columns, rows_push_patch));
    let fields = rows_declared(&fields);
    format!(
        "#[doc = {doc}]
        #[derive(Default)]
        pub struct Patch {{ {fields} }}
        {traits}
        impl ::querent::__private::InsertRow<Patch> for Patch {{ {push} }}\n"
    )
}

fn rows_push(table: &Table, columns: &[&Column], push: fn(&Table, &Column) -> String) -> String {
    let now = columns.iter().any(|column| matches!(column.filled, Some(Filled::Created | Filled::Updated)));
    let mut steps = String::from(if now { "let now = ::querent::__private::Instant::now();" } else { "" });
    for column in columns {
        steps.push_str(&format!("params.push({});", push(table, column)));
    }
    format!("fn push_to<'r>(&'r self, params: &mut impl ::querent::__private::TakesParams<'r>) {{ {steps} }}")
}

fn rows_push_new(table: &Table, column: &Column) -> String {
    if column.is_required() {
        let value = rows_stored(column, &format!("&self.{}", rows_name(column)));
        return bind_limited(table, column, value);
    }
    match column.filled {
        Some(filled) => rows_match(table, column, &rows_filled(filled, &column.ty)),
        None if column.auto_increment => rows_given(table, column, "Absent"),
        None => rows_given(table, column, "Null"),
    }
}

fn rows_push_patch(table: &Table, column: &Column) -> String {
    match column.filled {
        Some(Filled::Updated) => rows_match(table, column, &rows_filled(Filled::Updated, &column.ty)),
        _ => rows_given(table, column, "Absent"),
    }
}

/// An optional field, and a parameter that stands for `None`.
fn rows_given(table: &Table, column: &Column, none: &str) -> String {
    let none = format!("::querent::__private::Param::{none}");
    if column.rust_type.is_some() {
        return rows_match(table, column, &none);
    }
    let (name, marker) = (rows_name(column), types_marker(column, ""));
    bind_limited(table, column, format!("::querent::__private::given::<{marker}, _, _>(&self.{name}, {none})"))
}

fn rows_match(table: &Table, column: &Column, none: &str) -> String {
    let some = bind_limited(table, column, rows_stored(column, "value"));
    let name = rows_name(column);
    format!(
        "match &self.{name} {{
            ::core::option::Option::Some(value) => {some},
            ::core::option::Option::None => {none},
        }}"
    )
}

/// A reference to a value of a field, whose type is the column's, as a parameter.
fn rows_stored(column: &Column, value: &str) -> String {
    if column.rust_type.is_some() {
        let name = rows_name(column);
        return format!("<::querent::__private::Braces as bind::{name}<_, _>>::value({value}).or_null()");
    }
    let marker = types_marker(column, "");
    format!("::querent::__private::Bind::<{marker}, _>::to_param({value})")
}

/// What querent writes into a column that was left out; the time is that of `now`, a `querent::__private::Instant`.
pub(super) fn rows_filled(filled: Filled, ty: &Type) -> String {
    match filled {
        Filled::Created | Filled::Updated => format!("now.{}()", rows_instant(ty)),
        Filled::UuidV4 => "::querent::__private::uuid_v4()".to_owned(),
        Filled::UuidV7 => "::querent::__private::uuid_v7()".to_owned(),
        Filled::Ulid => "::querent::__private::ulid()".to_owned(),
    }
}

/// The method of an `Instant` that gives it as a parameter of this type.
pub(super) fn rows_instant(ty: &Type) -> &'static str {
    if *ty == Type::DateTime { "datetime" } else { "timestamp" }
}

/// The name of a column's field.
pub(super) fn rows_name(column: &Column) -> String {
    ident_text(&column.rust_name).into_owned()
}

fn rows_type(column: &Column) -> String {
    types_of_column(column, "").rust
}
