//! A text → whether it is one JSON document (RFC 8259), and if not, what is wrong where.

/// How deep documents may be nested: what serde_json reads.
const MAX_DEPTH: usize = 127;

/// What is wrong, with its place; `None` for a JSON document.
pub(super) fn error(text: &str) -> Option<String> {
    let mut reader = Reader { text, position: 0 };
    let result = reader.value(0).and_then(|()| {
        reader.space();
        match reader.peek() {
            None => Ok(()),
            Some(_) => Err("it goes on behind the document"),
        }
    });
    let character = text[..reader.position].chars().count() + 1;
    result.err().map(|problem| format!("{problem} (character {character})"))
}

struct Reader<'t> {
    text: &'t str,
    position: usize,
}

type Step = Result<(), &'static str>;

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.position += 1;
        }
    }

    /// Takes a character if it is the next one.
    fn take(&mut self, byte: u8) -> bool {
        let next = self.peek() == Some(byte);
        // A branch: rustc 1.95 may lose `+= usize::from(next)` in optimised builds (rust-lang/rust#158206).
        if next {
            self.position += 1;
        }
        next
    }

    fn value(&mut self, depth: usize) -> Step {
        self.space();
        match self.peek() {
            _ if depth > MAX_DEPTH => Err("it is nested too deeply"),
            Some(b'{') => self.list(depth, b'}'),
            Some(b'[') => self.list(depth, b']'),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    /// An object or an array, whose end tells which.
    fn list(&mut self, depth: usize, end: u8) -> Step {
        self.position += 1;
        self.space();
        if self.take(end) {
            return Ok(());
        }
        loop {
            if end == b'}' {
                self.key()?;
            }
            self.value(depth + 1)?;
            self.space();
            match self.take(b',') {
                true => self.space(),
                false if self.take(end) => return Ok(()),
                false => return Err("a `,` or the end of the list is missing"),
            }
        }
    }

    fn key(&mut self) -> Step {
        if self.peek() != Some(b'"') {
            return Err("a key in double quotes is missing");
        }
        self.string()?;
        self.space();
        if self.take(b':') { Ok(()) } else { Err("the `:` behind a key is missing") }
    }

    fn string(&mut self) -> Step {
        self.position += 1;
        loop {
            match self.peek() {
                None => return Err("a text does not end"),
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(0..=0x1f) => return Err("a control character must be escaped"),
                Some(_) => self.position += 1,
            }
        }
        self.position += 1;
        Ok(())
    }

    fn escape(&mut self) -> Step {
        let rest = &self.text.as_bytes()[self.position + 1..];
        let length = match rest.first() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u') => self.unicode_escape(&rest[1..])?,
            _ => return Err("`\\` is followed by nothing that it escapes"),
        };
        self.position += length;
        Ok(())
    }

    /// The length of `\u0041`, or of the two that are a surrogate pair.
    fn unicode_escape(&self, digits: &[u8]) -> Result<usize, &'static str> {
        match hexadecimal(digits).ok_or("`\\u` needs four hexadecimal digits")? {
            0 => Err("`\\u0000` is a NUL character, which stores cannot hold"),
            0xd800..=0xdbff => {
                match digits.get(4..6) == Some(b"\\u") && matches!(hexadecimal(&digits[6..]), Some(0xdc00..=0xdfff)) {
                    true => Ok(12),
                    false => Err("half of a surrogate pair is missing"),
                }
            }
            0xdc00..=0xdfff => Err("half of a surrogate pair is missing"),
            _ => Ok(6),
        }
    }

    fn number(&mut self) -> Step {
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _signed = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Step {
        let start = self.position;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.position += 1;
        }
        if self.position > start { Ok(()) } else { Err("a digit is missing") }
    }

    fn word(&mut self) -> Step {
        let rest = &self.text[self.position..];
        let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word));
        self.position += word.ok_or("a value is missing")?.len();
        Ok(())
    }
}

/// The number that the first four digits are.
fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let digits = digits.get(..4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::error;

    #[test]
    fn documents_are_told_from_what_is_none() {
        for right in [
            "{}",
            " [1, -2.5e+3, 0] ",
            r#"{"a": {"b": [true, false, null]}}"#,
            r#""\u00e9\n\ud83d\ude00ü""#,
            "-0",
            "0.5",
        ] {
            assert_eq!(error(right), None, "{right}");
        }
        for (wrong, problem) in [
            ("", "a value is missing (character 1)"),
            ("{a: 1}", "a key in double quotes is missing (character 2)"),
            ("{\"a\" 1}", "the `:` behind a key is missing (character 6)"),
            ("[1 2]", "a `,` or the end of the list is missing (character 4)"),
            ("[1,]", "a value is missing (character 4)"),
            ("01", "it goes on behind the document (character 2)"),
            ("1.", "a digit is missing (character 3)"),
            ("\"é", "a text does not end (character 3)"),
            (r#""\ud83d""#, "half of a surrogate pair is missing (character 2)"),
            (r#""\x""#, "`\\` is followed by nothing that it escapes (character 2)"),
            ("nul", "a value is missing (character 1)"),
        ] {
            assert_eq!(error(wrong).as_deref(), Some(problem), "{wrong}");
        }
        assert!(error(&"[".repeat(100_000)).is_some());
    }
}
