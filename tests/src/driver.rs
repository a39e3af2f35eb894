//! A driver as others write theirs, by querent's public face alone: `example://…` is a PostgreSQL, spoken to by tokio-postgres in the simplest way.

use querent::driver::{
    BoxFuture, Condition, Connection, Connector, Constraint, ConstraintKind, Driver, Failure, Flow, List, Options, Param,
    Prepared, RowSink, RowSource, ValueRef, Values,
};
use querent::{Dialect, Error, ErrorKind, Result};
use std::any::Any;
use std::fmt::Write;
use std::pin::pin;
use std::sync::Arc;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, FromSql, IsNull, ToSql, Type};
use tokio_postgres::{Client, Config, NoTls, Row, Statement};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// The driver; `querent::driver::register("example", Example)` makes it known.
pub struct Example;

impl Driver for Example {
    fn connector(&self, url: &str, _: &Options) -> Result<Arc<dyn Connector>> {
        let (_, rest) = url.split_once(':').unwrap_or_default();
        let config: Config = format!("postgres:{rest}").parse().map_err(|error| {
            Error::from(Failure::new(ErrorKind::Connection, "the URL is none of PostgreSQL's").source::<tokio_postgres::Error>(error))
        })?;
        Ok(Arc::new(ExampleConnector(config)))
    }
}

struct ExampleConnector(Config);

impl Connector for ExampleConnector {
    fn place(&self) -> String {
        format!("{:?}", self.0.get_hosts())
    }

    fn connect(&self) -> BoxFuture<'_, Result<Box<dyn Connection>>> {
        Box::pin(async {
            let (client, wire) = self.0.connect(NoTls).await.map_err(failure)?;
            tokio::spawn(wire);
            Ok(Box::new(ExampleConnection(client)) as Box<dyn Connection>)
        })
    }
}

struct ExampleConnection(Client);

struct ExamplePrepared(Statement);

impl Prepared for ExamplePrepared {}

impl Connection for ExampleConnection {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn prepare<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<Box<dyn Prepared>>> {
        Box::pin(async {
            let statement = self.0.prepare(text).await.map_err(failure)?;
            Ok(Box::new(ExamplePrepared(statement)) as Box<dyn Prepared>)
        })
    }

    fn execute<'c>(
        &'c mut self,
        prepared: &'c dyn Prepared,
        values: Values<'c>,
        rows: &'c mut dyn RowSink,
    ) -> BoxFuture<'c, Result<u64>> {
        let prepared: &dyn Any = prepared;
        let ExamplePrepared(statement) = prepared.downcast_ref().expect("one of this driver's");
        Box::pin(async move {
            let answer = self.0.query_raw(statement, values.iter().map(Sent)).await.map_err(failure)?;
            let mut answer = pin!(answer);
            let mut wanted = Ok(Flow::More);
            while let Some(row) = next(answer.as_mut()).await {
                let row = row.map_err(failure)?;
                if matches!(wanted, Ok(Flow::More | Flow::Pause)) {
                    wanted = rows.row(&ExampleRow(&row));
                }
                if let Ok(Flow::Pause) = wanted {
                    std::future::poll_fn(|context| rows.poll_resume(context)).await;
                }
            }
            wanted.map(|_| answer.rows_affected().unwrap_or_default())
        })
    }

    fn command<'c>(&'c mut self, text: &'c str) -> BoxFuture<'c, Result<()>> {
        Box::pin(async { self.0.batch_execute(text).await.map_err(failure) })
    }

    fn is_usable(&mut self) -> bool {
        !self.0.is_closed()
    }

    fn close(self: Box<Self>) -> BoxFuture<'static, ()> {
        drop(self);
        Box::pin(async {})
    }
}

async fn next(answer: std::pin::Pin<&mut tokio_postgres::RowStream>) -> Option<Result<Row, tokio_postgres::Error>> {
    use futures_core::Stream;
    let mut answer = answer;
    std::future::poll_fn(|context| answer.as_mut().poll_next(context)).await
}

/// What the server said, in querent's words.
fn failure(error: tokio_postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let lost = Failure::new(ErrorKind::Connection, format!("the connection was lost: {error}"));
        return lost.condition(Condition::Lost).source(error).into();
    };
    let kind = match db.code().code() {
        "23505" => ConstraintKind::Unique,
        "23503" => ConstraintKind::ForeignKey,
        "23502" => ConstraintKind::NotNull,
        "23514" => ConstraintKind::Check,
        "42P01" | "42703" => return Failure::new(ErrorKind::Schema, db.to_string()).source(error).into(),
        _ => return Failure::new(ErrorKind::Query, db.to_string()).source(error).into(),
    };
    let key = db.detail().and_then(|detail| detail.strip_prefix("Key (")?.split_once(")=("));
    let columns = key.map_or_else(Vec::new, |(columns, _)| columns.split(", ").map(str::to_owned).collect());
    let columns = db.column().map_or(columns, |column| vec![column.to_owned()]);
    let constraint = Constraint {
        kind,
        name: db.constraint().map(str::to_owned),
        table: db.table().map(str::to_owned),
        columns,
    };
    Failure::new(ErrorKind::Constraint, db.to_string()).constraint(constraint).source(error).into()
}

