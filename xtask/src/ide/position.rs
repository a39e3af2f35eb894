//! A Markdown page → positions, each with what must hold there.

use super::Opened;
use super::client::Client;

/// A query with `$0` at the cursor.
pub(crate) struct Position {
    pub(crate) title: String,
    pub(crate) code: String,
    pub(crate) expectations: Vec<Expectation>,
}

impl Position {
    /// A position of which nothing is expected.
    pub(crate) fn of(code: &str) -> Self {
        Position { title: String::new(), code: code.to_owned(), expectations: Vec::new() }
    }
}

/// What must hold at a position.
pub(crate) enum Expectation {
    /// These are among what is offered.
    Offers(Vec<String>),
    /// These, and nothing else, are offered.
    OffersOnly(Vec<String>),
    /// None of these is offered.
    Lacks(Vec<String>),
    /// The text that is shown on hover has this in it.
    Shows(String),
    /// The line of the definition has this in it. Beside what a macro made, rust-analyzer gives the macro.
    LeadsTo(String),
    /// These are the names at which the mistakes are marked.
    Marks(Vec<String>),
    /// These are the mistakes, each a part of its text; none at all where the list is empty.
    Says(Vec<String>),
}

/// Reads a page: a heading is a title, an indented line a query, a line of a list an expectation.
pub(crate) fn read(page: &str) -> Result<Vec<Position>, String> {
    let mut title = String::new();
    let mut positions: Vec<Position> = Vec::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            title = heading.to_owned();
        } else if let Some(code) = line.strip_prefix("    ") {
            positions.push(Position { title: title.clone(), ..Position::of(code) });
        } else if let Some(text) = line.strip_prefix("- ") {
            let position = positions.last_mut().ok_or_else(|| format!("`{line}` stands before any query"))?;
            position.expectations.push(expectation(text)?);
        }
    }
    match positions.iter().find(|position| position.expectations.is_empty()) {
        Some(position) => Err(format!("nothing is expected of `{}`", position.code)),
        None => Ok(positions),
    }
}

fn expectation(text: &str) -> Result<Expectation, String> {
    let list = |text: &str| text.split(", ").map(str::to_owned).collect();
    let read = |(word, rest): (&str, &str)| match word {
        "offers only" => Some(Expectation::OffersOnly(list(rest))),
        "offers" => Some(Expectation::Offers(list(rest))),
        "lacks" => Some(Expectation::Lacks(list(rest))),
        "shows" => Some(Expectation::Shows(rest.to_owned())),
        "leads to" => Some(Expectation::LeadsTo(rest.to_owned())),
        "marks" => Some(Expectation::Marks(list(rest))),
        "says" if rest == "nothing" => Some(Expectation::Says(Vec::new())),
        "says" => Some(Expectation::Says(list(rest))),
        _ => None,
    };
    text.split_once(": ").and_then(read).ok_or_else(|| format!("`{text}` is no expectation"))
}

impl Expectation {
    /// Asks the server. The inner error says what is otherwise than it must be.
    pub(crate) fn check(&self, client: &mut Client, opened: &Opened) -> Result<Result<(), String>, String> {
        Ok(match self {
            Expectation::Offers(names) => {
                let offered = client.completions(opened)?;
                let missing: Vec<_> = names.iter().filter(|name| !offered.contains(name)).collect();
                holds(missing.is_empty(), || format!("{missing:?} is not offered; it offers {}", some_of(&offered)))
            }
            Expectation::OffersOnly(names) => {
                let offered = client.completions(opened)?;
                let same = offered.len() == names.len() && names.iter().all(|name| offered.contains(name));
                holds(same, || format!("it offers {}, not {names:?} only", some_of(&offered)))
            }
            Expectation::Lacks(names) => {
                let offered = client.completions(opened)?;
                let found: Vec<_> = names.iter().filter(|name| offered.contains(name)).collect();
                holds(found.is_empty(), || format!("{found:?} is offered"))
            }
            Expectation::Shows(text) => {
                let shown = client.hover(opened)?;
                holds(shown.contains(text.as_str()), || format!("`{text}` is not shown, but {shown:?}"))
            }
            Expectation::LeadsTo(text) => {
                let definitions = client.definitions(opened)?;
                let definitions: Vec<_> =
                    definitions.into_iter().filter(|line| !line.starts_with("pub fn schema(")).collect();
                let right = definitions.len() == 1 && definitions[0].contains(text.as_str());
                holds(right, || format!("it leads to {definitions:?}, not to `{text}`"))
            }
            Expectation::Marks(names) => {
                let marked: Vec<_> = client.diagnostics()?.into_iter().map(|mistake| mistake.marked).collect();
                let right = marked.len() == names.len()
                    && names.iter().zip(&marked).all(|(name, text)| text.starts_with(name.as_str()));
                holds(right, || format!("it marks {marked:?}, not {names:?}"))
            }
            Expectation::Says(texts) => {
                let said: Vec<_> = client.diagnostics()?.into_iter().map(|mistake| mistake.message).collect();
                let right = said.len() == texts.len()
                    && texts.iter().zip(&said).all(|(text, said)| said.contains(text.as_str()));
                holds(right, || format!("it says {said:?}, not {texts:?}"))
            }
        })
    }
}

fn holds(right: bool, otherwise: impl Fn() -> String) -> Result<(), String> {
    if right { Ok(()) } else { Err(otherwise()) }
}

fn some_of(offered: &[String]) -> String {
    const MOST: usize = 30;
    let more = if offered.len() > MOST { format!(" and {} more", offered.len() - MOST) } else { String::new() };
    format!("{:?}{more}", &offered[..offered.len().min(MOST)])
}
