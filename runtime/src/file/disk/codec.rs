//! Rows ↔ JSON objects, with every value exactly as it is.

use super::json::{Fault, Reader, write_string};
use crate::error::{Error, ErrorKind, Result};
use crate::file::execute::RowId;
use crate::file::pages::Row;
use crate::file::row::fitting;
use crate::file::rules::{numbered_by, row_number, whole_key};
use crate::file::value::Value;
use crate::file::violation;
use querent_schema::{Table, Type, nearest};
use std::fmt::Write as _;

/// The name under which a row has its number, where its table has no primary key to know it by.
const NUMBER: &str = "#";

/// How the rows of a table are written.
#[derive(Debug)]
pub(crate) struct Codec<'t> {
    pub(crate) table: &'t Table,
    /// The names of the columns, as JSON has them, with the colon.
    names: Vec<String>,
    /// The column whose values are the numbers of the rows.
    numbered_by: Option<usize>,
}

impl<'t> Codec<'t> {
    pub(crate) fn new(table: &'t Table) -> Self {
        let name = |column: &querent_schema::Column| {
            let mut name = String::new();
            write_string(&mut name, &column.name);
            name + ":"
        };
        Codec { table, names: table.columns.iter().map(name).collect(), numbered_by: numbered_by(table) }
    }

    /// Whether rows are known by their number.
    pub(crate) fn is_numbered(&self) -> bool {
        self.table.primary_key.is_empty()
    }

    /// The number of a row that is its key; `None` where it has none, and where numbers are no keys.
    pub(crate) fn number_of(&self, row: &[Value]) -> Option<RowId> {
        whole_key(&row[self.numbered_by?]).map(row_number)
    }

    /// The number of a row behind the others, where it is no key.
    pub(crate) fn next_number(&self, last: RowId) -> Option<RowId> {
        last.checked_add(1).filter(|_| self.numbered_by.is_none())
    }

    /// A row has no key.
    #[cold]
    pub(crate) fn keyless(&self) -> Error {
        match self.numbered_by {
            Some(column) => violation::not_null(self.table, column),
            None => Error::new(ErrorKind::Connection, "the numbers of the rows have come to their end"),
        }
    }

    /// Two rows have the same number.
    #[cold]
    pub(crate) fn duplicate(&self, number: RowId) -> Error {
        match self.numbered_by {
            Some(column) => violation::unique(self.table, None, &[column]),
            None => Error::new(ErrorKind::Connection, format!("another row has the number {number}, too")),
        }
    }

    /// Writes a row as an object, without a line break.
    ///
    /// # Errors
    /// Of kind `Bind` for a document that is no JSON.
    pub(crate) fn write_row(&self, out: &mut String, id: RowId, row: &[Value]) -> Result<()> {
        out.push('{');
        let mut next = "";
        if self.is_numbered() {
            let _ = write!(out, "\"{NUMBER}\":{id}");
            next = ",";
        }
        for ((column, name), value) in self.table.columns.iter().zip(&self.names).zip(row) {
            // `null` is a document.
            if matches!(value, Value::Null) && column.ty == Type::Json {
                continue;
            }
            out.push_str(next);
            next = ",";
            out.push_str(name);
            write_value(out, value).map_err(|error| error.about(&format!("`{}.{}`", self.table.name, column.name)))?;
        }
        out.push('}');
        Ok(())
    }

    /// Writes what a row is known by.
    pub(crate) fn write_key(&self, out: &mut String, id: RowId, row: &[Value]) -> Result<()> {
        if self.is_numbered() {
            let _ = write!(out, "{id}");
            return Ok(());
        }
        out.push('[');
        for (place, column) in self.table.primary_key.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write_value(out, &row[*column])?;
        }
        out.push(']');
        Ok(())
    }

    /// Reads a row, and its number where it has one. A column that is left out is NULL.
    pub(crate) fn read_row(&self, reader: &mut Reader<'_>) -> std::result::Result<(Option<RowId>, Row), Fault> {
        let mut row = vec![Value::Null; self.table.columns.len()];
        Ok((self.read_into(reader, &mut row)?, row))
    }

    /// Reads a row into NULLs, and its number where it has one.
    pub(crate) fn read_into(
        &self,
        reader: &mut Reader<'_>,
        values: &mut [Value],
    ) -> std::result::Result<Option<RowId>, Fault> {
        let columns = &self.table.columns;
        let (mut number, mut next) = (None, 0);
        let mut given = 0_u128;
        reader.members(|reader| {
            // Most names come as they were written.
            let is_next = self.names.get(next).is_some_and(|name| reader.skip(name));
            let column = match is_next {
                true => next,
                false => {
                    let name = reader.name()?;
                    let Some(column) = columns.iter().position(|column| column.name == name) else {
                        if name == NUMBER && self.is_numbered() {
                            number = Some(reader.whole()?);
                            return Ok(());
                        }
                        return Err(reader.fault(self.unknown(&name)));
                    };
                    column
                }
            };
            next = column + 1;
            let bit = 1_u128.checked_shl(u32::try_from(column).unwrap_or(u32::MAX)).unwrap_or(0);
            if given & bit != 0 {
                return Err(reader.fault(format!("`{}` is given twice", columns[column].name)));
            }
            given |= bit;
            values[column] = read_value(reader, &columns[column].ty).map_err(|fault| {
                let what = format!("`{}.{}`: {}", self.table.name, columns[column].name, fault.what);
                Fault { what, ..fault }
            })?;
            Ok(())
        })?;
        Ok(number)
    }

    /// Reads what [`write_key`](Codec::write_key) wrote: a number, or the values of the primary key.
    pub(crate) fn read_key(&self, reader: &mut Reader<'_>) -> std::result::Result<RowKey, Fault> {
        if self.is_numbered() {
            return reader.whole().map(RowKey::Number);
        }
        let (mut values, mut columns) = (Vec::new(), self.table.primary_key.iter());
        reader.array(|reader| {
            let column = columns.next().ok_or_else(|| reader.fault("the key has fewer columns"))?;
            values.push(read_value(reader, &self.table.columns[*column].ty)?);
            Ok(())
        })?;
        Ok(RowKey::Values(values))
    }

    #[cold]
    fn unknown(&self, name: &str) -> String {
        let names = self.table.columns.iter().map(|column| &*column.name);
        let near = nearest(name, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("`{}` has no column `{name}`{near}", self.table.name)
    }
}

