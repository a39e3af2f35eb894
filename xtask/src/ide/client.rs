//! Questions about a position → answers of a rust-analyzer, over the language-server protocol.

use super::workspace::Workspace;
use super::{Opened, server};
use crate::run::Outcome;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// The document has changed while the answer was made: it is asked for again.
const CONTENT_MODIFIED: i64 = -32801;

/// A running server with one open file.
pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    /// What the server said last without being asked, for a failure.
    heard: VecDeque<String>,
    uri: String,
    root_uri: String,
    schema_uri: String,
    text: String,
    version: i64,
    asked: i64,
}

/// What the server finds wrong.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// The text from where it is marked to the end of the line.
    pub(crate) marked: String,
    pub(crate) message: String,
}

impl Client {
    /// Starts the server in a workspace and opens its file.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self, String> {
        let program = server::server()?;
        let mut command = Command::new(&program);
        command.current_dir(&workspace.folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Those of the cargo that runs this task would be taken for those of the crate.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_") || name == "QUERENT_SCHEMA" {
                command.env_remove(name);
            }
        }
        let mut server = command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let (Some(input), Some(output)) = (server.stdin.take(), server.stdout.take()) else {
            return Err("the server has no pipes".to_owned());
        };
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let uri = |path: std::path::PathBuf| format!("file://{}", path.display());
        let mut client = Client {
            server,
            input,
            messages,
            heard: VecDeque::new(),
            uri: uri(workspace.file()),
            root_uri: uri(workspace.root_file()),
            schema_uri: uri(workspace.folder.join("schema.sql")),
            text: String::new(),
            version: 0,
            asked: 0,
        };
        client.initialize(&uri(workspace.folder.clone()))?;
        Ok(client)
    }

    fn initialize(&mut self, root: &str) -> Outcome {
        let capabilities = json!({
            "textDocument": {
                "completion": { "completionItem": { "snippetSupport": true } },
                "hover": { "contentFormat": ["markdown"] },
                "definition": { "linkSupport": false },
                "diagnostic": {},
            },
            "workspace": { "configuration": false },
        });
        let options = json!({ "checkOnSave": false, "cachePriming": { "enable": false } });
        self.ask(
            "initialize",
            json!({
                "processId": std::process::id(), "rootUri": root, "capabilities": capabilities,
                "initializationOptions": options, "workspaceFolders": [{ "uri": root, "name": "app" }],
            }),
        )?;
        self.tell("initialized", json!({}))?;
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": self.uri, "languageId": "rust", "version": 0, "text": "" } }),
        )
    }

    /// Gives the file this text.
    pub(crate) fn change(&mut self, text: &str) -> Outcome {
        self.version += 1;
        text.clone_into(&mut self.text);
        self.tell(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": self.uri, "version": self.version }, "contentChanges": [{ "text": text }]
            }),
        )
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Types a space into `schema!()` in the file of the crate's root, which is opened for that.
    pub(crate) fn type_in_schema(&mut self) -> Outcome {
        let path = self.root_uri.trim_start_matches("file://");
        let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let text = text.replace("schema!()", "schema!( )");
        self.tell(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": self.root_uri, "languageId": "rust", "version": 0, "text": text } }),
        )
    }

    /// What is offered at a position, in the order in which an editor shows it.
    pub(crate) fn completions(&mut self, at: &Opened) -> Result<Vec<String>, String> {
        let answer = self.ask_at("textDocument/completion", at)?;
        let items = answer.get("items").unwrap_or(&answer).as_array().cloned().unwrap_or_default();
        let mut items: Vec<(String, String)> =
            items.iter().map(|item| (text_of(item, "sortText"), completion(item))).collect();
        items.sort();
        Ok(items.into_iter().map(|(_, name)| name).collect())
    }

    /// What is shown on hover.
    pub(crate) fn hover(&mut self, at: &Opened) -> Result<String, String> {
        let answer = self.ask_at("textDocument/hover", at)?;
        Ok(answer.pointer("/contents/value").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// The lines of the definitions of what stands at a position.
    pub(crate) fn definitions(&mut self, at: &Opened) -> Result<Vec<String>, String> {
        let answer = self.ask_at("textDocument/definition", at)?;
        let places = answer.as_array().cloned().unwrap_or_default();
        Ok(places.iter().map(|place| self.line(place)).collect())
    }

    fn line(&self, place: &Value) -> String {
        let (line, _) = start_of(place);
        let uri = text_of(place, "uri");
        let read = std::fs::read_to_string(uri.trim_start_matches("file://")).unwrap_or_default();
        let text = if uri == self.uri { &self.text } else { &read };
        text.lines().nth(line).unwrap_or_default().trim().to_owned()
    }

    /// The mistakes that the server itself finds in the file, in the order of the text.
    pub(crate) fn diagnostics(&mut self) -> Result<Vec<Mistake>, String> {
        let answer = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": self.uri } }))?;
        let items = answer.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut mistakes: Vec<_> = items.iter().map(|item| (start_of(item), text_of(item, "message"))).collect();
        mistakes.sort();
        let text = |(line, column): (usize, usize)| {
            self.text.lines().nth(line).and_then(|text| text.get(column..)).unwrap_or_default()
        };
        Ok(mistakes.into_iter().map(|(start, message)| Mistake { marked: text(start).to_owned(), message }).collect())
    }

    /// Says that schema.sql was changed by another program.
    pub(crate) fn schema_has_changed(&mut self) -> Outcome {
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": self.schema_uri, "type": 2 }] }))
    }

    /// What VS Code calls "rust-analyzer: Reload workspace".
    pub(crate) fn reload_workspace(&mut self) -> Outcome {
        self.ask("rust-analyzer/reloadWorkspace", Value::Null).map(drop)
    }

    /// What VS Code calls "rust-analyzer: Rebuild proc macros and build scripts".
    pub(crate) fn rebuild_macros(&mut self) -> Outcome {
        self.ask("rust-analyzer/rebuildProcMacros", Value::Null).map(drop)
    }

    /// What the server said last without being asked.
    pub(crate) fn last_words(&self) -> String {
        self.heard.iter().cloned().collect::<Vec<_>>().join("\n")
    }

    /// Ends the server.
    pub(crate) fn stop(mut self) {
        let asked = self.ask("shutdown", Value::Null).and_then(|_| self.tell("exit", Value::Null));
        if asked.is_err() {
            // It has ended already when that fails.
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }

    fn ask_at(&mut self, method: &str, at: &Opened) -> Result<Value, String> {
        let position = json!({ "line": at.line, "character": at.column });
        self.ask(method, json!({ "textDocument": { "uri": self.uri }, "position": position }))
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value, String> {
        loop {
            self.asked += 1;
            let id = self.asked;
            self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
            let answer = self.answer(id, method)?;
            match answer.get("error") {
                None => return Ok(answer.get("result").cloned().unwrap_or_default()),
                Some(error) if error.get("code").and_then(Value::as_i64) == Some(CONTENT_MODIFIED) => {}
                Some(error) => return Err(format!("{method}: {error}")),
            }
        }
    }

    /// Reads up to the answer. What the server asks meanwhile is granted.
    fn answer(&mut self, id: i64, method: &str) -> Result<Value, String> {
        loop {
            let message = match self.messages.recv_timeout(PATIENCE) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("{method}: no answer within {} s", PATIENCE.as_secs()));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("{method}: the server has ended; {}", self.last_words()));
                }
            };
            match (message.get("id"), message.get("method")) {
                (Some(found), None) if found.as_i64() == Some(id) => return Ok(message),
                (Some(asked), Some(_)) => {
                    let asked = asked.clone();
                    self.send(&json!({ "jsonrpc": "2.0", "id": asked, "result": null }))?;
                }
                _ => self.hear(&message),
            }
        }
    }

    fn hear(&mut self, message: &Value) {
        const KEPT: usize = 10;
        self.heard.push_back(message.to_string());
        if self.heard.len() > KEPT {
            self.heard.pop_front();
        }
    }

    fn tell(&mut self, method: &str, params: Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Outcome {
        let text = message.to_string();
        let sent = write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).and_then(|()| self.input.flush());
        sent.map_err(|error| format!("the server does not listen: {error}"))
    }
}

/// The line and the column at which a range begins.
fn start_of(value: &Value) -> (usize, usize) {
    let number = |name: &str| value.pointer(name).and_then(Value::as_u64).unwrap_or_default() as usize;
    (number("/range/start/line"), number("/range/start/character"))
}

fn text_of(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The name that an item stands for: its label up to what is no name.
fn completion(item: &Value) -> String {
    let label = text_of(item, "label");
    let end = label.find(|character: char| !character.is_alphanumeric() && !"_#:".contains(character));
    label[..end.unwrap_or(label.len())].to_owned()
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(number) = line.strip_prefix("Content-Length:") {
            length = number.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
