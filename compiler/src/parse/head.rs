//! `users.find` → the table and the verb.

use super::{
    cursor::Cursor,
    trees::{compact, tree_text},
    word::spelled,
};
use crate::ast::{Name, Table, Verb, VerbKind};
use proc_macro2::{Delimiter, Span};

pub(super) const VERBS: [(&str, VerbKind); 12] = [
    ("find", VerbKind::Find),
    ("find_many", VerbKind::Find),
    ("find_first", VerbKind::FindFirst),
    ("get", VerbKind::Get),
    ("count", VerbKind::Count),
    ("exists", VerbKind::Exists),
    ("insert", VerbKind::Insert),
    ("insert_many", VerbKind::InsertMany),
    ("update", VerbKind::Update),
    ("delete", VerbKind::Delete),
    ("upsert", VerbKind::Upsert),
    ("truncate", VerbKind::Truncate),
];
/// Words with which statements of SQL begin.
const SQL: [&str; 5] = ["select", "insert", "update", "delete", "with"];

impl Cursor<'_> {
    /// Reads the table and the verb; `None` when there is no table or nothing behind it.
    pub(super) fn head(&mut self) -> Option<(Table, Option<Verb>)> {
        self.head_database();
        let table = self.head_table()?;
        let verb = self.head_verb(&table);
        Some((table, verb))
    }

    /// Reports the database as a first argument: `query!(&db, users.find)`.
    fn head_database(&mut self) {
        let verb_behind = |cursor: &Self| cursor.word(4).is_some_and(|word| verb_kind(&word).is_some());
        if self.is_ident(0)
            && self.is_operator_at(1, ".")
            && self.is_ident(2)
            && self.is_operator_at(3, ".")
            && verb_behind(self)
        {
            return self.head_database_path();
        }
        let mut ahead = usize::from(self.is_operator("&"));
        while self.is_ident(ahead) && self.is_operator_at(ahead + 1, ".") {
            ahead += 2;
        }
        if !self.is_ident(ahead) || !self.is_operator_at(ahead + 1, ",") || self.tree(ahead + 2).is_none() {
            return;
        }
        // Two queries, which is another mistake.
        if ahead > 0 && self.word(ahead).is_some_and(|word| verb_kind(&word).is_some()) {
            return;
        }
        let (span, mark) = (self.span(), self.mark());
        for _ in 0..=ahead {
            self.advance();
        }
        let text = compact(self.since(mark));
        let text = text.trim_start_matches('&');
        self.report(span, "the database does not stand in the query", format!("write `query!(…).run(&{text})`"));
        self.advance();
    }

    /// Reports the database before the table: `db.users.find`.
    fn head_database_path(&mut self) {
        let name = |cursor: &Self, ahead| cursor.tree(ahead).map(tree_text).unwrap_or_default();
        let (span, database) = (self.span(), name(self, 0));
        let help = format!("write `query!({}.…).run(&{database})`", name(self, 2));
        self.report(span, "the database does not stand in the query", help);
        self.advance();
        self.advance();
    }

    fn head_table(&mut self) -> Option<Table> {
        if self.at_end() {
            self.report(self.span(), "the query is empty", "write a table and a verb, as in `users.find`");
            return None;
        }
        if self.head_sql() {
            return None;
        }
        let mark = self.mark();
        self.operator("::");
        let Some(name) = self.name() else {
            let text = self.tree(0).map(tree_text).unwrap_or_else(|| "::".to_owned());
            self.report(
                self.span(),
                format!("a query begins with its table, not with `{text}`"),
                "write a table and a verb, as in `users.find`",
            );
            return None;
        };
        let path = self.since(mark);
        self.head_path(mark, Table { path, name })
    }

    /// Reads the rest of the table's path, which begins at the mark.
    fn head_path(&mut self, mark: usize, mut table: Table) -> Option<Table> {
        while self.is_operator("::") {
            let behind = self.mark();
            let colons = self.operator("::");
            let path_goes_on = [".", "::"].iter().any(|sign| self.is_operator_at(1, sign));
            if let Some(verb) = self.word(0).filter(|word| verb_kind(word).is_some() && !path_goes_on) {
                let help = format!("write `{}.{verb}`", compact(table.path.clone()));
                self.report(colons.unwrap_or(table.name.span), "a verb stands behind a `.`", help);
                return Some(table);
            }
            let Some(next) = self.name() else {
                let text = compact(self.since(behind));
                self.report(
                    self.span_before(),
                    format!("a name is missing after `{text}`"),
                    "write the path of a table's module",
                );
                return None;
            };
            table = Table { path: self.since(mark), name: next };
        }
        Some(table)
    }

    /// Reports a statement of SQL, and a verb that stands before its table.
    fn head_sql(&mut self) -> bool {
        let Some(word) = self.word(0) else { return false };
        let of_sql = SQL.iter().any(|keyword| spelled(&word, keyword));
        if !of_sql && verb_kind(&word).is_none() || !self.is_ident(1) && !self.is_operator_at(1, "*") {
            return false;
        }
        let span = self.span();
        let plain = word.to_lowercase();
        let verb = match plain.as_str() {
            "insert" => "insert { … }",
            "update" => "update { … } where …",
            "delete" => "delete where …",
            "select" | "with" => "find where …",
            native => native,
        };
        let table = self.head_sql_table().unwrap_or_else(|| "users".to_owned());
        self.report(
            span,
            format!("a query begins with its table, not with `{word}`"),
            format!("write `{table}.{verb}`"),
        );
        true
    }

    /// The table of a statement of SQL.
    fn head_sql_table(&mut self) -> Option<String> {
        let is_behind = |cursor: &Self| cursor.is_keyword(0, "from") || cursor.is_keyword(0, "into");
        let mark = self.mark();
        while !self.at_end() && !is_behind(self) {
            self.advance();
        }
        if self.at_end() {
            self.rewind(mark);
        }
        self.advance();
        let table = if self.clause_word().is_some() { None } else { self.name() };
        table.map(|name| name.text)
    }

    /// Reads `.verb`; `None` when it is missing or unknown, which is reported.
    fn head_verb(&mut self, table: &Table) -> Option<Verb> {
        let Name { text: table, span } = table.name.clone();
        let after_path = self.previous().map(tree_text).as_deref() == Some(":");
        let dot = if after_path { None } else { self.operator(".") };
        if dot.is_none() && !after_path && !self.head_missing_dot(&table, span) {
            return None;
        }
        let Some(word) = self.name() else {
            let help = format!("write what to do, as in `{table}.find`");
            self.report(dot.unwrap_or(span), format!("a verb is missing after `{table}.`"), help);
            self.lost = true;
            return None;
        };
        let kind = self.verb(&table, &word);
        self.head_parentheses(&word.text);
        kind.map(|kind| Verb { kind, span: word.span })
    }

    /// Reports that there is no `.` behind the table. Whether a verb stands here nevertheless.
    fn head_missing_dot(&mut self, table: &str, span: Span) -> bool {
        if let Some(word) = self.word(0).filter(|word| verb_kind(word).is_some()) {
            self.report(self.span(), format!("a `.` is missing before `{word}`"), format!("write `{table}.{word}`"));
            return true;
        }
        let nothing = self.at_end() || self.clause_word().is_some() || self.is_group(0, Delimiter::Brace);
        let help = format!("write what to do, as in `{table}.find`");
        if nothing {
            self.report(span, format!("a verb is missing after `{table}`"), help);
        } else {
            let text = self.text_ahead();
            self.report(self.span(), format!("`.` and a verb stand behind `{table}`, not `{text}`"), help);
            self.lost = true;
        }
        false
    }

    /// Reports `find()`, a call as in other libraries.
    fn head_parentheses(&mut self, verb: &str) {
        let Some(group) = self.take_group(Delimiter::Parenthesis) else { return };
        let help = match verb {
            "insert" | "update" => format!("write `{verb} {{ name: value }}`"),
            _ => format!("write `{verb}` and its clauses, with spaces between them"),
        };
        // What is no verb was reported.
        if verb_kind(verb).is_some() {
            self.report(group.span_open(), "a verb has no parentheses", help);
        }
        self.chained = true;
        self.lost = true;
    }
}

impl Cursor<'_> {
    /// Whether another query follows behind a comma: `, posts.find`.
    pub(super) fn other_query_follows(&self) -> bool {
        self.is_operator(",")
            && self.is_ident(1)
            && self.is_operator_at(2, ".")
            && self.word(3).is_some_and(|word| verb_kind(&word).is_some())
            && !self.is_group(4, Delimiter::Parenthesis)
    }
}

pub(super) fn verb_kind(word: &str) -> Option<VerbKind> {
    VERBS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// The verb as it is written.
pub(super) fn verb_name(kind: VerbKind) -> &'static str {
    VERBS.iter().find(|(_, found)| *found == kind).map_or("", |(name, _)| name)
}