/// What a row is known by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RowKey {
    Number(RowId),
    Values(Vec<Value>),
}

/// Writes a value.
///
/// # Errors
/// Of kind `Bind` for a document that is no JSON.
fn write_value(out: &mut String, value: &Value) -> Result<()> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Integer(number) => write_integer(out, *number),
        // The shortest digits that are read as the same number.
        Value::Float(number) if number.is_finite() => drop(write!(out, "{number:?}")),
        Value::Text(text) => write_string(out, text),
        Value::Decimal(digits) => write_string(out, digits),
        Value::Json(document) => write_document(out, document)?,
        other => drop(write!(out, "\"{other}\"")),
    }
    Ok(())
}

/// Writes a number without what formatting of any kind costs.
fn write_integer(out: &mut String, number: i64) {
    let (mut digits, mut start, mut left) = ([0; 20], 20, number.unsigned_abs());
    loop {
        start -= 1;
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[start..]).expect("digits are a text"));
}

fn write_document(out: &mut String, document: &str) -> Result<()> {
    let mut reader = Reader::new(document);
    if let Err(fault) = reader.document().and_then(|_| reader.end()) {
        let text = format!(
            "a JSON column of the file store holds a JSON document, and this is none: {} at character {}",
            fault.what,
            fault.at + 1
        );
        return Err(Error::new(ErrorKind::Bind, text));
    }
    // Within a document these are blanks; in its texts they are escaped.
    let blank = ['\n', '\r'];
    match document.contains(blank) {
        true => out.push_str(&document.replace(blank, " ")),
        false => out.push_str(document),
    }
    Ok(())
}

fn read_value(reader: &mut Reader<'_>, ty: &Type) -> std::result::Result<Value, Fault> {
    let next = reader.peek();
    let fault = |reader: &Reader<'_>, raw: &str| {
        let shown: String = raw.chars().take(60).collect();
        Fault { at: reader.at() - raw.len(), what: format!("{shown} is no value of type {}", ty.sql_name()) }
    };
    if matches!(ty, Type::Json) {
        return reader.document().map(|document| Value::Json(document.into()));
    }
    let start = reader.clone();
    let read = match next {
        b'"' => {
            let text = reader.string()?;
            match ty {
                Type::Text { max: None } => return Ok(Value::Text((&*text).into())),
                Type::Text { .. } | Type::Enum(_) => fitting(ty, &Value::Text((&*text).into())),
                Type::SmallInt | Type::Integer | Type::BigInt | Type::Boolean => None,
                _ => Value::read(ty, &text).and_then(|value| fitting(ty, &value).filter(|fit| fit.cmp(&value).is_eq())),
            }
        }
        b'{' | b'[' => None,
        _ => match (reader.word()?, ty) {
            ("null", _) => return Ok(Value::Null),
            ("true", Type::Boolean) => Some(Value::Boolean(true)),
            ("false", Type::Boolean) => Some(Value::Boolean(false)),
            (word, Type::BigInt) => word.parse().ok().map(Value::Integer),
            (word, Type::SmallInt | Type::Integer | Type::Decimal { .. }) => {
                Value::read(ty, word).and_then(|value| fitting(ty, &value).filter(|fit| fit.cmp(&value).is_eq()))
            }
            (word, Type::Float) => word.parse().ok().filter(|number: &f64| number.is_finite()).map(Value::Float),
            _ => None,
        },
    };
    if let Some(value) = read {
        return Ok(value);
    }
    *reader = start;
    let raw = reader.raw()?;
    Err(fault(reader, raw))
}

