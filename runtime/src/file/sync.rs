//! The schema that a store has and the one that a program was compiled against → the schema of both, and what was added to it.

use super::rules::NAMES;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::SyncReport;
use querent_schema::{Default, ForeignKey, Index, IndexTerm, Schema, Table, Unique, ddl};

/// What a store becomes.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) schema: Schema,
    pub(crate) report: SyncReport,
}

/// Adds to `old` what it lacks of `new`: tables, views, columns with what goes with them, unique keys and indexes. Tables and columns keep their
/// places; what is added stands behind them. `None` where nothing is lacking.
///
/// # Errors
/// Of kind `Sync`, with all that cannot be added.
pub(crate) fn merge(old: &Schema, new: &Schema, has_rows: impl Fn(usize) -> bool) -> Result<Option<Merged>> {
    let mut merge = Merge::new(old, new);
    for (number, table) in new.tables.iter().enumerate() {
        match find(old, &table.name) {
            Some(place) if old.tables[place].view.is_some() != table.view.is_some() && table.view.is_none() => {
                merge.problems.push(format!("`{}` is a view in the store, and a table in the schema", table.name));
            }
            Some(place) if table.view.is_none() => merge.table(number, place, has_rows(place)),
            // A view stays what it is.
            Some(_) => {}
            None => merge.new_table(number),
        }
    }
    merge.finish()
}

struct Merge<'m> {
    new: &'m Schema,
    schema: Schema,
    report: SyncReport,
    problems: Vec<String>,
    /// Where each table of the new schema stands, and where its columns do.
    tables: Vec<usize>,
    columns: Vec<Vec<usize>>,
}

fn find(schema: &Schema, name: &str) -> Option<usize> {
    schema.tables.iter().position(|table| table.name.eq_ignore_ascii_case(name))
}

fn find_column(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name))
}

impl<'m> Merge<'m> {
    fn new(old: &Schema, new: &'m Schema) -> Self {
        let (mut tables, mut columns, mut next) = (Vec::new(), Vec::new(), old.tables.len());
        for table in &*new.tables {
            let known = find(old, &table.name);
            tables.push(known.unwrap_or(next));
            next += usize::from(known.is_none());
            let mut behind = known.map_or(0, |known| old.tables[known].columns.len());
            let place = |column: &querent_schema::Column| {
                known.and_then(|known| find_column(&old.tables[known], &column.name)).unwrap_or_else(|| {
                    behind += 1;
                    behind - 1
                })
            };
            columns.push(table.columns.iter().map(place).collect());
        }
        Merge { new, schema: old.clone(), report: SyncReport::default(), problems: Vec::new(), tables, columns }
    }

    fn new_table(&mut self, number: usize) {
        let mut table = self.new.tables[number].clone();
        for key in table.foreign_keys.to_mut() {
            *key = self.moved_key(number, key);
        }
        self.report.created_tables.push(table.name.to_string());
        self.schema.tables.to_mut().push(table);
    }

    /// A foreign key, with tables and columns by their places here.
    fn moved_key(&self, number: usize, key: &ForeignKey) -> ForeignKey {
        let moved =
            |table: usize, columns: &[usize]| columns.iter().map(|column| self.columns[table][*column]).collect();
        ForeignKey {
            columns: moved(number, &key.columns),
            table: self.tables[key.table],
            references: moved(key.table, &key.references),
            ..key.clone()
        }
    }

    fn table(&mut self, number: usize, place: usize, has_rows: bool) {
        let new = &self.new.tables[number];
        let present = self.schema.tables[place].columns.len();
        let missing: Vec<usize> =
            (0..new.columns.len()).filter(|column| self.columns[number][*column] >= present).collect();
        for column in &missing {
            match obstacle(new, *column, has_rows) {
                Some(obstacle) => {
                    self.problems.push(format!("`{}.{}` {obstacle}", new.name, new.columns[*column].name));
                }
                None => self.report.added_columns.push(format!("{}.{}", new.name, new.columns[*column].name)),
            }
        }
        let keys: Vec<ForeignKey> = new
            .foreign_keys
            .iter()
            .filter(|key| key.columns.iter().any(|column| missing.contains(column)))
            .map(|key| self.moved_key(number, key))
            .collect();
        let table = &mut self.schema.tables.to_mut()[place];
        table.columns.to_mut().extend(missing.iter().map(|column| new.columns[*column].clone()));
        table.foreign_keys.to_mut().extend(keys);
        let names_one = |text: &str| {
            let quoted = |column: &usize| format!("\"{}\"", new.columns[*column].name.replace('"', "\"\""));
            missing.iter().any(|column| text.contains(&quoted(column)))
        };
        table.checks.to_mut().extend(new.checks.iter().filter(|check| names_one(&check.expression)).cloned());
        self.keys(number, place);
    }

