//! Names of the schema → Rust identifiers and paths.

use crate::keywords::is_keyword;
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use std::borrow::Cow;

/// The identifier of a name, raw where the name is a keyword.
pub(super) fn ident(name: &str, span: Span) -> Ident {
    if is_keyword(name) { Ident::new_raw(name, span) } else { Ident::new(name, span) }
}

/// The same as text.
pub(super) fn ident_text(name: &str) -> Cow<'_, str> {
    if is_keyword(name) { format!("r#{name}").into() } else { name.into() }
}

/// A literal of Rust with this text.
pub(super) fn literal_text(text: &str) -> String {
    format!("{text:?}")
}

/// Text of Rust as tokens, each where the macro is called. rustc reads a text much faster than the macros, which cargo builds unoptimised,
/// hand it one token after the other; `proc_macro2` would read it once more before.
pub(super) fn tokens(text: &str) -> TokenStream {
    const RUST: &str = "what querent writes is Rust";
    if proc_macro::is_available() {
        return text.parse::<proc_macro::TokenStream>().expect(RUST).into();
    }
    text.parse().expect(RUST)
}

/// A long text as a literal. One that can be is written raw: escaping it here would cost more than rustc needs to read it.
pub(super) fn text_literal(text: &str) -> TokenStream {
    let bytes = text.as_bytes();
    // A raw text ends at `"#`, has no carriage return, and what is not ASCII may be a sign against which rustc warns.
    if bytes.is_ascii() && !bytes.contains(&b'#') && !bytes.contains(&b'\r') {
        let mut raw = String::with_capacity(text.len() + 5);
        raw.push_str("r#\"");
        raw.push_str(text);
        raw.push_str("\"#");
        return tokens(&raw);
    }
    quote!(#text)
}

/// Where the span is in the source, seen from within the macro: no name of the user's is captured, and lints take it for generated.
pub(super) fn generated(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The same tokens, reported at `span` and resolved as before.
pub(super) fn moved_to(span: Span, tokens: &TokenStream) -> TokenStream {
    tokens
        .clone()
        .into_iter()
        .map(|mut token| {
            if let TokenTree::Group(group) = &token {
                token = TokenTree::Group(Group::new(group.delimiter(), moved_to(span, &group.stream())));
            }
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

/// An expression beside which the table's module is named, so that it counts as used, and is reported when it is not in scope.
pub(super) fn module_used(module: &TokenStream, expression: &TokenStream) -> TokenStream {
    quote!({
        let _ = #module::__decode;
        #expression
    })
}

/// Rust tokens of the user's as one operand: in parentheses, so that a variable stays where it is, or as a block of statements.
pub(super) fn operand(span: Span, tokens: &TokenStream) -> TokenStream {
    let statements =
        tokens.clone().into_iter().any(|token| matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';'));
    let span = generated(span);
    if statements { quote_spanned!(span => { #tokens }) } else { quote_spanned!(span => (#tokens)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_written_raw() {
        assert_eq!(ident("type", Span::call_site()).to_string(), "r#type");
        assert_eq!(ident("types", Span::call_site()).to_string(), "types");
    }

    #[test]
    fn a_text_is_written_raw_where_rust_takes_it_so() {
        assert_eq!(text_literal("a \"b\" \\").to_string(), r##"r#"a "b" \"#"##);
        assert_eq!(text_literal("\"#").to_string(), r##""\"#""##);
        assert_eq!(text_literal("\r").to_string(), r#""\r""#);
        assert!(text_literal("\u{202e}").to_string().starts_with('"'));
    }
}
