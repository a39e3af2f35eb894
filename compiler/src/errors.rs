//! Collects what is wrong with a query, each at its own token, and turns it into compile errors.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote_spanned;

/// The mistakes found so far. Panics when it is dropped and nobody has looked.
#[derive(Debug)]
pub struct Errors {
    list: Vec<Error>,
    looked: bool,
    schema: String,
}

/// One mistake.
#[derive(Debug, Clone)]
pub struct Error {
    /// The smallest token that is wrong.
    pub span: Span,
    /// What is wrong, in one sentence that names the thing; then, each on a line of its own, `help:` and the like.
    pub message: String,
    /// A token of which rustc itself has complained; as an expression it has rustc's error type, and nothing more is said.
    reported: Option<TokenTree>,
}

impl Errors {
    /// No mistakes yet, in what is about a file `schema.sql`.
    pub fn new() -> Self {
        Errors::about("schema.sql")
    }

    /// No mistakes yet. `schema` is what messages call the file of the schema.
    pub fn about(schema: &str) -> Self {
        Errors { list: Vec::new(), looked: false, schema: schema.to_owned() }
    }

    /// What messages call the file of the schema.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// Adds a mistake: what is wrong, where.
    pub fn push(&mut self, span: Span, message: impl Into<String>) {
        self.list.push(Error { span, message: message.into(), reported: None });
    }

    /// Adds a token of which rustc itself has complained.
    pub fn push_reported(&mut self, token: TokenTree) {
        let message = format!("rustc says what is wrong with `{token}`");
        self.list.push(Error { span: token.span(), message, reported: Some(token) });
    }

    /// Adds a mistake with a way out, which is written below it as `help: …`.
    pub fn push_help(&mut self, span: Span, message: impl AsRef<str>, help: impl AsRef<str>) {
        self.push(span, format!("{}\nhelp: {}", message.as_ref(), help.as_ref()));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets all but the first of them: what follows them is one mistake, which is reported as a whole.
    pub fn truncate(&mut self, length: usize) {
        self.list.truncate(length);
    }

    /// Whether there is any.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The mistakes in the order in which they were found.
    pub fn finish(mut self) -> Vec<Error> {
        self.looked = true;
        std::mem::take(&mut self.list)
    }
}

impl Default for Errors {
    fn default() -> Self {
        Errors::new()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if !self.looked && !self.list.is_empty() && !std::thread::panicking() {
            panic!("mistakes in a query were found and not reported");
        }
    }
}

impl Error {
    /// The mistake as a `compile_error!` at its token.
    pub fn to_compile_error(&self) -> TokenStream {
        if let Some(token) = &self.reported {
            return token.clone().into();
        }
        let message = &self.message;
        quote_spanned! { self.span => ::core::compile_error!(#message) }
    }
}