    fn keys(&mut self, number: usize, place: usize) {
        let new = &self.new.tables[number];
        for (position, unique) in new.uniques.iter().enumerate() {
            let columns: Vec<usize> = unique.columns.iter().map(|column| self.columns[number][*column]).collect();
            let same = |key: &[usize]| key.len() == columns.len() && key.iter().all(|column| columns.contains(column));
            if !self.schema.tables[place].keys().any(same) {
                let name = ddl::unique_name(self.new, number, position, NAMES);
                let key = Unique { columns: columns.into(), name: Some(name.clone().into()), index: true };
                self.schema.tables.to_mut()[place].uniques.to_mut().push(key);
                self.report.created_indexes.push(name);
            }
        }
        for index in &*new.indexes {
            let is_present = |known: &Index| known.name.eq_ignore_ascii_case(&index.name);
            if !self.schema.tables[place].indexes.iter().any(is_present) {
                let mut index = index.clone();
                for key in index.keys.to_mut() {
                    if let IndexTerm::Column(column) = &mut key.key {
                        *column = self.columns[number][*column];
                    }
                }
                self.report.created_indexes.push(index.name.to_string());
                self.schema.tables.to_mut()[place].indexes.to_mut().push(index);
            }
        }
    }

    fn finish(self) -> Result<Option<Merged>> {
        if self.problems.is_empty() {
            let merged = Merged { schema: self.schema, report: self.report };
            return Ok(Some(merged).filter(|merged| !merged.report.is_empty()));
        }
        let text =
            format!("the store cannot be brought to the schema, and was not changed: {}", self.problems.join("; "));
        Err(Error::new(ErrorKind::Sync, text))
    }
}

/// Why a column cannot be added.
fn obstacle(table: &Table, column: usize, has_rows: bool) -> Option<&'static str> {
    let definition = &table.columns[column];
    if table.primary_key.contains(&column) {
        return Some("belongs to the primary key, which cannot change");
    }
    let lacks_value = matches!(definition.default, None | Some(Default::Null));
    let references = table.foreign_keys.iter().any(|key| key.columns.contains(&column));
    if has_rows && references && !lacks_value {
        return Some("references another table, and the rows that are there would begin to: let its default be NULL");
    }
    (has_rows && !definition.nullable && definition.generated.is_none() && lacks_value)
        .then_some("is NOT NULL without a default, and the table has rows: give it a DEFAULT, or let it be NULL")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(old: &str, new: &str, has_rows: bool) -> std::result::Result<Option<Merged>, String> {
        let parse = |sql: &str| querent_schema::parse(sql).unwrap();
        merge(&parse(old), &parse(new), |_| has_rows).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_there_keeps_its_place_and_what_is_added_stands_behind() {
        let old = "CREATE TABLE b (id INTEGER PRIMARY KEY, own TEXT); CREATE TABLE z (id INTEGER PRIMARY KEY);";
        let new = "CREATE TABLE a (id INTEGER PRIMARY KEY, b_id BIGINT REFERENCES b (id));
            CREATE TABLE B (extra TEXT UNIQUE CHECK (extra <> 'x'), id INTEGER PRIMARY KEY, a_id BIGINT REFERENCES a (id));
            CREATE INDEX by_extra ON B (extra, id);";
        let Merged { schema, report } = merged(old, new, true).unwrap().unwrap();
        assert_eq!(report.created_tables, ["a"]);
        assert_eq!(report.added_columns, ["B.extra", "B.a_id"]);
        assert_eq!(report.created_indexes, ["B_extra_key", "by_extra"]);
        let names: Vec<&str> = schema.tables.iter().map(|table| &*table.name).collect();
        assert_eq!(names, ["b", "z", "a"]);
        let columns: Vec<&str> = schema.tables[0].columns.iter().map(|column| &*column.name).collect();
        assert_eq!(columns, ["id", "own", "extra", "a_id"]);
        let key = &schema.tables[0].foreign_keys[0];
        assert_eq!((&*key.columns, key.table, &*key.references), (&[3][..], 2, &[0][..]));
        let key = &schema.tables[2].foreign_keys[0];
        assert_eq!((&*key.columns, key.table, &*key.references), (&[1][..], 0, &[0][..]));
        assert_eq!((&*schema.tables[0].uniques[0].columns, schema.tables[0].checks.len()), (&[2][..], 1));
        assert_eq!(schema.tables[0].indexes[0].keys[1].key, IndexTerm::Column(0));
        assert!(merge(&schema, &querent_schema::parse(new).unwrap(), |_| true).unwrap().is_none());
    }

    #[test]
    fn all_that_cannot_be_added_is_said_at_once() {
        let old = "CREATE TABLE t (id INTEGER PRIMARY KEY);";
        let new = "CREATE TABLE t (id INTEGER, more INTEGER NOT NULL, other TEXT NOT NULL, PRIMARY KEY (id, more));";
        let text = merged(old, new, true).unwrap_err();
        assert!(
            text.contains("`t.more` belongs to the primary key") && text.contains("`t.other` is NOT NULL"),
            "{text}"
        );
        let text = merged(old, new, false).unwrap_err();
        assert!(!text.contains("t.other"), "without rows it can be added: {text}");
    }
}
