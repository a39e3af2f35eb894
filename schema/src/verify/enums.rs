//! Lists of texts → enumerations with names for Rust.

use crate::parse::cursor::Name;
use crate::parse::draft;
use crate::parse::names::{distinct_variants, pascal_case};
use crate::parse::problem::Problems;
use crate::{Enum, EnumKind, Str};

/// The enumerations of `CREATE TYPE`.
pub(super) fn named_enums(drafts: &[draft::Enum], problems: &mut Problems) -> Vec<Enum> {
    let mut enums: Vec<Enum> = Vec::new();
    for draft in drafts {
        let name = &draft.name.text;
        if enums.iter().any(|other| other.type_name.as_ref().is_some_and(|other| draft.name.matches(other))) {
            problems.push(draft.name.place, format!("there are two types `{name}`"));
        }
        report_duplicates(&draft.values, problems);
        let values = draft.values.iter().map(|value| value.text.clone()).collect();
        enums.push(make_enum(name, Some(name.clone().into()), EnumKind::Named, values));
    }
    enums
}

/// MySQL's enumeration of one column.
pub(super) fn inline_enum(column: &str, values: &[Name], problems: &mut Problems) -> Enum {
    report_duplicates(values, problems);
    make_enum(column, None, EnumKind::Inline, values.iter().map(|value| value.text.clone()).collect())
}

/// An enumeration named after a column or a type.
pub(super) fn make_enum(name: &str, type_name: Option<Str>, kind: EnumKind, values: Vec<String>) -> Enum {
    let variants = distinct_variants(&values);
    Enum {
        rust_name: rust_name(name).into(),
        type_name,
        kind,
        values: values.into_iter().map(Str::from).collect(),
        variants: variants.into_iter().map(Str::from).collect(),
    }
}

/// The name in PascalCase, off the names that every table's module has.
fn rust_name(name: &str) -> String {
    let pascal = pascal_case(name);
    match pascal.as_str() {
        "Row" | "New" | "Patch" | "Option" | "Vec" | "String" | "Result" | "Some" | "None" | "Ok" | "Err" => {
            pascal + "Value"
        }
        _ => pascal,
    }
}

fn report_duplicates(values: &[Name], problems: &mut Problems) {
    for (index, value) in values.iter().enumerate() {
        if values[..index].iter().any(|other| other.text == value.text) {
            problems.push(value.place, format!("value '{}' stands in the enumeration twice", value.text));
        }
    }
}
