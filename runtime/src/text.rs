//! Pieces of a text and the parameters of one call → the text of that variant, and which parameter stands at each placeholder.

use crate::params::{Param, Params};
use crate::statement::{Piece, Statement};
use querent_schema::Dialect;
use querent_schema::dialect::Placeholder;
use smallvec::SmallVec;
use std::fmt::Write;

/// A text and what its placeholders stand for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assembled {
    /// The statement.
    pub(crate) text: String,
    /// For each placeholder, in order, the parameter that is bound to it.
    pub(crate) order: Vec<u32>,
}

/// What selects among the texts that a statement can have: for each of its switches whether it is there, or which arm it takes.
pub(crate) type Variant = SmallVec<[u64; 1]>;

/// The variant that `params`, those of one row, select.
pub(crate) fn variant(statement: &Statement, params: &[Param<'_>]) -> Variant {
    let mut variant = Variant::new();
    if statement.switches.is_empty() {
        return variant;
    }
    let mut used = 64;
    for switch in statement.switches {
        let (value, width) = match &params[usize::from(*switch)] {
            Param::Choice(arm) => (u64::from(*arm), 16),
            param => (u64::from(param.is_present()), 1),
        };
        if used + width > 64 {
            variant.push(0);
            used = 0;
        }
        if let Some(last) = variant.last_mut() {
            *last |= value << used;
        }
        used += width;
    }
    variant
}

/// Whether the parameters of two rows select the same variant.
pub(crate) fn is_same_variant(statement: &Statement, one: &[Param<'_>], other: &[Param<'_>]) -> bool {
    statement.switches.iter().all(|switch| match (&one[usize::from(*switch)], &other[usize::from(*switch)]) {
        (Param::Choice(one), Param::Choice(other)) => one == other,
        (one, other) => one.is_present() == other.is_present(),
    })
}

/// How many keys a step has read, and how many values each has. They stand behind the other parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) number: u16,
    pub(crate) width: u16,
}

impl Keys {
    /// No step has read any.
    pub(crate) const NONE: Keys = Keys { number: 0, width: 0 };
    /// As a text shows them that is not run.
    const SHOWN: Keys = Keys { number: 1, width: 1 };

    /// How many values they are.
    pub(crate) fn values(self) -> usize {
        usize::from(self.number) * usize::from(self.width)
    }
}

/// Puts a text together. `params` holds `rows` rows of equally many parameters, all of one variant; `rows` is at least 1, and more for `insert_many` only.
pub(crate) fn assemble(
    pieces: &[Piece],
    params: &[Param<'_>],
    rows: usize,
    keys: Keys,
    placeholder: Placeholder,
) -> Assembled {
    let width = params.len() / rows;
    let mut assembler = Assembler {
        params: &params[..width],
        rows,
        keys,
        first: 0,
        placeholder,
        numbers: Vec::new(),
        done: Assembled { text: String::with_capacity(256), order: Vec::new() },
    };
    assembler.pieces(pieces);
    assembler.done
}

/// All of a statement's text for a dialect, as one row of parameters selects it; several statements are set apart by `;`.
pub(crate) fn whole(statement: &Statement, params: &Params<'_>, dialect: Dialect) -> String {
    let placeholder = dialect.features().placeholder;
    let steps = statement.programs[dialect as usize].steps.iter();
    let texts = steps.map(|step| assemble(step.pieces, params.as_slice(), 1, Keys::SHOWN, placeholder).text);
    texts.collect::<Vec<_>>().join(";\n")
}

struct Assembler<'p> {
    /// Those of the first row; the others are of the same variant.
    params: &'p [Param<'p>],
    rows: usize,
    keys: Keys,
    /// The first parameter of the row that is being written.
    first: usize,
    placeholder: Placeholder,
    /// For each parameter the number of its placeholder, or 0 before it has one.
    numbers: Vec<u32>,
    done: Assembled,
}

