//! The text that `query!` writes → the facts of a statement.
//!
//! Numbers are decimal digits with `;` behind them, texts are their length in bytes and themselves, lists are their length and their
//! items. Everything stands in the order of the fields of [`Facts`]. `querent_compiler::emit` writes it.

use super::{Facts, Piece, Program, ResultColumn, Role, Step, Weight};
use std::panic::Location;

/// Reads the facts of the statement at `place`.
pub(super) fn facts(text: &'static str, place: &'static Location<'static>) -> Facts {
    let mut reader = Reader { rest: text };
    Facts {
        name: reader.text(),
        file: place.file(),
        line: place.line(),
        programs: reader.programs(),
        columns: reader.list(Reader::column),
        key: reader.list(Reader::number),
        reads: reader.list(Reader::text),
        writes: reader.list(Reader::text),
        weight: reader.weight(),
        switches: reader.list(Reader::number),
        sorted_by_key: reader.number::<u8>() == 1,
        locks: reader.number::<u8>() == 1,
        // It is read when a file store asks for it.
        plan: reader.rest,
    }
}

struct Reader {
    rest: &'static str,
}

impl Reader {
    fn take(&mut self, length: usize) -> &'static str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn number<N: std::str::FromStr>(&mut self) -> N {
        let (digits, rest) = self.rest.split_once(';').expect("a number ends with a semicolon");
        self.rest = rest;
        digits.parse().ok().expect("a number is made of digits and fits")
    }

    fn text(&mut self) -> &'static str {
        let length = self.number();
        self.take(length)
    }

    /// Lists live as long as the program, like the statement that they belong to.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> T) -> &'static [T] {
        let length: usize = self.number();
        (0..length).map(|_| item(self)).collect::<Vec<T>>().leak()
    }

    /// The different programs, and for each dialect the number of its own.
    fn programs(&mut self) -> [&'static Program; 5] {
        let different = self.list(|reader| Program { steps: reader.list(Reader::step) });
        std::array::from_fn(|_| &different[self.number::<usize>()])
    }

    fn step(&mut self) -> Step {
        let role = match self.take(1) {
            "A" => Role::Answer,
            "C" => Role::Change,
            "K" => Role::Keys,
            other => unreachable!("`{other}` is no role"),
        };
        Step { role, pieces: self.pieces() }
    }

    fn pieces(&mut self) -> &'static [Piece] {
        self.list(Reader::piece)
    }

    fn piece(&mut self) -> Piece {
        match self.take(1) {
            "t" => Piece::Text(self.text()),
            "p" => Piece::Param(self.number()),
            "o" => Piece::Optional(self.list(Reader::number), self.pieces()),
            "j" => Piece::Join {
                open: self.text(),
                separator: self.text(),
                close: self.text(),
                empty: self.text(),
                items: self.list(Reader::pieces),
            },
            "c" => Piece::Choice(self.number(), self.list(Reader::pieces)),
            "r" => Piece::Rows(self.pieces()),
            "a" => Piece::Arrays(self.pieces()),
            "i" => Piece::Inserted(self.number()),
            "l" => Piece::LastInsertId,
            "k" => Piece::Keys,
            other => unreachable!("`{other}` is no piece"),
        }
    }

    fn column(&mut self) -> ResultColumn {
        ResultColumn { table: self.text(), column: self.text() }
    }

    fn weight(&mut self) -> Weight {
        match self.take(1) {
            "S" => Weight::Short,
            "U" => Weight::Unknown,
            "L" => Weight::Long,
            other => unreachable!("`{other}` is no weight"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_read() {
        let programs = "2;1;A2;t3;\"äp1;2;C3;o1;0;1;lj1;(2;, 1;)0;2;1;k0;c3;1;1;r1;a2;p0;i4;K0;0;1;0;0;0;";
        let text = format!("4;t.é{programs}1;1;t0;1;0;1;1;t0;U2;0;3;1;1;1tX-");
        let facts = facts(text.leak(), Location::caller());

        assert_eq!((facts.name, facts.file), ("t.é", file!()));
        assert_eq!(*facts.programs[0].steps[0].pieces, [Piece::Text("\"ä"), Piece::Param(1)]);
        let change = [
            Piece::Optional(&[0], &[Piece::LastInsertId]),
            Piece::Join { open: "(", separator: ", ", close: ")", empty: "", items: &[&[Piece::Keys], &[]] },
            Piece::Choice(3, &[&[Piece::Rows(&[Piece::Arrays(&[Piece::Param(0), Piece::Inserted(4)])])]]),
        ];
        let steps = facts.programs[1].steps;
        assert_eq!((steps[0].role, steps[0].pieces), (Role::Change, &change[..]));
        assert_eq!((steps[1].role, steps[1].pieces), (Role::Keys, &[][..]));
        assert!(std::ptr::eq(facts.programs[0], facts.programs[4]), "equal programs are one");
        assert_eq!(*facts.columns, [ResultColumn { table: "t", column: "" }]);
        assert_eq!((facts.key, facts.reads, facts.writes), (&[0][..], &["t"][..], &[][..]));
        assert_eq!((facts.weight, facts.switches, facts.sorted_by_key), (Weight::Unknown, &[0, 3][..], true));
        assert!(facts.locks);
        assert_eq!(facts.plan, "1tX-", "what stands behind it all is left as it is");
    }
}