#[cfg(test)]
mod tests {
    use super::*;
    use querent_schema::Schema;

    const SCHEMA: &str = "CREATE TABLE t (id BIGINT PRIMARY KEY, whole INTEGER, flag BOOLEAN, ratio DOUBLE PRECISION, price DECIMAL(38, 10),
        code VARCHAR(10), data BLOB, born_on DATE, wakes_at TIME, starts_at DATETIME, seen_at TIMESTAMP, token UUID, document JSON,
        mood TEXT CHECK (mood IN ('happy', 'sad')));
        CREATE TABLE log (line TEXT);";

    fn schema() -> Schema {
        querent_schema::parse(SCHEMA).unwrap()
    }

    fn round(row: &[Value]) -> (String, Row) {
        let schema = schema();
        let codec = Codec::new(&schema.tables[0]);
        let mut written = String::new();
        codec.write_row(&mut written, 1, row).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok() && !written.contains('\n'), "{written}");
        let (number, read) = codec.read_row(&mut Reader::new(&written)).unwrap();
        assert_eq!(number, None);
        (written, read)
    }

    #[test]
    fn every_value_is_read_as_it_was() {
        let row = [
            Value::Integer(i64::MIN),
            Value::Integer(-7),
            Value::Boolean(true),
            Value::Float(0.1 + 0.2),
            Value::Decimal("1234567890123456789012345678.0123456789".into()),
            Value::Text("a\"\n\u{1}€".into()),
            Value::Bytes(vec![0, 255, 16].into()),
            Value::Date(-719_162),
            Value::Time(86_399_999_999),
            Value::DateTime(-1),
            Value::Timestamp(1_700_000_000_123_456),
            Value::Uuid([0xAB; 16]),
            Value::Json("{\"a\": [1, 1.50, \"\\n\"]}".into()),
            Value::Text("sad".into()),
        ];
        let (written, read) = round(&row);
        assert_eq!(*read, row, "{written}");
        assert!(written.contains("\"born_on\":\"0001-01-01\"") && written.contains("\"data\":\"00ff10\""), "{written}");
        for float in [1e300, -2.5e-308, f64::INFINITY, f64::MAX, 5e-324] {
            let mut row = row.clone();
            row[3] = Value::Float(float);
            assert_eq!(*round(&row).1, row);
        }
        let mut nulls = vec![Value::Null; row.len()];
        assert_eq!(*round(&nulls).1, *nulls);
        nulls[12] = Value::Json("null".into());
        assert_eq!(*round(&nulls).1, *nulls);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        let schema = schema();
        let codec = Codec::new(&schema.tables[0]);
        let fault = |text: &str| codec.read_row(&mut Reader::new(text)).unwrap_err();
        assert_eq!(fault("{\"id\": 1.5}"), Fault { at: 7, what: "`t.id`: 1.5 is no value of type BIGINT".to_owned() });
        assert!(fault("{\"whole\": 3000000000}").what.contains("no value of type INTEGER"));
        assert!(fault("{\"id\": \"1\"}").what.contains("\"1\" is no value"));
        assert!(fault("{\"code\": \"01234567890\"}").what.contains("VARCHAR(10)"));
        assert!(fault("{\"price\": 1e-11}").what.contains("DECIMAL"));
        assert!(fault("{\"born_on\": \"2024-02-30\"}").what.contains("DATE"));
        assert!(fault("{\"mood\": \"angry\"}").what.contains("ENUM"));
        assert_eq!(fault("{\"document\": {a: 1}}").at, 14);
        assert!(fault("{\"hole\": 1}").what.contains("did you mean `whole`"));
        assert!(fault("{\"id\": 1, \"id\": 2}").what.contains("twice"));
        let (_, row) = codec.read_row(&mut Reader::new("{\"price\": 1.5, \"id\": 3}")).unwrap();
        assert_eq!((&row[0], &row[4]), (&Value::Integer(3), &Value::Decimal("1.5000000000".into())));
    }

    #[test]
    fn rows_without_a_key_are_known_by_their_number() {
        let schema = schema();
        let codec = Codec::new(&schema.tables[1]);
        let mut written = String::new();
        codec.write_row(&mut written, 7, &[Value::Text("x".into())]).unwrap();
        assert_eq!(written, "{\"#\":7,\"line\":\"x\"}");
        assert_eq!(codec.read_row(&mut Reader::new(&written)).unwrap().0, Some(7));
        assert_eq!(codec.read_key(&mut Reader::new("7")).unwrap(), RowKey::Number(7));
    }

    #[test]
    fn whole_numbers_are_written_as_they_are() {
        for number in [0, 1, -1, 9, 10, -10, 1_234_567_890, i64::MAX, i64::MIN] {
            let mut out = String::new();
            write_integer(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn a_text_that_is_no_document_is_not_written() {
        let error = write_value(&mut String::new(), &Value::Json("{".into())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bind);
    }
}
