//! The type table: what each column type is called in each place.

use crate::model::Enum;
use std::borrow::Cow;

/// What a column or an expression holds. NULL is not part of the type.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// 16 bits: `i16`.
    SmallInt,
    /// 32 bits: `i32`.
    Integer,
    /// 64 bits: `i64`.
    BigInt,
    /// `bool`.
    Boolean,
    /// 64 bits of floating point: `f64`, never NaN.
    Float,
    /// An exact number of at most `precision` digits, `scale` of them behind the point.
    Decimal {
        /// Digits in all, 1 to 38.
        precision: u8,
        /// Digits behind the point, at most `precision`.
        scale: u8,
    },
    /// Text, at most `max` characters where given: `String`.
    Text {
        /// The limit in characters.
        max: Option<u32>,
    },
    /// Bytes, at most `max` where given: `Vec<u8>`.
    Bytes {
        /// The limit in bytes.
        max: Option<u32>,
    },
    /// A day without a zone.
    Date,
    /// A time of day without a zone, to the microsecond.
    Time,
    /// A day and time without a zone, to the microsecond.
    DateTime,
    /// An instant in UTC, to the microsecond.
    Timestamp,
    /// 128 bits.
    Uuid,
    /// A JSON document.
    Json,
    /// One of a set of texts.
    Enum(Enum),
}

impl Type {
    /// As schema.sql calls it, for messages: `INTEGER`, `VARCHAR(255)`, `DECIMAL(10, 2)`.
    pub fn sql_name(&self) -> Cow<'static, str> {
        match self {
            Type::Decimal { precision, scale } => format!("DECIMAL({precision}, {scale})").into(),
            Type::Text { max: Some(max) } => format!("VARCHAR({max})").into(),
            Type::Bytes { max: Some(max) } => format!("VARBINARY({max})").into(),
            Type::Enum(Enum { type_name: Some(name), .. }) => name.clone(),
            Type::Enum(_) => "ENUM".into(),
            _ => self.names().sql.into(),
        }
    }

    /// The Rust type of a value, by a path that names its crate where it has one. Of an enumeration the name alone: it stands
    /// in the module of its table.
    pub fn rust_name(&self) -> Cow<'static, str> {
        match self {
            Type::Enum(of) => of.rust_name.clone(),
            _ => self.names().rust.into(),
        }
    }

    /// The type that stands for it in generated code, in `querent::types`; of an enumeration it takes the Rust enum.
    pub fn marker_name(&self) -> &'static str {
        self.names().marker
    }

    /// How a dialect spells the type of a column of it.
    pub(crate) fn spelling(&self, spellings: &Spellings) -> String {
        let fill =
            |template: &str, a: u32, b: u32| template.replace("{0}", &a.to_string()).replace("{1}", &b.to_string());
        match self {
            Type::SmallInt => spellings.small_int.to_owned(),
            Type::Integer => spellings.integer.to_owned(),
            Type::BigInt => spellings.big_int.to_owned(),
            Type::Boolean => spellings.boolean.to_owned(),
            Type::Float => spellings.float.to_owned(),
            Type::Decimal { precision, scale } => {
                let precision = (*precision).min(spellings.max_precision);
                fill(spellings.decimal, precision.into(), (*scale).min(spellings.max_scale).into())
            }
            Type::Text { max: Some(max) } if *max <= spellings.max_varchar => fill(spellings.varchar, *max, 0),
            Type::Text { .. } => spellings.text.to_owned(),
            Type::Bytes { max: Some(max) } if *max <= spellings.max_varbinary => fill(spellings.varbinary, *max, 0),
            Type::Bytes { .. } => spellings.bytes.to_owned(),
            Type::Date => spellings.date.to_owned(),
            Type::Time => spellings.time.to_owned(),
            Type::DateTime => spellings.datetime.to_owned(),
            Type::Timestamp => spellings.timestamp.to_owned(),
            Type::Uuid => spellings.uuid.to_owned(),
            Type::Json => spellings.json.to_owned(),
            Type::Enum(of) => {
                let longest = of.values.iter().map(|value| value.chars().count()).max().unwrap_or(1).max(1);
                fill(spellings.enumeration, longest as u32, 0)
            }
        }
    }

    /// The row of the type table.
    const fn names(&self) -> Names {
        match self {
            Type::SmallInt => Names::new("SMALLINT", "i16", "SmallInt"),
            Type::Integer => Names::new("INTEGER", "i32", "Integer"),
            Type::BigInt => Names::new("BIGINT", "i64", "BigInt"),
            Type::Boolean => Names::new("BOOLEAN", "bool", "Boolean"),
            Type::Float => Names::new("DOUBLE", "f64", "Float"),
            Type::Decimal { .. } => Names::new("DECIMAL", "bigdecimal::BigDecimal", "Decimal"),
            Type::Text { .. } => Names::new("TEXT", "String", "Text"),
            Type::Bytes { .. } => Names::new("BLOB", "Vec<u8>", "Bytes"),
            Type::Date => Names::new("DATE", "jiff::civil::Date", "Date"),
            Type::Time => Names::new("TIME", "jiff::civil::Time", "Time"),
            Type::DateTime => Names::new("DATETIME", "jiff::civil::DateTime", "DateTime"),
            Type::Timestamp => Names::new("TIMESTAMP", "jiff::Timestamp", "Timestamp"),
            Type::Uuid => Names::new("UUID", "uuid::Uuid", "Uuid"),
            Type::Json => Names::new("JSON", "serde_json::Value", "Json"),
            Type::Enum(_) => Names::new("ENUM", "", "Enum"),
        }
    }
}

