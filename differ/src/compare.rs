//! Two answers to a query → whether they are the same, as far as the language promises it.

use crate::answer::{Answer, Fault};
use crate::compile::{Compiled, KeyOrder, Shape, Takes};
use crate::given::{Given, Values};
use crate::value::Value;
use querent::ErrorKind;

/// What is found of two answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    /// The language leaves this open, for the reason given.
    Open(&'static str),
    Different,
}

/// Compares the answer of a store with that of SQLite.
pub(crate) fn compare(compiled: &Compiled, values: &Values, expected: &Answer, given: &Answer) -> Verdict {
    match (expected, given) {
        (Answer::Rows(expected), Answer::Rows(given)) => match same_rows(compiled, values, expected, given) {
            true => Verdict::Same,
            false => Verdict::Different,
        },
        _ if expected == given => Verdict::Same,
        (Answer::Fault(fault), Answer::Fault(other)) if may_meet(fault) && may_meet(other) => {
            Verdict::Open("which of several errors comes first")
        }
        (Answer::Fault(fault), _) | (_, Answer::Fault(fault))
            if compiled.facts.writes_referring && fault.violates == "foreign key" =>
        {
            Verdict::Open("a row refers to one that is written with it")
        }
        // An error that a part of the query may give is given only where that part is computed.
        (Answer::Fault(Fault { out_of_range: true, .. }), _) | (_, Answer::Fault(Fault { out_of_range: true, .. }))
            if compiled.facts.fallible && !compiled.facts.computes_all =>
        {
            Verdict::Open("which parts of a query are computed")
        }
        _ => Verdict::Different,
    }
}

/// Whether an error is one of several that a query may be wrong by, of which a store names the one that it finds first.
fn may_meet(fault: &Fault) -> bool {
    !fault.violates.is_empty() || fault.out_of_range || fault.kind == ErrorKind::Bind
}

fn same_rows(compiled: &Compiled, values: &Values, expected: &[Vec<Value>], given: &[Vec<Value>]) -> bool {
    if expected.len() != given.len() {
        return false;
    }
    let order = order(compiled, values);
    let keys = |rows: &[Vec<Value>]| -> Vec<Vec<Value>> {
        rows.iter().map(|row| order.leading.iter().map(|field| row[*field].clone()).collect()).collect()
    };
    match (order.total, is_cut(compiled)) {
        (true, _) => expected == given,
        (false, true) => !order.selected || keys(expected) == keys(given),
        (false, false) => keys(expected) == keys(given) && sorted(expected) == sorted(given),
    }
}

/// Whether only some of the rows are given that are found.
fn is_cut(compiled: &Compiled) -> bool {
    compiled.limited || matches!(compiled.answer, Shape::Rows { many: querent_compiler::plan::Many::First, .. })
}

/// The order that the values of a query choose.
pub(crate) fn order<'c>(compiled: &'c Compiled, values: &Values) -> &'c KeyOrder {
    let choice = compiled.inputs.iter().find(|input| matches!(input.takes, Takes::Choice(_)));
    let arm = match choice.and_then(|input| values.get(&input.name)) {
        Some(Given::Choice(arm)) => usize::from(*arm),
        _ => 0,
    };
    &compiled.orders[arm.min(compiled.orders.len() - 1)]
}

fn sorted(rows: &[Vec<Value>]) -> Vec<String> {
    // Equal decimals may have different scales.
    let text = |value: &Value| match value {
        Value::Decimal(value) => value.normalized().to_plain_string(),
        // A computed zero has either sign.
        Value::Float(value) => format!("{:?}", value + 0.0),
        other => format!("{other:?}"),
    };
    let mut texts: Vec<String> = rows.iter().map(|row| row.iter().map(text).collect::<Vec<_>>().join(", ")).collect();
    texts.sort();
    texts
}
