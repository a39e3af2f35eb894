//! Which comment belongs to what: found by the lines on which things begin and end.

use super::annotation::{self, Annotation};
use super::lexer::{Comment, Lexed, Token};
use super::problem::Problems;

/// The comments of the file in its order, and which of them were given to a table, a column or a constraint.
#[derive(Debug)]
pub(crate) struct Comments {
    list: Vec<Comment>,
    used: Vec<bool>,
    /// All tokens of the file, between which the comments stand.
    tokens: Vec<Mark>,
}

/// Where a token begins.
#[derive(Debug, Clone, Copy)]
struct Mark {
    start: usize,
    line: u32,
    /// A comma or a semicolon: what stands behind it on its line still belongs to what it ends.
    separates: bool,
}

impl Comments {
    pub(crate) fn new(lexed: &Lexed) -> Self {
        let mark = |token: &Token| Mark {
            start: token.start,
            line: token.place.line,
            separates: token.is_symbol(",") || token.is_symbol(";"),
        };
        Comments {
            list: lexed.comments.clone(),
            used: vec![false; lexed.comments.len()],
            tokens: lexed.tokens.iter().map(mark).collect(),
        }
    }

    /// Documentation and annotations of what these tokens say: from the comments on lines of their own right above, and from
    /// those at the end of the last line, also behind the comma there.
    pub(crate) fn take_around(&mut self, tokens: &[Token]) -> (String, Vec<Annotation>) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Default::default() };
        let mut found = self.above(first);
        found.extend(self.behind(last));
        self.give(&found)
    }

    /// As [`Comments::take_around`] of a whole table: above it, behind its opening parenthesis, and behind its end.
    pub(crate) fn take_table(&mut self, statement: &[Token], open: Option<&Token>) -> (String, Vec<Annotation>) {
        let (Some(first), Some(last)) = (statement.first(), statement.last()) else { return Default::default() };
        let mut found = self.above(first);
        found.extend(open.into_iter().flat_map(|open| self.behind(open)));
        found.extend(self.behind(last));
        self.give(&found)
    }

    /// What is passed over takes its comments with it.
    pub(crate) fn pass_over(&mut self, tokens: &[Token]) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let inside = self.first_behind(first.start)..self.first_behind(last.end);
        self.used[inside].fill(true);
        let mut found = self.above(first);
        found.extend(self.behind(last));
        self.give(&found);
    }

    /// Annotations that belong to nothing.
    pub(crate) fn report_stray(&self, problems: &mut Problems) {
        let unused = self.list.iter().zip(&self.used).filter(|(_, used)| !**used).map(|(comment, _)| comment);
        for comment in unused {
            for line in &comment.lines {
                if line.text.trim_start_matches([' ', '*', '\t']).starts_with('@') {
                    let line = Comment { lines: vec![line.clone()], ..comment.clone() };
                    annotation::report_stray(annotation::read_comments([&line]).1, problems);
                }
            }
        }
    }

    fn give(&mut self, found: &[usize]) -> (String, Vec<Annotation>) {
        for &index in found {
            self.used[index] = true;
        }
        annotation::read_comments(found.iter().map(|&index| &self.list[index]))
    }

    /// Comments on lines of their own, without an empty line down to the token.
    fn above(&self, first: &Token) -> Vec<usize> {
        let mut found = Vec::new();
        let mut line = first.place.line;
        for index in (0..self.first_behind(first.start)).rev() {
            let comment = &self.list[index];
            if !comment.alone || self.used[index] || comment.end_line + 1 < line {
                break;
            }
            line = comment.line;
            found.insert(0, index);
        }
        found
    }

    /// Comments behind the token on its line, and behind the comma that follows it there.
    fn behind(&self, last: &Token) -> Vec<usize> {
        let after = self.tokens.partition_point(|mark| mark.start < last.end);
        let separated = self.tokens.get(after).is_some_and(|mark| mark.separates && mark.line == last.end_line);
        let until = self.tokens.get(after + usize::from(separated)).map_or(usize::MAX, |mark| mark.start);
        let on_line = |&index: &usize| {
            self.list.get(index).is_some_and(|comment| comment.line == last.end_line && comment.start < until)
        };
        (self.first_behind(last.end)..).take_while(on_line).filter(|&index| !self.used[index]).collect()
    }

    /// Index of the first comment that stands at this byte or behind it.
    fn first_behind(&self, start: usize) -> usize {
        self.list.partition_point(|comment| comment.start < start)
    }
}
