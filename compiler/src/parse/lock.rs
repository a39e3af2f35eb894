//! `for update`, with `skip locked` or `nowait` behind it → [`Lock`].

use super::{cursor::Cursor, word::folded};
use crate::ast::{Clause, Lock, Query};
use proc_macro2::Span;

impl Cursor<'_> {
    /// Reads the clause, whose first word is next: `for update`, or `for_update`.
    pub(super) fn clause_lock(&mut self, query: &mut Query) {
        let (span, word) = (self.span(), self.word(0).unwrap_or_default());
        self.advance();
        let joined = folded(&word) == "forupdate";
        if !joined && !self.is_keyword(0, "update") {
            return self.other_lock(span, query);
        }
        // Capitals of the words behind it are the same mistake.
        let is_right = ["for", "forUpdate", "for_update"].contains(&word.as_str());
        if !is_right {
            self.report(span, format!("`{word}` is not a keyword of the query language"), "write `for update`");
        }
        if !joined {
            self.lock_words(&["update"], is_right);
        }
        let value = self.lock_mode(is_right);
        self.once(&mut query.lock, span, "for update", Clause { keyword: span, value });
        self.lock_rest();
    }

    /// Reads what may stand behind `for update`.
    fn lock_mode(&mut self, reports: bool) -> Lock {
        const MODES: [(&[&str], Lock); 3] = [
            (&["nowait"], Lock::Nowait),
            (&["skip_locked"], Lock::SkipLocked),
            (&["skip", "locked"], Lock::SkipLocked),
        ];
        let mode = MODES.into_iter().find(|(words, _)| self.lock_words(words, reports));
        mode.map_or(Lock::Wait, |(_, lock)| lock)
    }

    /// Reads these words if they are next.
    fn lock_words(&mut self, words: &[&str], reports: bool) -> bool {
        let are_next = words.iter().enumerate().all(|(ahead, word)| self.is_keyword(ahead, word));
        for word in words.iter().filter(|_| are_next) {
            if reports {
                self.keyword(word);
            } else {
                self.advance();
            }
        }
        are_next
    }

    /// Reports what other languages write behind it, and passes over that.
    fn lock_rest(&mut self) {
        let span = self.span();
        if self.is_keyword(0, "no") && self.is_keyword(1, "wait") {
            self.report(span, "`no wait` is one word", "write `for update nowait`");
        } else if self.is_keyword(0, "wait") {
            let help = "the store says how long a lock is waited for; `nowait` does not wait at all";
            self.report(span, "`for update` takes no time to wait", help);
        } else if self.is_keyword(0, "of") {
            self.report(span, "`for update` names no table", "take it away: a query has one table");
        } else if self.lock_mode(false) != Lock::Wait {
            self.report(span, "`skip locked` and `nowait` exclude each other", "write one of them");
            return;
        } else {
            return;
        }
        self.skip_to_clause();
    }

    /// `for share` and the like, whose `for` was read.
    fn other_lock(&mut self, span: Span, query: &mut Query) {
        let share = self.is_keyword(0, "share") || (self.is_keyword(0, "key") && self.is_keyword(1, "share"));
        let no_key = self.is_keyword(0, "no") && self.is_keyword(1, "key");
        if share || no_key {
            self.report(span, "rows are locked `for update` only", "write `for update`");
        } else {
            self.report(span, "`update` is missing behind `for`", "write `for update` to lock the rows");
        }
        self.skip_to_clause();
        let value = self.lock_mode(false);
        query.lock.get_or_insert(Clause { keyword: span, value });
    }

    /// Whether a word of a lock stands here that begins none.
    pub(super) fn is_stray_lock(&self) -> bool {
        let is_mode = self.is_keyword(0, "nowait") || self.is_keyword(0, "skip_locked");
        (is_mode && !self.follows_operand(1)) || (self.is_keyword(0, "lock") && self.is_keyword(1, "in"))
    }

    /// Reports `skip locked` or `nowait` before, or without, a `for update`, and `lock in share mode`.
    pub(super) fn stray_lock(&mut self, query: &mut Query) {
        let span = self.span();
        let value = self.lock_mode(false);
        match value {
            Lock::Wait => {
                self.report(span, "rows are locked `for update` only", "write `for update`");
                self.skip_to_clause();
            }
            Lock::SkipLocked => {
                self.report(span, "`skip locked` stands right behind `for update`", "write `for update skip locked`")
            }
            Lock::Nowait => self.report(span, "`nowait` stands right behind `for update`", "write `for update nowait`"),
        }
        self.lock_words(&["for", "update"], false);
        query.lock.get_or_insert(Clause { keyword: span, value });
    }

    fn skip_to_clause(&mut self) {
        while !self.at_end() && !self.starts_clause() {
            self.advance();
        }
    }
}
