//! A row of an answer, column by column → Rust values, or what does not fit and why.

#[cfg(feature = "decimal")]
mod decimal;
mod numbers;
mod own;
mod texts;
#[cfg(feature = "time")]
mod times;

use crate::error::{Error, ErrorKind};
use crate::statement::Statement;
use crate::time::{self, TimeText, write_date, write_datetime};
use crate::types;
use std::fmt;

/// A Rust value that is read from columns: from one of type `S` (one of [`types`](crate::types)), or a whole row, where `S` is `()`.
pub trait Decode<S = ()>: Sized {
    /// Reads the next column, or all columns of a row.
    ///
    /// # Errors
    /// When a stored value does not fit.
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError>;
}

/// A row whose columns are read in order.
#[derive(Debug)]
pub struct RowReader<'r> {
    source: Source<'r>,
    next: u16,
    bytes: usize,
    /// Columns that are read once more: texts are not taken out of them.
    kept: &'r [u16],
    /// The next value may be read once more, too.
    keeps: bool,
}

/// Where a row comes from.
pub(crate) enum Source<'r> {
    #[cfg(feature = "sqlite")]
    Sqlite(crate::sqlite::Row<'r>),
    /// Of the file store: a row, and where in it each column of the answer stands.
    #[cfg(feature = "file")]
    File(&'r [crate::file::Value], &'r [u16]),
    /// Of a server, or computed.
    Server(&'r mut dyn crate::driver::RowSource),
}

impl Source<'_> {
    #[inline]
    fn value(&self, column: u16) -> ValueRef<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => row.value(column),
            #[cfg(feature = "file")]
            Source::File(row, places) => (&row[usize::from(places[usize::from(column)])]).into(),
            Source::Server(row) => row.value(usize::from(column)),
        }
    }
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }
}

