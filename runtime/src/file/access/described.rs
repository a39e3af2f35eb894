//! A way to rows → a line of what `explain` says.

use super::{KeyColumns, Path};
use crate::file::value::Value;
use querent_schema::Table;
use std::{fmt, ops};

/// A line of a plan.
pub(crate) struct Described<'t> {
    pub(crate) path: &'t Path,
    pub(crate) table: &'t Table,
    pub(crate) keys: &'t [KeyColumns],
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Path::Seek { key, begin, low, high, .. } = self.path else { return write!(f, "SCAN {}", self.table.name) };
        if self.path.is_whole() {
            return write!(f, "SCAN {} USING {}", self.table.name, key.name(self.table));
        }
        let columns = self.keys.iter().find(|(other, _)| other == key).map_or(&[][..], |(_, columns)| columns);
        let name = |place: usize| columns.get(place).map_or("?", |column| &*self.table.columns[*column].name);
        let width = begin.first().map_or(columns.len(), Vec::len);
        let equal = if begin.len() > 1 { "IN (…)" } else { "= ?" };
        let mut parts: Vec<String> = (0..width).map(|place| format!("{} {equal}", name(place))).collect();
        for (bound, sign) in [(low, '>'), (high, '<')] {
            match bound {
                ops::Bound::Included(_) => parts.push(format!("{} {sign}= ?", name(width))),
                ops::Bound::Excluded(value) if *value != Value::Null => {
                    parts.push(format!("{} {sign} ?", name(width)));
                }
                ops::Bound::Excluded(_) | ops::Bound::Unbounded => {}
            }
        }
        write!(f, "SEARCH {} USING {} ({})", self.table.name, key.name(self.table), parts.join(" AND "))
    }
}
