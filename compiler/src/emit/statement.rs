//! What is known of a query before it runs → one text.
//!
//! A text costs rustc next to nothing, where the data that it stands for must be checked piece by piece, for every query; a static of the
//! query's own would be as dear as the rest of it. Numbers are decimal digits with `;` behind them, texts are their length in bytes and themselves, lists are their length and their items.
//! `runtime/src/statement/written.rs` reads it.

use super::file::file;
use super::names::text_literal;
use crate::lower;
use crate::plan::{Query, Weight};
use crate::program::{Piece, Programs, Role, Step};
use proc_macro2::TokenStream;
use querent_schema::Schema;
use quote::quote;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A call that finds the statement, which is made of the text at its first use.
pub(super) fn statement(text: &str) -> TokenStream {
    let text = text_literal(text);
    quote!(::querent::__private::statement(#text))
}

/// The text that `runtime/src/statement/written.rs` reads.
pub fn statement_text(query: &Query, schema: &Schema, programs: &Programs) -> String {
    let mut writer = Writer::default();
    writer.text(&query.name);
    writer.list(&programs.different, |writer, program| writer.list(&program.steps, statement_step));
    programs.places.into_iter().for_each(|place| writer.number(place));
    statement_columns(query, schema, &mut writer);
    writer.list(lower::key_positions(query, schema).unwrap_or_default(), Writer::number);
    for tables in [&query.reads, &query.writes] {
        writer.list(tables, |writer, table| writer.text(&schema.tables[*table].name));
    }
    writer.tag(match query.weight {
        Weight::Short => 'S',
        Weight::Unknown => 'U',
        Weight::Long => 'L',
    });
    writer.list(statement_switches(programs), Writer::number);
    writer.number(usize::from(lower::sorted_by_key(query, schema)));
    writer.number(usize::from(lower::locks(query)));
    // Behind all else, for it is as long as the text goes on.
    if cfg!(feature = "file") {
        writer.written.push_str(&file(query, schema));
    }
    writer.written
}

fn statement_step(writer: &mut Writer, step: &Step) {
    writer.tag(match step.role {
        Role::Answer => 'A',
        Role::Change => 'C',
        Role::Keys => 'K',
    });
    statement_pieces(writer, &step.pieces);
}

fn statement_pieces(writer: &mut Writer, pieces: &Vec<Piece>) {
    writer.list(pieces, statement_piece);
}

fn statement_piece(writer: &mut Writer, piece: &Piece) {
    match piece {
        Piece::Text(text) => writer.tag('t').text(text),
        Piece::Param(param) => writer.tag('p').number(*param),
        Piece::Optional { params, pieces } => {
            writer.tag('o').list(params.iter().copied(), Writer::number);
            statement_pieces(writer, pieces);
        }
        Piece::Join { open, separator, close, empty, items } => {
            writer.tag('j');
            [open, separator, close, empty].into_iter().for_each(|text| writer.text(text));
            writer.list(items, statement_pieces);
        }
        Piece::Choice { param, arms } => {
            writer.tag('c').number(*param);
            writer.list(arms, statement_pieces);
        }
        Piece::Rows(pieces) => statement_pieces(writer.tag('r'), pieces),
        Piece::Arrays(pieces) => statement_pieces(writer.tag('a'), pieces),
        Piece::Inserted(param) => writer.tag('i').number(*param),
        Piece::LastInsertId => drop(writer.tag('l')),
        Piece::Keys => drop(writer.tag('k')),
    }
}

/// What a row of the answer holds: the database's names of table and column, or the name of a field alone.
fn statement_columns(query: &Query, schema: &Schema, writer: &mut Writer) {
    let table = &schema.tables[query.table];
    let column = |column: usize| (&*table.name, Cow::Borrowed(&*table.columns[column].name));
    let fields = query.output.fields().iter().map(|field| match field.column {
        Some(named) => column(named),
        None => ("", Cow::Owned(field.name.to_string())),
    });
    let columns: Vec<_> = fields.chain(lower::key_columns(query, schema).into_iter().map(column)).collect();
    writer.list(columns, |writer, (table, column)| {
        writer.text(table);
        writer.text(&column);
    });
}

/// The parameters on which the text depends.
fn statement_switches(programs: &Programs) -> BTreeSet<usize> {
    let mut switches = BTreeSet::new();
    for piece in programs.different.iter().flat_map(|program| &program.steps).flat_map(|step| &step.pieces) {
        statement_piece_switches(piece, &mut switches);
    }
    switches
}

fn statement_piece_switches(piece: &Piece, switches: &mut BTreeSet<usize>) {
    let mut inside = |pieces: &[Piece]| pieces.iter().for_each(|piece| statement_piece_switches(piece, switches));
    match piece {
        Piece::Text(_) | Piece::Param(_) | Piece::Inserted(_) | Piece::LastInsertId | Piece::Keys => {}
        Piece::Rows(pieces) | Piece::Arrays(pieces) => inside(pieces),
        Piece::Join { items, .. } => items.iter().for_each(|item| inside(item)),
        Piece::Optional { params, pieces } => {
            inside(pieces);
            switches.extend(params);
        }
        Piece::Choice { param, arms } => {
            arms.iter().for_each(|arm| inside(arm));
            switches.insert(*param);
        }
    }
}

#[derive(Default)]
struct Writer {
    written: String,
}

impl Writer {
    fn number(&mut self, number: usize) {
        self.digits(number);
        self.written.push(';');
    }

    /// By hand: what formats it is made for more, and most of a text is numbers.
    fn digits(&mut self, number: usize) {
        if number > 9 {
            self.digits(number / 10);
        }
        self.written.push(char::from(b'0' + (number % 10) as u8));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.written.push_str(text);
    }

    /// What tells one kind of thing from another.
    fn tag(&mut self, tag: char) -> &mut Self {
        self.written.push(tag);
        self
    }

    fn list<L: IntoIterator<IntoIter: ExactSizeIterator>>(
        &mut self,
        list: L,
        mut item: impl FnMut(&mut Self, L::Item),
    ) {
        let items = list.into_iter();
        self.number(items.len());
        items.for_each(|one| item(self, one));
    }
}
