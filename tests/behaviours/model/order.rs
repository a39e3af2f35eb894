//! Orders of rows, `take`, `skip`, `distinct`, and the other verbs that read.

use super::{Ask, on_random_rows};
use crate::samples;
use querent::query;
use std::cmp::{Ordering, Reverse};

/// The keys of the rows in an order, the key breaking ties.
fn sorted(ask: &Ask<'_>, compare: impl Fn(&samples::Row, &samples::Row) -> Ordering) -> Vec<i64> {
    let mut rows: Vec<&samples::Row> = ask.rows.iter().collect();
    rows.sort_by(|left, right| compare(left, right).then(left.id.cmp(&right.id)));
    rows.into_iter().map(|row| row.id).collect()
}

/// Asks for the rows in an order; `None` is the least.
macro_rules! orders {
    ($ask:expr, { $($keys:tt)* }, $model:expr) => {
        let rows = query!(samples.find { id } order by $($keys)*, id).run($ask.db).await.unwrap();
        let given: Vec<i64> = rows.into_iter().map(|row| row.id).collect();
        assert_eq!(given, sorted($ask, $model), "order by {}\n{}", stringify!($($keys)*), $ask.described());
    };
}

/// Rows with NULL behind all others.
fn last<T>(value: &Option<T>) -> (bool, &Option<T>) {
    (value.is_none(), value)
}

#[test]
fn orders() {
    on_random_rows(100, async |ask| {
        orders!(ask, { small }, |left, right| left.small.cmp(&right.small));
        orders!(ask, { small desc }, |left, right| right.small.cmp(&left.small));
        orders!(ask, { whole asc nulls last }, |left, right| last(&left.whole).cmp(&last(&right.whole)));
        orders!(ask, { whole desc nulls first }, |left, right| {
            let key = |row: &samples::Row| (row.whole.is_some(), Reverse(row.whole));
            key(left).cmp(&key(right))
        });
        orders!(ask, { large nulls first, small desc nulls last }, |left, right| {
            left.large.cmp(&right.large).then_with(|| right.small.cmp(&left.small))
        });
        orders!(ask, { flag desc, ratio }, |left, right| {
            right.flag.cmp(&left.flag).then_with(|| left.ratio.partial_cmp(&right.ratio).unwrap())
        });
        orders!(ask, { price }, |left, right| left.price.cmp(&right.price));
        orders!(ask, { price * -1 desc nulls last }, |left, right| last(&left.price).cmp(&last(&right.price)));
        orders!(ask, { note }, |left, right| left.note.cmp(&right.note));
        orders!(ask, { code desc nulls last, note }, |left, right| {
            right.code.cmp(&left.code).then_with(|| left.note.cmp(&right.note))
        });
        orders!(ask, { data }, |left, right| left.data.cmp(&right.data));
        orders!(ask, { born_on, wakes_at desc }, |left, right| {
            left.born_on.cmp(&right.born_on).then_with(|| right.wakes_at.cmp(&left.wakes_at))
        });
        orders!(ask, { starts_at desc, seen_at }, |left, right| {
            right.starts_at.cmp(&left.starts_at).then_with(|| left.seen_at.cmp(&right.seen_at))
        });
        orders!(ask, { token }, |left, right| left.token.cmp(&right.token));
        orders!(ask, { length(note) desc }, |left, right| {
            let length = |row: &samples::Row| row.note.as_ref().map(|note| note.chars().count());
            length(right).cmp(&length(left))
        });
        orders!(ask, { small + whole }, |left, right| {
            let sum =
                |row: &samples::Row| row.small.zip(row.whole).map(|(small, whole)| i64::from(small) + i64::from(whole));
            sum(left).cmp(&sum(right))
        });
        orders!(ask, { note is null, coalesce(small, 0) }, |left, right| {
            let key = |row: &samples::Row| (row.note.is_none(), row.small.unwrap_or(0));
            key(left).cmp(&key(right))
        });
        let text = |row: &samples::Row| row.mood.map(|mood| mood.to_string());
        orders!(ask, { mood }, |left, right| text(left).cmp(&text(right)));
        for by_note in [true, false] {
            let rows = query!(samples.find order by {by_note} { true => note, id, false => small desc, id })
                .run(ask.db)
                .await
                .unwrap();
            let expected = sorted(
                ask,
                |left, right| {
                    if by_note { left.note.cmp(&right.note) } else { right.small.cmp(&left.small) }
                },
            );
            assert_eq!(rows.into_iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        }
    });
}

#[test]
fn parts_of_an_answer() {
    on_random_rows(100, async |ask| {
        let keys: Vec<i64> = ask.rows.iter().map(|row| row.id).collect();
        let (take, skip) = (ask.list.len(), ask.value.whole.rem_euclid(7) as usize);
        let part = |skip: usize, take: usize| keys.iter().skip(skip).take(take).copied().collect::<Vec<_>>();
        let read = async |query: querent::Query<querent::Rows<samples::Row>>| {
            query.run(ask.db).await.unwrap().into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!(read(query!(samples.find order by id take {take} skip {skip})).await, part(skip, take));
        assert_eq!(read(query!(samples.find skip {skip} order by id)).await, part(skip, usize::MAX));
        assert_eq!(read(query!(samples.find order by id take 3)).await, part(0, 3));
        assert_eq!(read(query!(samples.find take 0)).await, part(0, 0));
        let small = ask.value.small;
        let expected: Vec<&samples::Row> = ask.rows.iter().filter(|row| row.small == Some(small)).collect();
        assert_eq!(query!(samples.count where small = {small}).run(ask.db).await.unwrap(), expected.len() as u64);
        assert_eq!(query!(samples.exists where small = {small}).run(ask.db).await.unwrap(), !expected.is_empty());
        let first = query!(samples.find_first where small = {small} order by id).run(ask.db).await.unwrap();
        assert_eq!(first.as_ref(), expected.first().copied());
        let last = query!(samples.find_first where small = {small} order by id desc).run(ask.db).await.unwrap();
        assert_eq!(last.as_ref(), expected.last().copied());
        let mut distinct: Vec<(Option<i16>, Option<bool>)> = ask.rows.iter().map(|row| (row.small, row.flag)).collect();
        distinct.sort();
        distinct.dedup();
        let rows = query!(samples.find distinct { small, flag } order by small, flag).run(ask.db).await.unwrap();
        assert_eq!(rows.into_iter().map(|row| (row.small, row.flag)).collect::<Vec<_>>(), distinct);
        let mut prices: Vec<_> = ask.rows.iter().map(|row| row.price.clone()).collect();
        prices.sort();
        prices.dedup();
        let rows = query!(samples.find distinct { price } order by price desc nulls last).run(ask.db).await.unwrap();
        prices.reverse();
        assert_eq!(rows.into_iter().map(|row| row.price).collect::<Vec<_>>(), prices);
    });
}
