//! Rows of an `insert_many` one after the other → the rows of the next statement, all of one variant: one behind the other, or in columns.

mod columns;

use crate::driver::NextRow;
use crate::error::{Error, ErrorKind, Result};
use crate::params::{Param, Params, refuse_invalid};
use crate::statement::Statement;
use crate::text::is_same_variant;
use columns::Columns;

/// The rows of the next statements, all of one variant, and perhaps the row behind them.
#[derive(Default)]
pub(crate) struct Group<'r> {
    /// The rows, where they do not stand in columns, and the row behind them.
    params: Params<'r>,
    columns: Option<Columns<'r>>,
    /// Parameters of a row.
    pub(crate) width: usize,
    pub(crate) rows: usize,
    /// How many groups there were, this one included once it is full.
    groups: usize,
}

/// What one statement may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) rows: usize,
    pub(crate) parameters: usize,
    /// Bytes of texts and the like.
    pub(crate) bytes: usize,
}

impl<'r> Group<'r> {
    /// Forgets the rows that were inserted, and takes the next in; `false` when there is none.
    pub(crate) fn begin(&mut self, next: NextRow<'_, 'r>) -> bool {
        self.params.drop_first(self.in_a_row());
        (self.rows, self.columns) = (0, None);
        if self.params.as_slice().is_empty() && !next(&mut self.params) {
            return false;
        }
        self.width = self.params.as_slice().len();
        self.rows = 1;
        true
    }

    /// Whether it is the first, and full, so that it may go to another connection.
    pub(crate) fn is_first(&self) -> bool {
        self.groups == 1
    }

    /// Takes as many rows in as go into one statement, one behind the other.
    pub(crate) fn fill(&mut self, statement: &Statement, limits: Limits, next: NextRow<'_, 'r>) {
        let most = limits.rows.min(limits.parameters / self.width.max(1)).max(1);
        let mut room = self.room(statement, limits);
        while self.rows < most && next(&mut self.params) {
            let (rows, row) = self.params.as_slice().split_at(self.in_a_row());
            if !room.has(row, rows) {
                break;
            }
            self.rows += 1;
        }
    }

    /// The same in columns.
    pub(crate) fn fill_columns(&mut self, statement: &Statement, limits: Limits, next: NextRow<'_, 'r>) {
        let mut room = self.room(statement, limits);
        let columns = self.columns.insert(Columns::of(statement, self.params.as_slice()));
        columns.push(&mut self.params);
        while self.rows < limits.rows && next(&mut self.params) && room.has(self.params.as_slice(), columns.as_slice())
        {
            columns.push(&mut self.params);
            self.rows += 1;
        }
    }

    fn room<'s>(&mut self, statement: &'s Statement, limits: Limits) -> Room<'s> {
        self.groups += 1;
        Room { statement, most: limits.bytes, bytes: size(self.params.as_slice()) }
    }

    /// Whether these are all: looks for another row, and keeps it.
    pub(crate) fn is_last(&mut self, next: NextRow<'_, 'r>) -> bool {
        self.params.as_slice().len() == self.in_a_row() && !next(&mut self.params)
    }

    /// The values of each parameter in a list, row by row; what is left out of the text is absent.
    pub(crate) fn columns(&self) -> &[Param<'r>] {
        self.columns.as_ref().map_or(&[], Columns::as_slice)
    }

    /// The parameters of the rows, one row behind the other.
    pub(crate) fn params(&self) -> &[Param<'r>] {
        &self.params.as_slice()[..self.in_a_row()]
    }

    /// How many parameters of the group stand one behind the other.
    fn in_a_row(&self) -> usize {
        if self.columns.is_some() { 0 } else { self.rows * self.width }
    }

    /// Values that cannot be stored are refused before anything is sent.
    pub(crate) fn refuse_invalid(&self) -> Result<()> {
        match &self.columns {
            Some(columns) => columns.refused().map_or(Ok(()), |why| Err(Error::new(ErrorKind::Bind, why))),
            None => refuse_invalid(self.params()),
        }
    }
}

