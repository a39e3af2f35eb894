//! Identifiers → the words of the query language: keywords, and whether one stands here as a keyword or as a name.

use super::cursor::{Cursor, Place};
use proc_macro2::Delimiter;
use querent_schema::nearest;

/// A clause, by the word with which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClauseWord {
    Where,
    Order,
    Take,
    Skip,
    Returning,
    Distinct,
    All,
    As,
    Create,
    Update,
    /// `for`, with `update` behind it.
    For,
    /// The same as one word.
    ForUpdate,
    /// Part of the language, and not built yet: its name in the message.
    Later(&'static str),
}

/// The words with which clauses begin. `limit` and `offset` are habits from SQL.
const CLAUSES: [(&str, ClauseWord); 21] = [
    ("where", ClauseWord::Where),
    ("order", ClauseWord::Order),
    ("order_by", ClauseWord::Order),
    ("take", ClauseWord::Take),
    ("skip", ClauseWord::Skip),
    ("returning", ClauseWord::Returning),
    ("distinct", ClauseWord::Distinct),
    ("all", ClauseWord::All),
    ("as", ClauseWord::As),
    ("create", ClauseWord::Create),
    ("update", ClauseWord::Update),
    ("limit", ClauseWord::Take),
    ("offset", ClauseWord::Skip),
    ("with", ClauseWord::Later("with")),
    ("include", ClauseWord::Later("with")),
    ("group", ClauseWord::Later("group by")),
    ("group_by", ClauseWord::Later("group by")),
    ("having", ClauseWord::Later("having")),
    ("for", ClauseWord::For),
    ("for_update", ClauseWord::ForUpdate),
    ("after", ClauseWord::Later("after")),
];
/// The same for the one word whose clause is nothing else.
const UNSCOPED: (&str, ClauseWord) = ("unscoped", ClauseWord::Later("unscoped"));

/// Words that stand between or behind operands.
const INFIX: [&str; 14] = [
    "and",
    "or",
    "not",
    "is",
    "in",
    "like",
    "ilike",
    "between",
    "starts_with",
    "ends_with",
    "contains",
    "asc",
    "desc",
    "nulls",
];
/// Operators that can only follow an operand, so that the word before them is a name.
const BEHIND_OPERAND: [&str; 18] =
    ["=", "==", "===", "!=", "!==", "<>", "<", "<=", ">", ">=", "+", "-", "/", "%", ".", ",", "&&", "||"];

/// Whether a word is this keyword: as it is, in capitals, or in camel case. Names of columns never have capitals.
pub(super) fn spelled(word: &str, keyword: &str) -> bool {
    // This is asked of every word for many keywords: most differ in their first letter.
    let differs = match (word.as_bytes(), keyword.as_bytes()) {
        ([first, ..], [other, ..]) => first.is_ascii_alphabetic() && first.to_ascii_lowercase() != *other,
        _ => true,
    };
    if differs {
        return false;
    }
    let may_have_capitals = || !word.is_ascii() || word.as_bytes().iter().any(u8::is_ascii_uppercase);
    word == keyword || (may_have_capitals() && folded(word) == folded(keyword))
}

/// A word without case and underscores.
pub(super) fn folded(word: &str) -> String {
    word.chars().filter(|character| *character != '_').flat_map(char::to_lowercase).collect()
}

/// Words of other languages with which a clause begins, without case and underscores, and the keyword that is meant.
const FOREIGN_CLAUSES: [(&str, &str); 11] = [
    ("filter", "where"),
    ("filterby", "where"),
    ("orderby", "order_by"),
    ("sort", "order_by"),
    ("sortby", "order_by"),
    ("fetch", "take"),
    ("first", "take"),
    ("top", "take"),
    ("unique", "distinct"),
    ("when", "where"),
    ("return", "returning"),
];
/// Clauses and words between operands that may be told from a misspelling; shorter ones look like too many names.
const NEAR_CLAUSES: [&str; 6] = ["where", "order", "take", "skip", "returning", "distinct"];
const NEAR_INFIX: [&str; 10] =
    ["and", "like", "ilike", "between", "starts_with", "ends_with", "contains", "asc", "desc", "nulls"];

impl ClauseWord {
    /// Whether nothing follows the word.
    fn stands_alone(self) -> bool {
        matches!(self, ClauseWord::Distinct | ClauseWord::All | ClauseWord::ForUpdate) || self == UNSCOPED.1
    }
}

