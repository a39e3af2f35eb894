//! `{x}?`: conditions that are dropped where their value is missing.

use super::truth::{Truth, and, between, eq, lt, not, or};
use super::{finds, on_random_rows};

/// A condition that is there only with its value.
fn if_present<T>(value: &Option<T>, condition: Truth) -> Option<Truth> {
    value.as_ref().map(|_| condition)
}

/// `and` or `or` of the conditions that are left; `None` when none is.
fn joined(with: fn(Truth, Truth) -> Truth, left: Option<Truth>, right: Option<Truth>) -> Option<Truth> {
    match (left, right) {
        (Some(left), Some(right)) => Some(with(left, right)),
        (left, right) => left.or(right),
    }
}

/// No condition lets every row through.
fn kept(condition: Option<Truth>) -> Truth {
    condition.unwrap_or(Some(true))
}

#[test]
fn conditions_are_dropped() {
    on_random_rows(250, async |ask| {
        let (maybe, same_as, value) = (ask.maybe, ask.same, ask.value);
        finds!(ask, { small = { maybe.small }? }, |row| kept(if_present(&maybe.small, eq(&row.small, &maybe.small))));
        finds!(ask, { note contains {maybe.note.as_deref()}? }, |row| {
            let found = row.note.as_ref().map(|note| note.contains(maybe.note.as_deref().unwrap_or_default()));
            kept(if_present(&maybe.note, found))
        });
        finds!(ask, { note starts_with {&maybe.code}? }, |row| {
            let found = row.note.as_ref().map(|note| note.starts_with(maybe.code.as_deref().unwrap_or_default()));
            kept(if_present(&maybe.code, found))
        });
        finds!(ask, { flag and small = {maybe.small}? and large < {maybe.large}? }, |row| {
            let small = if_present(&maybe.small, eq(&row.small, &maybe.small));
            let large = if_present(&maybe.large, lt(&row.large, &maybe.large));
            kept(joined(and, Some(row.flag), joined(and, small, large)))
        });
        finds!(ask, { small = {maybe.small}? or large < {maybe.large}? }, |row| {
            let small = if_present(&maybe.small, eq(&row.small, &maybe.small));
            kept(joined(or, small, if_present(&maybe.large, lt(&row.large, &maybe.large))))
        });
        finds!(ask, { not (small = {maybe.small}? or large < {maybe.large}?) }, |row| {
            let small = if_present(&maybe.small, eq(&row.small, &maybe.small));
            kept(joined(or, small, if_present(&maybe.large, lt(&row.large, &maybe.large))).map(not))
        });
        finds!(ask, { flag and not (small = {maybe.small}? and large < {maybe.large}?) }, |row| {
            let small = if_present(&maybe.small, eq(&row.small, &maybe.small));
            let inner = joined(and, small, if_present(&maybe.large, lt(&row.large, &maybe.large))).map(not);
            kept(joined(and, Some(row.flag), inner))
        });
        finds!(ask, { (small = {maybe.small}? or flag) and (large < {maybe.large}? or whole = {value.whole}) }, |row| {
            let first = joined(or, if_present(&maybe.small, eq(&row.small, &maybe.small)), Some(row.flag));
            let whole = Some(eq(&row.whole, &same_as.whole));
            kept(joined(and, first, joined(or, if_present(&maybe.large, lt(&row.large, &maybe.large)), whole)))
        });
        finds!(ask, { whole between {maybe.whole}? and {maybe.small.map(i32::from)}? }, |row| {
            let high = maybe.small.map(i32::from);
            kept(if_present(&maybe.whole.zip(high), between(&row.whole, &maybe.whole, &high)))
        });
        finds!(ask, { small + 1 > {maybe.large}? and not flag }, |row| {
            let sum = row.small.map(|small| i64::from(small) + 1);
            kept(joined(and, if_present(&maybe.large, lt(&maybe.large, &sum)), Some(not(row.flag))))
        });
        finds!(ask, { not not (price >= {&maybe.price}?) }, |row| {
            kept(if_present(&maybe.price, not(lt(&row.price, &maybe.price))))
        });
        finds!(ask, { small not in {maybe.small.map(|small| vec![small, 1])}? or mood = {maybe.mood}? }, |row| {
            let out = not(or(eq(&row.small, &maybe.small), eq(&row.small, &Some(1))));
            let mood = row.mood.zip(maybe.mood).map(|(left, right)| left == right);
            kept(joined(or, if_present(&maybe.small, out), if_present(&maybe.mood, mood)))
        });
    });
}
