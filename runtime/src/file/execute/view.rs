//! What execution asks of a store: rows by table and key, and changes of them.

use crate::error::Result;
use crate::file::access::{Direction, Key};
use crate::file::value::Value;
use std::cmp::Ordering;
use std::ops::Bound;

/// The number of a row of a table, which it keeps as long as it is there, and, where the primary key is one whole number, as long as it has the
/// same key.
pub(crate) type RowId = u64;

/// A row with its number.
pub(crate) type Found<'v> = (RowId, &'v [Value]);

/// What is looked for in a key: values that begin with these and go on with one within the bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seek<'s> {
    pub(crate) key: Key,
    pub(crate) begin: &'s [Value],
    pub(crate) low: Bound<&'s Value>,
    pub(crate) high: Bound<&'s Value>,
    pub(crate) direction: Direction,
}

impl<'s> Seek<'s> {
    /// All that begins with these values, in the order of the key.
    pub(crate) fn beginning(key: Key, begin: &'s [Value]) -> Self {
        Seek { key, begin, low: Bound::Unbounded, high: Bound::Unbounded, direction: Direction::Forward }
    }

    /// Whether the values of a key stand before all that is looked for.
    pub(crate) fn is_before(&self, values: &[Value]) -> bool {
        match (self.begins(values), self.low, values.get(self.begin.len())) {
            (Ordering::Equal, Bound::Included(low), Some(value)) => value < low,
            (Ordering::Equal, Bound::Excluded(low), Some(value)) => value <= low,
            (order, ..) => order.is_lt(),
        }
    }

    /// Whether the values of a key stand behind all that is looked for.
    pub(crate) fn is_behind(&self, values: &[Value]) -> bool {
        match (self.begins(values), self.high, values.get(self.begin.len())) {
            (Ordering::Equal, Bound::Included(high), Some(value)) => value > high,
            (Ordering::Equal, Bound::Excluded(high), Some(value)) => value >= high,
            (order, ..) => order.is_gt(),
        }
    }

    fn begins(&self, values: &[Value]) -> Ordering {
        values[..self.begin.len().min(values.len())].cmp(self.begin)
    }
}

/// The rows of a store at one moment.
pub(crate) trait View {
    /// All rows of a table.
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v>;

    /// The rows that are looked for, in the order of the key, or backwards.
    fn seek<'s, 'v: 's>(&'v self, table: usize, seek: Seek<'s>) -> Box<dyn Iterator<Item = Found<'v>> + 's>;

    /// How many rows are looked for.
    fn count(&self, table: usize, seek: Seek<'_>) -> usize {
        self.seek(table, seek).count()
    }

    /// The one row that has these values in a unique key.
    fn one(&self, table: usize, key: Key, values: &[Value]) -> Option<Found<'_>> {
        self.seek(table, Seek::beginning(key, values)).next()
    }

    /// A row by its number.
    fn row(&self, table: usize, id: RowId) -> Option<&[Value]>;

    /// How many rows a table has.
    fn len(&self, table: usize) -> usize;
}

/// Rows that can be changed, all together or not at all.
pub(crate) trait Change: View {
    /// The next value of a column that counts up.
    fn count_up(&mut self, table: usize) -> Result<i64>;

    /// # Errors
    /// When another row has the same values in a key.
    fn insert(&mut self, table: usize, row: Vec<Value>) -> Result<RowId>;

    /// Puts a row in the place of another, and tells its number, which is another one when its key is.
    ///
    /// # Errors
    /// As [`insert`](Change::insert).
    fn replace(&mut self, table: usize, id: RowId, row: Vec<Value>) -> Result<RowId>;

    fn remove(&mut self, table: usize, id: RowId) -> Result<()>;
}
