//! The expression behind `DEFAULT` → [`Default`], checked against the type of its column.

use super::expressions::{Renderer, Scope};
use crate::parse::expression::Expression;
use crate::parse::problem::{Place, Problems};
use crate::values;
use crate::{Default, Filled, Table, Type};
use sqlparser::ast::{Expr, Function, FunctionArg, FunctionArgExpr, UnaryOperator, Value};

/// What a default says before its column is looked at.
enum Said {
    Null,
    Number(String),
    Text(String),
    Boolean(bool),
    Now,
    /// `datetime('now')` and the like of SQLite, which may give a number or a text too.
    NowCall,
    /// `nextval('…')` and the like: the database counts it up.
    Counter,
    /// `gen_random_uuid()` and its relatives.
    RandomUuid,
    Other,
}

/// Reads the default into the column, or reports that it does not fit.
pub(super) fn settle(table: &mut Table, index: usize, expression: &Expression, problems: &mut Problems) {
    let column = &mut table.columns.to_mut()[index];
    let said = read(&expression.tree);
    match &said {
        Said::Null if !column.nullable => {
            let message = format!("column `{}` is NOT NULL, but its default is NULL", column.name);
            return problems.push_help(expression.place, message, "leave the default out, or the NOT NULL");
        }
        Said::Counter => return,
        Said::RandomUuid if column.ty == Type::Uuid => {
            column.filled = column.filled.or(Some(Filled::UuidV4));
            return;
        }
        // MySQL's dumps have days that are none; nothing can be read from them.
        Said::Text(text) if is_time(&column.ty) && text.starts_with("0000-00-00") => return,
        _ => {}
    }
    let is_expression = match said {
        Said::Now => matches!(column.ty, Type::Text { .. }),
        Said::NowCall => !is_time(&column.ty),
        Said::RandomUuid | Said::Other => true,
        _ => false,
    };
    if is_expression {
        let mut renderer = Renderer::new(&expression.words, expression.place, Scope::default(), problems);
        column.default = Some(Default::Expression(renderer.whole(&expression.tree).sql.into()));
        return;
    }
    match fit(&column.ty, &said) {
        Some(default) => column.default = Some(default),
        None => report(table, index, &said.shown(), expression.place, problems),
    }
}

impl Said {
    /// As it stands in a message.
    fn shown(&self) -> String {
        match self {
            Said::Number(number) => number.clone(),
            Said::Text(text) => format!("'{text}'"),
            Said::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            _ => "CURRENT_TIMESTAMP".to_owned(),
        }
    }
}

/// A value in a column of this type; `None` where it does not fit.
fn fit(ty: &Type, said: &Said) -> Option<Default> {
    match said {
        Said::Null => Some(Default::Null),
        Said::Number(number) => fit_number(ty, number),
        Said::Text(text) => fit_text(ty, text),
        Said::Boolean(value) if *ty == Type::Boolean => Some(Default::Boolean(*value)),
        Said::Boolean(value) if is_whole(ty) => Some(Default::Number(if *value { "1" } else { "0" }.into())),
        Said::Now | Said::NowCall if is_time(ty) => Some(Default::Now),
        _ => None,
    }
}

fn is_time(ty: &Type) -> bool {
    matches!(ty, Type::Date | Type::Time | Type::DateTime | Type::Timestamp)
}

fn is_whole(ty: &Type) -> bool {
    matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt)
}

fn report(table: &Table, index: usize, shown: &str, place: Place, problems: &mut Problems) {
    let column = &table.columns[index];
    let message =
        format!("the default {shown} does not fit column `{}`, which is {}", column.name, column.ty.sql_name());
    match &column.ty {
        Type::Enum(of) => {
            let values: Vec<String> = of.values.iter().map(|value| format!("'{value}'")).collect();
            problems.push_help(place, message, format!("its values are {}", values.join(", ")));
        }
        _ => problems.push(place, message),
    }
}

fn read(tree: &Expr) -> Said {
    match tree {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } | Expr::Collate { expr: inner, .. } => read(inner),
        Expr::Value(value) | Expr::IntroducedString { value, .. } => read_value(value),
        Expr::TypedString { value, .. } => Said::Text(value.clone()),
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => match read(expr) {
            Said::Number(number) => Said::Number(format!("-{number}")),
            _ => Said::Other,
        },
        Expr::UnaryOp { op: UnaryOperator::Plus, expr } => read(expr),
        // MySQL and SQLite take a name in double quotes for a text.
        Expr::Identifier(name) if name.quote_style == Some('"') => Said::Text(name.value.clone()),
        Expr::Identifier(name) => read_function(&name.value),
        Expr::Function(function) => read_call(function),
        Expr::AtTimeZone { timestamp, .. } => match read(timestamp) {
            Said::Now => Said::Now,
            _ => Said::Other,
        },
        _ => Said::Other,
    }
}

