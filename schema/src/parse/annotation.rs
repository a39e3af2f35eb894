//! Comments → documentation, and annotations (`@relation(author)`) with their places.

use super::cursor::Name;
use super::lexer::{Comment, CommentLine};
use super::names::is_rust_name;
use super::problem::{Place, Problems};
use crate::Filled;

/// What `@relation` says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RelationNote {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) inverse: Option<String>,
}

/// What the annotations of a column say.
#[derive(Debug, Default)]
pub(crate) struct ColumnNotes {
    pub(crate) name: Option<Name>,
    pub(crate) rust_type: Option<String>,
    pub(crate) filled: Option<(Place, Filled)>,
    pub(crate) hidden: bool,
    pub(crate) relation: Option<RelationNote>,
}

/// What the annotations of a table say.
#[derive(Debug, Default)]
pub(crate) struct TableNotes {
    pub(crate) name: Option<Name>,
}

/// An annotation as written.
#[derive(Debug)]
pub(crate) struct Annotation {
    place: Place,
    name: String,
    /// What stands in its parentheses, if it has any.
    arguments: Option<String>,
}

const KNOWN: [&str; 10] =
    ["relation", "name", "type", "created", "updated", "generate", "hidden", "encrypted", "soft_delete", "scope"];

/// What tools write for themselves, and is no documentation.
const TOOL_MARKS: [&str; 7] = [
    "> statement-breakpoint",
    "+goose",
    "+migrate",
    "migrate:up",
    "CreateTable",
    "Table structure for table",
    "-------",
];

/// Splits comments into documentation and annotations. Annotations stand at the beginning of a line of a comment, or behind
/// text where one is spelled as a known one is; any other `@` is text.
pub(crate) fn read_comments<'a>(comments: impl IntoIterator<Item = &'a Comment>) -> (String, Vec<Annotation>) {
    let mut doc = Vec::new();
    let mut annotations = Vec::new();
    for comment in comments {
        let block = comment.lines.len() > 1;
        for line in &comment.lines {
            let text = read_line(line, &mut annotations);
            let text = text.trim_end();
            // The stars at the left of a block, and lines made of dashes, are ornament.
            let text = if block { text.trim_start().trim_start_matches('*') } else { text };
            let mark = TOOL_MARKS.iter().any(|mark| text.trim_start().starts_with(mark));
            let ornament = mark || text.chars().all(|char| matches!(char, ' ' | '-' | '=' | '*' | '#'));
            doc.push(if ornament { String::new() } else { text.strip_prefix(' ').unwrap_or(text).to_owned() });
        }
    }
    (doc.join("\n").trim_matches('\n').trim().to_owned(), annotations)
}

/// Takes the annotations out of a line and gives the text that is left.
fn read_line(line: &CommentLine, annotations: &mut Vec<Annotation>) -> String {
    let chars: Vec<char> = line.text.chars().collect();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = text.trim_matches([' ', '*', '\t']).is_empty();
        let after_blank = at == 0 || chars[at - 1].is_whitespace() || chars[at - 1] == ')';
        match read_annotation(&chars, at, line.place).filter(|_| chars[at] == '@' && after_blank) {
            Some((annotation, end)) if begins || KNOWN.contains(&annotation.name.as_str()) => {
                annotations.push(annotation);
                at = end;
                if text.ends_with(' ') && chars.get(at) == Some(&' ') {
                    at += 1;
                }
            }
            _ => {
                text.push(chars[at]);
                at += 1;
            }
        }
    }
    text
}

/// The annotation whose `@` is at this index, and where it ends.
fn read_annotation(chars: &[char], at: usize, line: Place) -> Option<(Annotation, usize)> {
    let is_name = |char: &char| char.is_alphanumeric() || *char == '_';
    let mut end = at + 1;
    while chars.get(end).is_some_and(is_name) {
        end += 1;
    }
    let name: String = chars[(at + 1).min(end)..end].iter().collect();
    let place = Place { line: line.line, column: line.column + at as u32 };
    let mut arguments = None;
    if chars.get(end) == Some(&'(') {
        let mut depth = 0;
        let close = chars[end..].iter().position(|char| {
            depth += i32::from(*char == '(') - i32::from(*char == ')');
            depth == 0
        });
        // Without its parenthesis the rest of the line is the argument, which is reported as malformed.
        let (until, next) = close.map_or((chars.len(), chars.len()), |close| (end + close, end + close + 1));
        let inner: String = chars[end + 1..until].iter().collect();
        arguments = Some(if close.is_some() { inner.trim().to_owned() } else { format!("({inner}") });
        end = next;
    }
    (!name.is_empty()).then_some((Annotation { place, name, arguments }, end))
}

/// What the annotations of a column say; what they cannot say is a problem.
pub(crate) fn column_notes(annotations: Vec<Annotation>, problems: &mut Problems) -> ColumnNotes {
    let mut notes = ColumnNotes::default();
    for annotation in &annotations {
        match annotation.name.as_str() {
            "relation" => notes.relation = annotation.relation(problems).or(notes.relation),
            "name" => notes.name = annotation.rust_name(problems).or(notes.name),
            "type" => notes.rust_type = annotation.argument("crate::Money", problems).or(notes.rust_type),
            "created" => annotation.fill(Filled::Created, &mut notes, problems),
            "updated" => annotation.fill(Filled::Updated, &mut notes, problems),
            "generate" => annotation.generate(&mut notes, problems),
            "hidden" => notes.hidden |= annotation.no_argument(problems),
            _ => annotation.report_unusable(problems),
        }
    }
    notes
}

