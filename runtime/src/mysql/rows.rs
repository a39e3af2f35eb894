//! A row of the binary protocol → values that are read in place, in the forms that all stores share.

use crate::decode::ValueRef;
use crate::driver::RowSource;
use crate::time::{DAY, days_from_civil};
use mysql_async::consts::{ColumnFlags, ColumnType};
use mysql_async::{Column, Row, Value};

/// How the values of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    /// Bits, the highest first.
    Bits,
    /// A day without a time.
    Day,
    /// The digits of a whole number, in the text protocol.
    Digits,
    /// Those of a float.
    FloatDigits,
    Other,
}

/// How the values of each column are read.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    kinds: Vec<Kind>,
    /// The columns whose values may have to be brought into another form first.
    unsettled: Vec<usize>,
}

/// The character set of what is no text.
const BINARY: u16 = 63;

impl Kinds {
    pub(super) fn of(columns: &[Column]) -> Kinds {
        let unsettled = columns.iter().enumerate().filter(|(_, column)| !is_settled(column));
        Kinds { unsettled: unsettled.map(|(number, _)| number).collect(), kinds: columns.iter().map(kind).collect() }
    }

    /// The same where all values are texts.
    pub(super) fn of_texts(columns: &[Column]) -> Kinds {
        Kinds { kinds: columns.iter().map(kind_of_text).collect(), unsettled: (0..columns.len()).collect() }
    }

    /// Brings the values of a row into forms that are read in place.
    pub(super) fn settle(&self, mut row: Row) -> Settled<'_> {
        for &column in &self.unsettled {
            if let Some(value) = row.as_ref(column).and_then(|value| settled(value, self.kinds[column])) {
                row.place(column, value);
            }
        }
        Settled { row, kinds: &self.kinds }
    }
}

/// Whether columns are read alike.
pub(super) fn are_alike(some: &[Column], others: &[Column]) -> bool {
    let facts = |column: &Column| (column.column_type(), column.flags(), column.character_set());
    some.len() == others.len() && some.iter().zip(others).all(|(one, other)| facts(one) == facts(other))
}

fn kind(column: &Column) -> Kind {
    use ColumnType::*;
    match column.column_type() {
        MYSQL_TYPE_BIT => Kind::Bits,
        MYSQL_TYPE_DATE | MYSQL_TYPE_NEWDATE => Kind::Day,
        MYSQL_TYPE_GEOMETRY | MYSQL_TYPE_VECTOR => Kind::Bytes,
        // The character set of a JSON document is called binary, and is utf8mb4.
        MYSQL_TYPE_JSON | MYSQL_TYPE_NEWDECIMAL | MYSQL_TYPE_DECIMAL => Kind::Text,
        MYSQL_TYPE_VARCHAR
        | MYSQL_TYPE_VAR_STRING
        | MYSQL_TYPE_STRING
        | MYSQL_TYPE_TINY_BLOB
        | MYSQL_TYPE_BLOB
        | MYSQL_TYPE_MEDIUM_BLOB
        | MYSQL_TYPE_LONG_BLOB
            if column.character_set() == BINARY =>
        {
            Kind::Bytes
        }
        MYSQL_TYPE_VARCHAR
        | MYSQL_TYPE_VAR_STRING
        | MYSQL_TYPE_STRING
        | MYSQL_TYPE_TINY_BLOB
        | MYSQL_TYPE_BLOB
        | MYSQL_TYPE_MEDIUM_BLOB
        | MYSQL_TYPE_LONG_BLOB
        | MYSQL_TYPE_ENUM
        | MYSQL_TYPE_SET => Kind::Text,
        _ => Kind::Other,
    }
}

/// Whether the values of a column come in a form that is read in place: texts, bytes, signed numbers and doubles.
fn is_settled(column: &Column) -> bool {
    use ColumnType::*;
    match column.column_type() {
        MYSQL_TYPE_TINY | MYSQL_TYPE_SHORT | MYSQL_TYPE_INT24 | MYSQL_TYPE_LONG | MYSQL_TYPE_LONGLONG => {
            !column.flags().contains(ColumnFlags::UNSIGNED_FLAG)
        }
        MYSQL_TYPE_DOUBLE => true,
        _ => matches!(kind(column), Kind::Text | Kind::Bytes),
    }
}

/// Times need nothing: they are read as texts, too.
fn kind_of_text(column: &Column) -> Kind {
    use ColumnType::*;
    match column.column_type() {
        MYSQL_TYPE_TINY | MYSQL_TYPE_SHORT | MYSQL_TYPE_INT24 | MYSQL_TYPE_LONG | MYSQL_TYPE_LONGLONG
        | MYSQL_TYPE_YEAR => Kind::Digits,
        MYSQL_TYPE_FLOAT | MYSQL_TYPE_DOUBLE => Kind::FloatDigits,
        MYSQL_TYPE_DATE | MYSQL_TYPE_NEWDATE | MYSQL_TYPE_TIME | MYSQL_TYPE_DATETIME | MYSQL_TYPE_TIMESTAMP => {
            Kind::Text
        }
        _ => kind(column),
    }
}

