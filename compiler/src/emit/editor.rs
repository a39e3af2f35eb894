//! The spots of a query → statements that only an editor sees; a schema → the lists of names that these statements name.
//!
//! A name that is not known, because it is half typed or wrong, stands in a path into a list of what may stand there: such a path completes
//! to the list and nothing else. A name that is known stands there without its place in the source, so that everything behind it keeps its
//! place in the expansion, and once more as what it is, for hovering and for going to its definition.

use super::names::ident;
use super::schema::{SCHEMA_PLACE, schema_column_doc};
use super::types::{MODULE, types_of_column, types_or_option, types_tokens};
use crate::editor::{Kind, List, Place, Spot, Spots, words};
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use querent_schema::{Column, Schema, Table};
use quote::quote;

/// A query as an editor sees it: behind the statements stands what it became. `find` finds a table by its Rust name.
pub fn editor_query<'s>(
    spots: &Spots,
    find: impl Fn(&str) -> Option<&'s Table>,
    became: &TokenStream,
    start: fn(Span) -> Span,
) -> TokenStream {
    let name = spots.table.clone().into_iter().last().map(|name| name.to_string()).unwrap_or_default();
    let block = Block { table: find(name.trim_start_matches("r#")), module: unplaced(&spots.table) };
    let mut fields = Vec::new();
    let statements: Vec<TokenStream> = spots.spots.iter().map(|spot| block.statement(spot, &mut fields)).collect();
    let (columns, became) = (block.columns(&fields), became_placed(became, start));
    quote!({
        #[allow(unexpected_cfgs)]
        #[cfg(rust_analyzer)]
        {
            #(#statements)*
            #columns
        }
        #became
    })
}

struct Block<'s> {
    table: Option<&'s Table>,
    module: TokenStream,
}

