//! `in {list}` of every type: empty lists, NULL on the left, values beyond ASCII.

use super::truth::{Truth, eq, not, or, within};
use super::{finds, holds, on_random_rows};

/// Whether a value is in a list of values that are there. In the empty one is none, NULL neither.
fn listed<T: PartialOrd>(value: &Option<T>, list: Vec<T>) -> Truth {
    if list.is_empty() { Some(false) } else { within(value, list.into_iter().map(Some)) }
}

#[test]
fn lists_of_any_type() {
    on_random_rows(100, async |ask| {
        macro_rules! each {
            ($field:ident) => {
                || ask.list.iter().map(|full| full.$field.clone()).collect::<Vec<_>>()
            };
        }
        let (small, whole, large, ratio, flag) = (each!(small), each!(whole), each!(large), each!(ratio), each!(flag));
        let (price, code, note, data, token) = (each!(price), each!(code), each!(note), each!(data), each!(token));
        let (born_on, wakes_at, starts_at, seen_at) =
            (each!(born_on), each!(wakes_at), each!(starts_at), each!(seen_at));
        let moods = each!(mood);
        holds!(ask, { small in {small()} }, |row| listed(&row.small, small()));
        holds!(ask, { whole in {whole()} }, |row| listed(&row.whole, whole()));
        holds!(ask, { whole not in {&whole()} }, |row| not(listed(&row.whole, whole())));
        holds!(ask, { large in {large().iter()} }, |row| listed(&row.large, large()));
        holds!(ask, { ratio in {ratio()} }, |row| listed(&row.ratio, ratio()));
        holds!(ask, { flag in {flag()} }, |row| listed(&row.flag, flag()));
        holds!(ask, { price in {price()} }, |row| listed(&row.price, price()));
        holds!(ask, { price not in {price()} }, |row| not(listed(&row.price, price())));
        holds!(ask, { code in {code().as_slice()} }, |row| listed(&row.code, code()));
        holds!(ask, { note not in {note()} }, |row| not(listed(&row.note, note())));
        holds!(ask, { lower(note) in {note()} }, |row| {
            listed(&row.note.as_deref().map(|note| note.chars().flat_map(char::to_lowercase).collect()), note())
        });
        holds!(ask, { data in {data()} }, |row| listed(&row.data, data()));
        holds!(ask, { token not in {token()} }, |row| not(listed(&row.token, token())));
        holds!(ask, { born_on in {born_on()} }, |row| listed(&row.born_on, born_on()));
        holds!(ask, { wakes_at in {wakes_at()} }, |row| listed(&row.wakes_at, wakes_at()));
        holds!(ask, { starts_at in {starts_at()} }, |row| listed(&row.starts_at, starts_at()));
        holds!(ask, { seen_at not in {seen_at()} }, |row| not(listed(&row.seen_at, seen_at())));
        holds!(ask, { mood in {moods()} }, |row| listed(&row.mood.map(|mood| mood as u8), moods().into_iter().map(|mood| mood as u8).collect()));
        holds!(ask, { small + 1 in {large()} }, |row| listed(&row.small.map(|small| i64::from(small) + 1), large()));
        holds!(ask, { price + 1 in {price()} }, |row| listed(&row.price.as_ref().map(|price| price + 1), price()));
        holds!(ask, { small in (1, 2, {ask.value.small}) or whole in {whole()} }, |row| {
            or(within(&row.small, [Some(1), Some(2), Some(ask.value.small)]), listed(&row.whole, whole()))
        });
        finds!(ask, { small in {Some(small())}? and whole in {None::<Vec<i32>>}? }, |row| listed(&row.small, small()));
        finds!(ask, { id in {[1_i64, 2]} or code = "a" }, |row| {
            or(Some(row.id < 3), eq(&row.code, &Some("a".into())))
        });
    });
}
