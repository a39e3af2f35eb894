//! A word → whether Rust keeps it for itself.

/// The keywords of Rust, those that it reserves too. `crate`, `self`, `Self` and `super` are no names at all, not even raw.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Whether Rust keeps the word for itself, and takes it as a name where it is written raw.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Ident;

    #[test]
    fn keywords_are_found() {
        assert!(KEYWORDS.is_sorted());
        for keyword in KEYWORDS {
            // syn takes `gen` for a name, which it is up to the edition of 2021.
            assert!(keyword == "gen" || syn::parse_str::<Ident>(keyword).is_err(), "`{keyword}` is no keyword");
        }
    }
}