impl Block<'_> {
    /// `fields` are the names that were given before each field up to here; its list is called by their number.
    fn statement<'p>(&self, spot: &'p Spot, fields: &mut Vec<&'p [String]>) -> TokenStream {
        let name = spot.name.clone().unwrap_or_else(|| ident("__", Span::call_site()));
        match &spot.place {
            Place::Table { before } => {
                let before = unplaced(before);
                quote!(use #before #name as _;)
            }
            Place::Type { before } => {
                let before = unplaced(before);
                quote!(let _: ::core::option::Option<#before #name> = ::core::option::Option::None;)
            }
            Place::Rust(tokens) => quote!(let _ = { #tokens };),
            Place::Listed(list) => self.listed(*list, &name),
            Place::Field { given } => {
                fields.push(given);
                let list = editor_fields(fields.len() - 1);
                self.column(&quote!(#list), &name)
            }
        }
    }

    fn listed(&self, list: List, name: &Ident) -> TokenStream {
        let (module, list_name) = (&self.module, list_ident(list));
        if matches!(list, List::Values) {
            return self.column(&quote!(#list_name), name);
        }
        if may_become_where(list, &name.to_string()) && self.table.is_some() {
            return quote!(fn __where() #name;);
        }
        self.unknown(&quote!(#module::__editor::#list_name), name)
    }

    /// A name in a list of columns.
    fn column(&self, path: &TokenStream, name: &Ident) -> TokenStream {
        if let Some(known) = self.known_column(&name.to_string()) {
            let unplaced = unplaced_ident(name);
            return quote!(let _ = #path::#unplaced; let _ = &#known.#name;);
        }
        self.unknown(path, name)
    }

    /// A name that is completed to those of a list.
    fn unknown(&self, path: &TokenStream, name: &Ident) -> TokenStream {
        if self.table.is_none() {
            return TokenStream::new();
        }
        let text = name.to_string();
        // A keyword of Rust is no name, unless it is raw.
        let raw = if text.starts_with("r#") { name.clone() } else { ident(&text, name.span()) };
        quote!(let _ = #path::#raw;)
    }

    /// The lists of columns. They stand here and not in the table's module, which keeps what it was made of: here they are made of what
    /// schema.sql is when the query is typed. They stand last, for up to the cursor nothing may depend on what follows.
    fn columns(&self, fields: &[&[String]]) -> TokenStream {
        let Some(table) = self.table else { return TokenStream::new() };
        let module = &self.module;
        let values = table.columns.iter().map(|column| editor_column(column, module));
        let fields = fields.iter().enumerate().map(|(number, given)| {
            let is_given = |column: &Column| given.iter().any(|name| name.trim_start_matches("r#") == column.rust_name);
            let written = table.columns.iter().filter(|column| table.view.is_none() && column.is_writable());
            let left = written.filter(|column| !is_given(column)).map(|column| editor_column(column, module));
            let list = editor_fields(number);
            quote!(mod #list {
                use super::*;
                #(#left)*
            })
        });
        quote! {
            mod values {
                use super::*;
                pub use #module::__editor::functions::*;
                #(#values)*
            }
            #(#fields)*
        }
    }

    /// The row whose field a name means, where it means one.
    fn known_column(&self, name: &str) -> Option<TokenStream> {
        let column = self.table?.column_by_rust_name(name.trim_start_matches("r#"))?;
        let is_field = !self.table?.columns[column].hidden;
        let module = &self.module;
        is_field.then(|| quote!(#module::__editor::ROW))
    }
}

/// Whether the word may become `where`: a keyword of Rust, which an editor offers only where Rust has it. There it offers nothing else, so
/// that it is not offered where nothing is typed.
fn may_become_where(list: List, word: &str) -> bool {
    let has_where = matches!(list, List::BehindKey | List::BehindLock)
        || matches!(list, List::Clauses(kind) if kind != Kind::Inserting);
    has_where && word.starts_with('w') && word != "where"
}

/// Tokens whose names have no place in the source: nothing is shown for them. Whom they mean is the same.
fn unplaced(tokens: &TokenStream) -> TokenStream {
    placed(tokens, &|name| Span::call_site().resolved_at(name.span()))
}

/// The same but for mistakes, which are reported where the name of their macro is: that is the `start` of the token that is wrong. Were it
/// the token itself, an editor would show what that macro is.
fn became_placed(tokens: &TokenStream, start: fn(Span) -> Span) -> TokenStream {
    placed(tokens, &|name| match *name == "compile_error" {
        true => start(name.span()),
        false => Span::call_site().resolved_at(name.span()),
    })
}

fn placed(tokens: &TokenStream, place: &dyn Fn(&Ident) -> Span) -> TokenStream {
    let tokens = tokens.clone().into_iter();
    tokens
        .map(|token| match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), placed(&group.stream(), place));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            TokenTree::Ident(mut name) => {
                name.set_span(place(&name));
                TokenTree::Ident(name)
            }
            other => other,
        })
        .collect()
}

fn unplaced_ident(name: &Ident) -> Ident {
    let mut unplaced = name.clone();
    unplaced.set_span(Span::call_site().resolved_at(name.span()));
    unplaced
}

/// The list of what is left for a field, by its number among the fields of the query.
fn editor_fields(number: usize) -> Ident {
    ident(&format!("fields{number}"), Span::call_site())
}

fn list_ident(list: List) -> Ident {
    let kind = |kind| match kind {
        Kind::Reading => "reading",
        Kind::Counting => "counting",
        Kind::Inserting => "inserting",
        Kind::Changing => "changing",
        Kind::Upserting => "upserting",
    };
    let name = match list {
        List::Verbs => "verbs".to_owned(),
        List::Values => "values".to_owned(),
        List::Clauses(of) => format!("clauses_{}", kind(of)),
        List::BehindOperand(of) => format!("operand_{}", kind(of)),
        List::BehindItem => "item".to_owned(),
        List::InCase => "case".to_owned(),
        List::By => "by".to_owned(),
        List::BehindChoice => "choice".to_owned(),
        List::BehindKey => "key".to_owned(),
        List::BehindFor => "for_what".to_owned(),
        List::BehindLock => "lock".to_owned(),
    };
    ident(&name, Span::call_site())
}

/// The lists of a table that stand in its module: all but its columns. Those that all tables share stand in that of the first one.
pub(super) fn editor_table(table: &Table, schema: &Schema) -> TokenStream {
    let verbs = editor_verbs(table);
    let first = &schema.tables[0];
    let first_name = ident(&first.rust_name, Span::call_site());
    let common = if table.rust_name == first.rust_name { editor_common() } else { TokenStream::new() };
    quote! {
        #[allow(unexpected_cfgs)]
        #[cfg(rust_analyzer)]
        #[doc(hidden)]
        #[allow(missing_docs, dead_code, unused, unreachable_pub, nonstandard_style)]
        pub mod __editor {
            pub use super::super::#first_name::__editor::common::*;
            pub static ROW: super::Row = loop {};
            pub mod verbs { #verbs }
            #common
        }
    }
}

/// Documentation that names a line of schema.sql → the same with a link to it: going to a definition leads to `schema!()` only. All of it is
/// where the macro is called: rust-analyzer counts the places of a text that it reads from the beginning of another file.
pub(super) fn editor_linked(tokens: TokenStream, file: &str) -> TokenStream {
    let linked = |token| {
        let mut token = match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), editor_linked(group.stream(), file)).into(),
            TokenTree::Literal(literal) => TokenTree::Literal(editor_linked_text(literal, file)),
            other => other,
        };
        token.set_span(Span::call_site());
        token
    };
    tokens.into_iter().map(linked).collect()
}

fn editor_linked_text(literal: Literal, file: &str) -> Literal {
    let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else { return literal };
    let text = text.value();
    let Some((before, (line, after))) =
        text.rsplit_once(SCHEMA_PLACE).and_then(|(before, rest)| Some((before, rest.split_once(')')?)))
    else {
        return literal;
    };
    let url = file.replace('\\', "/").replace(' ', "%20");
    let place = SCHEMA_PLACE.trim_start_matches('(');
    Literal::string(&format!("{before}([{place}{line}](file:///{}#L{line})){after}", url.trim_start_matches('/')))
}

fn editor_common() -> TokenStream {
    let lists = words::COMMON.iter().map(|list| {
        let (name, words) = (list_ident(*list), editor_words(*list));
        quote!(pub mod #name { #words })
    });
    let functions = words::FUNCTIONS.iter().map(|(name, signature, doc)| {
        let name = ident(name, Span::call_site());
        let signature: TokenStream = signature.parse().unwrap_or_default();
        quote!(#[doc = #doc] pub fn #name #signature { loop {} })
    });
    let operands = editor_words(List::Values);
    quote! {
        pub mod common {
            #(#lists)*
            pub mod functions { #(#functions)* #operands }
        }
    }
}

fn editor_words(list: List) -> TokenStream {
    let words = words::words(list);
    let names = words.iter().map(|word| ident(word.name, Span::call_site()));
    let docs = words.iter().map(|word| word.doc);
    quote!(#(#[doc = #docs] pub const #names: () = ();)*)
}

fn editor_verbs(table: &Table) -> TokenStream {
    let writing: &[_] = if table.view.is_none() { &words::WRITING } else { &[] };
    let verbs = words::READING.iter().chain(writing).map(|(name, ty, doc)| {
        let name = ident(name, Span::call_site());
        let ty: TokenStream = ty.parse().unwrap_or_default();
        quote!(#[doc = #doc] pub const #name: #ty = loop {};)
    });
    quote!(use super::super::Row; #(#verbs)*)
}

/// A column as it is offered: it has the type of its field of `Row`.
fn editor_column(column: &Column, module: &TokenStream) -> TokenStream {
    let (name, doc) = (ident(&column.rust_name, Span::call_site()), schema_column_doc(column));
    let ty = types_or_option(column.nullable.into(), types_of_column(column, MODULE).rust);
    let ty = types_tokens(&ty, module);
    quote!(#[doc = #doc] pub const #name: #ty = loop {};)
}