fn read_value(value: &Value) -> Said {
    match value {
        Value::Number(number, _) => Said::Number(number.clone()),
        Value::SingleQuotedString(text)
        | Value::NationalStringLiteral(text)
        | Value::EscapedStringLiteral(text)
        | Value::DoubleQuotedString(text) => Said::Text(text.clone()),
        Value::Boolean(value) => Said::Boolean(*value),
        Value::Null => Said::Null,
        _ => Said::Other,
    }
}

fn read_function(name: &str) -> Said {
    match name.to_ascii_lowercase().as_str() {
        "current_timestamp"
        | "now"
        | "localtimestamp"
        | "statement_timestamp"
        | "transaction_timestamp"
        | "clock_timestamp"
        | "getdate"
        | "getutcdate"
        | "sysdatetime"
        | "sysutcdatetime"
        | "utc_timestamp"
        | "current_date"
        | "curdate"
        | "utc_date"
        | "current_time"
        | "curtime"
        | "localtime"
        | "utc_time"
        | "timezone" => Said::Now,
        "nextval" | "unique_rowid" => Said::Counter,
        "gen_random_uuid" | "uuid_generate_v4" | "uuid" | "newid" | "newsequentialid" => Said::RandomUuid,
        _ => Said::Other,
    }
}

fn read_call(function: &Function) -> Said {
    let name = function.name.0.last().map(|name| name.value.to_ascii_lowercase()).unwrap_or_default();
    let is_now = |arg: &FunctionArg| arg.to_string().eq_ignore_ascii_case("'now'");
    match name.as_str() {
        "date" | "time" | "datetime" | "strftime" if function.args.iter().any(is_now) => Said::NowCall,
        // The DDL that querent writes for SQLite trims zeros.
        "rtrim" => match function.args.first() {
            Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(inner))) if matches!(read(inner), Said::NowCall) => {
                Said::NowCall
            }
            _ => Said::Other,
        },
        _ => read_function(&name),
    }
}

/// Whether the default counts: `nextval('users_id_seq')`.
pub(super) fn is_counter(tree: &Expr) -> bool {
    matches!(read(tree), Said::Counter)
}

/// A number in a column of this type.
fn fit_number(ty: &Type, number: &str) -> Option<Default> {
    match ty {
        Type::Boolean => match number {
            "0" => Some(Default::Boolean(false)),
            "1" => Some(Default::Boolean(true)),
            _ => None,
        },
        Type::Text { max } => fit_length(*max, number).then(|| Default::Text(number.to_owned().into())),
        _ => values::is_number_of(ty, number).then(|| Default::Number(number.to_owned().into())),
    }
}

/// A text in a column of this type. Dumps put numbers and truth values in quotes too.
fn fit_text(ty: &Type, text: &str) -> Option<Default> {
    let as_text = || Some(Default::Text(text.to_owned().into()));
    match ty {
        Type::Text { max } => fit_length(*max, text).then(as_text)?,
        Type::Enum(of) => of.values.iter().any(|value| value == text).then(as_text)?,
        Type::Boolean => match text.to_ascii_lowercase().as_str() {
            "t" | "true" => Some(Default::Boolean(true)),
            "f" | "false" => Some(Default::Boolean(false)),
            _ => fit_number(ty, text),
        },
        Type::SmallInt | Type::Integer | Type::BigInt | Type::Float | Type::Decimal { .. } => {
            fit_number(ty, text.trim())
        }
        _ if is_time(ty) && text.eq_ignore_ascii_case("now") => Some(Default::Now),
        Type::Date => values::is_date(text).then(as_text)?,
        Type::Time => values::canonical_time(text).map(|time| Default::Text(time.into())),
        Type::DateTime => values::canonical_datetime(text).map(|time| Default::Text(time.into())),
        Type::Timestamp => values::canonical_timestamp(text).map(|time| Default::Text(time.into())),
        Type::Uuid => values::is_uuid(text).then(|| Default::Text(text.to_ascii_lowercase().into())),
        Type::Json | Type::Bytes { .. } => as_text(),
    }
}

fn fit_length(max: Option<u32>, text: &str) -> bool {
    max.is_none_or(|max| text.chars().count() <= max as usize)
}
