//! What is known of a query before it runs → one static `Statement`.

use crate::lower;
use crate::plan::{Field, Query, Weight};
use crate::program::{Piece, Program, Role, Step};
use proc_macro2::TokenStream;
use querent_schema::Schema;
use quote::quote;
use std::collections::BTreeSet;

/// A reference to the statement, in a block of its own: no name in it is visible to the user's expressions.
pub(super) fn statement(query: &Query, schema: &Schema, programs: &[Program]) -> TokenStream {
    let name = &query.name;
    let columns = statement_columns(query, schema);
    let key = lower::key_positions(query, schema).unwrap_or_default().into_iter().map(number);
    let (reads, writes) = (statement_tables(schema, &query.reads), statement_tables(schema, &query.writes));
    let weight = match query.weight {
        Weight::Short => quote!(Short),
        Weight::Unknown => quote!(Unknown),
        Weight::Long => quote!(Long),
    };
    let switches = statement_switches(programs);
    let sorted_by_key = lower::sorted_by_key(query, schema);
    let programs = statement_programs(programs);
    quote!({
        use ::querent::__private::{Piece, Program, ResultColumn, Role, State, Statement, Step, Weight};
        static STATEMENT: Statement = Statement {
            name: #name,
            file: ::core::file!(),
            line: ::core::line!(),
            programs: #programs,
            columns: &[#(#columns),*],
            key: &[#(#key),*],
            reads: &[#(#reads),*],
            writes: &[#(#writes),*],
            weight: Weight::#weight,
            switches: &[#(#switches),*],
            sorted_by_key: #sorted_by_key,
            state: State::new(),
        };
        &STATEMENT
    })
}

/// What a row of the answer holds.
fn statement_columns(query: &Query, schema: &Schema) -> Vec<TokenStream> {
    let table = &schema.tables[query.table];
    let column = |column: usize| {
        let (table, column) = (&*table.name, &*table.columns[column].name);
        quote!(ResultColumn { table: #table, column: #column })
    };
    let field = |field: &Field| match field.column {
        Some(named) => column(named),
        None => {
            let name = field.name.to_string();
            quote!(ResultColumn { table: "", column: #name })
        }
    };
    let key = lower::key_columns(query, schema).into_iter().map(column);
    query.output.fields().iter().map(field).chain(key).collect()
}

fn statement_tables<'s>(schema: &'s Schema, tables: &'s [usize]) -> impl Iterator<Item = &'s str> {
    tables.iter().map(|table| &*schema.tables[*table].name)
}

/// The parameters on which the text depends.
fn statement_switches(programs: &[Program]) -> Vec<u16> {
    let mut switches = BTreeSet::new();
    for piece in programs.iter().flat_map(|program| &program.steps).flat_map(|step| &step.pieces) {
        statement_piece_switches(piece, &mut switches);
    }
    switches.into_iter().map(number).collect()
}

fn statement_piece_switches(piece: &Piece, switches: &mut BTreeSet<usize>) {
    let mut inside = |pieces: &[Piece]| pieces.iter().for_each(|piece| statement_piece_switches(piece, switches));
    match piece {
        Piece::Text(_) | Piece::Param(_) | Piece::LastInsertId | Piece::Keys => {}
        Piece::Rows(pieces) => inside(pieces),
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

/// Equal programs are one static.
fn statement_programs(programs: &[Program]) -> TokenStream {
    let mut different: Vec<&Program> = Vec::new();
    let mut places = Vec::new();
    for program in programs {
        let place = different.iter().position(|known| *known == program).unwrap_or_else(|| {
            different.push(program);
            different.len() - 1
        });
        places.push(quote::format_ident!("p{place}"));
    }
    let names = (0..different.len()).map(|place| quote::format_ident!("p{place}"));
    let different = different.into_iter().map(statement_program);
    quote!({ #(let #names: &Program = &#different;)* [#(#places),*] })
}

fn statement_program(program: &Program) -> TokenStream {
    let steps = program.steps.iter().map(statement_step);
    quote!(Program { steps: &[#(#steps),*] })
}

fn statement_step(step: &Step) -> TokenStream {
    let role = match step.role {
        Role::Answer => quote!(Answer),
        Role::Change => quote!(Change),
        Role::Keys => quote!(Keys),
    };
    let pieces = statement_pieces(&step.pieces);
    quote!(Step { role: Role::#role, pieces: #pieces })
}

fn statement_pieces(pieces: &[Piece]) -> TokenStream {
    let pieces = pieces.iter().map(statement_piece);
    quote!(&[#(#pieces),*])
}

fn statement_piece(piece: &Piece) -> TokenStream {
    match piece {
        Piece::Text(text) => quote!(Piece::Text(#text)),
        Piece::Param(param) => {
            let param = number(*param);
            quote!(Piece::Param(#param))
        }
        Piece::Optional { params, pieces } => {
            let (params, pieces) = (params.iter().copied().map(number), statement_pieces(pieces));
            quote!(Piece::Optional(&[#(#params),*], #pieces))
        }
        Piece::Join { open, separator, close, empty, items } => {
            let items = items.iter().map(|item| statement_pieces(item));
            quote!(Piece::Join { open: #open, separator: #separator, close: #close, empty: #empty, items: &[#(#items),*] })
        }
        Piece::Choice { param, arms } => {
            let (param, arms) = (number(*param), arms.iter().map(|arm| statement_pieces(arm)));
            quote!(Piece::Choice(#param, &[#(#arms),*]))
        }
        Piece::Rows(pieces) => {
            let pieces = statement_pieces(pieces);
            quote!(Piece::Rows(#pieces))
        }
        Piece::LastInsertId => quote!(Piece::LastInsertId),
        Piece::Keys => quote!(Piece::Keys),
    }
}

/// Parameters and columns are numbered in 16 bits, which no source text exceeds.
fn number(number: usize) -> u16 {
    u16::try_from(number).expect("a query has fewer than 65536 parameters and columns")
}