/// What the annotations above a table say.
pub(crate) fn table_notes(annotations: Vec<Annotation>, problems: &mut Problems) -> TableNotes {
    let mut notes = TableNotes::default();
    for annotation in &annotations {
        match annotation.name.as_str() {
            "name" => notes.name = annotation.rust_name(problems).or(notes.name),
            "relation" | "type" | "created" | "updated" | "generate" | "hidden" => {
                annotation.report_misplaced("it belongs at the end of a column's line", problems);
            }
            _ => annotation.report_unusable(problems),
        }
    }
    notes
}

/// What the annotations of a constraint say: of a foreign key the names of its two ways.
pub(crate) fn constraint_notes(annotations: Vec<Annotation>, problems: &mut Problems) -> Option<RelationNote> {
    let mut relation = None;
    for annotation in &annotations {
        match annotation.name.as_str() {
            "relation" => relation = annotation.relation(problems).or(relation),
            "name" | "type" | "created" | "updated" | "generate" | "hidden" => {
                annotation.report_misplaced("it belongs at the end of a column's line", problems);
            }
            _ => annotation.report_unusable(problems),
        }
    }
    relation
}

/// Annotations that stand at no column and above no table.
pub(crate) fn report_stray(annotations: Vec<Annotation>, problems: &mut Problems) {
    for annotation in &annotations {
        let help = "put it at the end of the line of its column, or on the line right above its table";
        match KNOWN.contains(&annotation.name.as_str()) {
            true => annotation.report_misplaced(help, problems),
            false => annotation.report_unusable(problems),
        }
    }
}

impl Annotation {
    fn report_misplaced(&self, help: &str, problems: &mut Problems) {
        problems.push_help(self.place, format!("`@{}` is misplaced here", self.name), help);
    }

    /// Of an annotation that is unknown, or known and not built yet.
    fn report_unusable(&self, problems: &mut Problems) {
        if KNOWN.contains(&self.name.as_str()) {
            return problems.push(self.place, format!("`@{}` is not available yet", self.name));
        }
        let known = KNOWN.map(|name| format!("@{name}"));
        let name = format!("@{}", self.name);
        problems.push_nearest(
            self.place,
            format!("unknown annotation `{name}`"),
            &name,
            known.iter().map(String::as_str),
        );
    }

    fn report_malformed(&self, example: &str, problems: &mut Problems) {
        let message = format!("`@{}` cannot be read", self.name);
        problems.push_help(self.place, message, format!("write it as `@{example}`"));
    }

    fn argument(&self, example: &str, problems: &mut Problems) -> Option<String> {
        let argument = self.arguments.clone().filter(|argument| !argument.is_empty() && !argument.starts_with('('));
        if argument.is_none() {
            self.report_malformed(&format!("{}({example})", self.name), problems);
        }
        argument
    }

    fn no_argument(&self, problems: &mut Problems) -> bool {
        if self.arguments.is_some() {
            self.report_malformed(&self.name, problems);
        }
        self.arguments.is_none()
    }

    fn rust_name(&self, problems: &mut Problems) -> Option<Name> {
        let name = self.argument("other_name", problems)?;
        let text = name.strip_prefix("r#").unwrap_or(&name).to_owned();
        if !is_rust_name(&text) {
            problems.push(self.place, format!("`{name}` cannot be a name in Rust"));
            return None;
        }
        Some(Name { text, place: self.place })
    }

    fn relation(&self, problems: &mut Problems) -> Option<RelationNote> {
        let example = "relation(author)` or `@relation(author, inverse = articles)";
        let argument = self.arguments.clone().unwrap_or_default();
        let (name, inverse) = match argument.split_once(',') {
            None => (argument.trim(), None),
            Some((name, rest)) => (name.trim(), Some(rest)),
        };
        let inverse = inverse.map(|rest| {
            rest.split_once('=').filter(|(key, _)| key.trim() == "inverse").map_or("", |(_, inverse)| inverse.trim())
        });
        if !is_rust_name(name) || inverse.is_some_and(|inverse| !is_rust_name(inverse)) {
            self.report_malformed(example, problems);
            return None;
        }
        Some(RelationNote { place: self.place, name: name.to_owned(), inverse: inverse.map(str::to_owned) })
    }

    fn fill(&self, filled: Filled, notes: &mut ColumnNotes, problems: &mut Problems) {
        if !self.no_argument(problems) {
            return;
        }
        if notes.filled.is_some() {
            let message = format!("`@{}` stands beside another annotation that fills the column", self.name);
            return problems.push_help(self.place, message, "keep one of them; `@updated` holds for inserts too");
        }
        notes.filled = Some((self.place, filled));
    }

    fn generate(&self, notes: &mut ColumnNotes, problems: &mut Problems) {
        let makers = [("uuid_v4", Filled::UuidV4), ("uuid_v7", Filled::UuidV7), ("ulid", Filled::Ulid)];
        let Some(argument) = self.argument("uuid_v7", problems) else { return };
        match makers.iter().find(|(name, _)| *name == argument) {
            Some((_, filled)) if notes.filled.is_none() => notes.filled = Some((self.place, *filled)),
            Some(_) => problems.push(self.place, "`@generate` stands beside another annotation that fills the column"),
            None => problems.push_nearest(
                self.place,
                format!("`@generate` cannot make `{argument}`"),
                &argument,
                makers.map(|(name, _)| name),
            ),
        }
    }
}
