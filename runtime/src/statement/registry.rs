//! The text that `query!` wrote, and where it stands → its statement, made at its first use and the same ever after.
//!
//! A static beside each query would do too, but costs rustc as much as the rest of the query; finding the statement costs a few
//! nanoseconds each time.

use super::{Statement, written};
use std::panic::Location;
use std::sync::OnceLock;

/// So many chains; a program of some thousand queries has short ones.
const CHAINS: usize = 1 << CHAINS_LOG2;
const CHAINS_LOG2: u32 = 11;

static CHAIN: [Link; CHAINS] = [const { OnceLock::new() }; CHAINS];

/// The end of a chain, or what comes next on it. Nothing is ever taken off, so that readers need no lock.
type Link = OnceLock<Box<Entry>>;

struct Entry {
    text: &'static str,
    place: &'static Location<'static>,
    statement: Statement,
    next: Link,
}

/// The statement of a text that `query!` wrote. Equal texts at different places are different statements, whose errors name their own
/// place.
#[track_caller]
pub fn statement(text: &'static str) -> &'static Statement {
    statement_at(text, Location::caller())
}

fn statement_at(text: &'static str, place: &'static Location<'static>) -> &'static Statement {
    let mut link = &CHAIN[chain(text)];
    loop {
        let entry = link.get_or_init(|| Box::new(Entry::new(text, place)));
        if entry.is(text, place) {
            return &entry.statement;
        }
        link = &entry.next;
    }
}

impl Entry {
    fn new(text: &'static str, place: &'static Location<'static>) -> Self {
        Entry { text, place, statement: Statement::new(written::facts(text, place)), next: OnceLock::new() }
    }

    /// By address: rustc may give one query several, which are then several statements, but never two queries one.
    fn is(&self, text: &'static str, place: &'static Location<'static>) -> bool {
        std::ptr::eq(self.text, text) && std::ptr::eq(self.place, place)
    }
}

/// By the text's address, spread by the golden ratio.
fn chain(text: &'static str) -> usize {
    let spread = (text.as_ptr().addr() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (spread >> (u64::BITS - CHAINS_LOG2)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A statement that does nothing, called `name`.
    fn text(name: &str) -> &'static str {
        format!("{};{name}1;0;0;0;0;0;0;0;0;0;0;U0;0;0;", name.len()).leak()
    }

    #[test]
    fn a_text_at_a_place_is_one_statement_for_all_threads() {
        let (text, place) = (text("users.find"), Location::caller());
        let find = move || std::ptr::from_ref(statement_at(text, place)).addr();
        let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(find)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == find()));
        assert_eq!(statement_at(text, place).name, "users.find");
    }

    #[test]
    fn statements_of_one_chain_are_kept_apart() {
        let place = Location::caller();
        let texts: Vec<_> = (0..CHAINS * 2).map(|number| text(&number.to_string())).collect();
        for _ in 0..2 {
            let is_its_own =
                |(number, text): (usize, &&'static str)| statement_at(text, place).name == number.to_string();
            assert!(texts.iter().enumerate().all(is_its_own));
        }
    }

    #[test]
    fn an_equal_text_elsewhere_is_another_statement() {
        let text = text("users.count");
        let (here, there) = (statement(text), statement(text));
        assert!(!std::ptr::eq(here, there) && here.line == there.line);
        assert_ne!(here.state.slot(), there.state.slot());
    }
}
