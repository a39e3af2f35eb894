//! The values of `in {…}` → one text of JSON, for stores that read a list out of it; dates and times → their texts.

use crate::bind::hyphenated;
use crate::error::{Error, ErrorKind, Result};
use crate::params::{List, Param};
use crate::time::{TimeText, write_date, write_datetime, write_time};
use std::fmt::Write;

/// The text of a date or a time.
pub(crate) fn time_text(param: &Param<'_>) -> Result<TimeText> {
    let text = match param {
        Param::Date(days) => write_date(i64::from(*days)),
        Param::Time(microseconds) => write_time(*microseconds),
        Param::DateTime(microseconds) | Param::Timestamp(microseconds) => write_datetime(*microseconds),
        _ => None,
    };
    text.ok_or_else(|| Error::new(ErrorKind::Bind, "a time is outside of the years 0001 to 9999"))
}

/// A list as a JSON array: numbers as numbers, bytes as upper-case hexadecimal digits, anything else as its text.
pub(crate) fn list_json(list: &List<'_>) -> Result<String> {
    let mut json = String::with_capacity(2 + list.len() * 8);
    json.push('[');
    match list {
        List::Integers(values) => push_each(&mut json, values, |json, value| push_number(json, value)),
        List::Floats(values) => push_each(&mut json, values, |json, value| push_float(json, *value)),
        List::Texts(values) => push_each(&mut json, values, |json, value| push_text(json, value)),
        List::Other(values) => {
            let mut pushed = Ok(());
            push_each(&mut json, values, |json, value| {
                if pushed.is_ok() {
                    pushed = push_param(json, value);
                }
            });
            pushed?;
        }
    }
    json.push(']');
    Ok(json)
}

fn push_each<V>(json: &mut String, values: &[V], mut push: impl FnMut(&mut String, &V)) {
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            json.push(',');
        }
        push(json, value);
    }
}

fn push_number(json: &mut String, number: impl std::fmt::Display) {
    write!(json, "{number}").expect("a String takes every text");
}

/// With all its digits; the infinities as numbers beyond the largest, which SQLite reads as such and MySQL refuses.
fn push_float(json: &mut String, value: f64) {
    match value {
        f64::INFINITY => json.push_str("9e999"),
        f64::NEG_INFINITY => json.push_str("-9e999"),
        value => write!(json, "{value:?}").expect("a String takes every text"),
    }
}

fn push_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..='\u{1F}' => write!(json, "\\u{:04x}", u32::from(character)).expect("a String takes every text"),
            _ => json.push(character),
        }
    }
    json.push('"');
}

fn push_param(json: &mut String, param: &Param<'_>) -> Result<()> {
    match param {
        Param::Integer(value) => push_number(json, value),
        Param::Float(value) => push_float(json, *value),
        Param::Boolean(value) => push_number(json, u8::from(*value)),
        Param::Text(text) => push_text(json, text),
        Param::Json(text) | Param::Decimal(text) => push_text(json, text),
        Param::Uuid(bytes) => push_text(json, &hyphenated(*bytes)),
        Param::Bytes(bytes) => {
            json.push('"');
            bytes.iter().try_for_each(|byte| write!(json, "{byte:02X}")).expect("a String takes every text");
            json.push('"');
        }
        Param::Date(_) | Param::Time(_) | Param::DateTime(_) | Param::Timestamp(_) => {
            let time = time_text(param)?;
            push_text(json, &String::from_utf8_lossy(time.as_bytes()));
        }
        Param::Null | Param::Absent | Param::Choice(_) | Param::List(_) => json.push_str("null"),
        Param::Invalid(why) => return Err(Error::new(ErrorKind::Bind, why.as_ref())),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_json() {
        let json = |list: List<'_>| list_json(&list).unwrap();
        assert_eq!(json(List::Other(Vec::new())), "[]");
        assert_eq!(json(List::Integers(vec![i64::MIN, 0, i64::MAX])), "[-9223372036854775808,0,9223372036854775807]");
        assert_eq!(json(List::Floats(vec![1.0, 1e300, -0.1, f64::INFINITY])), "[1.0,1e300,-0.1,9e999]");
        assert_eq!(json(List::Texts(vec!["a\"\\\n€".into(), "".into()])), r#"["a\"\\\u000a€",""]"#);
        let values =
            vec![Param::Boolean(true), Param::Bytes(vec![0, 255].into()), Param::Date(0), Param::Uuid([0xAB; 16])];
        assert_eq!(json(List::Other(values)), r#"[1,"00FF","1970-01-01","abababab-abab-abab-abab-abababababab"]"#);
    }
}
