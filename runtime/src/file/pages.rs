//! Rows by their numbers → pages of rows that stand beside each other: a look-up meets little memory but that of the row, and a copy of all of them
//! costs nothing.

use super::execute::{Found, RowId};
use super::tree::Tree;
use super::value::Value;
use std::sync::Arc;

/// A page has no more values than this, unless [`FEWEST`] rows have more. What is shared is copied by the page when it changes.
const LARGEST: usize = 128;
/// A full page has so many rows at least.
const FEWEST: usize = 4;

/// A row.
pub(crate) type Row = Vec<Value>;

/// The rows of a table, in the order of their numbers.
#[derive(Debug, Clone)]
pub(crate) struct Pages {
    /// So many values are a row.
    width: usize,
    /// The numbers of the rows of a page are the same but for so many bits at their end.
    bits: u32,
    /// By what their numbers have in common.
    pages: Tree<u64, Page>,
    length: usize,
}

/// Some rows, in the order of their numbers, and behind them NULLs in the place of rows that may come.
#[derive(Debug, Clone)]
struct Page {
    /// A bit for each number that a row of the page can have, the lowest for the lowest number: whether there is one.
    present: u64,
    values: Arc<[Value]>,
}

impl Pages {
    /// No rows of so many values.
    pub(crate) fn new(width: usize) -> Pages {
        let rows = (LARGEST / width.max(1)).clamp(FEWEST, u64::BITS as usize);
        Pages { width, bits: rows.ilog2(), pages: Tree::default(), length: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The row with this number.
    #[inline]
    pub(crate) fn get(&self, id: RowId) -> Option<&[Value]> {
        self.pages.get(&(id >> self.bits))?.row(self.bit(id), self.width)
    }

    /// Puts in a row, and gives the one that had its number.
    pub(crate) fn put(&mut self, id: RowId, row: Row) -> Option<Row> {
        debug_assert_eq!(row.len(), self.width, "all rows of a table have its columns");
        let (number, bit) = (id >> self.bits, self.bit(id));
        let old = match self.pages.get_mut(&number) {
            Some(page) => page.put(bit, row),
            None => {
                // Behind a full page the next will become full, too.
                let is_full = |page: &Page| page.len() == 1 << self.bits;
                let is_dense = number.checked_sub(1).and_then(|before| self.pages.get(&before)).is_some_and(is_full);
                let room = if is_dense { self.width << self.bits } else { self.width };
                self.pages.insert(number, Page::new(bit, row, room));
                None
            }
        };
        self.length += usize::from(old.is_none());
        old
    }

    /// Takes a row away.
    pub(crate) fn remove(&mut self, id: RowId) -> Option<Row> {
        // What is shared is copied only when there is something to change.
        self.get(id)?;
        let (number, bit) = (id >> self.bits, self.bit(id));
        let page = self.pages.get_mut(&number)?;
        let old = page.remove(bit, self.width);
        if page.present == 0 {
            self.pages.remove(&number);
        }
        self.length -= 1;
        Some(old)
    }

    /// All rows, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Found<'_>> {
        self.pages.iter().flat_map(move |(number, page)| self.rows_of(*number, page))
    }

    /// The rows from the first whose number is not before what is looked for. All numbers that are before it must stand before the others.
    pub(crate) fn from<'s, 'p: 's>(
        &'p self,
        is_before: impl Fn(RowId) -> bool + Copy + 's,
    ) -> impl Iterator<Item = Found<'p>> + 's {
        let pages = self.pages.from(|number| is_before(self.last_of(*number)));
        let rows = pages.flat_map(move |(number, page)| self.rows_of(*number, page));
        rows.skip_while(move |(id, _)| is_before(*id))
    }

    /// The rows backwards, from the last whose number is not behind what is looked for. All numbers that are behind it must stand behind the others.
    pub(crate) fn back_from<'s, 'p: 's>(
        &'p self,
        is_behind: impl Fn(RowId) -> bool + Copy + 's,
    ) -> impl Iterator<Item = Found<'p>> + 's {
        let pages = self.pages.back_from(|number| is_behind(self.first_of(*number)));
        let rows = pages.flat_map(move |(number, page)| self.rows_of(*number, page).rev());
        rows.skip_while(move |(id, _)| is_behind(*id))
    }

    /// The same rows with more values each, which are NULL.
    pub(crate) fn widened(&self, width: usize) -> Pages {
        if width == self.width {
            return self.clone();
        }
        let mut wide = Filling::new(width);
        for (id, row) in self.iter() {
            let more = std::iter::repeat_n(Value::Null, width - row.len());
            wide.add(id, row.iter().cloned().chain(more));
        }
        wide.finish().0
    }

    /// Which row of its page has this number.
    fn bit(&self, id: RowId) -> u32 {
        (id & self.last_of(0)) as u32
    }

    /// The lowest number of a row of a page.
    fn first_of(&self, number: u64) -> RowId {
        number << self.bits
    }

    /// The highest number of a row of a page.
    fn last_of(&self, number: u64) -> RowId {
        self.first_of(number) | !(u64::MAX << self.bits)
    }

    fn rows_of<'p>(&self, number: u64, page: &'p Page) -> PageRows<'p> {
        let values = &page.values[..page.len() * self.width];
        PageRows { first: self.first_of(number), present: page.present, values, width: self.width }
    }
}

