//! The values of a statement → texts, of which the server itself finds the types: for statements that are not prepared before.

use crate::bind::hyphenated;
use crate::params::{List, Param};
use crate::time::{TimeText, write_date, write_datetime, write_time};
use bytes::BytesMut;
use std::error::Error;
use std::fmt::Write;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type};

/// The type that the server is to find.
pub(super) fn untold() -> Type {
    Type::new(String::new(), 0, Kind::Simple, String::new())
}

/// A value on its way.
#[derive(Debug)]
pub(super) struct Plain<'p>(pub(super) &'p Param<'p>);

impl ToSql for Plain<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Some(text) = text(self.0)? else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }
}

/// As PostgreSQL reads it; `None` is NULL.
fn text(param: &Param<'_>) -> Result<Option<String>, Box<dyn Error + Sync + Send>> {
    Ok(Some(match param {
        Param::Null | Param::Absent => return Ok(None),
        Param::Boolean(value) => value.to_string(),
        Param::Integer(value) => value.to_string(),
        Param::Choice(arm) => arm.to_string(),
        Param::Float(value) => float(*value),
        Param::Text(text) => text.to_string(),
        Param::Json(text) | Param::Decimal(text) => text.clone(),
        Param::Bytes(bytes) => {
            let mut text = String::from("\\x");
            bytes.iter().try_for_each(|byte| write!(text, "{byte:02x}"))?;
            text
        }
        Param::Date(days) => time(write_date((*days).into()))?,
        Param::Time(at) => time(write_time(*at))?,
        Param::DateTime(at) => time(write_datetime(*at))?,
        Param::Timestamp(at) => time(write_datetime(*at))? + "+00",
        Param::Uuid(bytes) => hyphenated(*bytes),
        Param::List(list) => array(list)?,
        Param::Invalid(why) => return Err(why.as_ref().into()),
    }))
}

fn float(value: f64) -> String {
    match value {
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        value => format!("{value:?}"),
    }
}

fn time(text: Option<TimeText>) -> Result<String, Box<dyn Error + Sync + Send>> {
    let text = text.ok_or("a time is outside of the years 0001 to 9999")?;
    Ok(String::from_utf8_lossy(text.as_bytes()).into_owned())
}

/// `{"a","b",NULL}`
fn array(list: &List<'_>) -> Result<String, Box<dyn Error + Sync + Send>> {
    let texts: Vec<Option<String>> = match list {
        List::Integers(values) => values.iter().map(|value| Some(value.to_string())).collect(),
        List::Floats(values) => values.iter().map(|value| Some(float(*value))).collect(),
        List::Texts(values) => values.iter().map(|text| Some(text.to_string())).collect(),
        List::Other(values) => values.iter().map(text).collect::<Result<_, _>>()?,
    };
    let quoted = texts.into_iter().map(|text| match text {
        Some(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        None => "NULL".to_owned(),
    });
    Ok(format!("{{{}}}", quoted.collect::<Vec<_>>().join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_texts_that_postgresql_reads() {
        let text = |param: Param<'_>| text(&param).unwrap().unwrap();
        assert_eq!(text(Param::Bytes(vec![0, 255].into())), "\\x00ff");
        assert_eq!(text(Param::Timestamp(0)), "1970-01-01 00:00:00+00");
        assert_eq!(text(Param::Float(f64::INFINITY)), "Infinity");
        let list = List::Other(vec![Param::Text("a\"\\".into()), Param::Null]);
        assert_eq!(text(Param::List(list)), r#"{"a\"\\",NULL}"#);
    }
}
