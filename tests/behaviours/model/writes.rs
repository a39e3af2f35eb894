//! Changes: which rows, what they become, and how many there were.

use super::{Ask, on_random_rows};
use crate::samples;
use querent::query;

/// The rows are those that the model has made of them.
async fn expect(ask: &Ask<'_>, model: impl Fn(&samples::Row) -> Option<samples::Row>) {
    let expected: Vec<samples::Row> = ask.rows.iter().filter_map(model).collect();
    assert_eq!(query!(samples.find order by id).run(ask.db).await.unwrap(), expected, "{}", ask.described());
}

#[test]
fn changes_of_values() {
    on_random_rows(100, async |ask| {
        let (value, maybe) = (ask.value, ask.maybe);
        let matches = |row: &samples::Row| row.large <= Some(value.large) && row.large.is_some();
        let changed = query!(samples.update {
            whole: small - 1, large: 7, note: concat(code, {&value.note}), code: {maybe.code.as_deref()}, flag: not flag,
            price: price + 0.5, born_on: null, mood: {value.mood}, ratio: case when flag then 1.5 else ratio end
        } where large <= {value.large});
        let count = ask.rows.iter().filter(|row| matches(row)).count();
        assert_eq!(changed.run(ask.db).await.unwrap(), count as u64);
        let half: bigdecimal::BigDecimal = "0.5".parse().unwrap();
        expect(ask, |row| {
            let mut row = row.clone();
            if matches(&row) {
                row.whole = row.small.map(|small| i32::from(small) - 1);
                row.large = Some(7);
                row.note = row.code.as_ref().map(|code| format!("{code}{}", value.note));
                row.code = maybe.code.clone();
                row.ratio = if row.flag == Some(true) { Some(1.5) } else { row.ratio };
                row.flag = row.flag.map(|flag| !flag);
                row.price = row.price.map(|price| price + &half);
                row.born_on = None;
                row.mood = Some(value.mood);
            }
            Some(row)
        })
        .await;
    });
}

#[test]
fn deletions() {
    on_random_rows(100, async |ask| {
        let (small, note) = (ask.maybe.small, ask.value.note.as_str());
        let goes = |row: &samples::Row| {
            row.note.as_deref().is_some_and(|text| text >= note) && small.is_none_or(|small| row.small == Some(small))
        };
        let expected: Vec<i64> = ask.rows.iter().filter(|row| goes(row)).map(|row| row.id).collect();
        let gone = query!(samples.delete where note >= {note} and small = {small}? returning { id }).run(ask.db).await;
        assert_eq!(gone.unwrap().into_iter().map(|row| row.id).collect::<Vec<_>>(), expected);
        expect(ask, |row| (!goes(row)).then(|| row.clone())).await;
    });
}

#[test]
fn patches_and_upserts() {
    on_random_rows(70, async |ask| {
        let maybe = ask.maybe;
        let patch = samples::Patch {
            small: maybe.small.map(Some),
            note: Some(maybe.note.clone()),
            price: maybe.price.clone().map(Some),
            ..samples::Patch::default()
        };
        let changed = query!(samples.update {patch} where flag is {maybe.flag}).run(ask.db).await.unwrap();
        assert_eq!(changed, ask.rows.iter().filter(|row| row.flag == maybe.flag).count() as u64);
        let patched = |row: &samples::Row| {
            let mut row = row.clone();
            if row.flag == maybe.flag {
                row.small = maybe.small.or(row.small);
                row.note.clone_from(&maybe.note);
                row.price = maybe.price.clone().or(row.price);
            }
            row
        };
        expect(ask, |row| Some(patched(row))).await;
        let key = ask.rows[0].id;
        let upserted = query!(samples.upsert where id = {key} create { whole: 1 } update { whole: 2, small: small })
            .run(ask.db)
            .await
            .unwrap();
        assert_eq!(upserted, samples::Row { whole: Some(2), ..patched(&ask.rows[0]) });
    });
}
