//! What execution asks of a store: rows by table and key, and changes of them.

use crate::error::Result;
use crate::file::access::Key;
use crate::file::value::Value;
use std::ops::Bound;

/// The number of a row of a table, which it keeps as long as it is there.
pub(crate) type RowId = u64;

/// A row with its number.
pub(crate) type Found<'v> = (RowId, &'v [Value]);

/// The rows of a store at one moment.
pub(crate) trait View {
    /// All rows of a table.
    fn scan<'v>(&'v self, table: usize) -> Box<dyn Iterator<Item = Found<'v>> + 'v>;

    /// The rows whose key begins with these values and goes on with one within the bounds, in the order of the key.
    fn seek<'v>(
        &'v self,
        table: usize,
        key: Key,
        begin: &[Value],
        bounds: (Bound<&Value>, Bound<&Value>),
    ) -> Box<dyn Iterator<Item = Found<'v>> + 'v>;

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

    /// # Errors
    /// As [`insert`](Change::insert).
    fn replace(&mut self, table: usize, id: RowId, row: Vec<Value>) -> Result<()>;

    fn remove(&mut self, table: usize, id: RowId) -> Result<()>;
}
