//! Conditions, keys of an order and items of a projection → their spots.

use super::List;
use super::scan::{Clause, Scanner, Trees, folded, trees_ident};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// What is expected next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Operand,
    Behind,
    /// A name of the user's own, or one that another leads to: behind `as`, `.` and `::`.
    Free,
}

impl Scanner<'_> {
    /// Reads the items of a bracket: columns and expressions with commas between them.
    pub(super) fn items(&mut self, tokens: TokenStream) {
        let mut trees = Trees::new(tokens);
        self.expression(&mut trees, List::BehindItem);
    }

    /// Reads up to the end, or up to the word of a clause where clauses may stand: that word was read, and its clause is returned.
    /// `behind` is what may stand behind an operand.
    pub(super) fn expression(&mut self, trees: &mut Trees, behind: List) -> Option<Clause> {
        let mut state = State::Operand;
        let mut open_cases = 0_usize;
        loop {
            let word = trees_ident(trees);
            match state {
                State::Operand => self.listed(List::Values, word.clone()),
                State::Behind if open_cases > 0 => self.listed(List::InCase, word.clone()),
                State::Behind => self.listed(behind, word.clone()),
                State::Free => {}
            }
            if let Some(word) = word {
                let clause = self.ending(&word, state, behind);
                if clause.is_some() {
                    return clause;
                }
                match folded(&word).as_str() {
                    "case" if state == State::Operand && !self.is_column(&word) => open_cases += 1,
                    "end" if state == State::Behind => open_cases = open_cases.saturating_sub(1),
                    _ => {}
                }
                state = after_word(&word, state, behind);
                continue;
            }
            state = match trees.next()? {
                TokenTree::Group(group) => self.bracket(&group, state, behind),
                TokenTree::Punct(punct) => after_sign(punct.as_char(), state),
                _ => State::Behind,
            };
        }
    }

    /// The clause that a word begins, where it ends an expression.
    fn ending(&self, word: &Ident, state: State, behind: List) -> Option<Clause> {
        let is_name = state == State::Free || (state == State::Operand && self.is_column(word));
        if is_name || behind.is_in_brackets() { None } else { self.clause_of(word) }
    }

    fn bracket(&mut self, group: &Group, state: State, behind: List) -> State {
        match (group.delimiter(), state) {
            (Delimiter::Brace, State::Operand) => self.rust(group.stream()),
            // The choices of an order.
            (Delimiter::Brace, _) if behind == List::BehindKey => {
                self.expression(&mut Trees::new(group.stream()), List::BehindChoice);
            }
            (Delimiter::Brace, _) => {}
            _ => self.items(group.stream()),
        }
        State::Behind
    }

    /// Reads the value of a field up to its comma, which is read.
    pub(super) fn value(&mut self, trees: &mut Trees) {
        let mut value = TokenStream::new();
        while let Some(tree) = trees.peek() {
            if matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',') {
                break;
            }
            value.extend(trees.next());
        }
        self.items(value);
        trees.sign(',');
    }
}

fn after_word(word: &Ident, state: State, behind: List) -> State {
    const BEFORE_OPERAND: [&str; 14] = [
        "and",
        "or",
        "is",
        "in",
        "like",
        "ilike",
        "between",
        "startswith",
        "endswith",
        "contains",
        "when",
        "then",
        "else",
        "from",
    ];
    let word = folded(word);
    match state {
        State::Free => State::Behind,
        State::Operand if ["not", "distinct"].contains(&word.as_str()) => State::Operand,
        State::Operand => State::Behind,
        State::Behind if word == "as" && behind == List::BehindItem => State::Free,
        State::Behind if BEFORE_OPERAND.contains(&word.as_str()) => State::Operand,
        State::Behind => State::Behind,
    }
}

fn after_sign(sign: char, state: State) -> State {
    match (sign, state) {
        ('?', _) => State::Behind,
        ('.' | ':', _) => State::Free,
        ('*', State::Operand) => State::Behind,
        _ => State::Operand,
    }
}
