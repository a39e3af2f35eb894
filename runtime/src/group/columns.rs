//! The parameters of rows → a list for each column, filled while the rows come in.

use crate::params::{List, Param, Params};
use crate::statement::Statement;

/// Room from the start.
const ROWS: usize = 32;

/// A list for each parameter of a row.
pub(super) struct Columns<'r> {
    columns: Vec<Param<'r>>,
    /// Why the first of the values that cannot be stored is refused.
    refused: Option<Box<str>>,
}

impl<'r> Columns<'r> {
    /// Empty columns for rows like this one; what is left out of the text is absent.
    pub(super) fn of(statement: &Statement, row: &[Param<'_>]) -> Self {
        let column = |(number, value): (usize, &Param<'_>)| {
            if !value.is_present() && statement.switches.contains(&(number as u16)) {
                return Param::Absent;
            }
            Param::List(match value {
                Param::Integer(_) => List::Integers(Vec::with_capacity(ROWS)),
                Param::Float(_) => List::Floats(Vec::with_capacity(ROWS)),
                Param::Text(_) => List::Texts(Vec::with_capacity(ROWS)),
                _ => List::Other(Vec::with_capacity(ROWS)),
            })
        };
        Columns { columns: row.iter().enumerate().map(column).collect(), refused: None }
    }

    /// Takes the values of a row out, and keeps their memory.
    pub(super) fn push(&mut self, row: &mut Params<'r>) {
        for (column, value) in self.columns.iter_mut().zip(row.as_mut_slice()) {
            match (column, value) {
                (Param::List(List::Integers(values)), Param::Integer(value)) => values.push(*value),
                (Param::List(List::Floats(values)), Param::Float(value)) => values.push(*value),
                (Param::List(List::Texts(values)), Param::Text(value)) => values.push(std::mem::take(value)),
                (_, Param::Invalid(why)) => {
                    self.refused.get_or_insert_with(|| std::mem::take(why));
                }
                (Param::List(List::Other(values)), value) => values.push(std::mem::replace(value, Param::Null)),
                (Param::List(list), value) => push_other(list, std::mem::replace(value, Param::Null)),
                _ => {}
            }
        }
        row.clear();
    }

    pub(super) fn as_slice(&self) -> &[Param<'r>] {
        &self.columns
    }

    pub(super) fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }
}

/// Adds a value that is of another type than those before it.
fn push_other<'r>(list: &mut List<'r>, value: Param<'r>) {
    let mut values: Vec<Param<'r>> = match std::mem::replace(list, List::Other(Vec::new())) {
        List::Integers(values) => values.into_iter().map(Param::Integer).collect(),
        List::Floats(values) => values.into_iter().map(Param::Float).collect(),
        List::Texts(values) => values.into_iter().map(Param::Text).collect(),
        List::Other(values) => values,
    };
    values.push(value);
    *list = List::Other(values);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::statement;

    #[test]
    fn a_column_of_one_type_stands_close_together_until_another_comes() {
        let written = statement("1;t1;1;A1;o1;0;0;0;0;0;0;0;0;0;0;0;U1;0;0;0;");
        let text = |text| Param::Text(std::borrow::Cow::Borrowed(text));
        let rows = [[Param::Integer(1), text("a")], [Param::Integer(2), text("b")], [Param::Null, text("c")]];
        let mut columns = Columns::of(written, &rows[0]);
        for row in rows {
            columns.push(&mut Params::from(row));
        }
        let numbers = Param::List(List::Other(vec![Param::Integer(1), Param::Integer(2), Param::Null]));
        let texts = Param::List(List::Texts(vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(columns.as_slice(), [numbers, texts]);
    }
}
