//! Transactions ↔ lines of the journal, one each, with a checksum by which a torn one is told.

use super::checksum::checksum;
use super::codec::{Codec, RowKey};
use super::definition;
use super::json::{Fault, Reader, write_string};
use crate::error::Result;
use crate::file::execute::RowId;
use crate::file::memory::{Changing, Data};
use querent_schema::Schema;
use std::fmt::Write as _;
use std::sync::Arc;

/// What the format is called; a store with a greater number was written by a later version.
pub(crate) const VERSION: u32 = 1;

/// How each line ends: behind it stand eight digits, a quote, a brace and a line break.
const SEAL: &str = ",\"checksum\":\"";
const SEALED: usize = SEAL.len() + 8 + 3;

/// The first line of a journal, behind the transactions up to this one.
pub(crate) fn header(after: u64) -> String {
    seal(format!("{{\"querent\":{VERSION},\"after\":{after}"))
}

/// The last line of a journal in whose place another one is put.
pub(crate) fn closing() -> String {
    seal("{\"closed\":true".to_owned())
}

/// The line of a transaction; `None` where nothing differs from what was before.
///
/// # Errors
/// Of kind `Bind` for a document that is no JSON.
pub(crate) fn transaction(number: u64, changing: &Changing) -> Result<Option<String>> {
    let schema = &changing.data.frame.schema;
    let mut out = format!("{{\"transaction\":{number}");
    let is_new = !Arc::ptr_eq(&changing.before.schema, schema);
    if is_new {
        let _ = write!(out, ",\"schema\":{}", definition::write(schema));
    }
    out.push_str(",\"tables\":{");
    let mut next = "";
    for (place, table) in schema.tables.iter().enumerate().filter(|(place, _)| changing.is_touched(*place)) {
        let own = &changing.data.tables[place];
        let codec = Codec::new(table);
        let (mut put, mut deleted) = (String::new(), String::new());
        for (id, before) in changing.touched(place) {
            let after = own.rows.get(id);
            if before == after {
                continue;
            }
            if let Some(before) = before {
                let stays = after.is_some_and(|after| {
                    table.primary_key.iter().all(|column| before.get(*column) == after.get(*column))
                });
                if !stays {
                    separate(&mut deleted);
                    codec.write_key(&mut deleted, id, before)?;
                }
            }
            if let Some(after) = after {
                separate(&mut put);
                codec.write_row(&mut put, id, after)?;
            }
        }
        if put.is_empty() && deleted.is_empty() && own.counted == changing.counted_before(place) {
            continue;
        }
        out.push_str(next);
        next = ",";
        write_string(&mut out, &table.name);
        let _ = write!(out, ":{{\"counted\":{}", own.counted);
        if !deleted.is_empty() {
            let _ = write!(out, ",\"delete\":[{deleted}]");
        }
        if !put.is_empty() {
            let _ = write!(out, ",\"put\":[{put}]");
        }
        out.push('}');
    }
    if next.is_empty() && !is_new {
        return Ok(None);
    }
    out.push('}');
    Ok(Some(seal(out)))
}

fn separate(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}

fn seal(mut line: String) -> String {
    let sum = checksum(line.as_bytes());
    let _ = writeln!(line, "{SEAL}{sum:08x}\"}}");
    line
}

/// Whether a line, with its break, is as it was written.
pub(crate) fn is_whole(line: &[u8]) -> bool {
    let Some(content) = line.len().checked_sub(SEALED) else { return false };
    let (content, end) = line.split_at(content);
    let digits = end.strip_prefix(SEAL.as_bytes()).and_then(|end| end.strip_suffix(b"\"}\n"));
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let sum = digits.filter(|digits| digits.iter().all(is_digit)).and_then(|digits| std::str::from_utf8(digits).ok());
    sum.and_then(|sum| u32::from_str_radix(sum, 16).ok()) == Some(checksum(content))
}

/// What a line says.
#[derive(Debug)]
pub(crate) enum Line<'t> {
    Header { after: u64 },
    Closed,
    Transaction { number: u64, schema: Option<Arc<Schema>>, tables: &'t str },
}

