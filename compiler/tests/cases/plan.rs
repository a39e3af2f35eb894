//! A plan → what a case file shows of it: tables, weight and parameters.

use querent_compiler::plan::{Bind, Bound, Input, Query};
use querent_schema::{Schema, Table};

/// One line for the tables and the weight, then one line for each input.
pub(crate) fn show(query: &Query, schema: &Schema) -> String {
    let names = |tables: &[usize]| match tables {
        [] => "nothing".to_owned(),
        tables => tables.iter().map(|table| &*schema.tables[*table].name).collect::<Vec<_>>().join(", "),
    };
    let mut lines = vec![format!(
        "reads {}; writes {}; {}",
        names(&query.reads),
        names(&query.writes),
        format!("{:?}", query.weight).to_lowercase()
    )];
    let table = &schema.tables[query.table];
    lines.extend(query.inputs.iter().map(|input| format!("{}: {}", params(input), bind(query, input, table))));
    lines.join("\n")
}

/// What a parameter is called: the tokens between the braces, and which part of what they give.
pub(crate) fn label(query: &Query, schema: &Schema, param: usize) -> String {
    let holds = |input: &&Input| (input.first..input.first + input.width).contains(&param);
    let Some(input) = query.inputs.iter().find(holds) else { return format!("${param}") };
    let table = &schema.tables[query.table];
    let writable = || table.columns.iter().filter(|column| column.is_writable());
    match &input.bind {
        Bind::New | Bind::Patch => match writable().nth(param - input.first) {
            Some(column) => format!("{}.{}", input.tokens, column.rust_name),
            None => format!("{}.{}", input.tokens, param - input.first),
        },
        Bind::PrefixEnd { of } => format!("end of {}", label(query, schema, *of)),
        Bind::Now { .. } => "now".to_owned(),
        Bind::Generate { .. } => "a new key".to_owned(),
        _ => input.tokens.to_string(),
    }
}

fn params(input: &Input) -> String {
    match input.width {
        1 => input.first.to_string(),
        width => format!("{}..{}", input.first, input.first + width),
    }
}

fn bind(query: &Query, input: &Input, table: &Table) -> String {
    let tokens = &input.tokens;
    let of = |bound: &Bound| match bound.column {
        Some(column) => format!("{}.{}", table.name, table.columns[column].name),
        None => bound.ty.sql_name().into_owned(),
    };
    match &input.bind {
        Bind::Value { of: bound } => format!("{{{tokens}}} for {}", of(bound)),
        Bind::Nullable { of: bound } => format!("{{{tokens}}} or NULL for {}", of(bound)),
        Bind::Optional { of: bound } => format!("{{{tokens}}}? for {}", of(bound)),
        Bind::List { of: bound } => format!("list {{{tokens}}} for {}", of(bound)),
        Bind::OptionalList { of: bound } => format!("list {{{tokens}}}? for {}", of(bound)),
        Bind::Count => format!("{{{tokens}}} rows"),
        Bind::Choice { patterns } => format!("{{{tokens}}} among {} orders", patterns.len()),
        Bind::New => format!("{{{tokens}}}, a New"),
        Bind::Patch => format!("{{{tokens}}}, a Patch"),
        Bind::Now { of: bound } => format!("now for {}", of(bound)),
        Bind::Generate { filled, of: bound } => format!("{filled:?} for {}", of(bound)),
        Bind::PrefixEnd { of } => {
            let of = query.inputs.iter().find(|input| input.first == *of).map(|input| input.tokens.to_string());
            format!("end of {}", of.unwrap_or_default())
        }
    }
}
