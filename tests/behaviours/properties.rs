//! Random rows that are written are the rows that are read.

use crate::{SCHEMA, samples};
use bigdecimal::BigDecimal;
use bigdecimal::num_bigint::BigInt;
use proptest::option::of;
use proptest::prelude::*;
use querent::{Database, query};

fn microseconds(from: i64, to: i64) -> impl Strategy<Value = jiff::Timestamp> {
    (from..to).prop_map(|micros| jiff::Timestamp::from_microsecond(micros).unwrap())
}

fn text(max: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>().prop_filter("NUL is refused", |character| *character != '\0'), 0..max)
        .prop_map(|characters| characters.into_iter().collect())
}

fn a_decimal() -> impl Strategy<Value = BigDecimal> {
    let most = 99_999_999_999_999_999_999_999_999_999_999_999_999_i128;
    (-most..=most, 0_i64..=10).prop_map(|(digits, scale)| {
        let digits = if scale < 10 { digits / 10_i128.pow((10 - scale) as u32) } else { digits };
        BigDecimal::new(BigInt::from(digits), scale)
    })
}

prop_compose! {
    fn row()(
        numbers in (of(any::<i16>()), of(any::<i32>()), of(any::<i64>()), of(any::<bool>())),
        ratio in of(any::<f64>().prop_filter("NaN is refused, infinity has no literal everywhere", |ratio| ratio.is_finite())),
        price in of(a_decimal()),
        texts in (of(text(10)), of(text(200))),
        data in of(proptest::collection::vec(any::<u8>(), 0..300)),
        days in (of(-719_162_i64..2_932_896), of(0_i64..86_400_000_000), of(-62_135_596_800_000_000_i64..253_402_300_799_999_999)),
        seen_at in of(microseconds(-62_135_596_800_000_000, 253_402_207_200_000_000)),
        token in of(any::<u128>()),
        mood in of(proptest::sample::select(samples::Mood::ALL.to_vec())),
    ) -> samples::New {
        let epoch = jiff::civil::date(1970, 1, 1);
        samples::New {
            id: None,
            small: numbers.0, whole: numbers.1, large: numbers.2, flag: numbers.3, ratio, price,
            code: texts.0, note: texts.1, data,
            born_on: days.0.map(|day| epoch + jiff::Span::new().days(day)),
            wakes_at: days.1.map(|micros| jiff::civil::Time::midnight() + jiff::Span::new().microseconds(micros)),
            starts_at: days.2.map(|micros| epoch.at(0, 0, 0, 0) + jiff::Span::new().microseconds(micros)),
            seen_at,
            token: token.map(uuid::Uuid::from_u128),
            document: None,
            mood,
        }
    }
}

fn as_new(row: &samples::Row) -> samples::New {
    let row = row.clone();
    samples::New {
        id: None,
        small: row.small,
        whole: row.whole,
        large: row.large,
        flag: row.flag,
        ratio: row.ratio,
        price: row.price,
        code: row.code,
        note: row.note,
        data: row.data,
        born_on: row.born_on,
        wakes_at: row.wakes_at,
        starts_at: row.starts_at,
        seen_at: row.seen_at,
        token: row.token,
        document: row.document,
        mood: row.mood,
    }
}

#[test]
fn random_rows_come_back_as_they_were() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(async {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        db
    });
    proptest!(ProptestConfig::with_cases(200), |(rows in proptest::collection::vec(row(), 1..60))| {
        runtime.block_on(async {
            query!(samples.truncate).run(&db).await.unwrap();
            let stored = query!(samples.insert_many {&rows} returning *).run(&db).await.unwrap();
            let read = query!(samples.find order by id).run(&db).await.unwrap();
            assert_eq!(stored, read);
            let read: Vec<_> = read.iter().map(as_new).collect();
            assert_eq!(read, rows);
            for (row, stored) in rows.iter().zip(&stored) {
                let single = query!(samples.insert {row}).run(&db).await.unwrap();
                assert_eq!(&as_new(&single), row);
                let id = stored.id;
                let (ratio, price, seen_at, note) = (row.ratio, &row.price, row.seen_at, &row.note);
                assert!(query!(samples.exists where id = {id} and ratio is {ratio} and price is {price} and seen_at is {seen_at} and note is {note})
                    .run(&db).await.unwrap());
            }
        });
    });
}

#[test]
fn random_decimals_are_ordered_by_value() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let db = runtime.block_on(async {
        let db = Database::connect("sqlite::memory:").await.unwrap();
        db.sync(&SCHEMA).await.unwrap();
        db
    });
    proptest!(ProptestConfig::with_cases(100), |(prices in proptest::collection::vec(a_decimal(), 1..30), middle in a_decimal())| {
        runtime.block_on(async {
            query!(samples.truncate).run(&db).await.unwrap();
            let rows: Vec<_> = prices.iter().map(|price| samples::New { price: Some(price.clone()), ..samples::New::default() }).collect();
            query!(samples.insert_many {&rows}).run(&db).await.unwrap();
            let sorted = query!(samples.find { price } order by price).run(&db).await.unwrap();
            let mut expected = prices.clone();
            expected.sort();
            assert_eq!(sorted.into_iter().map(|row| row.price.unwrap()).collect::<Vec<_>>(), expected);
            let below = query!(samples.count where price < {&middle}).run(&db).await.unwrap();
            assert_eq!(below, prices.iter().filter(|price| **price < middle).count() as u64);
        });
    });
}
