//! A row in PostgreSQL's binary form → values, without a copy.

use crate::driver::{RowSource, ValueRef};
use tokio_postgres::types::{FromSql, Kind, Type};
use tokio_postgres::{Column, Row};

/// Days from 1970-01-01 to 2000-01-01, from which PostgreSQL counts.
pub(super) const EPOCH_DAYS: i32 = 10_957;
/// The same in microseconds.
pub(super) const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// How the bytes of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Boolean,
    Int2,
    Int4,
    Int8,
    Oid,
    Float4,
    Float8,
    Numeric,
    Text,
    Jsonb,
    Uuid,
    Date,
    Time,
    Timestamp,
    Bytes,
}

/// The form of each column.
pub(super) fn forms(columns: &[Column]) -> Vec<Form> {
    columns.iter().map(|column| form(column.type_())).collect()
}

fn form(of: &Type) -> Form {
    match *of {
        Type::BOOL => Form::Boolean,
        Type::INT2 => Form::Int2,
        Type::INT4 => Form::Int4,
        Type::INT8 => Form::Int8,
        Type::OID => Form::Oid,
        Type::FLOAT4 => Form::Float4,
        Type::FLOAT8 => Form::Float8,
        Type::NUMERIC => Form::Numeric,
        Type::JSONB => Form::Jsonb,
        Type::UUID => Form::Uuid,
        Type::DATE => Form::Date,
        Type::TIME => Form::Time,
        Type::TIMESTAMP | Type::TIMESTAMPTZ => Form::Timestamp,
        Type::TEXT
        | Type::VARCHAR
        | Type::BPCHAR
        | Type::NAME
        | Type::JSON
        | Type::UNKNOWN
        | Type::VOID
        | Type::XML => Form::Text,
        _ => match of.kind() {
            Kind::Domain(base) => form(base),
            Kind::Enum(_) => Form::Text,
            _ if of.name() == "citext" => Form::Text,
            _ => Form::Bytes,
        },
    }
}

/// A row, whose columns have these forms.
pub(super) struct PostgresRow<'r> {
    pub(super) row: &'r Row,
    pub(super) forms: &'r [Form],
}

/// The bytes of a value, `None` for NULL.
struct Raw<'r>(Option<&'r [u8]>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl PostgresRow<'_> {
    fn raw(&self, column: usize) -> Option<&[u8]> {
        self.row.try_get::<_, Raw<'_>>(column).ok()?.0
    }
}

impl RowSource for PostgresRow<'_> {
    fn columns(&self) -> usize {
        self.forms.len()
    }

    #[inline]
    fn value(&self, column: usize) -> ValueRef<'_> {
        match self.raw(column) {
            Some(bytes) => value(self.forms[column], bytes).unwrap_or(ValueRef::Bytes(bytes)),
            None => ValueRef::Null,
        }
    }

    fn is_null(&self, column: usize) -> bool {
        self.raw(column).is_none()
    }
}

/// `None` when the bytes are not of that form.
fn value(form: Form, bytes: &[u8]) -> Option<ValueRef<'_>> {
    Some(match form {
        Form::Boolean => ValueRef::Boolean(*bytes.first()? != 0),
        Form::Int2 => ValueRef::Integer(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        Form::Int4 => ValueRef::Integer(i32::from_be_bytes(bytes.try_into().ok()?).into()),
        Form::Int8 => ValueRef::Integer(i64::from_be_bytes(bytes.try_into().ok()?)),
        Form::Oid => ValueRef::Integer(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        Form::Float4 => ValueRef::Float(f32::from_be_bytes(bytes.try_into().ok()?).into()),
        Form::Float8 => ValueRef::Float(f64::from_be_bytes(bytes.try_into().ok()?)),
        Form::Numeric => ValueRef::Numeric(bytes),
        Form::Text => text(bytes),
        // A version, which is 1, and the text.
        Form::Jsonb => text(bytes.get(1..)?),
        Form::Uuid => ValueRef::Uuid(bytes.try_into().ok()?),
        Form::Date => match i32::from_be_bytes(bytes.try_into().ok()?) {
            i32::MAX => ValueRef::Text("infinity"),
            i32::MIN => ValueRef::Text("-infinity"),
            days => ValueRef::Date(days.checked_add(EPOCH_DAYS)?),
        },
        Form::Time => ValueRef::Time(i64::from_be_bytes(bytes.try_into().ok()?)),
        Form::Timestamp => match i64::from_be_bytes(bytes.try_into().ok()?) {
            i64::MAX => ValueRef::Text("infinity"),
            i64::MIN => ValueRef::Text("-infinity"),
            at => ValueRef::DateTime(at.checked_add(EPOCH_MICROSECONDS)?),
        },
        Form::Bytes => ValueRef::Bytes(bytes),
    })
}

fn text(bytes: &[u8]) -> ValueRef<'_> {
    std::str::from_utf8(bytes).map_or(ValueRef::BrokenText(bytes), ValueRef::Text)
}