/// A stored value, as a store gives it.
///
/// Which form a column's type may come in is the store's affair: a decimal as a text or a number, a UUID as 16 bytes or as a text, ….
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ValueRef<'r> {
    /// NULL.
    Null,
    /// A truth value.
    Boolean(bool),
    /// An integer of any width.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A text, or a decimal, a time, a UUID or a JSON document as a text.
    Text(&'r str),
    /// Bytes.
    Bytes(&'r [u8]),
    /// A text that is not UTF-8.
    BrokenText(&'r [u8]),
    /// A decimal in the form that PostgreSQL sends: groups of four digits.
    Numeric(&'r [u8]),
    /// 128 bits.
    Uuid(&'r [u8; 16]),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01 00:00, in UTC or without a zone.
    DateTime(i64),
}

/// A stored value that does not fit the type of its column.
#[derive(Debug)]
pub struct DecodeError(Box<Misfit>);

#[derive(Debug)]
struct Misfit {
    column: u16,
    why: String,
}

impl<'r> RowReader<'r> {
    pub(crate) fn new(source: Source<'r>) -> Self {
        RowReader { source, next: 0, bytes: 0, kept: &[], keeps: false }
    }

    /// Of a row of a server, whose key is read once more.
    pub(crate) fn of_server(row: &'r mut dyn crate::driver::RowSource, key: &'r [u16]) -> Self {
        RowReader { kept: key, ..RowReader::new(Source::Server(row)) }
    }

    /// The next column, as a `T` out of a column of type `S`.
    ///
    /// # Errors
    /// When the stored value does not fit.
    #[inline]
    pub fn get<S, T: Decode<S>>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// The next value.
    #[inline]
    pub(crate) fn value(&mut self) -> ValueRef<'_> {
        let value = self.source.value(self.next);
        self.next += 1;
        if let ValueRef::Text(text) = value {
            self.bytes += text.len();
        } else if let ValueRef::Bytes(bytes) = value {
            self.bytes += bytes.len();
        }
        value
    }

    /// The next value as a text, taken out of the row where that gives it away; it is passed over then.
    #[inline]
    fn take_text(&mut self) -> Option<String> {
        let text = match &mut self.source {
            Source::Server(_) if self.keeps || self.kept.contains(&self.next) => None,
            Source::Server(row) => row.take_text(usize::from(self.next)),
            #[cfg(any(feature = "sqlite", feature = "file"))]
            _ => None,
        }?;
        self.next += 1;
        self.bytes += text.len();
        Some(text)
    }

    /// Reads by `read` what may be shown afterwards.
    fn keep<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        self.keeps = true;
        let value = read(self);
        self.keeps = false;
        value
    }

    /// The length of all texts and bytes that were read.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the next value is NULL, which is passed over then.
    #[inline]
    fn null(&mut self) -> bool {
        let null = match &self.source {
            #[cfg(feature = "sqlite")]
            Source::Sqlite(row) => row.is_null(self.next),
            #[cfg(feature = "file")]
            Source::File(row, places) => {
                matches!(row[usize::from(places[usize::from(self.next)])], crate::file::Value::Null)
            }
            Source::Server(row) => row.is_null(usize::from(self.next)),
        };
        // Not `+= u16::from(null)`, which rustc 1.95 drops where the result is branched on (rust-lang/rust#158206).
        if null {
            self.next += 1;
        }
        null
    }

    #[inline]
    pub(crate) fn value_at(&self, column: u16) -> ValueRef<'_> {
        self.source.value(column)
    }

    /// The value that was read last is none of what its column holds; `expected` says what that is.
    #[cold]
    pub(crate) fn misfit(&self, expected: impl fmt::Display) -> DecodeError {
        let column = self.next - 1;
        let why = match self.value_at(column) {
            ValueRef::Null => format!("is NULL, and the schema says NOT NULL ({expected})"),
            value => format!("holds {value}, which is no {expected}"),
        };
        DecodeError(Box::new(Misfit { column, why }))
    }
}

/// The column types out of which NULL is read as `None` by the one rule below; JSON by serde has its own.
pub trait Scalar {}

macro_rules! scalars {
    ($($marker:ident)*) => {$(
        impl Scalar for types::$marker {}
    )*};
}

scalars! { SmallInt Integer BigInt Boolean Float Decimal Text Bytes Date Time DateTime Timestamp Uuid Json }

impl<E> Scalar for types::Enum<E> {}
impl<T, S> Scalar for types::Custom<T, S> {}

/// NULL is `None`.
impl<S: Scalar, T: Decode<S>> Decode<S> for Option<T> {
    #[inline]
    fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
        if row.null() { Ok(None) } else { T::decode(row).map(Some) }
    }
}

macro_rules! tuples {
    ($(($($marker:ident $value:ident)*))*) => {$(
        /// One column for each, in order.
        impl<$($marker, $value: Decode<$marker>),*> Decode<($($marker,)*)> for ($($value,)*) {
            #[inline]
            fn decode(row: &mut RowReader<'_>) -> Result<Self, DecodeError> {
                Ok(($($value::decode(row)?,)*))
            }
        }
    )*};
}

tuples! {
    (A T)
    (A T B U)
    (A T B U C V)
    (A T B U C V D W)
    (A T B U C V D W E X)
    (A T B U C V D W E X F Y)
    (A T B U C V D W E X F Y G Z)
    (A T B U C V D W E X F Y G Z H S)
    (A T B U C V D W E X F Y G Z H S I R)
    (A T B U C V D W E X F Y G Z H S I R J Q)
    (A T B U C V D W E X F Y G Z H S I R J Q K P)
    (A T B U C V D W E X F Y G Z H S I R J Q K P L O)
}