fn near(word: &str, keywords: &[&'static str]) -> Option<&'static str> {
    const SHORTEST: usize = 3;
    if word.len() < SHORTEST { None } else { nearest(word, keywords.iter().copied()) }
}

impl Cursor<'_> {
    /// The clause that the next word begins, where clauses may stand.
    pub(super) fn clause_word(&self) -> Option<ClauseWord> {
        if self.place == Place::Brackets {
            return None;
        }
        let word = self.text(0)?;
        let (_, clause) = CLAUSES.iter().chain([&UNSCOPED]).find(|(keyword, _)| spelled(word, keyword))?;
        let of_upsert = matches!(clause, ClauseWord::Create | ClauseWord::Update);
        (!of_upsert || self.place == Place::UpsertClauses).then_some(*clause)
    }

    /// Corrects the word that is next, where a clause should begin, if it is a misspelling or another language's word for one.
    pub(super) fn correct_clause(&mut self) {
        let Some(word) = self.word(0).filter(|_| self.clause_word().is_none()) else { return };
        let plain = folded(&word);
        if self.place == Place::UpsertClauses && self.is_group(1, Delimiter::Brace) {
            let native = ["insert", "values"].contains(&plain.as_str()).then_some("create");
            if let Some(native) = native.or((plain == "set").then_some("update")) {
                return self.correct(native, format!("write `{native}`"));
            }
        }
        if let Some((_, native)) = FOREIGN_CLAUSES.iter().find(|(foreign, _)| *foreign == plain) {
            let keyword = if *native == "order_by" && self.is_keyword(1, "by") { "order" } else { native };
            self.correct(keyword, format!("write `{}`", native.replace('_', " ")));
        } else if let Some(near) = near(&word, &NEAR_CLAUSES) {
            self.correct(near, format!("did you mean `{near}`?"));
        }
    }

    /// Corrects the word that is next, behind an operand, if it is a misspelling of one that stands there.
    pub(super) fn correct_infix(&mut self) {
        let Some(word) = self.word(0) else { return };
        let known = self.is_infix_word(0) || self.clause_word().is_some() || self.is_case_word();
        let ends_item = self.place == Place::Brackets && (self.tree(1).is_none() || self.is_operator_at(1, ","));
        if self.lost || known || ends_item || self.compares(1) {
            return;
        }
        let clause = if self.place == Place::Brackets { None } else { near(&word, &NEAR_CLAUSES) };
        if let (None, Some(near)) = (clause, near(&word, &NEAR_INFIX)) {
            self.correct(near, format!("did you mean `{near}`?"));
        }
    }

    /// Whether a clause begins here, where an operand could stand too: a word with an operator behind it is a column.
    pub(super) fn starts_clause(&self) -> bool {
        let Some(clause) = self.clause_word() else { return false };
        match self.tree(1) {
            None => clause.stands_alone(),
            Some(_) => !self.follows_operand(1),
        }
    }

    /// Whether what is `ahead` can only follow an operand.
    pub(super) fn follows_operand(&self, ahead: usize) -> bool {
        self.operator_at(ahead).is_some_and(|operator| BEHIND_OPERAND.contains(&operator)) || self.is_infix_word(ahead)
    }

    /// Whether a word that stands between or behind operands is `ahead`.
    pub(super) fn is_infix_word(&self, ahead: usize) -> bool {
        self.text(ahead).is_some_and(|word| INFIX.iter().any(|keyword| spelled(word, keyword)))
    }

    /// Whether the next word ends a part of the `case` that is open.
    pub(super) fn is_case_word(&self) -> bool {
        self.cases > 0 && ["when", "then", "else", "end"].iter().any(|keyword| self.is_keyword(0, keyword))
    }

    /// Whether a query stands here, with its own table and verb.
    pub(super) fn is_query(&self) -> bool {
        const READING: [&str; 6] = ["find", "find_many", "find_first", "get", "aggregate", "page"];
        if self.is_keyword(0, "select") && !self.follows_operand(1) && self.tree(1).is_some() {
            return true;
        }
        let mut ahead = 0;
        while self.is_ident(ahead) && self.is_operator_at(ahead + 1, "::") {
            ahead += 3;
        }
        self.is_ident(ahead)
            && self.is_operator_at(ahead + 1, ".")
            && self.word(ahead + 2).is_some_and(|word| READING.contains(&word.as_str()))
            && !self.follows_operand(ahead + 3)
            && !self.is_group(ahead + 3, Delimiter::Parenthesis)
    }
}