/// A value as a text, which the server reads as what it needs.
#[derive(Debug)]
struct Sent<'v>(&'v Param);

impl ToSql for Sent<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        let Some(text) = text(self.0) else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, AnyError> {
        self.to_sql(ty, out)
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }
}

fn text(param: &Param) -> Option<String> {
    let since = |at: i64| jiff::Timestamp::from_microsecond(at).map(|at| at.to_string()).unwrap_or_default();
    let hexadecimal = |bytes: &[u8]| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every text");
            text
        })
    };
    Some(match param {
        Param::Boolean(value) => value.to_string(),
        Param::Integer(value) => value.to_string(),
        Param::Float(value) => value.to_string(),
        Param::Text(text) | Param::Decimal(text) | Param::Json(text) => text.clone(),
        Param::Bytes(bytes) => format!("\\x{}", hexadecimal(bytes)),
        Param::Uuid(bytes) => hexadecimal(bytes),
        Param::Date(days) => since(i64::from(*days) * 86_400_000_000)[..10].to_owned(),
        Param::Time(at) => since(*at)[11..].trim_end_matches('Z').to_owned(),
        Param::DateTime(at) => since(*at).trim_end_matches('Z').to_owned(),
        Param::Timestamp(at) => since(*at),
        Param::List(list) => array(list),
        Param::Null | Param::Absent | Param::Choice(_) | Param::Invalid(_) => return None,
    })
}

fn array(list: &List) -> String {
    let texts: Vec<Option<String>> = match list {
        List::Integers(values) => values.iter().map(|value| Some(value.to_string())).collect(),
        List::Floats(values) => values.iter().map(|value| Some(value.to_string())).collect(),
        List::Texts(values) => values.iter().cloned().map(Some).collect(),
        List::Other(values) => values.iter().map(text).collect(),
    };
    let member = |text: Option<String>| {
        text.map_or("NULL".to_owned(), |text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
    };
    format!("{{{}}}", texts.into_iter().map(member).collect::<Vec<_>>().join(","))
}

/// A row in PostgreSQL's binary form.
struct ExampleRow<'r>(&'r Row);

struct Raw<'r>(Option<&'r [u8]>);

impl<'r> FromSql<'r> for Raw<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, AnyError> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, AnyError> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl RowSource for ExampleRow<'_> {
    fn columns(&self) -> usize {
        self.0.len()
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        let Ok(Raw(Some(raw))) = self.0.try_get::<_, Raw<'_>>(column) else { return ValueRef::Null };
        read(self.0.columns()[column].type_(), raw).unwrap_or(ValueRef::Bytes(raw))
    }
}

fn read<'r>(of: &Type, raw: &'r [u8]) -> Option<ValueRef<'r>> {
    // PostgreSQL counts from 2000.
    const DAYS: i32 = 10_957;
    const MICROSECONDS: i64 = 946_684_800_000_000;
    let text = |raw: &'r [u8]| std::str::from_utf8(raw).ok().map(ValueRef::Text);
    Some(match *of {
        Type::BOOL => ValueRef::Boolean(raw == [1]),
        Type::INT2 => ValueRef::Integer(i16::from_be_bytes(raw.try_into().ok()?).into()),
        Type::INT4 => ValueRef::Integer(i32::from_be_bytes(raw.try_into().ok()?).into()),
        Type::INT8 => ValueRef::Integer(i64::from_be_bytes(raw.try_into().ok()?)),
        Type::FLOAT8 => ValueRef::Float(f64::from_be_bytes(raw.try_into().ok()?)),
        Type::NUMERIC => ValueRef::Numeric(raw),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON => text(raw)?,
        // A version, and the text.
        Type::JSONB => text(raw.get(1..)?)?,
        Type::UUID => ValueRef::Uuid(raw.try_into().ok()?),
        Type::DATE => ValueRef::Date(i32::from_be_bytes(raw.try_into().ok()?) + DAYS),
        Type::TIME => ValueRef::Time(i64::from_be_bytes(raw.try_into().ok()?)),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => ValueRef::DateTime(i64::from_be_bytes(raw.try_into().ok()?) + MICROSECONDS),
        _ => return None,
    })
}