impl DecodeError {
    /// Tells table, column and key, which only the statement knows.
    #[cold]
    pub(crate) fn locate(self, statement: &'static Statement, row: &RowReader<'_>) -> Error {
        let mut message = match statement.columns.get(usize::from(self.0.column)) {
            Some(column) if column.table.is_empty() => format!("`{}`", column.column),
            Some(column) => format!("column `{}.{}`", column.table, column.column),
            None => format!("column {} of the answer", self.0.column + 1),
        };
        let name = |key: &u16| statement.columns.get(usize::from(*key)).map_or("key", |column| column.column);
        let keys = statement.key.iter().map(|key| format!("{} = {}", name(key), row.value_at(*key)));
        let keys = keys.collect::<Vec<_>>().join(", ");
        if !keys.is_empty() {
            message.push_str(&format!(" of the row with {keys}"));
        }
        Error::new(ErrorKind::Decode, format!("{message} {}", self.0.why)).of(statement)
    }
}

fn write_time(f: &mut fmt::Formatter<'_>, text: Option<TimeText>) -> fmt::Result {
    let text = text.unwrap_or_default();
    write!(f, "'{}'", String::from_utf8_lossy(text.as_bytes()))
}

/// As SQL would write it; long texts and bytes are cut short.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        match self {
            ValueRef::Null => f.write_str("NULL"),
            ValueRef::Boolean(value) => f.write_str(if *value { "TRUE" } else { "FALSE" }),
            ValueRef::Numeric(bytes) => f.write_str(&crate::numeric::text(bytes).unwrap_or_default()),
            ValueRef::Integer(value) => value.fmt(f),
            ValueRef::Float(value) => fmt::Debug::fmt(value, f),
            ValueRef::Text(text) => match text.char_indices().nth(LONGEST) {
                Some((end, _)) => write!(f, "'{}…'", text[..end].replace('\'', "''")),
                None => write!(f, "'{}'", text.replace('\'', "''")),
            },
            ValueRef::Bytes([_]) => f.write_str("1 byte"),
            ValueRef::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            ValueRef::BrokenText(bytes) => write!(f, "a text that is not UTF-8 ({})", ValueRef::Bytes(bytes)),
            ValueRef::Uuid(bytes) => write!(f, "'{}'", crate::bind::hyphenated(**bytes)),
            ValueRef::Date(days) => write_time(f, write_date(i64::from(*days))),
            ValueRef::Time(at) => write_time(f, time::write_time(*at)),
            ValueRef::DateTime(at) => write_time(f, write_datetime(*at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::custom::ColumnType;
    use crate::driver::RowSource;

    /// A row that gives its texts away.
    struct Given([Option<String>; 2]);

    impl RowSource for Given {
        fn columns(&self) -> usize {
            2
        }

        fn value(&self, column: usize) -> ValueRef<'_> {
            self.0[column].as_deref().map_or(ValueRef::Null, ValueRef::Text)
        }

        fn take_text(&mut self, column: usize) -> Option<String> {
            self.0[column].take()
        }
    }

    #[derive(Debug)]
    struct Never;

    impl ColumnType for Never {
        type Base = String;
        type Error = &'static str;

        fn to_base(&self) -> String {
            String::new()
        }

        fn from_base(_: String) -> Result<Never, &'static str> {
            Err("never")
        }
    }

    #[test]
    fn a_text_that_is_read_once_more_stays_in_its_row() {
        let mut given = Given([Some("key".to_owned()), Some("text".to_owned())]);
        let mut row = RowReader::of_server(&mut given, &[0]);
        let texts = [row.get::<types::Text, String>().unwrap(), row.get::<types::Text, String>().unwrap()];
        assert_eq!(texts, ["key", "text"]);
        assert_eq!([row.value_at(0), row.value_at(1)], [ValueRef::Text("key"), ValueRef::Null]);
        assert_eq!(row.bytes(), 7);
        let mut given = Given([Some("x".to_owned()), None]);
        let mut row = RowReader::of_server(&mut given, &[]);
        let DecodeError(misfit) = row.get::<types::Custom<Never, types::Text>, Never>().unwrap_err();
        assert!(misfit.why.starts_with("holds 'x', which is no"), "{}", misfit.why);
    }
}