/// What takes the place of a value that is not read in place.
///
/// What no Rust type holds (integers beyond `i64`, days that are none, times beyond a day) becomes the text that the server would show,
/// for the error that decoding gives.
fn settled(value: &Value, kind: Kind) -> Option<Value> {
    let text = |text: String| Some(Value::Bytes(text.into_bytes()));
    match (value, kind) {
        (Value::Bytes(bits), Kind::Bits) => {
            let number = bits.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            Some(integer(number))
        }
        (Value::Bytes(digits), Kind::Digits) => parsed(digits).map(Value::Int),
        (Value::Bytes(digits), Kind::FloatDigits) => parsed(digits).map(Value::Double),
        (Value::UInt(number), _) => Some(integer(*number)),
        // The digits that the server would show; a cast would make 0.10000000149 of 0.1.
        (Value::Float(number), _) => Some(Value::Double(number.to_string().parse().unwrap_or(f64::from(*number)))),
        (Value::Date(year, month, day, hours, minutes, seconds, _), _) if *year == 0 || *month == 0 || *day == 0 => {
            let clock =
                if kind == Kind::Day { String::new() } else { format!(" {hours:02}:{minutes:02}:{seconds:02}") };
            text(format!("{year:04}-{month:02}-{day:02}{clock}"))
        }
        (Value::Time(negative, days, hours, minutes, seconds, fraction), _) if *negative || *days > 0 => {
            let (sign, hours) = (if *negative { "-" } else { "" }, *days * 24 + u32::from(*hours));
            text(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{fraction:06}"))
        }
        _ => None,
    }
}

fn parsed<T: std::str::FromStr>(digits: &[u8]) -> Option<T> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn integer(number: u64) -> Value {
    i64::try_from(number).map_or_else(|_| Value::Bytes(number.to_string().into_bytes()), Value::Int)
}

/// A row, every value of which is read in place.
pub(super) struct Settled<'k> {
    row: Row,
    kinds: &'k [Kind],
}

impl RowSource for Settled<'_> {
    fn columns(&self) -> usize {
        self.kinds.len()
    }

    #[inline]
    fn is_null(&self, column: usize) -> bool {
        matches!(self.row.as_ref(column), Some(Value::NULL) | None)
    }

    fn take_text(&mut self, column: usize) -> Option<String> {
        let text = self.kinds[column] == Kind::Text && matches!(self.row.as_ref(column), Some(Value::Bytes(_)));
        let Value::Bytes(text) = text.then(|| self.row.take(column))?? else { return None };
        let broken = match String::from_utf8(text) {
            Ok(text) => return Some(text),
            Err(broken) => broken.into_bytes(),
        };
        self.row.place(column, Value::Bytes(broken));
        None
    }

    #[inline]
    fn value(&self, column: usize) -> ValueRef<'_> {
        match self.row.as_ref(column) {
            Some(value) => read(value, self.kinds[column]),
            None => ValueRef::Null,
        }
    }
}

/// Reads a value that is [`settled`].
#[inline]
fn read(value: &Value, kind: Kind) -> ValueRef<'_> {
    match *value {
        Value::Int(value) => ValueRef::Integer(value),
        Value::Double(value) => ValueRef::Float(value),
        Value::Bytes(ref bytes) if kind == Kind::Bytes => ValueRef::Bytes(bytes),
        Value::Bytes(ref bytes) => std::str::from_utf8(bytes).map_or(ValueRef::BrokenText(bytes), ValueRef::Text),
        Value::Date(year, month, day, hours, minutes, seconds, fraction) => {
            let days = days_from_civil(year.into(), month.into(), day.into());
            match kind {
                Kind::Day => ValueRef::Date(days as i32),
                _ => ValueRef::DateTime(days * DAY + clock(hours, minutes, seconds, fraction)),
            }
        }
        Value::Time(_, _, hours, minutes, seconds, fraction) => {
            ValueRef::Time(clock(hours, minutes, seconds, fraction))
        }
        Value::NULL | Value::UInt(_) | Value::Float(_) => ValueRef::Null,
    }
}

