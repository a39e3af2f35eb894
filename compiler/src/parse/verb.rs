//! The word behind the table → a [`VerbKind`], or what is written in place of the verbs of other libraries.

use super::cursor::Cursor;
use super::head::{VERBS, verb_kind};
use super::word::folded;
use crate::ast::{Name, VerbKind};
use querent_schema::nearest;

/// Verbs of other libraries, without case and underscores, and the verb that is meant with what stands behind it here.
const FOREIGN: [(&str, &str); 49] = [
    ("all", "find"),
    ("fetchall", "find"),
    ("findall", "find"),
    ("getall", "find"),
    ("list", "find"),
    ("select", "find"),
    ("selectall", "find"),
    ("filter", "find where …"),
    ("filterby", "find where …"),
    ("findby", "find where …"),
    ("findwhere", "find where …"),
    ("pluck", "find { name }"),
    ("fetchoptional", "find_first"),
    ("findone", "find_first"),
    ("first", "find_first"),
    ("firstordefault", "find_first"),
    ("take", "find take 1"),
    ("last", "find_first order by … desc"),
    ("fetchone", "get where …"),
    ("findbyid", "get"),
    ("findunique", "get"),
    ("getbyid", "get"),
    ("getor404", "get where …"),
    ("one", "get where …"),
    ("single", "get where …"),
    ("any", "exists where …"),
    ("add", "insert"),
    ("create", "insert"),
    ("build", "insert"),
    ("new", "insert"),
    ("addall", "insert_many {rows}"),
    ("bulkcreate", "insert_many {rows}"),
    ("bulkinsert", "insert_many {rows}"),
    ("createmany", "insert_many"),
    ("insertall", "insert_many"),
    ("set", "update { … } where …"),
    ("updateall", "update { … } all"),
    ("updatemany", "update"),
    ("deleteall", "delete all"),
    ("deletemany", "delete"),
    ("destroy", "delete where …"),
    ("destroyall", "delete all"),
    ("remove", "delete"),
    ("createorupdate", UPSERT),
    ("findorcreate", UPSERT),
    ("findorcreateby", UPSERT),
    ("insertorupdate", UPSERT),
    ("merge", UPSERT),
    ("save", UPSERT),
];
const UPSERT: &str = "upsert where … create { … } update { … }";
/// Verbs that are part of the language and not built yet.
const LATER: [&str; 2] = ["aggregate", "page"];
/// Verbs of other libraries for what is not built yet.
const FOREIGN_LATER: [(&str, &str); 8] = [
    ("average", "aggregates are"),
    ("avg", "aggregates are"),
    ("group", "`group by` is"),
    ("groupby", "`group by` is"),
    ("max", "aggregates are"),
    ("min", "aggregates are"),
    ("paginate", "the verb `page` is"),
    ("sum", "aggregates are"),
];

impl Cursor<'_> {
    /// The verb that the word is; `None` when it is none, which is reported.
    pub(super) fn verb(&mut self, table: &str, word: &Name) -> Option<VerbKind> {
        if let Some(kind) = verb_kind(&word.text) {
            return Some(kind);
        }
        if self.is_operator(".") && self.is_ident(1) {
            let message = format!("the links of a relation, as in `{table}.{}.set`, are not available yet", word.text);
            self.errors.push(word.span, message);
            self.lost = true;
            return None;
        }
        if word.text == "where" {
            let help = format!("write `{table}.find where …`");
            self.report(word.span, format!("a verb is missing before `{}`", word.text), help);
            self.lost = true;
            return Some(VerbKind::Find);
        }
        self.verb_later(word).then(|| self.lost = true).map_or_else(|| self.foreign_verb(table, word), |()| None)
    }

    /// Reports a verb that is not built yet.
    fn verb_later(&mut self, word: &Name) -> bool {
        let plain = folded(&word.text);
        let foreign = FOREIGN_LATER.iter().find(|(foreign, _)| *foreign == plain);
        let message = match foreign {
            _ if LATER.contains(&word.text.as_str()) => format!("the verb `{}` is not available yet", word.text),
            Some((_, what)) => format!("`{}` is not a verb, and {what} not available yet", word.text),
            None => return false,
        };
        self.errors.push(word.span, message);
        true
    }

    /// Reports a word that is no verb. What stands behind it is read where it is what the verb takes that was meant.
    fn foreign_verb(&mut self, table: &str, word: &Name) -> Option<VerbKind> {
        let message = format!("`{}` is not a verb", word.text);
        let Some(native) = native_verb(&word.text) else {
            let names = VERBS.map(|(name, _)| name);
            let near = nearest(&word.text, names);
            self.lost = near.is_none();
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the verbs are {}", names.join(", ")),
            };
            self.report(word.span, message, help);
            return verb_kind(near?);
        };
        self.report(word.span, message, format!("write `{table}.{native}`"));
        let (verb, behind) = native.split_once(' ').unwrap_or((native, ""));
        self.lost = !behind.is_empty();
        verb_kind(verb).filter(|_| native != UPSERT)
    }
}

/// What is written in place of a verb: another spelling of one, or one of another library.
fn native_verb(word: &str) -> Option<&'static str> {
    let plain = folded(word);
    let spelled = VERBS.iter().map(|(name, _)| *name).find(|name| folded(name) == plain);
    let foreign = || FOREIGN.iter().find(|(foreign, _)| *foreign == plain).map(|(_, native)| *native);
    let by_column = || ["find_by_", "get_by_"].iter().any(|prefix| word.starts_with(prefix)).then_some("find where …");
    spelled.or_else(foreign).or_else(by_column)
}