impl Assembler<'_> {
    fn pieces(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            self.piece(piece);
        }
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.done.text.push_str(text),
            Piece::Param(number) => self.placeholder(self.first + usize::from(*number)),
            Piece::Optional(params, pieces) => {
                if params.iter().all(|param| self.params[usize::from(*param)].is_present()) {
                    self.pieces(pieces);
                }
            }
            Piece::Join { open, separator, close, empty, items } => self.join([open, separator, close, empty], items),
            Piece::Choice(param, arms) => {
                if let Param::Choice(arm) = self.params[usize::from(*param)] {
                    self.pieces(arms[usize::from(arm)]);
                }
            }
            Piece::Rows(row) => self.each_row(row),
            Piece::Arrays(pieces) => self.pieces(pieces),
            Piece::LastInsertId => self.done.text.push_str("LAST_INSERT_ID()"),
            Piece::Inserted(_) | Piece::Keys => self.each_key(),
        }
    }

    fn join(&mut self, [open, separator, close, empty]: [&str; 4], items: &[&[Piece]]) {
        let start = self.done.text.len();
        let mut lead = open;
        for item in items {
            let before = self.done.text.len();
            self.done.text.push_str(lead);
            let led = self.done.text.len();
            self.pieces(item);
            if self.done.text.len() == led {
                self.done.text.truncate(before);
            } else {
                lead = separator;
            }
        }
        self.done.text.push_str(if self.done.text.len() == start { empty } else { close });
    }

    fn each_row(&mut self, row: &[Piece]) {
        for number in 0..self.rows {
            if number > 0 {
                self.done.text.push_str(", ");
            }
            self.first = number * self.params.len();
            self.pieces(row);
        }
        self.first = 0;
    }

    fn each_key(&mut self) {
        let (number, width) = (usize::from(self.keys.number), usize::from(self.keys.width));
        let first = self.rows * self.params.len();
        for key in 0..number {
            self.done.text.push_str(if key > 0 { ", " } else { "" });
            self.done.text.push_str(if width > 1 { "(" } else { "" });
            for part in 0..width {
                self.done.text.push_str(if part > 0 { ", " } else { "" });
                self.placeholder(first + key * width + part);
            }
            self.done.text.push_str(if width > 1 { ")" } else { "" });
        }
    }

    fn placeholder(&mut self, param: usize) {
        let param = u32::try_from(param).expect("a statement has fewer than 2^32 parameters");
        let order = &mut self.done.order;
        match self.placeholder {
            Placeholder::Question => {
                order.push(param);
                self.done.text.push('?');
            }
            Placeholder::Numbered => {
                let at = param as usize;
                if self.numbers.len() <= at {
                    self.numbers.resize(at + 1, 0);
                }
                if self.numbers[at] == 0 {
                    order.push(param);
                    self.numbers[at] = order.len() as u32;
                }
                write!(self.done.text, "${}", self.numbers[at]).expect("a String takes every text");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the texts say that `pieces` and `params` give.
    fn check(pieces: &[Piece], params: &[Param<'_>], rows: usize, positional: (&str, &[u32]), numbered: &str) {
        let assembled = assemble(pieces, params, rows, Keys::NONE, Placeholder::Question);
        assert_eq!((assembled.text.as_str(), assembled.order.as_slice()), positional);
        assert_eq!(assemble(pieces, params, rows, Keys::NONE, Placeholder::Numbered).text, numbered);
    }

    #[test]
    fn what_depends_on_absent_parameters_is_left_out() {
        const CONDITIONS: &[Piece] = &[
            Piece::Text("SELECT 1 FROM t"),
            Piece::Join {
                open: " WHERE ",
                separator: " AND ",
                close: "!",
                empty: " ?",
                items: &[
                    &[Piece::Optional(&[0], &[Piece::Text("a = "), Piece::Param(0)])],
                    &[Piece::Optional(
                        &[1],
                        &[Piece::Text("b = "), Piece::Param(1), Piece::Text(" OR c = "), Piece::Param(1)],
                    )],
                ],
            },
        ];
        let (absent, one) = (Param::Absent, Param::Integer(1));
        let both = ("SELECT 1 FROM t WHERE a = ? AND b = ? OR c = ?!", [0, 1, 1].as_slice());
        check(CONDITIONS, &[one.clone(), one.clone()], 1, both, "SELECT 1 FROM t WHERE a = $1 AND b = $2 OR c = $2!");
        let second = ("SELECT 1 FROM t WHERE b = ? OR c = ?!", [1, 1].as_slice());
        check(CONDITIONS, &[absent.clone(), one], 1, second, "SELECT 1 FROM t WHERE b = $1 OR c = $1!");
        check(CONDITIONS, &[absent.clone(), absent], 1, ("SELECT 1 FROM t ?", &[]), "SELECT 1 FROM t ?");
    }

    #[test]
    fn a_choice_takes_the_arm_of_its_number() {
        const ORDER: &[Piece] = &[Piece::Choice(0, &[&[Piece::Text("name")], &[Piece::Text("id")]])];
        check(ORDER, &[Param::Choice(1)], 1, ("id", &[]), "id");
    }

    #[test]
    fn rows_are_repeated_with_the_parameters_of_each() {
        const VALUES: &[Piece] = &[
            Piece::Text("VALUES "),
            Piece::Rows(&[Piece::Text("("), Piece::Param(0), Piece::Text(", "), Piece::Param(1), Piece::Text(")")]),
        ];
        let params: Vec<_> = (0..4).map(Param::Integer).collect();
        check(VALUES, &params, 2, ("VALUES (?, ?), (?, ?)", &[0, 1, 2, 3]), "VALUES ($1, $2), ($3, $4)");
    }

    #[test]
    fn keys_stand_behind_the_parameters() {
        const KEYED: &[Piece] = &[Piece::Param(0), Piece::Text(" IN ("), Piece::Keys, Piece::Text(")")];
        let keyed = |number, width| {
            let keys = Keys { number, width };
            let assembled = assemble(KEYED, &[Param::Null], 1, keys, Placeholder::Question);
            (assembled.text, assembled.order)
        };
        assert_eq!(keyed(2, 1), ("? IN (?, ?)".to_owned(), vec![0, 1, 2]));
        assert_eq!(keyed(2, 2), ("? IN ((?, ?), (?, ?))".to_owned(), vec![0, 1, 2, 3, 4]));
    }
}
