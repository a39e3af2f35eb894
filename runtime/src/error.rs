//! What went wrong → one small opaque error: a kind, a text that says what to do, and the names that are known.

use crate::statement::Statement;
use std::fmt;

/// What `querent`'s functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// `Ok` of a [`Result`], for closures whose error type is not said elsewhere: `querent::Ok(())`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> querent::Result<()> {
/// # let db = querent::Database::connect("sqlite::memory:").await?;
/// let one = db.transaction(async |_| querent::Ok(1)).await?;
/// assert_eq!(one, 1);
/// # Ok(())
/// # }
/// ```
#[allow(non_snake_case, reason = "it stands where `Ok` stands")]
pub fn Ok<T>(value: T) -> Result<T> {
    Result::Ok(value)
}

/// Why something could not be done.
///
/// It is as large as a pointer. What it is about is asked by predicates ([`is_not_found`](Error::is_not_found),
/// [`is_unique_violation`](Error::is_unique_violation), …) or by its [`kind`](Error::kind); its text names the query with file and
/// line, says what is wrong and, where something can be done, what. It never holds a password, nor the values of a query other than one
/// that did not fit its type.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let error = querent::Database::connect("mysql://root:secret@localhost/shop").await.unwrap_err();
/// assert_eq!(error.kind(), querent::ErrorKind::Connection);
/// assert!(!error.to_string().contains("secret"));
/// # }
/// ```
pub struct Error(Box<Inner>);

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The database's tables are not those that the query was compiled against.
    Schema,
    /// The database cannot be reached or opened, cannot be written, or is none; or its URL says nothing that is known.
    Connection,
    /// The database refused or broke off a statement.
    Query,
    /// A write would have broken a constraint, and changed nothing.
    Constraint,
    /// A stored value does not fit its declared type.
    Decode,
    /// There is no such row, where one was asked for.
    NotFound,
    /// A value given to a query cannot be stored in its column.
    Bind,
    /// All connections stayed in use for longer than the acquire timeout.
    PoolTimeout,
    /// [`Database::sync`](crate::Database::sync) found something that it cannot add.
    Sync,
}

/// What kind of constraint a write would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConstraintKind {
    /// A primary or unique key.
    Unique,
    /// A foreign key.
    ForeignKey,
    /// NOT NULL.
    NotNull,
    /// A CHECK.
    Check,
    /// A trigger's, a column type's of a STRICT table, …
    Other,
}

/// The constraint that a write would have broken, as far as the database tells.
#[derive(Debug, Clone)]
pub struct Constraint {
    /// Its kind.
    pub kind: ConstraintKind,
    /// Its name.
    pub name: Option<String>,
    /// Its table.
    pub table: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// What a program may want to know beside the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// Nothing.
    None,
    /// Another connection holds a lock, and has not given it up in time.
    Busy,
    /// The database, its file or its disk cannot be written.
    ReadOnly,
    /// No space is left.
    Full,
    /// The connection is gone, or the database was closed.
    Lost,
    /// It took longer than it may.
    Timeout,
    /// The server does not know the user, or the password is wrong.
    Auth,
    /// The server has no such database.
    UnknownDatabase,
    /// The server has as many connections as it takes.
    TooManyConnections,
    /// Other transactions were in the way: this one is over, and may succeed when it is run again as a whole.
    Conflict,
    /// What was prepared is not there any more or does not fit any more: it is prepared once more.
    Stale,
    /// The store has undone the transaction, which is no more.
    Undone,
}

struct Inner {
    kind: ErrorKind,
    message: String,
    condition: Condition,
    outcome_unknown: bool,
    nothing_sent: bool,
    statement: Option<&'static Statement>,
    constraint: Option<Constraint>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    attempts: u32,
}

impl Error {
    /// What it is about.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether there was no row where `get` asked for one.
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether a write would have broken any constraint.
    pub fn is_constraint_violation(&self) -> bool {
        self.0.kind == ErrorKind::Constraint
    }

    /// Whether a write would have given a second row the same primary or unique key.
    pub fn is_unique_violation(&self) -> bool {
        self.violates(ConstraintKind::Unique)
    }

