//! Rows and counts as a driver gives them → what the user gets: all rows, the first, exactly one, a count, a truth value, nothing.

use crate::decode::{DecodeError, RowReader, ValueRef};
use crate::error::{Error, Result};
use crate::statement::Statement;
use smallvec::SmallVec;
use std::any::Any;
use std::cmp::Ordering;

/// Whether another row is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Yes.
    More,
    /// No; the rest is passed over.
    Enough,
    /// Later: when [`poll_resume`](crate::driver::RowSink::poll_resume) is ready.
    Pause,
}

/// Takes what a driver gives.
pub trait Sink: Any + Send {
    /// A row.
    fn row(&mut self, statement: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError>;
    /// A write that gives no rows matched so many.
    fn changed(&mut self, _rows: u64) {}
    /// Whether it may ask for a pause.
    fn pauses(&self) -> bool {
        false
    }
    /// The statement begins anew.
    fn clear(&mut self);
    /// Everything so far, for a statement that goes on elsewhere; what stays is empty.
    fn take(&mut self) -> Box<dyn Sink>;
    /// What was taken comes back.
    fn put_back(&mut self, taken: Box<dyn Sink>);
}

/// Puts back what was taken from a sink of this type.
fn put_back<S: Sink>(sink: &mut S, mut taken: Box<dyn Sink>) {
    let taken: &mut dyn Any = &mut *taken;
    std::mem::swap(sink, taken.downcast_mut().expect("a sink comes back as what it was"));
}

/// How a query answers: one of [`Rows`], [`First`], [`One`], [`Count`], [`Exists`], [`Nothing`].
pub trait Answer: Sink + Unpin + Sized {
    /// What [`run`](crate::Query::run) gives.
    type Output;
    #[doc(hidden)]
    fn finish(&mut self, statement: &'static Statement) -> Result<Self::Output>;
}

/// Makes a `T` out of a row.
pub type DecodeRow<T> = fn(&mut RowReader<'_>) -> Result<T, DecodeError>;

/// The answer is all rows, as a `Vec<T>`.
pub struct Rows<T, D = DecodeRow<T>> {
    decode: D,
    rows: Vec<T>,
    /// The keys of `rows`, where these are to be sorted by them.
    keys: Vec<Key>,
}

/// The answer is the first row, if there is one, as an `Option<T>`.
pub struct First<T, D = DecodeRow<T>> {
    decode: D,
    row: Option<T>,
}

/// The answer is a row, as a `T`; it is an error when there is none.
pub struct One<T, D = DecodeRow<T>>(First<T, D>);

/// The answer is a number of rows, as a `u64`.
#[derive(Debug, Default)]
pub struct Count(u64);

/// The answer is whether there is a row, as a `bool`.
#[derive(Debug, Default)]
pub struct Exists(bool);

/// There is no answer.
#[derive(Debug)]
pub struct Nothing;

/// Some of the rows of a stream, with room for so many.
pub(crate) struct Batch<T> {
    pub(crate) decode: DecodeRow<T>,
    pub(crate) rows: Vec<T>,
    pub(crate) size: usize,
}

// A row is moved like any other value; nothing here is pinned.
impl<T, D> Unpin for Rows<T, D> {}
impl<T, D> Unpin for First<T, D> {}
impl<T, D> Unpin for One<T, D> {}

/// How a row becomes a `T`: by a function, or by a closure where that is known only at run time.
pub trait ReadRow<T>: Fn(&mut RowReader<'_>) -> Result<T, DecodeError> + Clone + Send + 'static {}

impl<T, D: Fn(&mut RowReader<'_>) -> Result<T, DecodeError> + Clone + Send + 'static> ReadRow<T> for D {}

impl<T, D> Rows<T, D> {
    pub(crate) fn new(decode: D) -> Self {
        Rows { decode, rows: Vec::new(), keys: Vec::new() }
    }
}

impl<T> Rows<T> {
    pub(crate) fn decode(&self) -> DecodeRow<T> {
        self.decode
    }
}

impl<T, D> First<T, D> {
    pub(crate) fn new(decode: D) -> Self {
        First { decode, row: None }
    }
}

impl<T, D> One<T, D> {
    pub(crate) fn new(decode: D) -> Self {
        One(First::new(decode))
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Sink for Rows<T, D> {
    fn row(&mut self, statement: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        self.rows.push((self.decode)(row)?);
        if statement.sorted_by_key {
            self.keys.push(Key::of(statement, row));
        }
        Ok(Flow::More)
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.keys.clear();
    }

    fn take(&mut self) -> Box<dyn Sink> {
        let taken = Rows::new(self.decode.clone());
        Box::new(std::mem::replace(self, taken))
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Answer for Rows<T, D> {
    type Output = Vec<T>;

    fn finish(&mut self, _: &'static Statement) -> Result<Vec<T>> {
        let mut rows = std::mem::take(&mut self.rows);
        if !self.keys.is_empty() {
            sort_by_keys(&std::mem::take(&mut self.keys), &mut |one, other| rows.swap(one, other));
        }
        Ok(rows)
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Sink for First<T, D> {
    fn row(&mut self, _: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        if self.row.is_none() {
            self.row = Some((self.decode)(row)?);
        }
        Ok(Flow::Enough)
    }

    fn clear(&mut self) {
        self.row = None;
    }

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(First { decode: self.decode.clone(), row: self.row.take() })
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Answer for First<T, D> {
    type Output = Option<T>;

    fn finish(&mut self, _: &'static Statement) -> Result<Option<T>> {
        Ok(self.row.take())
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Sink for One<T, D> {
    fn row(&mut self, statement: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        self.0.row(statement, row)
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(One(First { decode: self.0.decode.clone(), row: self.0.row.take() }))
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl<T: Send + 'static, D: ReadRow<T>> Answer for One<T, D> {
    type Output = T;

    fn finish(&mut self, statement: &'static Statement) -> Result<T> {
        self.0.row.take().ok_or_else(|| Error::not_found(statement))
    }
}

impl Sink for Count {
    fn row(&mut self, _: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        match row.value() {
            ValueRef::Integer(count) if count >= 0 => self.0 = count.unsigned_abs(),
            _ => return Err(row.misfit("count")),
        }
        Ok(Flow::Enough)
    }

    fn changed(&mut self, rows: u64) {
        self.0 += rows;
    }

    fn clear(&mut self) {
        self.0 = 0;
    }

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(std::mem::take(self))
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl Answer for Count {
    type Output = u64;

    fn finish(&mut self, _: &'static Statement) -> Result<u64> {
        Ok(self.0)
    }
}

impl Sink for Exists {
    fn row(&mut self, _: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        self.0 = !matches!(row.value(), ValueRef::Integer(0) | ValueRef::Boolean(false));
        Ok(Flow::Enough)
    }

    fn clear(&mut self) {
        self.0 = false;
    }

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(std::mem::take(self))
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl Answer for Exists {
    type Output = bool;

    fn finish(&mut self, _: &'static Statement) -> Result<bool> {
        Ok(self.0)
    }
}

impl Sink for Nothing {
    fn row(&mut self, _: &'static Statement, _: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        Ok(Flow::More)
    }

    fn clear(&mut self) {}

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(Nothing)
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

impl Answer for Nothing {
    type Output = ();

    fn finish(&mut self, _: &'static Statement) -> Result<()> {
        Ok(())
    }
}

impl<T: Send + 'static> Sink for Batch<T> {
    fn row(&mut self, _: &'static Statement, row: &mut RowReader<'_>) -> Result<Flow, DecodeError> {
        self.rows.push((self.decode)(row)?);
        Ok(if self.rows.len() < self.size { Flow::More } else { Flow::Pause })
    }

    fn pauses(&self) -> bool {
        true
    }

    fn clear(&mut self) {
        self.rows.clear();
    }

    fn take(&mut self) -> Box<dyn Sink> {
        Box::new(Batch { decode: self.decode, rows: std::mem::take(&mut self.rows), size: self.size })
    }

    fn put_back(&mut self, taken: Box<dyn Sink>) {
        put_back(self, taken);
    }
}

/// A row's primary key, in the order in which the database sorts values.
#[derive(Debug, PartialEq)]
struct Key(SmallVec<[KeyPart; 1]>);

#[derive(Debug, PartialEq)]
enum KeyPart {
    Null,
    Number(i64),
    Float(f64),
    Text(Box<[u8]>),
    Bytes(Box<[u8]>),
}

/// Sorts rows by their keys, by exchanging two at a time. Sorting is compiled once here, not for each type of row in a user's program.
fn sort_by_keys(keys: &[Key], exchange: &mut dyn FnMut(usize, usize)) {
    let mut sources: Vec<usize> = (0..keys.len()).collect();
    sources.sort_by(|one, other| keys[*one].cmp(&keys[*other]));
    for first in 0..sources.len() {
        let mut place = first;
        while sources[place] != first {
            let source = std::mem::replace(&mut sources[place], place);
            exchange(place, source);
            place = source;
        }
        sources[place] = place;
    }
}

impl Key {
    fn of(statement: &Statement, row: &RowReader<'_>) -> Key {
        Key(statement.key.iter().map(|column| KeyPart::of(row.value_at(*column))).collect())
    }

    fn cmp(&self, other: &Key) -> Ordering {
        let parts = self.0.iter().zip(&other.0);
        parts.map(|(one, other)| one.cmp(other)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl KeyPart {
    fn of(value: ValueRef<'_>) -> KeyPart {
        match value {
            ValueRef::Null => KeyPart::Null,
            ValueRef::Boolean(value) => KeyPart::Number(i64::from(value)),
            ValueRef::Numeric(bytes) => {
                KeyPart::Text(crate::numeric::text(bytes).unwrap_or_default().into_bytes().into())
            }
            ValueRef::Integer(value) => KeyPart::Number(value),
            ValueRef::Float(value) => KeyPart::Float(value),
            ValueRef::Text(text) => KeyPart::Text(text.as_bytes().into()),
            ValueRef::BrokenText(bytes) => KeyPart::Text(bytes.into()),
            ValueRef::Bytes(bytes) => KeyPart::Bytes(bytes.into()),
            ValueRef::Uuid(bytes) => KeyPart::Bytes(bytes.as_slice().into()),
            ValueRef::Date(days) => KeyPart::Number(i64::from(days)),
            ValueRef::Time(at) | ValueRef::DateTime(at) => KeyPart::Number(at),
        }
    }

    fn cmp(&self, other: &KeyPart) -> Ordering {
        match (self, other) {
            (KeyPart::Number(one), KeyPart::Number(other)) => one.cmp(other),
            (KeyPart::Text(one), KeyPart::Text(other)) | (KeyPart::Bytes(one), KeyPart::Bytes(other)) => one.cmp(other),
            (one, other) => one.rank().cmp(&other.rank()).then(one.as_float().total_cmp(&other.as_float())),
        }
    }

    /// NULL, numbers, texts, bytes.
    fn rank(&self) -> u8 {
        match self {
            KeyPart::Null => 0,
            KeyPart::Number(_) | KeyPart::Float(_) => 1,
            KeyPart::Text(_) => 2,
            KeyPart::Bytes(_) => 3,
        }
    }

    fn as_float(&self) -> f64 {
        match self {
            KeyPart::Number(value) => *value as f64,
            KeyPart::Float(value) => *value,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_come_in_the_order_of_their_keys(numbers in prop::collection::vec(-20..20_i64, 0..50)) {
            let keys: Vec<Key> = numbers.iter().map(|number| Key([KeyPart::Number(*number)].into_iter().collect())).collect();
            let mut rows: Vec<(i64, usize)> = numbers.into_iter().zip(0..).collect();
            let mut expected = rows.clone();
            sort_by_keys(&keys, &mut |one, other| rows.swap(one, other));
            // Equal keys stay in the order in which they came.
            expected.sort();
            prop_assert_eq!(rows, expected);
        }
    }
}
