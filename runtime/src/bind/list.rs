//! Slices, vectors, collections and iterators → [`Param::List`].
//!
//! `{ids}` is written as the receiver of a method, so that rustc's own search takes a collection by reference and an iterator by
//! value, and what is none of them ends in one message: [`NotAList`] is found last of all, and what it gives is refused.

use crate::params::{List, Param};
use std::marker::PhantomData;

/// What can be walked by reference: slices, arrays, vectors, sets, queues.
pub trait ReferenceList<T> {
    /// All values of the list.
    fn querent_list(&self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static>;
}

impl<T, L: ?Sized> ReferenceList<T> for L
where
    for<'a> &'a L: IntoIterator<Item = &'a T>,
{
    fn querent_list(&self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static> {
        collect(self.into_iter().map(to_param))
    }
}

/// An iterator, which is used up.
pub trait IteratorList: Iterator {
    /// All values of the list.
    fn querent_list(self, to_param: impl Fn(&Self::Item) -> Param<'static>) -> Param<'static>;
}

impl<I: Iterator> IteratorList for I {
    fn querent_list(self, to_param: impl Fn(&I::Item) -> Param<'static>) -> Param<'static> {
        collect(self.map(|value| to_param(&value)))
    }
}

/// An `Option`, which Rust walks like a list of one or none, and which a comparison does not take: rustc finds this by value, before it tries to
/// walk it by reference.
pub trait OptionAsList: Sized {
    /// What [`ListParam`] refuses.
    fn querent_list<F>(self, _to_param: F) -> Refused<Self> {
        Refused(PhantomData)
    }
}

impl<T> OptionAsList for Option<T> {}

/// An `Option` of something that can be walked by reference.
pub trait OptionalReference<T> {
    /// All values of the list; absent for `None`.
    fn querent_list_or_absent(&self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static>;
}

impl<T, L> OptionalReference<T> for Option<L>
where
    for<'a> &'a L: IntoIterator<Item = &'a T>,
{
    fn querent_list_or_absent(&self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static> {
        self.as_ref().map_or(Param::Absent, |list| list.querent_list(to_param))
    }
}

/// An `Option` of a reference to something that can be walked.
pub trait OptionalSlice<T> {
    /// All values of the list; absent for `None`.
    fn querent_list_or_absent(self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static>;
}

impl<'a, T: 'a, L: ?Sized> OptionalSlice<T> for Option<&'a L>
where
    &'a L: IntoIterator<Item = &'a T>,
{
    fn querent_list_or_absent(self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static> {
        self.map_or(Param::Absent, |list| collect(list.into_iter().map(to_param)))
    }
}

/// An `Option` of an iterator, which is used up.
pub trait OptionalIterator<T> {
    /// All values of the list; absent for `None`.
    fn querent_list_or_absent(self, to_param: impl Fn(&T) -> Param<'static>) -> Param<'static>;
}

impl<I: Iterator> OptionalIterator<I::Item> for Option<I> {
    fn querent_list_or_absent(self, to_param: impl Fn(&I::Item) -> Param<'static>) -> Param<'static> {
        self.map_or(Param::Absent, |list| list.querent_list(to_param))
    }
}

/// Anything else, which is never a list.
pub trait NotAList {
    /// What [`ListParam`] refuses.
    fn querent_list<F>(&mut self, _to_param: F) -> Refused<Self> {
        Refused(PhantomData)
    }

    /// What [`OptionalListParam`] refuses.
    fn querent_list_or_absent<F>(&mut self, _to_param: F) -> Refused<Self> {
        Refused(PhantomData)
    }
}

impl<T: ?Sized> NotAList for T {}

/// In place of the values of what is no list.
#[derive(Debug)]
pub struct Refused<T: ?Sized>(PhantomData<T>);

/// What `in {…}` takes.
#[diagnostic::on_unimplemented(
    message = "`in {{…}}` takes a slice, a `Vec`, a set or an iterator",
    label = "this is none of them",
    note = "one value is compared by `= {{x}}`",
    note = "an `Option` is compared by `is {{x}}`, where `None` is NULL; `= {{x}}?`, or `in {{x}}?` with a list in it, is dropped when it is `None`"
)]
pub trait ListParam {
    /// The list.
    fn param(self) -> Param<'static>;
}

#[diagnostic::do_not_recommend]
impl ListParam for Param<'static> {
    fn param(self) -> Param<'static> {
        self
    }
}

/// What `in {…}?` takes.
#[diagnostic::on_unimplemented(
    message = "`in {{…}}?` takes an `Option` of a slice, a `Vec`, a set or an iterator",
    label = "this is none",
    note = "a list that is always there stands without `?`"
)]
pub trait OptionalListParam {
    /// The list, or nothing.
    fn param(self) -> Param<'static>;
}

#[diagnostic::do_not_recommend]
impl OptionalListParam for Param<'static> {
    fn param(self) -> Param<'static> {
        self
    }
}

/// Puts the values of a list together; the first that cannot be sent stands for all.
fn collect(mut params: impl Iterator<Item = Param<'static>>) -> Param<'static> {
    let (more, _) = params.size_hint();
    match params.next() {
        None => Param::List(List::Other(Vec::new())),
        Some(Param::Integer(first)) => collect_as(first, more, params, List::Integers, |param| match param {
            Param::Integer(value) => Ok(value),
            other => Err(other),
        }),
        Some(Param::Float(first)) => collect_as(first, more, params, List::Floats, |param| match param {
            Param::Float(value) => Ok(value),
            other => Err(other),
        }),
        Some(Param::Text(first)) => collect_as(first, more, params, List::Texts, |param| match param {
            Param::Text(value) => Ok(value),
            other => Err(other),
        }),
        Some(invalid @ Param::Invalid(_)) => invalid,
        Some(first) => collect_as(first, more, params, List::Other, |param| match param {
            Param::Invalid(_) => Err(param),
            value => Ok(value),
        }),
    }
}

/// A function of the column gives one kind of parameter only, so what `take` refuses is an invalid value.
fn collect_as<V>(
    first: V,
    more: usize,
    rest: impl Iterator<Item = Param<'static>>,
    list: fn(Vec<V>) -> List<'static>,
    take: fn(Param<'static>) -> Result<V, Param<'static>>,
) -> Param<'static> {
    let mut values = Vec::with_capacity(more.max(1));
    values.push(first);
    for param in rest {
        match take(param) {
            Ok(value) => values.push(value),
            Err(invalid) => return invalid,
        }
    }
    Param::List(list(values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bind::tests::bind;
    use crate::types::{Integer, Text};
    use std::collections::BTreeSet;

    #[test]
    fn collections_are_taken_by_reference_and_iterators_by_value() {
        let expected = Param::List(List::Integers(vec![1, 2]));
        let (array, vector, set) = ([1, 2], vec![1, 2], BTreeSet::from([1, 2]));
        assert_eq!(array.querent_list(bind::<Integer, _, _>), expected);
        assert_eq!(vector.querent_list(bind::<Integer, _, _>), expected);
        let (reference, slice) = (&vector, &vector[..]);
        assert_eq!(reference.querent_list(bind::<Integer, _, _>), expected);
        assert_eq!(slice.querent_list(bind::<Integer, _, _>), expected);
        assert_eq!(set.querent_list(bind::<Integer, _, _>), expected);
        assert_eq!(vector.iter().querent_list(bind::<Integer, _, _>), expected);
        assert_eq!(vector.into_iter().filter(|number| *number > 0).querent_list(bind::<Integer, _, _>), expected);
    }

    #[test]
    fn optional_lists_are_absent_or_lists() {
        let expected = Param::List(List::Integers(vec![1, 2]));
        let some = Some(vec![1, 2]);
        assert_eq!(some.querent_list_or_absent(bind::<Integer, _, _>), expected);
        let reference = &some;
        assert_eq!(reference.querent_list_or_absent(bind::<Integer, _, _>), expected);
        assert_eq!(some.as_deref().querent_list_or_absent(bind::<Integer, _, _>), expected);
        assert_eq!(some.map(Vec::into_iter).querent_list_or_absent(bind::<Integer, _, _>), expected);
        assert_eq!(None::<Vec<i32>>.querent_list_or_absent(bind::<Integer, _, _>), Param::Absent);
    }

    #[test]
    fn one_invalid_value_makes_the_list_invalid() {
        assert!(matches!(["a", "b\0"].querent_list(bind::<Text, _, _>), Param::Invalid(_)));
        assert_eq!(Vec::<String>::new().querent_list(bind::<Text, _, _>), Param::List(List::Other(Vec::new())));
    }
}
