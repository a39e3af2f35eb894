//! What stands beside SQL in files that tools write, and is skipped: commands of psql and mysql, rows of `COPY`, `GO` lines.

use super::Lexer;

impl Lexer<'_> {
    pub(super) fn skip_line(&mut self) {
        while self.peek().is_some_and(|char| char != '\n') {
            self.bump();
        }
    }

    /// From `DELIMITER //` to `DELIMITER ;` stand bodies of triggers and procedures.
    pub(super) fn skip_delimiter_block(&mut self) {
        loop {
            let from = self.at;
            self.skip_line();
            let line = self.text[from..self.at].trim();
            let line = line.to_ascii_lowercase();
            if self.bump().is_none()
                || line == ";"
                || line.strip_prefix("delimiter").is_some_and(|end| end.trim() == ";")
            {
                return;
            }
        }
    }

    /// The rows behind `COPY … FROM stdin;`, up to the line `\.`.
    pub(super) fn skip_data(&mut self) {
        loop {
            let from = self.at;
            self.skip_line();
            let ended = self.text[from..self.at].trim_end() == "\\.";
            if self.bump().is_none() || ended {
                return;
            }
        }
    }

    pub(super) fn is_alone_on_its_line(&self, start: usize) -> bool {
        let before = self.text[..start].rsplit('\n').next().unwrap_or_default();
        let after = self.rest().split('\n').next().unwrap_or_default();
        before.trim().is_empty() && after.trim().is_empty()
    }
}
