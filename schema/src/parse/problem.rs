//! Collects what is wrong with schema.sql, each with line and column.

/// Something wrong in schema.sql.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Counted from 1.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// What is wrong, and on further lines what was expected.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// A place in schema.sql, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    pub(crate) fn push(&mut self, place: Place, message: impl Into<String>) {
        self.list.push(Problem { line: place.line, column: place.column, message: message.into() });
    }

    /// With a way out, which is written below it as `help: …`.
    pub(crate) fn push_help(&mut self, place: Place, message: impl AsRef<str>, help: impl AsRef<str>) {
        self.push(place, format!("{}\nhelp: {}", message.as_ref(), help.as_ref()));
    }

    /// With the nearest of the names that exist, or all of them where none is near.
    pub(crate) fn push_nearest<'a>(
        &mut self,
        place: Place,
        message: impl AsRef<str>,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str> + Clone,
    ) {
        if let Some(nearest) = crate::nearest(name, candidates.clone()) {
            return self.push_help(place, message, format!("did you mean `{nearest}`?"));
        }
        let mut names = candidates.into_iter().map(|name| format!("`{name}`")).peekable();
        match names.peek() {
            Some(_) => self.push_help(place, message, format!("there is {}", shorten(names))),
            None => self.push(place, message.as_ref()),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets what was found after the first so many.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
    }

    /// In the order of the file, nothing twice.
    pub(crate) fn finish(mut self) -> Vec<Problem> {
        self.list.sort();
        self.list.dedup();
        self.list
    }
}

/// At most a dozen names, so that a message stays readable.
fn shorten(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.take(13).collect();
    if names.len() == 13 {
        names[12] = "…".to_owned();
    }
    names.join(", ")
}