/// What may still come into a group.
struct Room<'s> {
    statement: &'s Statement,
    bytes: usize,
    most: usize,
}

impl Room<'_> {
    /// Whether there is room for a row, which is of the same variant as the first or as the columns.
    fn has(&mut self, row: &[Param<'_>], first: &[Param<'_>]) -> bool {
        self.bytes += size(row);
        self.bytes <= self.most && is_same_variant(self.statement, row, first)
    }
}

/// About how many bytes these are on the way.
pub(crate) fn size(params: &[Param<'_>]) -> usize {
    let size = |param: &Param<'_>| match param {
        Param::Text(text) => text.len() + 9,
        Param::Json(text) | Param::Decimal(text) => text.len() + 9,
        Param::Bytes(bytes) => bytes.len() + 9,
        Param::Uuid(_) => 45,
        _ => 13,
    };
    params.iter().map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::List;
    use crate::statement::statement;

    /// A statement whose text depends on parameter 0.
    fn written() -> &'static Statement {
        statement("1;t1;1;A1;o1;0;0;0;0;0;0;0;0;0;0;0;U1;0;0;0;")
    }

    const LIMITS: Limits = Limits { rows: 9, parameters: 99, bytes: 999 };

    fn text(text: &str) -> Param<'_> {
        Param::Text(text.into())
    }

    /// Gives these rows.
    fn next<'r, const WIDTH: usize>(
        rows: impl IntoIterator<Item = [Param<'r>; WIDTH]>,
    ) -> impl FnMut(&mut Params<'r>) -> bool {
        let mut rows = rows.into_iter();
        move |params| rows.next().map(|row| row.into_iter().for_each(|value| params.push(value))).is_some()
    }

    #[test]
    fn rows_become_columns_without_what_is_left_out_of_the_text() {
        let mut next = next(["a", "b"].map(|name| [Param::Absent, text(name), Param::Absent]));
        let mut group = Group::default();
        assert!(group.begin(&mut next));
        group.fill_columns(written(), LIMITS, &mut next);
        assert!(group.is_last(&mut next) && group.rows == 2);
        let names = Param::List(List::Texts(vec!["a".into(), "b".into()]));
        let absent = Param::List(List::Other(vec![Param::Absent, Param::Absent]));
        assert_eq!(group.columns(), [Param::Absent, names, absent]);
        assert!(!group.begin(&mut next));
    }

    #[test]
    fn a_group_ends_before_a_row_of_another_variant() {
        for in_columns in [false, true] {
            let absent = [1, 2].map(|number| [Param::Absent, Param::Integer(number)]);
            let given = [3, 4, 5].map(|number| [Param::Integer(number), Param::Integer(number)]);
            let mut next = next(absent.into_iter().chain(given));
            let (mut group, mut sizes) = (Group::default(), Vec::new());
            while group.begin(&mut next) {
                if in_columns {
                    group.fill_columns(written(), LIMITS, &mut next);
                } else {
                    group.fill(written(), LIMITS, &mut next);
                }
                sizes.push((group.rows, group.is_first(), group.is_last(&mut next)));
            }
            assert_eq!(sizes, [(2, true, false), (3, false, true)]);
        }
    }

    #[test]
    fn a_value_that_cannot_be_stored_is_refused() {
        for in_columns in [false, true] {
            let mut next = next([[Param::Integer(1)], [Param::invalid("too long")]]);
            let mut group = Group::default();
            assert!(group.begin(&mut next));
            if in_columns {
                group.fill_columns(written(), LIMITS, &mut next);
            } else {
                group.fill(written(), LIMITS, &mut next);
            }
            assert_eq!(group.refuse_invalid().unwrap_err().kind(), ErrorKind::Bind);
        }
    }
}
