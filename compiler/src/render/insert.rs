//! INSERT, with what happens where the key is taken.

use super::fragment::Fragment;
use super::{Qualified, Render};
use crate::lower::statement::{Conflict, Insert, Rows, Value};
use crate::plan::ColumnId;
use crate::program::Piece;
use querent_schema::dialect::UpsertClause;

impl Render<'_> {
    pub(super) fn insert(&self, insert: &Insert<'_>) -> Fragment {
        let columns = |rows: Fragment| self.column_names(&insert.columns).surround(" (", ") ").then(rows);
        let rows = match &insert.rows {
            Rows::Defaults => Fragment::atom(self.features.empty_insert).surround(" ", ""),
            Rows::Values(rows) => {
                let rows = rows.iter().map(|row| self.insert_row(&insert.columns, row).surround("(", ")"));
                columns(Fragment::join(rows, ", ").surround("VALUES ", ""))
            }
            Rows::Many(row) => {
                let row = self.insert_row(&insert.columns, row).surround("(", ")");
                columns(Fragment::piece(Piece::Rows(row.into_pieces())).surround("VALUES ", ""))
            }
            Rows::Unless { row, present } => {
                let present = self.table_name(insert.table).surround("SELECT 1 FROM ", "").then(self.filter(present));
                let row = self.insert_row(&insert.columns, row).surround("SELECT ", " FROM DUAL WHERE NOT EXISTS (");
                columns(row.then(present).text(")"))
            }
        };
        self.table_name(insert.table)
            .surround("INSERT INTO ", "")
            .then(rows)
            .then(insert.conflict.as_ref().map_or_else(Fragment::empty, |conflict| self.conflict(conflict)))
            .then(self.returning(&insert.returning))
    }

    fn insert_row(&self, columns: &[ColumnId], row: &[Value<'_>]) -> Fragment {
        let stored = |(column, value): (&ColumnId, &Value<'_>)| self.stored(&self.table.columns[*column], value);
        Fragment::join(columns.iter().zip(row).map(stored), ", ")
    }

    fn conflict(&self, conflict: &Conflict<'_>) -> Fragment {
        // Both the row that is there and the one that was to be inserted have the columns.
        let render = Render { qualified: Qualified::Table, ..*self };
        let clause = match self.features.upsert {
            UpsertClause::OnConflict => self.column_names(&conflict.key).surround(" ON CONFLICT (", ") DO UPDATE SET "),
            UpsertClause::OnDuplicateKey => Fragment::atom(" ON DUPLICATE KEY UPDATE "),
        };
        clause.then(render.assignments(&conflict.assignments, conflict.key[0]))
    }
}
