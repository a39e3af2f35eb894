//! A function that schema.sql names, with its arguments → what the file store computes.

use super::Typed;
use crate::file::expression::{Expr, Function};
use querent_schema::Type;

/// The call of a function by its ANSI name.
pub(super) fn call(name: &str, arguments: Vec<Typed>) -> Result<Typed, String> {
    let text = Some(Type::Text { max: None });
    let whole = Some(Type::BigInt);
    let first = arguments.first().and_then(|argument| argument.ty.clone());
    let (function, number, ty) = match name {
        "lower" => (Function::Lower, 1..=1, text),
        "upper" => (Function::Upper, 1..=1, text),
        "trim" => (Function::Trim, 1..=1, text),
        "ltrim" => (Function::TrimStart, 1..=1, text),
        "rtrim" => (Function::TrimEnd, 1..=1, text),
        "length" => (Function::Length, 1..=1, whole),
        "octet_length" => (Function::ByteLength, 1..=1, whole),
        "substr" => (Function::Substring, 2..=3, text),
        "replace" => (Function::Replace, 3..=3, text),
        "instr" | "strpos" => (Function::Position, 2..=2, whole),
        "concat" => (Function::Concat, 1..=usize::MAX, text),
        "coalesce" => (Function::Coalesce, 1..=usize::MAX, first.clone()),
        "nullif" => (Function::NullIf, 2..=2, first.clone()),
        "abs" => (Function::Abs, 1..=1, first.clone()),
        "round" => (Function::Round, 1..=2, first.clone()),
        "ceil" | "ceiling" => (Function::Ceiling, 1..=1, first.clone()),
        "floor" => (Function::Floor, 1..=1, first.clone()),
        "least" | "min" => (Function::Least, 2..=usize::MAX, first.clone()),
        "greatest" | "max" => (Function::Greatest, 2..=usize::MAX, first.clone()),
        "json_valid" => (Function::JsonValid, 1..=1, Some(Type::Boolean)),
        _ => return Err(format!("the file store does not know the function `{name}`")),
    };
    if !number.contains(&arguments.len()) {
        return Err(format!("the function `{name}` takes another number of arguments than {}", arguments.len()));
    }
    // Beside a date a text is a date.
    let meet = matches!(function, Function::Coalesce | Function::NullIf | Function::Least | Function::Greatest);
    let arguments = arguments.into_iter().map(|argument| match &first {
        Some(ty) if meet => argument.of(ty).expr,
        _ => argument.expr,
    });
    Ok(Typed { expr: Expr::Call(function, arguments.collect()), ty })
}
