//! `as Type` → a function that fills the user's struct, whose fields rustc checks.

use super::names::{generated, ident, moved_to};
use super::query::{query_field_types, query_row, query_tuple, query_value};
use crate::plan::{Field, Shape};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use querent_schema::Table;
use quote::{quote, quote_spanned};

/// How a row is read into a struct of the user's. All columns are read before any is put into its field, so that rustc speaks of the field,
/// and at the field, when a type differs.
struct Reader<'q> {
    fields: &'q [Field],
    values: Vec<Ident>,
    /// Of each field its marker and its type.
    types: Vec<(TokenStream, TokenStream)>,
}

/// A struct of the user's, whose fields were named.
pub(super) fn into(ty: &TokenStream, shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let reader = Reader::of(shape, table, module);
    if !into_can_be_aliased(ty) {
        return reader.closure(ty);
    }
    let named = ident("__Named", into_span(ty));
    let function = reader.function(&named);
    quote!({
        type #named = #ty;
        #function
    })
}

/// The same where the user did not name all fields. Of a struct literal rustc reports each field that is not there as a mistake of its own; of a
/// pattern it lists them in one. So a pattern comes first, in a constant that is a part of the type: when it is wrong, so is the type, and
/// nothing is said about the literal.
pub(super) fn into_unnamed(ty: &TokenStream, shape: &Shape, table: &Table, module: &TokenStream) -> TokenStream {
    let reader = Reader::of(shape, table, module);
    if !into_can_be_aliased(ty) {
        return reader.closure(ty);
    }
    let span = into_span(ty);
    let (named, checked) = (ident("__Named", span), ident("__Checked", span));
    let (private, names) = (moved_to(span, &quote!(::querent::__private::Checked)), reader.names());
    let function = reader.function(&checked);
    quote_spanned!(span => {
        type #named = #ty;
        type #checked = <#named as #private<{
            match ::core::option::Option::None {
                ::core::option::Option::Some(&#named { #(#names: _,)* .. }) | ::core::option::Option::None => true,
            }
        }>>::Type;
        #function
    })
}

impl<'q> Reader<'q> {
    fn of(shape: &'q Shape, table: &Table, module: &TokenStream) -> Self {
        let fields = &shape.fields;
        let values = fields.iter().enumerate().map(|(place, field)| query_value(place, field)).collect();
        let types = fields.iter().map(|field| query_field_types(field, table, module)).collect();
        Reader { fields, values, types }
    }

    fn names(&self) -> impl Iterator<Item = &'q Ident> {
        self.fields.iter().map(|field| &field.name)
    }

    /// The struct, with how each field is filled.
    fn body(&self, ty: &TokenStream, row: &Ident, fields: impl Iterator<Item = TokenStream>) -> TokenStream {
        let (markers, types): (Vec<_>, Vec<_>) = self.types.iter().cloned().unzip();
        let (markers, types, values) = (query_tuple(&markers), query_tuple(&types), query_tuple(&self.values));
        let error = ident("error", Span::mixed_site());
        quote! {
            match #row.get::<#markers, #types>() {
                ::core::result::Result::Ok(#values) => ::core::result::Result::Ok(#ty { #(#fields),* }),
                ::core::result::Result::Err(#error) => ::core::result::Result::Err(#error),
            }
        }
    }

    /// A closure lets rustc infer the parameters of a generic type.
    fn closure(&self, ty: &TokenStream) -> TokenStream {
        let row = query_row();
        let fields = self.names().zip(&self.values).map(|(name, value)| quote!(#name: #value));
        let body = self.body(&into_path(ty), &row, fields);
        quote!(|#row: &mut ::querent::__private::RowReader<'_>| #body)
    }

    /// The names of the fields are types as well, parameters of the function: so they can stand in the message about a type that differs.
    fn function(&self, ty: &Ident) -> TokenStream {
        if self.names().any(|name| self.names_type(name)) {
            return self.closure(&quote!(#ty));
        }
        let (row, names, nothing) = (query_row(), self.names(), self.names().map(|_| quote!(())));
        let body = self.body(&quote!(#ty), &row, self.names().zip(&self.values).map(into_field));
        quote!({
            #[allow(non_camel_case_types)]
            fn decode<#(#names),*>(
                #row: &mut ::querent::__private::RowReader<'_>,
            ) -> ::core::result::Result<#ty, ::querent::__private::DecodeError> {
                #body
            }
            decode::<#(#nothing),*>
        })
    }

    /// Whether the types of the columns are written with this name.
    fn names_type(&self, name: &Ident) -> bool {
        let is_name = |token: TokenTree| matches!(token, TokenTree::Ident(other) if other == *name);
        let mut types = self.types.iter().flat_map(|(marker, rust)| [marker, rust]);
        types.any(|ty| ty.clone().into_iter().any(is_name))
    }
}

fn into_field((name, value): (&Ident, &Ident)) -> TokenStream {
    let span = value.span();
    let mut marker = name.clone();
    marker.set_span(marker.span().located_at(span));
    quote_spanned!(span => #name: <::querent::__private::Braces as ::querent::__private::Fills<#marker, _, _, _>>::fill(#value))
}

/// Whether an alias can stand for the type: not for `Self` or generic arguments, which may be those of the function around it or be left to
/// inference, nor for a variant of an enum.
fn into_can_be_aliased(ty: &TokenStream) -> bool {
    let mut types = 0;
    for token in ty.clone() {
        match token {
            TokenTree::Ident(name) if name == "Self" => return false,
            TokenTree::Ident(name) => types += usize::from(name.to_string().starts_with(char::is_uppercase)),
            TokenTree::Punct(sign) if sign.as_char() == ':' => {}
            TokenTree::Punct(_) | TokenTree::Group(_) | TokenTree::Literal(_) => return false,
        }
    }
    types <= 1
}

/// The type as the path of an expression, in which `::` stands before generic arguments.
fn into_path(ty: &TokenStream) -> TokenStream {
    let trees: Vec<TokenTree> = ty.clone().into_iter().collect();
    let is = |token: &TokenTree, sign| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
    match trees.iter().position(|token| is(token, '<')) {
        Some(at) if at > 0 && !is(&trees[at - 1], ':') => {
            let (before, arguments) = trees.split_at(at);
            quote!(#(#before)* :: #(#arguments)*)
        }
        _ => ty.clone(),
    }
}

fn into_span(ty: &TokenStream) -> Span {
    ty.clone().into_iter().next().map_or(Span::mixed_site(), |token| generated(token.span()))
}