    /// Whether a write would have left a row that references no parent.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.violates(ConstraintKind::ForeignKey)
    }

    /// Whether a write would have put NULL where it may not be.
    pub fn is_not_null_violation(&self) -> bool {
        self.violates(ConstraintKind::NotNull)
    }

    /// Whether a write would have broken a CHECK.
    pub fn is_check_violation(&self) -> bool {
        self.violates(ConstraintKind::Check)
    }

    /// Whether the connection to the database was lost, or the [`Database`](crate::Database) was closed.
    pub fn is_connection_lost(&self) -> bool {
        self.0.condition == Condition::Lost
    }

    /// Whether something took longer than its timeout: a connection of the pool or to the server, a statement, or a lock of another
    /// process.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::PoolTimeout || self.0.condition == Condition::Timeout || self.is_busy()
    }

    /// Whether the server does not let this user in: it does not know the user, or the password is wrong.
    pub fn is_auth(&self) -> bool {
        self.0.condition == Condition::Auth
    }

    /// Whether the server has no such database.
    pub fn is_unknown_database(&self) -> bool {
        self.0.condition == Condition::UnknownDatabase
    }

    /// Whether the server has as many connections as it takes.
    pub fn is_too_many_connections(&self) -> bool {
        self.0.condition == Condition::TooManyConnections
    }

    /// Whether other transactions were in the way of this one, which is undone and may succeed when it is run again as a whole.
    pub fn is_conflict(&self) -> bool {
        self.0.condition == Condition::Conflict
    }

    /// Whether it is not known if a write has been made: the connection was lost, or the time was over, while the server was at it.
    pub fn is_outcome_unknown(&self) -> bool {
        self.0.outcome_unknown
    }

    /// Whether another connection held a lock for longer than the busy timeout.
    pub fn is_busy(&self) -> bool {
        self.0.condition == Condition::Busy
    }

    /// Whether the same again may well succeed: a lock was held for too long, or a transaction met another one and was undone.
    /// [`Database::transaction`](crate::Database::transaction) does so by itself, and a query outside of a transaction after a conflict.
    pub fn is_retryable(&self) -> bool {
        matches!(self.0.condition, Condition::Busy | Condition::Conflict)
    }

    /// Whether the database cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.0.condition == Condition::ReadOnly
    }

    /// Whether the disk, or the size that the database may have, is used up.
    pub fn is_disk_full(&self) -> bool {
        self.0.condition == Condition::Full
    }

    /// The name of the constraint that a write would have broken, where the database tells it: SQLite does for CHECK, and for unique
    /// indexes on expressions.
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_ref()?.name.as_deref()
    }

    /// The table whose constraint a write would have broken, where it is known.
    pub fn table(&self) -> Option<&str> {
        self.0.constraint.as_ref()?.table.as_deref()
    }

    /// The columns of the constraint that a write would have broken, in its order; empty where they are not known.
    pub fn columns(&self) -> &[String] {
        self.0.constraint.as_ref().map_or(&[], |constraint| &constraint.columns)
    }

    /// How often it was tried: more than once only by [`Database::transaction`](crate::Database::transaction), and where a query outside of a
    /// transaction met others.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    fn violates(&self, kind: ConstraintKind) -> bool {
        self.0.constraint.as_ref().is_some_and(|constraint| constraint.kind == kind)
    }

    #[cold]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            condition: Condition::None,
            outcome_unknown: false,
            nothing_sent: false,
            statement: None,
            constraint: None,
            source: None,
            attempts: 1,
        }))
    }

    /// There is no row that `statement` asks for.
    pub(crate) fn not_found(statement: &'static Statement) -> Self {
        let table = statement.reads.first().copied().unwrap_or("the table");
        Error::new(ErrorKind::NotFound, format!("there is no such row in `{table}`")).of(statement)
    }

    /// The same about a statement, unless it is about one already.
    pub(crate) fn of(mut self, statement: &'static Statement) -> Self {
        self.0.statement.get_or_insert(statement);
        // What writes one table alone breaks the constraints of that table, whether the database names it or not; but for a foreign
        // key, which may be another table's.
        if let (Some(constraint), [table]) = (&mut self.0.constraint, statement.writes)
            && constraint.kind != ConstraintKind::ForeignKey
        {
            constraint.table.get_or_insert_with(|| (*table).to_owned());
        }
        self
    }

    /// The same, with what it is about before its text.
    pub(crate) fn about(mut self, what: &str) -> Self {
        self.0.message = format!("{what}: {}", self.0.message);
        self
    }

    pub(crate) fn after_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        if attempts > 1 {
            self.0.message = format!("{} (tried {attempts} times)", self.0.message);
        }
        self
    }

    pub(crate) fn with_condition(mut self, condition: Condition) -> Self {
        self.0.condition = condition;
        self
    }

    pub(crate) fn condition(&self) -> Condition {
        self.0.condition
    }

    pub(crate) fn with_unknown_outcome(mut self) -> Self {
        self.0.outcome_unknown = true;
        self
    }

    pub(crate) fn with_nothing_sent(mut self) -> Self {
        self.0.nothing_sent = true;
        self
    }

    /// Whether nothing that writes was sent, so that another connection may be tried.
    pub(crate) fn is_nothing_sent(&self) -> bool {
        self.0.nothing_sent
    }

    /// The same with another text.
    #[cfg(feature = "mysql")]
    pub(crate) fn with_text(mut self, text: String) -> Self {
        self.0.message = text;
        self
    }

    /// The constraint that a write would have broken.
    #[cfg(feature = "mysql")]
    pub(crate) fn violated(&self) -> Option<&Constraint> {
        self.0.constraint.as_ref()
    }

    pub(crate) fn with_constraint(mut self, constraint: Constraint) -> Self {
        // It says what a type says elsewhere, and is none of the user's.
        let is_of_type = |name: &String| name.ends_with(querent_schema::ddl::TYPE_CHECK);
        if constraint.kind == ConstraintKind::Check && constraint.name.as_ref().is_some_and(is_of_type) {
            self.0.kind = ErrorKind::Query;
            return self.about("a value is beyond what its column holds");
        }
        self.0.constraint = Some(constraint);
        self
    }

    pub(crate) fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(statement) = self.0.statement {
            write!(f, "{statement}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.to_string());
        if let Some(constraint) = &self.0.constraint {
            debug.field("constraint", constraint);
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_as_large_as_a_pointer_and_goes_everywhere() {
        fn goes_everywhere<T: Send + Sync + 'static>() {}
        goes_everywhere::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }
}
