//! Rows of an `insert_many` one after the other → the rows of the next statement, all of one variant.

use crate::driver::NextRow;
use crate::params::{Param, Params};
use crate::statement::Statement;
use crate::text::variant;

/// The rows of the next statements, all of one variant, and perhaps the row behind them.
#[derive(Default)]
pub(crate) struct Group {
    params: Params,
    /// Parameters of a row.
    pub(crate) width: usize,
    pub(crate) rows: usize,
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

    /// Takes as many rows in as go into one statement.
    pub(crate) fn fill(&mut self, statement: &Statement, limits: Limits, next: NextRow<'_>) {
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

    /// The parameters of the rows, one row behind the other.
    pub(crate) fn params(&self) -> &[Param] {
        &self.params.as_slice()[..self.rows * self.width]
    }
}

/// About how many bytes these are on the way.
fn size(params: &[Param]) -> usize {
    let size = |param: &Param| match param {
        Param::Text(text) | Param::Json(text) | Param::Decimal(text) => text.len(),
        Param::Bytes(bytes) => bytes.len(),
        _ => 8,
    };
    params.iter().map(size).sum()
}
