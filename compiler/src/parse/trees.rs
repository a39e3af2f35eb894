//! Token trees → texts: what the parser compares, and what stands in messages.

use super::operator::operator_of;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// A tree as a text.
pub(super) enum Text {
    /// An identifier, unless it is raw: raw ones are names only.
    Word(String),
    /// The operator that begins here.
    Operator(&'static str),
    Other,
}

/// The trees of a stream, without the invisible brackets that a `macro_rules!` puts around what it was given, where they hold
/// no more than a name, a path or a literal.
pub(super) fn trees_flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut trees = Vec::new();
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let inner = trees_flatten(group.stream());
                let is_path = inner.iter().all(|tree| match tree {
                    TokenTree::Ident(_) => true,
                    TokenTree::Punct(punct) => punct.as_char() == ':',
                    _ => false,
                });
                if inner.len() == 1 || is_path { trees.extend(inner) } else { trees.push(tree) }
            }
            _ => trees.push(tree),
        }
    }
    trees
}

pub(super) fn trees_texts(trees: &[TokenTree]) -> Vec<Text> {
    let mut texts = Vec::with_capacity(trees.len());
    for (position, tree) in trees.iter().enumerate() {
        texts.push(match tree {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                if word.starts_with("r#") { Text::Other } else { Text::Word(word) }
            }
            TokenTree::Punct(_) => Text::Operator(operator_of(&trees[position..])),
            TokenTree::Literal(_) | TokenTree::Group(_) => Text::Other,
        });
    }
    texts
}

/// Whether a bracket holds nothing.
pub(super) fn is_blank(group: &Group) -> bool {
    trees_flatten(group.stream()).is_empty()
}

/// The smallest span that stands for a tree: of a bracket, its opening.
pub(super) fn tree_span(tree: &TokenTree) -> Span {
    match tree {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

/// A tree in a message: of a bracket, its opening; of a long literal, its beginning.
pub(super) fn tree_text(tree: &TokenTree) -> String {
    const LONGEST: usize = 30;
    match tree {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Parenthesis => "(".to_owned(),
            Delimiter::Brace => "{".to_owned(),
            Delimiter::Bracket => "[".to_owned(),
            Delimiter::None => compact(group.stream()),
        },
        other => {
            let text = other.to_string();
            if text.chars().count() <= LONGEST && !text.contains('\n') {
                return text;
            }
            text.chars().take_while(|character| *character != '\n').take(LONGEST).chain(['…']).collect()
        }
    }
}

/// Tokens in a message, with spaces only where they are needed to be read.
pub(super) fn compact(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut wordy = false;
    for tree in tokens {
        let piece = match &tree {
            TokenTree::Group(group) => compact_group(group),
            other => other.to_string(),
        };
        let is_operator = wordy && matches!(piece.as_str(), "+" | "-" | "*" | "/" | "%" | "=");
        let begins_wordy =
            piece.starts_with(|character: char| character.is_alphanumeric() || character == '_' || character == '"');
        if wordy && (begins_wordy || is_operator) {
            text.push(' ');
        }
        text.push_str(&piece);
        let separates = is_operator || piece == "," || (piece == ":" && !text.ends_with("::"));
        wordy = separates || matches!(&tree, TokenTree::Ident(_) | TokenTree::Literal(_));
    }
    text
}

fn compact_group(group: &Group) -> String {
    let inner = compact(group.stream());
    match group.delimiter() {
        Delimiter::Parenthesis => format!("({inner})"),
        Delimiter::Brace => format!("{{{inner}}}"),
        Delimiter::Bracket => format!("[{inner}]"),
        Delimiter::None => inner,
    }
}
