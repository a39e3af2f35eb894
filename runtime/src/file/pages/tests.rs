//! Random steps → pages and a map of the standard library that agree, of numbers close to each other and far from each other.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    Put(RowId, i64),
    Remove(RowId),
    Copy,
}

/// Close to each other, around the number of key 0, and anywhere.
fn number() -> impl Strategy<Value = RowId> {
    prop_oneof![
        6 => 0_u64..200,
        3 => (1_u64 << 63) - 100..(1 << 63) + 100,
        1 => any::<u64>(),
        1 => Just(u64::MAX),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        10 => (number(), any::<i64>()).prop_map(|(id, value)| Step::Put(id, value)),
        8 => number().prop_map(Step::Remove),
        1 => Just(Step::Copy),
    ];
    proptest::collection::vec(step, 0..300)
}

/// A row of so many values, some of which have memory of their own.
fn row(width: usize, value: i64) -> Row {
    let long = |place: usize| Value::Text(format!("a text that is longer than a value {value} {place}").into());
    (0..width).map(|place| if place % 3 == 2 { long(place) } else { Value::Integer(value) }).collect()
}

type Model = BTreeMap<RowId, Row>;

fn same(pages: &Pages, model: &Model) {
    let expected = |entry: (&RowId, &Row)| (*entry.0, entry.1.clone());
    let given = |(id, row): Found<'_>| (id, row.to_vec());
    assert_eq!(pages.len(), model.len());
    assert!(pages.iter().map(given).eq(model.iter().map(expected)));
    for id in (0..210).step_by(23).chain([(1 << 63) - 3, 1 << 63, u64::MAX]) {
        assert_eq!(pages.get(id), model.get(&id).map(Vec::as_slice));
        assert!(pages.from(move |own| own < id).map(given).eq(model.range(id..).map(expected)));
        assert!(pages.back_from(move |own| own > id).map(given).eq(model.range(..=id).rev().map(expected)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// They do as the map of the standard library, and copies stay as they were.
    #[test]
    fn pages_are_a_map(steps in steps(), width in prop_oneof![Just(0_usize), Just(1), Just(3), Just(8), Just(90)]) {
        let (mut pages, mut model) = (Pages::new(width), Model::new());
        let mut copies = Vec::new();
        for step in steps {
            match step {
                Step::Put(id, value) => {
                    prop_assert_eq!(pages.put(id, row(width, value)), model.insert(id, row(width, value)));
                }
                Step::Remove(id) => prop_assert_eq!(pages.remove(id), model.remove(&id)),
                Step::Copy => copies.push((pages.clone(), model.clone())),
            }
        }
        copies.push((pages, model));
        copies.iter().for_each(|(pages, model)| same(pages, model));
    }

    /// Whatever the order in which rows come, the first of each number is there, and is told when there was another.
    #[test]
    fn pages_are_filled_in_any_order(numbers in proptest::collection::vec(number(), 0..300), sorted: bool) {
        let mut numbers = numbers;
        if sorted {
            numbers.sort_unstable();
        }
        let (mut filling, mut model) = (Filling::new(3), Model::new());
        for (value, id) in (0..).zip(&numbers) {
            filling.add(*id, row(3, value).into_iter());
            model.entry(*id).or_insert_with(|| row(3, value));
        }
        let (mut pages, has_duplicates) = filling.finish();
        prop_assert_eq!(has_duplicates, model.len() < numbers.len());
        same(&pages, &model);
        for id in numbers {
            prop_assert_eq!(pages.put(id, row(3, -1)), model.insert(id, row(3, -1)));
        }
        same(&pages, &model);
        let wide = |row: &Row| row.iter().cloned().chain([Value::Null, Value::Null]).collect();
        same(&pages.widened(5), &model.iter().map(|(id, row)| (*id, wide(row))).collect());
    }
}

/// So many values have memory, those that are kept for rows to come among them.
fn room(pages: &Pages) -> usize {
    pages.pages.iter().map(|(_, page)| page.values.len()).sum()
}

#[test]
fn rows_that_are_far_from_each_other_take_no_more_memory() {
    let mut pages = Pages::new(8);
    for number in 0..10_000_u64 {
        pages.put(number.wrapping_mul(0x9E37_79B9_7F4A_7C15), row(8, 1));
    }
    assert!(room(&pages) < 10_000 * 9, "{}", room(&pages));
}

#[test]
fn what_is_removed_gives_its_memory_back() {
    let mut pages = Pages::new(8);
    (0..10_000).for_each(|id| drop(pages.put(id, row(8, 1))));
    assert!(room(&pages) <= 10_000 * 8 + LARGEST);
    (0..10_000).filter(|id| id % 16 != 0).for_each(|id| drop(pages.remove(id)));
    assert!(room(&pages) <= 10_000 * 8 / 16 * 4, "{}", room(&pages));
    (0..10_000).for_each(|id| drop(pages.remove(id)));
    assert_eq!((pages.len(), room(&pages)), (0, 0));
}