/// Microseconds since midnight.
fn clock(hours: u8, minutes: u8, seconds: u8, fraction: u32) -> i64 {
    ((i64::from(hours) * 60 + i64::from(minutes)) * 60 + i64::from(seconds)) * 1_000_000 + i64::from(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, column: Column, expected: ValueRef<'_>) {
        let kind = kind(&column);
        let value = settled(&value, kind).unwrap_or(value);
        assert_eq!(read(&value, kind), expected);
    }

    #[test]
    fn values_are_read_as_their_columns_say() {
        use ColumnType::*;
        let column = Column::new;
        check(Value::NULL, column(MYSQL_TYPE_LONG), ValueRef::Null);
        check(Value::UInt(7), column(MYSQL_TYPE_LONGLONG), ValueRef::Integer(7));
        check(Value::UInt(u64::MAX), column(MYSQL_TYPE_LONGLONG), ValueRef::Text("18446744073709551615"));
        check(Value::Float(0.1), column(MYSQL_TYPE_FLOAT), ValueRef::Float(0.1));
        check(Value::Bytes(vec![1]), column(MYSQL_TYPE_BIT), ValueRef::Integer(1));
        check(Value::Bytes(vec![1, 0]), column(MYSQL_TYPE_BIT), ValueRef::Integer(256));
        check(Value::Bytes(b"{}".to_vec()), column(MYSQL_TYPE_JSON), ValueRef::Text("{}"));
        check(Value::Bytes(b"1.50".to_vec()), column(MYSQL_TYPE_NEWDECIMAL), ValueRef::Text("1.50"));
    }

    #[test]
    fn what_may_come_in_another_form_is_looked_at() {
        use ColumnType::*;
        let unsigned = Column::new(MYSQL_TYPE_LONGLONG).with_flags(ColumnFlags::UNSIGNED_FLAG);
        let others =
            [MYSQL_TYPE_LONGLONG, MYSQL_TYPE_VAR_STRING, MYSQL_TYPE_FLOAT, MYSQL_TYPE_BIT, MYSQL_TYPE_DATETIME];
        let columns: Vec<Column> = [unsigned].into_iter().chain(others.map(Column::new)).collect();
        assert_eq!(Kinds::of(&columns).unsettled, [0, 3, 4, 5]);
    }

    #[test]
    fn the_character_set_tells_texts_from_bytes() {
        let column = |set| Column::new(ColumnType::MYSQL_TYPE_BLOB).with_character_set(set);
        check(Value::Bytes(b"a".to_vec()), column(BINARY), ValueRef::Bytes(b"a"));
        check(Value::Bytes(b"a".to_vec()), column(255), ValueRef::Text("a"));
        check(Value::Bytes(b"\xff".to_vec()), column(255), ValueRef::BrokenText(b"\xff"));
    }

    #[test]
    fn texts_are_read_as_their_columns_say() {
        use ColumnType::*;
        let check = |text: &str, column, expected: ValueRef<'_>| {
            let kind = kind_of_text(&Column::new(column).with_character_set(255));
            let value = Value::Bytes(text.as_bytes().to_vec());
            assert_eq!(read(&settled(&value, kind).unwrap_or(value), kind), expected);
        };
        check("-7", MYSQL_TYPE_LONGLONG, ValueRef::Integer(-7));
        check("18446744073709551615", MYSQL_TYPE_LONGLONG, ValueRef::Text("18446744073709551615"));
        check("1.5e300", MYSQL_TYPE_DOUBLE, ValueRef::Float(1.5e300));
        check("1.50", MYSQL_TYPE_NEWDECIMAL, ValueRef::Text("1.50"));
        check("12", MYSQL_TYPE_VAR_STRING, ValueRef::Text("12"));
        check("2024-02-29 12:00:00.500000", MYSQL_TYPE_DATETIME, ValueRef::Text("2024-02-29 12:00:00.500000"));
        check("\u{1}", MYSQL_TYPE_BIT, ValueRef::Integer(1));
    }

    #[test]
    fn times_that_are_none_are_texts() {
        use ColumnType::*;
        let column = Column::new;
        check(Value::Date(1970, 1, 2, 0, 0, 0, 0), column(MYSQL_TYPE_DATE), ValueRef::Date(1));
        check(Value::Date(1970, 1, 2, 0, 0, 1, 5), column(MYSQL_TYPE_DATETIME), ValueRef::DateTime(DAY + 1_000_005));
        check(Value::Date(0, 0, 0, 0, 0, 0, 0), column(MYSQL_TYPE_DATE), ValueRef::Text("0000-00-00"));
        check(Value::Date(2024, 0, 0, 0, 0, 0, 0), column(MYSQL_TYPE_TIMESTAMP), ValueRef::Text("2024-00-00 00:00:00"));
        check(Value::Time(false, 0, 0, 1, 0, 5), column(MYSQL_TYPE_TIME), ValueRef::Time(60_000_005));
        check(Value::Time(true, 1, 1, 0, 0, 0), column(MYSQL_TYPE_TIME), ValueRef::Text("-25:00:00.000000"));
    }
}
