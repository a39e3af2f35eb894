//! `cargo xtask ide`: positions in queries → what a real rust-analyzer offers, shows and says there, and whether it is as it must be.

mod client;
mod position;
mod server;
mod workspace;

use crate::run::Outcome;
use client::Client;
use position::Position;
use std::time::{Duration, Instant};
use workspace::Workspace;

/// The positions: text in, expectations out.
const POSITIONS: &str = include_str!("../ide/positions.md");

/// Runs all positions, or prints what rust-analyzer says to one query with `$0` at the cursor; `stale` measures an edit of schema.sql.
pub(crate) fn ide(words: &[String]) -> Outcome {
    let workspace = Workspace::new()?;
    let mut client = Client::start(&workspace)?;
    let outcome = match words {
        [] => run_all(&mut client, &workspace),
        [word] if word == "stale" => stale(&mut client, &workspace),
        [code] => explore(&mut client, &workspace, code),
        _ => Err("cargo xtask ide [stale | 'query!(users.find where $0)']".to_owned()),
    };
    client.stop();
    outcome
}

fn run_all(client: &mut Client, workspace: &Workspace) -> Outcome {
    let positions = position::read(POSITIONS)?;
    wait_for_macros(client, workspace)?;
    let mut failed = Vec::new();
    for position in &positions {
        let opened = open(client, workspace, position)?;
        for expectation in &position.expectations {
            if let Err(message) = expectation.check(client, &opened)? {
                failed.push(format!("{}\n    {}\n    {message}", position.title, position.code));
            }
        }
    }
    if failed.is_empty() {
        println!("ide: {} positions are as they must be", positions.len());
        return Ok(());
    }
    Err(format!("{} of {} positions:\n{}", failed.len(), positions.len(), failed.join("\n")))
}

/// A position in the open file.
pub(crate) struct Opened {
    pub(crate) text: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

fn open(client: &mut Client, workspace: &Workspace, position: &Position) -> Result<Opened, String> {
    let (text, line, column) = workspace.source(&position.code)?;
    client.change(&text)?;
    Ok(Opened { text, line, column })
}

/// rust-analyzer says that it is ready before the macros are built: they are when a column is offered.
fn wait_for_macros(client: &mut Client, workspace: &Workspace) -> Outcome {
    const LONGEST: Duration = Duration::from_secs(600);
    let start = Instant::now();
    let probe = Position::of(QUERY);
    while start.elapsed() < LONGEST {
        let opened = open(client, workspace, &probe)?;
        if client.completions(&opened)?.iter().any(|label| label == "age") {
            println!("rust-analyzer was ready after {:.1} s", start.elapsed().as_secs_f64());
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    Err(format!("rust-analyzer offered no column within {} s; it said:\n{}", LONGEST.as_secs(), client.last_words()))
}

fn explore(client: &mut Client, workspace: &Workspace, code: &str) -> Outcome {
    wait_for_macros(client, workspace)?;
    for code in code.lines() {
        let position = Position::of(code);
        let opened = open(client, workspace, &position)?;
        println!("\n{code}\noffers  {}", client.completions(&opened)?.join(", "));
        println!("shows   {}", client.hover(&opened)?.replace('\n', " "));
        println!("leads to {:?}", client.definitions(&opened)?);
        println!("says    {:?}", client.diagnostics()?);
    }
    Ok(())
}

/// A query that lists the columns.
const QUERY: &str = "query!(users.find where $0)";
/// A Rust expression whose fields are those of the table.
const ROW: &str = "query!(users.find where id = {user.$0})";

/// Measures how long rust-analyzer goes on with the old schema after an edit of schema.sql, and what ends it.
fn stale(client: &mut Client, workspace: &Workspace) -> Outcome {
    wait_for_macros(client, workspace)?;
    let steps: [(&str, &str, Step); 7] = [
        ("by a query by itself", QUERY, |_, _| Ok(())),
        ("by a query when the editor tells of it", QUERY, |client, _| client.schema_has_changed()),
        ("by a query at a keystroke in it", QUERY, |client, opened| {
            client.change(&opened.text.replace("where )", "where  )"))
        }),
        ("in `Row` at a keystroke in a query", ROW, |client, opened| {
            client.change(&opened.text.replace("{user.", "{ user."))
        }),
        ("in `Row` at \"rebuild proc macros\"", ROW, |client, _| client.rebuild_macros()),
        ("in `Row` at \"reload workspace\"", ROW, |client, _| client.reload_workspace()),
        ("in `Row` at a keystroke in `schema!()`", ROW, |client, _| client.type_in_schema()),
    ];
    for (number, (what, code, step)) in steps.into_iter().enumerate() {
        let mut opened = open(client, workspace, &Position::of(code))?;
        let column = format!("added_{number}");
        client.completions(&opened)?;
        workspace.add_column(&column)?;
        let start = Instant::now();
        step(client, &opened)?;
        opened.column += client.text().find("{ user.").map_or(0, |_| 1);
        match offered_after(client, &opened, &column, start)? {
            Some(time) => println!("an edit of schema.sql is seen {what} after {:.2} s", time.as_secs_f64()),
            None => println!("an edit of schema.sql is not seen {what}"),
        }
    }
    Ok(())
}

type Step = fn(&mut Client, &Opened) -> Outcome;

/// How long it takes until a column is offered; `None` where that does not happen.
fn offered_after(client: &mut Client, at: &Opened, column: &str, start: Instant) -> Result<Option<Duration>, String> {
    const PATIENCE: Duration = Duration::from_secs(10);
    while start.elapsed() < PATIENCE {
        if client.completions(at)?.iter().any(|label| label == column) {
            return Ok(Some(start.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(None)
}