/// Reads a line that is whole.
pub(crate) fn read(line: &str) -> std::result::Result<Line<'_>, Fault> {
    let (mut version, mut after, mut closed, mut number) = (None, None, false, None);
    let (mut schema, mut tables) = (None, "");
    let mut reader = Reader::new(line);
    reader.object(|reader, name| {
        match &*name {
            "querent" => version = Some(reader.whole::<u32>()?),
            "after" => after = Some(reader.whole()?),
            "closed" => closed = reader.word()? == "true",
            "transaction" => number = Some(reader.whole()?),
            "tables" => tables = reader.raw()?,
            "schema" => schema = Some(read_schema(reader)?),
            _ => drop(reader.raw()?),
        }
        Ok(())
    })?;
    match (version, after, number) {
        (Some(version), ..) if version > VERSION => Err(reader.fault(too_new(version))),
        (Some(_), Some(after), _) => Ok(Line::Header { after }),
        (_, _, Some(number)) => Ok(Line::Transaction { number, schema, tables }),
        _ if closed => Ok(Line::Closed),
        _ => Err(reader.fault("this is no line of a journal")),
    }
}

/// What is said of a store of a later version.
pub(crate) fn too_new(version: u32) -> String {
    format!("it is of version {version} of the format, and this querent reads up to version {VERSION}: use a later one")
}

/// Reads the tables of a schema.
pub(crate) fn read_schema(reader: &mut Reader<'_>) -> std::result::Result<Arc<Schema>, Fault> {
    let at = reader.at();
    let fault = |what: String| Fault { at, what };
    let value = serde_json::from_str(reader.raw()?).map_err(|error| fault(error.to_string()))?;
    definition::read(&value).map(Arc::new).map_err(fault)
}

/// Does to the rows what a transaction did. `is_known` tells whether a table has it already.
pub(crate) fn apply(
    data: &mut Data,
    schema: Option<Arc<Schema>>,
    tables: &str,
    is_known: impl Fn(usize) -> bool,
) -> std::result::Result<(), Fault> {
    if let Some(schema) = schema {
        *data = data.widened(schema);
    }
    let frame = Arc::clone(&data.frame);
    let mut reader = Reader::new(tables);
    reader.object(|reader, name| {
        let Some(place) = frame.schema.tables.iter().position(|table| table.name == name) else {
            return Err(reader.fault(format!("there is no table `{name}`")));
        };
        if is_known(place) {
            return reader.raw().map(drop);
        }
        let codec = Codec::new(&frame.schema.tables[place]);
        reader.object(|reader, what| match &*what {
            "counted" => {
                let counted = reader.whole()?;
                data.count_at_least(place, counted);
                Ok(())
            }
            "delete" => reader.array(|reader| {
                let key = codec.read_key(reader)?;
                if let Some(id) = row_of(data, place, &key) {
                    data.put(place, id, None);
                }
                Ok(())
            }),
            "put" => reader.array(|reader| {
                let (number, row) = codec.read_row(reader)?;
                data.put_read(place, number, row).ok_or_else(|| reader.fault("this row has no key"))
            }),
            _ => reader.raw().map(drop),
        })
    })
}

fn row_of(data: &Data, table: usize, key: &RowKey) -> Option<RowId> {
    match key {
        RowKey::Number(number) => Some(*number),
        RowKey::Values(values) => data.primary(table, values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_whole_or_it_is_not() {
        let line = header(17);
        assert!(is_whole(line.as_bytes()), "{line}");
        assert!(matches!(read(&line), Ok(Line::Header { after: 17 })));
        assert!(serde_json::from_str::<serde_json::Value>(&line).is_ok());
        for cut in 0..line.len() {
            assert!(!is_whole(&line.as_bytes()[..cut]));
            let mut changed = line.clone().into_bytes();
            changed[cut] ^= 1;
            assert!(!is_whole(&changed), "at {cut}");
        }
        assert!(matches!(read(&closing()), Ok(Line::Closed)));
        assert!(read("{\"querent\":2,\"after\":1}").unwrap_err().what.contains("later one"));
    }
}
