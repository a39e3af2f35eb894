//! TRUE, FALSE and NULL, and what the operators of SQL make of them.

use std::cmp::Ordering;

/// A truth value; `None` is NULL.
pub(super) type Truth = Option<bool>;

pub(super) fn not(truth: Truth) -> Truth {
    match truth {
        Some(true) => Some(false),
        Some(false) => Some(true),
        None => None,
    }
}

pub(super) fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

pub(super) fn or(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// Whether the two are in an order that `holds`; NULL when one is NULL.
pub(super) fn compare<T: PartialOrd>(left: &Option<T>, right: &Option<T>, holds: fn(Ordering) -> bool) -> Truth {
    match (left, right) {
        (Some(left), Some(right)) => Some(holds(left.partial_cmp(right).expect("no NaN"))),
        _ => None,
    }
}

pub(super) fn eq<T: PartialOrd>(left: &Option<T>, right: &Option<T>) -> Truth {
    compare(left, right, Ordering::is_eq)
}

pub(super) fn lt<T: PartialOrd>(left: &Option<T>, right: &Option<T>) -> Truth {
    compare(left, right, Ordering::is_lt)
}

pub(super) fn le<T: PartialOrd>(left: &Option<T>, right: &Option<T>) -> Truth {
    compare(left, right, Ordering::is_le)
}

pub(super) fn between<T: PartialOrd>(value: &Option<T>, low: &Option<T>, high: &Option<T>) -> Truth {
    and(le(low, value), le(value, high))
}

/// NULL equals NULL.
pub(super) fn same<T: PartialEq>(left: &Option<T>, right: &Option<T>) -> Truth {
    match (left, right) {
        (None, None) => Some(true),
        (Some(left), Some(right)) => Some(left == right),
        _ => Some(false),
    }
}

/// Equal to one of a list.
pub(super) fn within<T: PartialOrd>(value: &Option<T>, list: impl IntoIterator<Item = Option<T>>) -> Truth {
    list.into_iter().map(|item| eq(value, &item)).reduce(or).unwrap_or(Some(false))
}

/// A field of a record that holds a truth value; NULL has a place only where it may be.
pub(super) trait IsTruth {
    fn truth(self) -> Truth;
}

impl IsTruth for bool {
    fn truth(self) -> Truth {
        Some(self)
    }
}

impl IsTruth for Option<bool> {
    fn truth(self) -> Truth {
        self
    }
}
