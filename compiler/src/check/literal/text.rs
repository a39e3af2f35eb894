//! A text or bytes in the source → a literal of the column that holds it: text, enumeration, UUID, JSON, time.

use super::{Misfit, json, time};
use crate::plan::Literal;
use querent_schema::{Type, nearest};

/// A text as a value of the type; `None` where the type holds no texts.
pub(super) fn fit_text(text: &str, ty: &Type) -> Option<Result<Literal, Misfit>> {
    Some(match ty {
        Type::Text { max } => fit_length(text, *max),
        Type::Enum(set) => fit_enum(text, set),
        Type::Uuid => fit_uuid(text),
        Type::Json => match json::error(text) {
            Some(problem) => Err(Misfit::new(format!("is no JSON: {problem}"))),
            None => Ok(Literal::Json(text.to_string())),
        },
        Type::Date => time::date(text).map(Literal::Date).map_err(Misfit::new),
        Type::Time => time::time(text).map(Literal::Time).map_err(Misfit::new),
        Type::DateTime => time::datetime(text).map(Literal::DateTime).map_err(Misfit::new),
        Type::Timestamp => time::timestamp(text).map(Literal::Timestamp).map_err(Misfit::new),
        Type::SmallInt
        | Type::Integer
        | Type::BigInt
        | Type::Boolean
        | Type::Float
        | Type::Decimal { .. }
        | Type::Bytes { .. } => return None,
    })
}

/// Bytes, not too many.
pub(super) fn fit_bytes(bytes: &[u8], ty: &Type) -> Result<Literal, Misfit> {
    match ty {
        Type::Bytes { max: Some(max) } if bytes.len() > *max as usize => {
            Err(Misfit::new(format!("has {} bytes, and {max} fit", bytes.len())))
        }
        _ => Ok(Literal::Bytes(bytes.to_vec())),
    }
}

fn fit_length(text: &str, max: Option<u32>) -> Result<Literal, Misfit> {
    let length = text.chars().count();
    match max {
        Some(max) if length > max as usize => Err(Misfit::new(format!("has {length} characters, and {max} fit"))),
        _ => Ok(Literal::Text(text.to_string())),
    }
}

fn fit_enum(text: &str, set: &querent_schema::Enum) -> Result<Literal, Misfit> {
    if set.values.iter().any(|value| value == text) {
        return Ok(Literal::Text(text.to_string()));
    }
    let message = "is none of them";
    match nearest(text, set.values.iter().map(|value| &**value)) {
        Some(near) => Err(Misfit::help(message, format!("did you mean `{near:?}`?"))),
        None => Err(Misfit::new(message)),
    }
}

/// 32 hexadecimal digits, with hyphens where they belong or without.
fn fit_uuid(text: &str) -> Result<Literal, Misfit> {
    let hyphens = [8, 13, 18, 23];
    let digits: String = match text.len() {
        36 if hyphens.iter().all(|&position| text.as_bytes()[position] == b'-') => {
            text.char_indices().filter(|(position, _)| !hyphens.contains(position)).map(|(_, digit)| digit).collect()
        }
        _ => text.to_string(),
    };
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Misfit::new("is no UUID, which is written `00000000-0000-0000-0000-000000000000`"));
    }
    let digits = digits.to_ascii_lowercase();
    let parts = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    Ok(Literal::Uuid(parts.join("-")))
}
