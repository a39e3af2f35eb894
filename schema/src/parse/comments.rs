//! Which comment belongs to what: found by the lines on which things begin and end.

use super::annotation::{self, Annotation};
use super::lexer::{Comment, Token};
use super::problem::Problems;

/// The comments of the file, and which of them were given to a table, a column or a constraint.
#[derive(Debug)]
pub(crate) struct Comments {
    list: Vec<Comment>,
    used: Vec<bool>,
}

impl Comments {
    pub(crate) fn new(list: Vec<Comment>) -> Self {
        let used = vec![false; list.len()];
        Comments { list, used }
    }

    /// Documentation and annotations of what these tokens say: from the comments on lines of their own right above, and from
    /// those at the end of the last line, also behind the comma there.
    pub(crate) fn take_around(&mut self, tokens: &[Token], next: Option<&Token>) -> (String, Vec<Annotation>) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Default::default() };
        let mut found = self.above(first);
        found.extend(self.behind(last, next));
        self.give(&found)
    }

    /// As [`Comments::take_around`] of a table: above it, behind its opening parenthesis, and behind its end.
    pub(crate) fn take_table(&mut self, statement: &[Token], open: Option<&Token>) -> (String, Vec<Annotation>) {
        let (Some(first), Some(last)) = (statement.first(), statement.last()) else { return Default::default() };
        let mut found = self.above(first);
        let after_open = open.and_then(|open| statement.iter().find(|token| token.start > open.start));
        if let Some(open) = open
            && after_open.is_none_or(|token| token.place.line > open.place.line)
        {
            found.extend(self.behind(open, None));
        }
        found.extend(self.behind(last, None));
        self.give(&found)
    }

    /// What is passed over takes its comments with it.
    pub(crate) fn pass_over(&mut self, tokens: &[Token]) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        for (index, comment) in self.list.iter().enumerate() {
            self.used[index] |= (first.start..last.end).contains(&comment.start);
        }
        let mut found = self.above(first);
        found.extend(self.behind(last, None));
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
        for (index, comment) in self.list.iter().enumerate().rev() {
            if comment.start > first.start {
                continue;
            }
            if !comment.alone || self.used[index] || comment.end_line + 1 < line {
                break;
            }
            line = comment.line;
            found.insert(0, index);
        }
        found
    }

    /// Comments behind the token on its line; where a comma follows there, behind that.
    fn behind(&self, last: &Token, next: Option<&Token>) -> Vec<usize> {
        let comma = next.filter(|next| next.is_symbol(",") && next.place.line == last.end_line);
        let from = last.end;
        let until = match (comma, next) {
            (Some(_), _) | (_, None) => usize::MAX,
            (None, Some(next)) => next.start,
        };
        let on_line = |comment: &Comment| comment.line == last.end_line && (from..until).contains(&comment.start);
        (0..self.list.len()).filter(|&index| on_line(&self.list[index]) && !self.used[index]).collect()
    }
}