impl Page {
    /// A page with one row, and room for so many values.
    fn new(bit: u32, row: Row, room: usize) -> Page {
        let more = std::iter::repeat_n(Value::Null, room - row.len());
        Page { present: 1 << bit, values: row.into_iter().chain(more).collect() }
    }

    fn len(&self) -> usize {
        self.present.count_ones() as usize
    }

    /// How many rows stand before that of a bit.
    #[inline]
    fn before(&self, bit: u32) -> usize {
        let all = (1 << bit) - 1;
        let before = self.present & all;
        // Of a page without gaps nothing need be counted.
        if before == all { bit as usize } else { before.count_ones() as usize }
    }

    #[inline]
    fn row(&self, bit: u32, width: usize) -> Option<&[Value]> {
        let start = self.before(bit) * width;
        (self.present >> bit & 1 == 1).then(|| &self.values[start..start + width])
    }

    fn put(&mut self, bit: u32, mut row: Row) -> Option<Row> {
        let (width, start, end) = (row.len(), self.before(bit) * row.len(), self.len() * row.len());
        if self.present >> bit & 1 == 1 {
            Arc::make_mut(&mut self.values)[start..start + width].swap_with_slice(&mut row);
            return Some(row);
        }
        if end + width > self.values.len() {
            self.resize(end * 2);
        }
        let values = &mut Arc::make_mut(&mut self.values)[..end + width];
        values[end..].swap_with_slice(&mut row);
        values[start..].rotate_right(width);
        self.present |= 1 << bit;
        None
    }

    /// Takes away a row that is there.
    fn remove(&mut self, bit: u32, width: usize) -> Row {
        let (start, end) = (self.before(bit) * width, self.len() * width);
        let values = &mut Arc::make_mut(&mut self.values)[start..end];
        values.rotate_left(width);
        let last = values.len() - width;
        let old = values[last..].iter_mut().map(taken).collect();
        self.present &= !(1 << bit);
        if (end - width) * 4 <= self.values.len() {
            self.resize(self.values.len() / 2);
        }
        old
    }

    /// Makes room for so many values, which are as many as it has at least.
    fn resize(&mut self, room: usize) {
        let kept = self.values.len().min(room);
        let more = std::iter::repeat_n(Value::Null, room - kept);
        self.values = match Arc::get_mut(&mut self.values) {
            Some(values) => values[..kept].iter_mut().map(taken).chain(more).collect(),
            None => self.values[..kept].iter().cloned().chain(more).collect(),
        };
    }
}

fn taken(value: &mut Value) -> Value {
    std::mem::replace(value, Value::Null)
}

/// The rows of a page that are still to come.
struct PageRows<'p> {
    first: RowId,
    present: u64,
    values: &'p [Value],
    width: usize,
}

impl<'p> Iterator for PageRows<'p> {
    type Item = Found<'p>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.present == 0 {
            return None;
        }
        let bit = self.present.trailing_zeros();
        self.present &= self.present - 1;
        let (row, rest) = self.values.split_at(self.width);
        self.values = rest;
        Some((self.first + u64::from(bit), row))
    }
}

impl DoubleEndedIterator for PageRows<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let bit = self.present.checked_ilog2()?;
        self.present ^= 1 << bit;
        let (rest, row) = self.values.split_at(self.values.len() - self.width);
        self.values = rest;
        Some((self.first + u64::from(bit), row))
    }
}

/// Rows on their way into pages, most of them in the order of their numbers.
#[derive(Debug)]
pub(crate) struct Filling {
    /// Those that are not in order, and all in the end.
    rows: Pages,
    full: Vec<(u64, Page)>,
    /// The page that is being filled.
    number: u64,
    present: u64,
    values: Vec<Value>,
    late: Vec<(RowId, Row)>,
}

impl Filling {
    pub(crate) fn new(width: usize) -> Filling {
        let rows = Pages::new(width);
        Filling { rows, full: Vec::new(), number: 0, present: 0, values: Vec::new(), late: Vec::new() }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, id: RowId, row: impl Iterator<Item = Value>) {
        let (number, bit) = (id >> self.rows.bits, self.rows.bit(id));
        let is_late = match number == self.number {
            true => self.present >> bit != 0,
            false => number < self.number,
        };
        if is_late {
            self.late.push((id, row.collect()));
            return;
        }
        if number != self.number {
            self.end_page();
            self.number = number;
        }
        self.present |= 1 << bit;
        self.values.extend(row);
    }

    /// All rows, and whether some were left out because one before them has the same number.
    pub(crate) fn finish(mut self) -> (Pages, bool) {
        self.end_page();
        let mut rows = self.rows;
        rows.length = self.full.iter().map(|(_, page)| page.len()).sum();
        rows.pages = Tree::from_sorted(self.full);
        let mut has_duplicates = false;
        for (id, row) in self.late {
            match rows.get(id) {
                Some(_) => has_duplicates = true,
                None => drop(rows.put(id, row)),
            }
        }
        (rows, has_duplicates)
    }

    fn end_page(&mut self) {
        if self.present != 0 {
            self.full.push((self.number, Page { present: self.present, values: self.values.drain(..).collect() }));
            self.present = 0;
        }
    }
}

#[cfg(test)]
mod tests;
