//! Rows of an `insert_many` one after the other → the rows of the next statement, all of one variant.

use crate::driver::NextRow;
use crate::params::{List, Param, Params};
use crate::statement::Statement;
use crate::text::variant;

/// The rows of the next statements, all of one variant, and perhaps the row behind them.
#[derive(Default)]
pub(crate) struct Group {
    params: Params,
    /// Parameters of a row.
    pub(crate) width: usize,
    pub(crate) rows: usize,
    /// How many groups there were, this one included once it is full.
    groups: usize,
    /// The values were taken out.
    taken: bool,
}

/// What one statement may have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) rows: usize,
    pub(crate) parameters: usize,
    /// Bytes of texts and the like.
    pub(crate) bytes: usize,
}

impl Group {
    /// Forgets the rows that were inserted, and takes the next in; `false` when there is none.
    pub(crate) fn begin(&mut self, next: NextRow<'_>) -> bool {
        self.params.drop_first(self.rows * self.width);
        self.rows = 0;
        if self.params.as_slice().is_empty() && !next(&mut self.params) {
            return false;
        }
        self.width = self.params.as_slice().len();
        self.rows = 1;
        true
    }

    /// Whether it is the first, full, and as it was filled, so that it may go to another connection.
    pub(crate) fn is_untouched(&self) -> bool {
        self.groups == 1 && !self.taken
    }

    /// Takes as many rows in as go into one statement.
    pub(crate) fn fill(&mut self, statement: &Statement, limits: Limits, next: NextRow<'_>) {
        self.groups += 1;
        let most = limits.rows.min(limits.parameters / self.width.max(1)).max(1);
        let wanted = variant(statement, self.params.as_slice());
        let mut bytes = size(self.params.as_slice());
        while self.rows < most && next(&mut self.params) {
            let row = &self.params.as_slice()[self.rows * self.width..];
            bytes += size(row);
            if bytes > limits.bytes || variant(statement, row) != wanted {
                return;
            }
            self.rows += 1;
        }
    }

    /// Whether these are all: looks for another row, and keeps it.
    pub(crate) fn is_last(&mut self, next: NextRow<'_>) -> bool {
        self.params.as_slice().len() == self.rows * self.width && !next(&mut self.params)
    }

    /// The values of each parameter in a list, row by row; what is left out of the text stays absent. The rows are left without values.
    pub(crate) fn take_columns(&mut self, statement: &Statement) -> Vec<Param> {
        self.taken = true;
        let values = &mut self.params.as_mut_slice()[..self.rows * self.width];
        let mut column = |number: usize| {
            if !values[number].is_present() && statement.switches.contains(&(number as u16)) {
                return Param::Absent;
            }
            let column = || values[number..].iter().step_by(self.width);
            // Numbers stand closer together than values of any type, and are sent quicker.
            let list = match values[number] {
                Param::Integer(_) => column().map(Param::as_integer).collect::<Option<_>>().map(List::Integers),
                Param::Float(_) => column().map(Param::as_float).collect::<Option<_>>().map(List::Floats),
                _ => None,
            };
            Param::List(list.unwrap_or_else(|| {
                let column = values[number..].iter_mut().step_by(self.width);
                List::Other(column.map(|value| std::mem::replace(value, Param::Null)).collect())
            }))
        };
        (0..self.width).map(&mut column).collect()
    }

    /// The parameters of the rows, one row behind the other.
    pub(crate) fn params(&self) -> &[Param] {
        &self.params.as_slice()[..self.rows * self.width]
    }
}

/// About how many bytes these are on the way.
fn size(params: &[Param]) -> usize {
    let size = |param: &Param| match param {
        Param::Text(text) | Param::Json(text) | Param::Decimal(text) => text.len() + 9,
        Param::Bytes(bytes) => bytes.len() + 9,
        Param::Uuid(_) => 45,
        _ => 13,
    };
    params.iter().map(size).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::statement;

    #[test]
    fn rows_become_columns_without_what_is_left_out_of_the_text() {
        // The text depends on parameter 0.
        let written = statement("1;t1;1;A1;o1;0;0;0;0;0;0;0;0;0;0;0;U1;0;0;0;");
        let [a, b] = ["a", "b"].map(|text| Param::Text(text.to_owned()));
        let mut rows =
            [[Param::Absent, a.clone(), Param::Absent], [Param::Absent, b.clone(), Param::Absent]].into_iter();
        let mut next =
            |params: &mut Params| rows.next().map(|row| row.into_iter().for_each(|value| params.push(value))).is_some();
        let mut group = Group::default();
        assert!(group.begin(&mut next));
        group.fill(written, Limits { rows: 9, parameters: 9, bytes: 999 }, &mut next);
        let list = |values: [Param; 2]| Param::List(List::Other(values.to_vec()));
        let columns = group.take_columns(written);
        assert_eq!(columns, [Param::Absent, list([a, b]), list([Param::Absent, Param::Absent])]);
        assert!(!group.begin(&mut next));
    }
}
