//! `#[querent::test]` and the function below it → a test of the standard harness that gives the function a database or a transaction.

use crate::errors::Errors;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;
use std::iter::Peekable;

/// What stands in the parentheses of the attribute.
#[derive(Default)]
struct Settings {
    url: Option<Literal>,
    schema: Option<TokenStream>,
    multi_thread: bool,
    worker_threads: Option<(Span, Literal)>,
}

/// The function of a test.
struct Function {
    /// Attributes and visibility.
    before: TokenStream,
    name: Ident,
    /// The whole function without what stands before `async`.
    item: TokenStream,
    /// What stands between the parameters and the body.
    output: TokenStream,
    parameter: Parameter,
}

/// The parameter of a test.
struct Parameter {
    /// `&`, `&mut`, or nothing.
    reference: TokenStream,
    is_mutable: bool,
    ty: TokenStream,
}

type Trees = Peekable<proc_macro2::token_stream::IntoIter>;

/// The whole way of `#[querent::test(…)]`: what stands in its parentheses and the item below it in, a test out, whatever was written.
pub fn test(settings: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let settings = attribute_settings(settings, &mut errors);
    let function = attribute_function(item.clone(), &mut errors);
    match (errors.finish(), function) {
        (errors, Some(function)) if errors.is_empty() => attribute_test(&settings, &function),
        (errors, _) => errors.iter().map(|error| error.to_compile_error()).map(|error| quote!(#error;)).collect(),
    }
}

fn attribute_test(settings: &Settings, function: &Function) -> TokenStream {
    let Function { before, name, item, output, parameter: Parameter { reference, is_mutable, ty } } = function;
    let url = settings
        .url
        .as_ref()
        .map_or_else(|| quote!(::core::option::Option::None), |url| quote!(::core::option::Option::Some(#url)));
    let schema = settings.schema.clone().unwrap_or_else(|| quote!(SCHEMA));
    let runtime = attribute_runtime(settings);
    let argument = Ident::new("argument", Span::mixed_site());
    let mutable = is_mutable.then(|| quote!(mut));
    quote! {
        #[::core::prelude::v1::test]
        #before fn #name() #output {
            #item
            ::querent::__private::run_test::<#ty, _, _>(
                ::querent::__private::Test { url: #url, schema: &#schema, runtime: #runtime },
                |#mutable #argument| async move { #name(#reference #argument).await },
            )
        }
    }
}

/// What makes the runtime.
fn attribute_runtime(settings: &Settings) -> TokenStream {
    if !settings.multi_thread {
        return quote!(::querent::__private::test_runtime);
    }
    let threads = settings.worker_threads.as_ref().map(|(_, threads)| threads);
    quote!(::querent::__private::test_runtime_of_threads!(#threads))
}

const OPTIONS: &str =
    "its options are `url = \"…\"`, `schema = …`, `flavor = \"multi_thread\"` and `worker_threads = n`";

fn attribute_settings(tokens: TokenStream, errors: &mut Errors) -> Settings {
    let mut settings = Settings::default();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let (span, name) = (tree.span(), tree.to_string());
        if !matches!(name.as_str(), "url" | "schema" | "flavor" | "worker_threads") {
            errors.push_help(span, format!("`#[querent::test]` has no option `{name}`"), OPTIONS);
            return settings;
        }
        if !take_sign(&mut trees, '=') {
            errors.push_help(span, format!("`{name}` has a value"), OPTIONS);
            return settings;
        }
        let value: TokenStream = std::iter::from_fn(|| trees.next_if(|tree| !is_sign(tree, ','))).collect();
        take_sign(&mut trees, ',');
        attribute_setting(&mut settings, &name, span, value, errors);
    }
    if let Some((span, _)) = settings.worker_threads.as_ref().filter(|_| !settings.multi_thread) {
        errors.push_help(*span, "one thread runs the test", "write `flavor = \"multi_thread\"` beside it");
    }
    settings
}

fn attribute_setting(settings: &mut Settings, name: &str, span: Span, value: TokenStream, errors: &mut Errors) {
    let at = value.clone().into_iter().next().map_or(span, |tree| tree.span());
    let literal = syn::parse2::<syn::Lit>(value.clone()).ok();
    match (name, literal) {
        ("url", Some(syn::Lit::Str(url))) => settings.url = Some(url.token()),
        ("url", _) => errors.push_help(at, "`url` is a text", "write `url = \"postgres://…\"`, or set DATABASE_URL"),
        ("flavor", Some(syn::Lit::Str(flavor))) if flavor.value() == "multi_thread" => settings.multi_thread = true,
        ("flavor", Some(syn::Lit::Str(flavor))) if flavor.value() == "current_thread" => {}
        ("flavor", _) => errors.push(at, "`flavor` is `\"current_thread\"`, the default, or `\"multi_thread\"`"),
        ("worker_threads", Some(syn::Lit::Int(threads))) => settings.worker_threads = Some((span, threads.token())),
        ("worker_threads", _) => errors.push_help(at, "`worker_threads` is a number", "write `worker_threads = 2`"),
        _ if value.is_empty() => {
            errors.push_help(at, "`schema` names the static of a `schema!()`", "write `schema = crate::SCHEMA`")
        }
        _ => settings.schema = Some(value),
    }
}

/// Takes the item apart. `None` when something was reported.
fn attribute_function(item: TokenStream, errors: &mut Errors) -> Option<Function> {
    let mut trees = item.into_iter().peekable();
    let mut before = TokenStream::new();
    let mut item = TokenStream::new();
    let mut is_async = false;
    let keyword = loop {
        let Some(tree) = trees.next() else {
            errors.push(Span::call_site(), "`#[querent::test]` stands before an `async fn`");
            return None;
        };
        match &tree {
            TokenTree::Ident(word) if word == "fn" => break tree,
            TokenTree::Ident(word) if word == "async" => is_async = true,
            TokenTree::Ident(word)
                if ["struct", "enum", "mod", "const", "static", "impl"].iter().any(|kind| word == kind) =>
            {
                errors.push(word.span(), "`#[querent::test]` stands before an `async fn`");
                return None;
            }
            _ => {}
        }
        if is_async { item.extend([tree]) } else { before.extend([tree]) }
    };
    if !is_async {
        errors.push_help(keyword.span(), "a test with a database is an `async fn`", "write `async` before `fn`");
        return None;
    }
    let span = keyword.span();
    item.extend([keyword]);
    let Some(TokenTree::Ident(name)) = trees.next() else { return attribute_unreadable(span, errors) };
    item.extend([TokenTree::Ident(name.clone())]);
    let parameters = match trees.next() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => group,
        Some(other) => {
            errors.push(other.span(), "a test has no parameters of types: nobody would give them");
            return None;
        }
        None => return attribute_unreadable(span, errors),
    };
    item.extend([TokenTree::Group(parameters.clone())]);
    let parameter = attribute_parameter(&parameters, errors)?;
    let rest: Vec<TokenTree> = trees.collect();
    let output = rest.iter().take(rest.len().saturating_sub(1)).cloned().collect();
    item.extend(rest);
    Some(Function { before, name, item, output, parameter })
}

fn attribute_unreadable(span: Span, errors: &mut Errors) -> Option<Function> {
    errors.push(span, "`#[querent::test]` stands before an `async fn`");
    None
}

const FORMS: &str = "write `(db: Database)` for a database of its own, or `(tx: Transaction)` for a transaction that is undone at its end";

fn attribute_parameter(parameters: &Group, errors: &mut Errors) -> Option<Parameter> {
    let mut trees = parameters.stream().into_iter().peekable();
    if trees.peek().is_none() {
        errors.push_help(parameters.span(), "the test takes no database", FORMS);
        return None;
    }
    let mut depth = 0_i32;
    let name: Vec<TokenTree> = std::iter::from_fn(|| trees.next_if(|tree| !is_sign(tree, ':'))).collect();
    if !take_sign(&mut trees, ':') {
        let span = name.first().map_or(parameters.span(), TokenTree::span);
        errors.push_help(span, "a test is a function by itself", FORMS);
        return None;
    }
    let reference = trees.next_if(|tree| is_sign(tree, '&'));
    let mutable =
        reference.as_ref().and_then(|_| trees.next_if(|tree| matches!(tree, TokenTree::Ident(word) if word == "mut")));
    let mut ty = TokenStream::new();
    while let Some(tree) = trees.next_if(|tree| depth > 0 || !is_sign(tree, ',')) {
        depth += i32::from(is_sign(&tree, '<')) - i32::from(is_sign(&tree, '>'));
        ty.extend([tree]);
    }
    take_sign(&mut trees, ',');
    if let Some(second) = trees.next() {
        errors.push_help(second.span(), "a test takes one database or one transaction", FORMS);
        return None;
    }
    let is_mutable = mutable.is_some();
    Some(Parameter { reference: reference.into_iter().chain(mutable).collect(), is_mutable, ty })
}

fn is_sign(tree: &TokenTree, sign: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn take_sign(trees: &mut Trees, sign: char) -> bool {
    trees.next_if(|tree| is_sign(tree, sign)).is_some()
}