/// What a type is called outside of databases.
struct Names {
    sql: &'static str,
    rust: &'static str,
    marker: &'static str,
}

impl Names {
    const fn new(sql: &'static str, rust: &'static str, marker: &'static str) -> Names {
        Names { sql, rust, marker }
    }
}

/// What the types of columns are called in a dialect. `{0}` and `{1}` stand for the numbers of the type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spellings {
    small_int: &'static str,
    integer: &'static str,
    pub(crate) big_int: &'static str,
    boolean: &'static str,
    float: &'static str,
    decimal: &'static str,
    /// The most digits that a decimal can have, and the most behind the point.
    max_precision: u8,
    max_scale: u8,
    pub(crate) text: &'static str,
    pub(crate) varchar: &'static str,
    /// A longer text is spelled as one without limit, and checked.
    pub(crate) max_varchar: u32,
    pub(crate) bytes: &'static str,
    pub(crate) varbinary: &'static str,
    pub(crate) max_varbinary: u32,
    date: &'static str,
    time: &'static str,
    datetime: &'static str,
    timestamp: &'static str,
    uuid: &'static str,
    json: &'static str,
    enumeration: &'static str,
}

impl Spellings {
    /// SQLite derives from the letters of a type how it keeps values: those of decimals, UUIDs and JSON must stay texts.
    pub(crate) const SQLITE: Spellings = Spellings {
        small_int: "SMALLINT",
        // A key of type INTEGER would count up.
        integer: "INT",
        big_int: "BIGINT",
        boolean: "BOOLEAN",
        float: "REAL",
        decimal: "DECIMAL_TEXT({0}, {1}) COLLATE querent_decimal",
        max_precision: 38,
        max_scale: 38,
        text: "TEXT",
        varchar: "VARCHAR({0})",
        max_varchar: u32::MAX,
        bytes: "BLOB",
        varbinary: "BLOB({0})",
        max_varbinary: u32::MAX,
        date: "DATE",
        time: "TIME",
        datetime: "DATETIME",
        timestamp: "TIMESTAMP",
        uuid: "UUID_TEXT",
        json: "JSON_TEXT",
        enumeration: "TEXT",
    };

    /// Its VARCHAR counts towards the 65,535 bytes of a row, so long ones are LONGTEXT with a check. DATETIME knows no zone
    /// and spans all years, where TIMESTAMP ends in 2038.
    pub(crate) const MYSQL: Spellings = Spellings {
        small_int: "SMALLINT",
        integer: "INT",
        big_int: "BIGINT",
        boolean: "BOOLEAN",
        float: "DOUBLE",
        decimal: "DECIMAL({0}, {1})",
        max_precision: 38,
        max_scale: 30,
        text: "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
        varchar: "VARCHAR({0}) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
        max_varchar: 1024,
        bytes: "LONGBLOB",
        varbinary: "VARBINARY({0})",
        max_varbinary: 4096,
        date: "DATE",
        time: "TIME(6)",
        datetime: "DATETIME(6)",
        timestamp: "DATETIME(6)",
        uuid: "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
        json: "JSON",
        enumeration: "VARCHAR({0}) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin",
    };

    pub(crate) const MARIADB: Spellings = Spellings {
        text: "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        varchar: "VARCHAR({0}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        enumeration: "VARCHAR({0}) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
        max_scale: 38,
        ..Spellings::MYSQL
    };

    pub(crate) const POSTGRES: Spellings = Spellings {
        small_int: "SMALLINT",
        integer: "INTEGER",
        big_int: "BIGINT",
        boolean: "BOOLEAN",
        float: "DOUBLE PRECISION",
        decimal: "NUMERIC({0}, {1})",
        max_precision: 38,
        max_scale: 38,
        text: "TEXT COLLATE \"C\"",
        varchar: "VARCHAR({0}) COLLATE \"C\"",
        max_varchar: 10_485_760,
        bytes: "BYTEA",
        varbinary: "BYTEA",
        max_varbinary: u32::MAX,
        date: "DATE",
        time: "TIME(6) WITHOUT TIME ZONE",
        datetime: "TIMESTAMP(6) WITHOUT TIME ZONE",
        timestamp: "TIMESTAMP(6) WITH TIME ZONE",
        uuid: "UUID",
        json: "JSONB",
        enumeration: "TEXT COLLATE \"C\"",
    };

    /// Its texts compare by their bytes as they are, and its INTEGER has 64 bits.
    pub(crate) const COCKROACH: Spellings = Spellings {
        small_int: "INT2",
        integer: "INT4",
        big_int: "INT8",
        text: "TEXT",
        varchar: "VARCHAR({0})",
        enumeration: "TEXT",
        ..Spellings::POSTGRES
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types() {
        let decimal = Type::Decimal { precision: 10, scale: 2 };
        assert_eq!(decimal.sql_name(), "DECIMAL(10, 2)");
        assert_eq!(Type::Text { max: Some(255) }.sql_name(), "VARCHAR(255)");
        assert_eq!(
            (Type::Timestamp.rust_name(), Type::Timestamp.marker_name()),
            ("jiff::Timestamp".into(), "Timestamp")
        );
    }

    #[test]
    fn long_texts_have_no_varchar_in_mysql() {
        let long = Type::Text { max: Some(20_000) };
        assert!(long.spelling(&Spellings::MYSQL).starts_with("LONGTEXT"));
        assert!(long.spelling(&Spellings::POSTGRES).starts_with("VARCHAR(20000)"));
    }
}
