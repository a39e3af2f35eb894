//! A query and a store → its answer in a form that can be compared with those of other stores.

use crate::compile::{Compiled, Field, Shape};
use crate::given::{Given, Values, new_rows, params};
use crate::subject::Subject;
use crate::value::Value;
use querent::__private::{
    Braces, DecodeError, Params, RowList, RowReader, TakesRow, insert_many_by, query_count, query_exists,
    query_first_by, query_nothing, query_one_by, query_rows_by,
};
use querent::{Database, Dialect, Error, ErrorKind, Executor};
use querent_compiler::plan::Many;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(60);

/// What a store says to a query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    Rows(Vec<Vec<Value>>),
    Count(u64),
    Exists(bool),
    Nothing,
    Fault(Fault),
    /// It took too long.
    Late,
}

/// What of an error is the same on every store.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    /// Which kind of constraint does not hold, if it is one.
    pub(crate) violates: &'static str,
    /// Whether something is out of the range of its type.
    pub(crate) out_of_range: bool,
    /// The table and the columns of the constraint, where the store names them.
    pub(crate) columns: Option<(Option<String>, Vec<String>)>,
    pub(crate) text: String,
}

impl PartialEq for Fault {
    fn eq(&self, other: &Fault) -> bool {
        let named_alike = match (&self.columns, &other.columns) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let what = |fault: &Fault| (fault.kind, fault.violates, fault.out_of_range);
        what(self) == what(other) && named_alike
    }
}

impl Fault {
    fn new(error: &Error) -> Fault {
        let violates = match error {
            error if error.is_unique_violation() => "unique",
            error if error.is_foreign_key_violation() => "foreign key",
            error if error.is_not_null_violation() => "not null",
            error if error.is_check_violation() => "check",
            error if error.is_constraint_violation() => "something else",
            _ => "",
        };
        let text = error.to_string();
        let said = ["out of range", "out of the range", "overflow", "beyond what its column"];
        let mut columns = error.columns().to_vec();
        columns.sort();
        Fault {
            kind: error.kind(),
            violates,
            out_of_range: error.kind() == ErrorKind::Query && said.iter().any(|said| text.contains(said)),
            columns: (violates == "unique" && !columns.is_empty()).then(|| (error.table().map(str::to_owned), columns)),
            text,
        }
    }
}

/// How a query is run, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// On the database itself.
    Alone,
    /// In a transaction that is committed when it succeeds.
    Committed,
    /// In a transaction that is undone.
    Undone,
    /// In a part that is undone, of a transaction that is committed.
    PartUndone,
}

/// Asks a store.
pub(crate) async fn ask(db: &Database, way: Way, compiled: &Compiled, values: &Values, subject: &Subject) -> Answer {
    match tokio::time::timeout(LONGEST, answer_by(db, way, compiled, values, subject)).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => Answer::Fault(Fault::new(&error)),
        Err(_) => Answer::Late,
    }
}

async fn answer_by(
    db: &Database,
    way: Way,
    compiled: &Compiled,
    values: &Values,
    subject: &Subject,
) -> querent::Result<Answer> {
    match way {
        Way::Alone => answer(db, compiled, values, subject).await,
        Way::Committed => {
            let tx = db.begin().await?;
            let answer = answer(&tx, compiled, values, subject).await?;
            tx.commit().await.map(|()| answer)
        }
        Way::Undone => {
            let tx = db.begin().await?;
            let answer = answer(&tx, compiled, values, subject).await;
            tx.rollback().await.and(answer)
        }
        Way::PartUndone => {
            let tx = db.begin().await?;
            let part = tx.savepoint().await?;
            let answer = answer(&part, compiled, values, subject).await;
            part.rollback().await?;
            tx.commit().await.and(answer)
        }
    }
}

async fn answer(
    on: &impl Executor,
    compiled: &Compiled,
    values: &Values,
    subject: &Subject,
) -> querent::Result<Answer> {
    let statement = compiled.statement;
    if let Some(rows) = rows(compiled, values) {
        let rows = new_rows(&subject.schema.tables[compiled.table], rows);
        return Ok(match &compiled.answer {
            Shape::Rows { fields, .. } => {
                Answer::Rows(insert_many_by(&rows, statement, decoder(fields)).run(on).await?)
            }
            _ => Answer::Count(RowList::insert_many(&rows, statement).run(on).await?),
        });
    }
    let params = params(compiled, subject, values);
    Ok(match &compiled.answer {
        Shape::Rows { many: Many::All, fields } => {
            Answer::Rows(query_rows_by(statement, params, decoder(fields)).run(on).await?)
        }
        Shape::Rows { many: Many::First, fields } => {
            Answer::Rows(query_first_by(statement, params, decoder(fields)).run(on).await?.into_iter().collect())
        }
        Shape::Rows { many: Many::One, fields } => {
            Answer::Rows(vec![query_one_by(statement, params, decoder(fields)).run(on).await?])
        }
        Shape::Count => Answer::Count(query_count(statement, params).run(on).await?),
        Shape::Exists => Answer::Exists(query_exists(statement, params).run(on).await?),
        Shape::Nothing => {
            query_nothing(statement, params).run(on).await?;
            Answer::Nothing
        }
    })
}

/// The rows of an `insert_many {rows}`.
fn rows<'v>(compiled: &Compiled, values: &'v Values) -> Option<&'v [Vec<Option<Value>>]> {
    match values.get(compiled.rows.as_ref()?) {
        Some(Given::Rows(rows)) => Some(rows),
        _ => None,
    }
}

/// Reads a row whose columns are known only now.
fn decoder(
    fields: &[Field],
) -> impl Fn(&mut RowReader<'_>) -> Result<Vec<Value>, DecodeError> + Clone + Send + Sync + 'static {
    let fields: Arc<[Field]> = fields.into();
    move |row| {
        let value = |field: &Field| {
            let value = Value::read(row, &field.ty, field.nullable)?;
            Ok(if field.counted { Value::Null } else { value.without_clock() })
        };
        fields.iter().map(value).collect()
    }
}

/// The text that a query is for a dialect, with the variant that its values select.
pub(crate) fn sql(compiled: &Compiled, values: &Values, subject: &Subject, dialect: Dialect) -> String {
    let params = match rows(compiled, values) {
        Some(rows) => {
            let mut params = Params::new();
            let rows = new_rows(&subject.schema.tables[compiled.table], rows);
            rows.iter().take(1).for_each(|row| Braces::push_to(row, &mut params));
            params
        }
        None => params(compiled, subject, values),
    };
    query_nothing(compiled.statement, params).sql(dialect)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Rows(rows) if rows.is_empty() => f.write_str("no rows"),
            Answer::Rows(rows) => rows.iter().enumerate().try_for_each(|(place, row)| {
                let values: Vec<String> = row.iter().map(Value::to_string).collect();
                write!(f, "{}({})", if place == 0 { "" } else { "\n      " }, values.join(", "))
            }),
            Answer::Count(count) => write!(f, "{count} rows"),
            Answer::Exists(exists) => exists.fmt(f),
            Answer::Nothing => f.write_str("done"),
            Answer::Fault(fault) => write!(f, "error ({:?}): {}", fault.kind, fault.text),
            Answer::Late => write!(f, "no answer in {} seconds", LONGEST.as_secs()),
        }
    }
}

impl Way {
    /// As a person reads it behind a query.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Way::Alone => "",
            Way::Committed => " (in a transaction)",
            Way::Undone => " (in a transaction that is undone)",
            Way::PartUndone => " (in a part of a transaction that is undone)",
        }
    }
}
