//! A case file → prose, schemas and queries; the answers that it shows are left out, since they are made anew.

/// A part of a case file.
pub(crate) enum Part {
    /// As it stands.
    Prose(String),
    /// A block ```` ```sql ````: the schema of the queries that follow.
    Schema(String),
    /// A block ```` ```query ````, and whether its answers had a block ```` ```plan ````.
    Query { text: String, shows_plan: bool },
}

pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    // Blank lines before an answer go with it.
    let mut blank = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            add_line(&mut parts, &mut blank, line);
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let body = body.join("\n");
        match (info, parts.last_mut()) {
            ("plan", Some(Part::Query { shows_plan, .. })) => {
                *shows_plan = true;
                blank.clear();
            }
            (info, Some(Part::Query { .. })) if is_answer(info) => blank.clear(),
            (info, _) => {
                add_prose(&mut parts, &std::mem::take(&mut blank));
                match info {
                    "query" => parts.push(Part::Query { text: body, shows_plan: false }),
                    "sql" => parts.push(Part::Schema(body)),
                    _ => add_prose(&mut parts, &block(info, &body)),
                }
            }
        }
    }
    add_prose(&mut parts, &blank);
    parts
}

/// A block between fences, with its newline.
pub(crate) fn block(info: &str, body: &str) -> String {
    let newline = if body.is_empty() { "" } else { "\n" };
    format!("```{info}\n{body}{newline}```\n")
}

fn is_answer(info: &str) -> bool {
    info == "errors" || info.starts_with("sql ")
}

fn add_line(parts: &mut Vec<Part>, blank: &mut String, line: &str) {
    blank.push_str(line);
    blank.push('\n');
    if !line.trim().is_empty() {
        add_prose(parts, &std::mem::take(blank));
    }
}

fn add_prose(parts: &mut Vec<Part>, text: &str) {
    if text.is_empty() {
        return;
    }
    match parts.last_mut() {
        Some(Part::Prose(prose)) => prose.push_str(text),
        _ => parts.push(Part::Prose(text.to_owned())),
    }
}

#[test]
fn answers_are_left_out() {
    let text = "# Title\n\n```query\na\n```\n\n```sql sqlite\nSELECT\n```\n\nProse.\n";
    let found: String = parts(text)
        .into_iter()
        .map(|part| match part {
            Part::Prose(prose) => prose,
            Part::Schema(sql) => block("sql", &sql),
            Part::Query { text, .. } => block("query", &text),
        })
        .collect();
    assert_eq!(found, "# Title\n\n```query\na\n```\n\nProse.\n");
}
