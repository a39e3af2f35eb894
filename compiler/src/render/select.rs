//! SELECT: what is given, from where, which rows, in which order, how many.

use super::fragment::Fragment;
use super::{Render, quoted};
use crate::lower::statement::{Items, Select, Source, Value};
use crate::plan::{ColumnId, Count, ExprKind, Field, Lock};
use crate::program::Piece;

/// The name of the rows that a changing statement gives to the SELECT around it.
const CHANGED: &str = "\"changed\"";

impl Render<'_> {
    pub(super) fn select(&self, select: &Select<'_>) -> Fragment {
        let (with, from) = match &select.source {
            Source::Table(table) => (Fragment::empty(), self.table_name(*table)),
            Source::Changed(change) => {
                let change = Fragment::join(self.statement(change).into_iter().map(Fragment::piece), "");
                (change.surround(&format!("WITH {CHANGED} AS ("), ") "), Fragment::atom(CHANGED))
            }
        };
        let items = match &select.items {
            Items::Fields(fields, key) if select.distinct && key.is_empty() => {
                Fragment::join(fields.iter().map(|field| self.distinct_field(field)), ", ")
            }
            items => self.items(items),
        };
        with.text(if select.distinct { "SELECT DISTINCT " } else { "SELECT " })
            .then(items)
            .text(" FROM ")
            .then(from)
            .then(self.filter(&select.filter))
            .then(self.order(select))
            .then(self.limit(select.take, select.skip))
            .text(select.lock.map_or("", lock))
    }

    pub(super) fn items(&self, items: &Items<'_>) -> Fragment {
        match items {
            Items::Fields(fields, key) if key.is_empty() && fields.iter().all(|field| column_of(field).is_some()) => {
                self.column_names(&fields.iter().filter_map(column_of).collect::<Vec<_>>())
            }
            Items::Fields(fields, key) => {
                let key = key.iter().map(|column| self.column_name(*column));
                Fragment::join(fields.iter().map(|field| self.field(field)).chain(key), ", ")
            }
            Items::Columns(columns) => self.column_names(columns),
            Items::Values(values) => {
                let stored = |(column, value): &(ColumnId, Value<'_>)| self.stored(&self.table.columns[*column], value);
                Fragment::join(values.iter().map(stored), ", ")
            }
            Items::All => Fragment::atom("*"),
            Items::Count => Fragment::atom("count(*)"),
            Items::One => Fragment::atom("1"),
        }
    }

    /// ` RETURNING …`, or nothing.
    pub(super) fn returning(&self, items: &Option<Items<'_>>) -> Fragment {
        items.as_ref().map_or_else(Fragment::empty, |items| self.items(items).surround(" RETURNING ", ""))
    }

    /// A field by which rows are told apart: decimals that are equal may be written with more digits or fewer.
    fn distinct_field(&self, field: &Field) -> Fragment {
        match field.expr.kind {
            ExprKind::Column(_) => self.field(field),
            _ => self.collated(&field.expr).text(" AS ").text(&quoted(&field_name(field))),
        }
    }

    fn field(&self, field: &Field) -> Fragment {
        if let Some(column) = column_of(field) {
            return self.column_name(column);
        }
        self.expr(&field.expr).text(" AS ").text(&quoted(&field_name(field)))
    }

    fn limit(&self, take: Option<Count>, skip: Option<Count>) -> Fragment {
        let unlimited = self.features.unlimited().filter(|_| skip.is_some()).map(Fragment::atom);
        let take = take.map(limit_count).or(unlimited).map(|count| count.surround(" LIMIT ", ""));
        let skip = skip.map(|count| limit_count(count).surround(" OFFSET ", ""));
        Fragment::join(take.into_iter().chain(skip), "")
    }
}

/// What a field of the result is called.
pub(super) fn field_name(field: &Field) -> String {
    let name = field.name.to_string();
    name.strip_prefix("r#").map_or_else(|| name.clone(), str::to_owned)
}

fn lock(lock: Lock) -> &'static str {
    match lock {
        Lock::Wait => " FOR UPDATE",
        Lock::SkipLocked => " FOR UPDATE SKIP LOCKED",
        Lock::Nowait => " FOR UPDATE NOWAIT",
    }
}

/// The column that a field is.
fn column_of(field: &Field) -> Option<ColumnId> {
    match field.expr.kind {
        ExprKind::Column(column) => Some(column),
        _ => None,
    }
}

fn limit_count(count: Count) -> Fragment {
    match count {
        // No store counts further than this.
        Count::Literal(number) => Fragment::atom(number.min(i64::MAX as u64).to_string()),
        Count::Param(param) => Fragment::piece(Piece::Param(param)),
    }
}
