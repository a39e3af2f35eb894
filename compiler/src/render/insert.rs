//! INSERT, with what happens where the key is taken.

use super::fragment::{Fragment, Level};
use super::{Qualified, Render};
use crate::lower::statement::{Conflict, Insert, Rows, Value};
use crate::plan::ColumnId;
use crate::program::Piece;
use querent_schema::Type;
use querent_schema::dialect::UpsertClause;

impl Render<'_> {
    pub(super) fn insert(&self, insert: &Insert<'_>) -> Fragment {
        let columns = |rows: Fragment| self.column_names(&insert.columns).surround(" (", ") ").then(rows);
        let rows = match &insert.rows {
            Rows::Defaults => Fragment::atom(self.features.empty_insert()).surround(" ", ""),
            Rows::Values(rows) => {
                let rows = rows.iter().map(|row| self.insert_row(&insert.columns, row).surround("(", ")"));
                columns(Fragment::join(rows, ", ").surround("VALUES ", ""))
            }
            Rows::Many(row) if self.takes_arrays(&insert.columns, row) => self.insert_arrays(insert, row),
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

    /// Whether rows can be given as an array for each column. The elements of an array have a type, which no other takes the place of, so columns that
    /// may be of a type of the database's own must be given row by row.
    fn takes_arrays(&self, columns: &[ColumnId], row: &[Value<'_>]) -> bool {
        let is_own = |column: &ColumnId| match &self.table.columns[*column].ty {
            Type::Enum(of) => Some(of.kind) == self.features.native_enum(),
            _ => false,
        };
        let lasts = |value: &Value<'_>| !matches!(value, Value::Counted(..));
        self.features.unnests() && row.iter().any(lasts) && !columns.iter().any(is_own)
    }

    /// `(a, b) SELECT a, coalesce(b, 0) FROM unnest($1::int8[], $2::int4[]) AS "given" (a, b)`.
    fn insert_arrays(&self, insert: &Insert<'_>, row: &[Value<'_>]) -> Fragment {
        let columns = &insert.columns;
        let of_given = Render { given: Some(columns), ..*self };
        let list = |item: &dyn Fn(usize, ColumnId) -> Fragment| {
            let items = columns.iter().zip(row).enumerate().map(|(param, (column, value))| match value {
                Value::Counted(..) => Fragment::optional(vec![param], item(param, *column)),
                _ => item(param, *column),
            });
            let items: Vec<Fragment> = items.collect();
            if items.iter().any(Fragment::can_vanish) {
                Fragment::group(items, ", ", Level::Atom)
            } else {
                Fragment::join(items, ", ")
            }
        };
        let names = |_, column| self.column_name(column);
        let values = |param: usize, column: ColumnId| match &row[param] {
            Value::Counted(..) => self.column_name(column),
            value => of_given.stored(&self.table.columns[column], value),
        };
        let array = |param, column: ColumnId| self.array(insert.table, param, column);
        let given = list(&array).surround(" FROM unnest(", ") AS \"given\"").then(list(&names).surround(" (", ")"));
        let pieces = list(&values).surround("SELECT ", "").then(given).into_pieces();
        list(&names).surround(" (", ") ").then(Fragment::piece(Piece::Arrays(pieces)))
    }

    /// The values of a column. What is a text to schema.sql may be of any type in a table that others have made, an enumeration or a UUID, to which no
    /// text is converted by itself: an empty array of the column is put behind the values, and gives them its type.
    fn array(&self, table: usize, param: usize, column: ColumnId) -> Fragment {
        let values = Fragment::piece(Piece::Param(param));
        let ty = &self.table.columns[column].ty;
        let is_row = |own: &[&str]| !own.contains(&&*self.schema.tables[table].name);
        if matches!(ty, Type::Text { .. } | Type::Enum(_)) && self.features.row_types_but().is_some_and(is_row) {
            let of_row = self.table_name(table).surround("(NULL::", ").").then(self.column_name(column));
            return Fragment::call("array_cat", [values, of_row.surround("(ARRAY[", "])[2:1]")]);
        }
        values.text(&format!("::{}[]", self.type_name(ty)))
    }

    fn insert_row(&self, columns: &[ColumnId], row: &[Value<'_>]) -> Fragment {
        let stored = |(column, value): (&ColumnId, &Value<'_>)| self.stored(&self.table.columns[*column], value);
        Fragment::join(columns.iter().zip(row).map(stored), ", ")
    }

    fn conflict(&self, conflict: &Conflict<'_>) -> Fragment {
        // Both the row that is there and the one that was to be inserted have the columns.
        let render = Render { qualified: Qualified::Table, ..*self };
        let clause = match self.features.upsert() {
            UpsertClause::OnConflict => self.column_names(&conflict.key).surround(" ON CONFLICT (", ") DO UPDATE SET "),
            UpsertClause::OnDuplicateKey => Fragment::atom(" ON DUPLICATE KEY UPDATE "),
        };
        clause.then(render.assignments(&conflict.assignments, conflict.key[0]))
    }
}
