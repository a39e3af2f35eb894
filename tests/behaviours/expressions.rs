//! Arithmetic and functions.

use crate::{on_every_store, samples, users};
use bigdecimal::BigDecimal;
use querent::query;

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

#[test]
fn integers_are_computed_in_64_bits() {
    on_every_store(async |db| {
        query!(samples.insert { small: 7, whole: -7, large: 3_000_000_000 }).run(db).await.unwrap();
        let row = query!(samples.get {
            whole / 2 as half, whole % 2 as rest, small * large as product, whole / (small - 7) as by_zero, -large as negative,
            abs(whole) as absolute
        } where id = 1).run(db).await.unwrap();
        assert_eq!((row.half, row.rest), (Some(-3), Some(-1)));
        assert_eq!((row.product, row.by_zero), (Some(21_000_000_000_i64), None));
        assert_eq!((row.negative, row.absolute), (Some(-3_000_000_000_i64), Some(7)));
    });
}

#[test]
fn out_of_range_is_an_error_and_changes_nothing() {
    on_every_store(async |db| {
        query!(samples.insert { whole: 2_147_483_647, large: 9_223_372_036_854_775_807, small: 32767 })
            .run(db)
            .await
            .unwrap();
        for outcome in [
            query!(samples.update { whole: whole + 1 } where id = 1).run(db).await,
            query!(samples.update { small: small + 1 } where id = 1).run(db).await,
            query!(samples.update { large: large + 1 } where id = 1).run(db).await,
        ] {
            assert!(outcome.is_err());
        }
        let row = query!(samples.get where id = 1).run(db).await.unwrap();
        assert_eq!((row.whole, row.large, row.small), (Some(i32::MAX), Some(i64::MAX), Some(i16::MAX)));
    });
}

#[test]
fn decimals_are_computed_exactly() {
    on_every_store(async |db| {
        let price = decimal("1234567890123456789012345678.0123456789");
        query!(samples.insert { price: {price} }).run(db).await.unwrap();
        let row =
            query!(samples.get { price + 0.0000000001 as more, -price as less, round(price) as whole } where id = 1)
                .run(db)
                .await
                .unwrap();
        assert_eq!(row.more, Some(decimal("1234567890123456789012345678.0123456790")));
        assert_eq!(row.less, Some(decimal("-1234567890123456789012345678.0123456789")));
        assert_eq!(row.whole, Some(decimal("1234567890123456789012345678")));
        query!(samples.update { price: price - 1 } where id = 1).run(db).await.unwrap();
        assert!(query!(samples.exists where price = 1234567890123456789012345677.0123456789).run(db).await.unwrap());
    });
}

#[test]
fn functions_of_texts() {
    on_every_store(async |db| {
        query!(users.insert { name: "  Früh É ", email: null }).run(db).await.unwrap();
        let row = query!(users.get {
            lower(name) as low, upper(trim(name)) as up, length(name) as characters, coalesce(email, "none") as mail,
            concat(name, "!", name) as twice, concat(name, email) as nothing
        } where id = 1)
        .run(db)
        .await
        .unwrap();
        assert_eq!((row.low.as_str(), row.up.as_str()), ("  früh é ", "FRÜH É"));
        assert_eq!((row.characters, row.mail.as_str()), (9, "none"));
        assert_eq!((row.twice.as_str(), row.nothing), ("  Früh É !  Früh É ", None));
    });
}

#[test]
fn one_letter_becomes_two_in_capitals() {
    on_every_store(async |db| {
        query!(users.insert { name: "Grüße" }).run(db).await.unwrap();
        assert_eq!(query!(users.get { upper(name) as up } where id = 1).run(db).await.unwrap().up, "GRÜSSE");
    });
}

#[test]
fn floats_round_half_away_from_zero() {
    on_every_store(async |db| {
        for ratio in [0.5, 1.5, 2.5, -0.5, -2.5, 0.4] {
            query!(samples.insert { ratio: {ratio} }).run(db).await.unwrap();
        }
        let rows =
            query!(samples.find { round(ratio) as whole, ratio / 0.0 as none } order by id).run(db).await.unwrap();
        let rounded: Vec<_> = rows.iter().map(|row| row.whole.unwrap()).collect();
        assert_eq!(rounded, [1.0, 2.0, 3.0, -1.0, -3.0, 0.0]);
        assert!(rows.iter().all(|row| row.none.is_none()));
    });
}

#[test]
fn case_chooses() {
    on_every_store(async |db| {
        crate::people(db).await;
        let rows = query!(users.find { name, case when age < 18 then "child" when age is null then "?" else "adult" end as kind }
            order by id).run(db).await.unwrap();
        assert_eq!(
            rows.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(),
            ["child", "adult", "adult", "?", "adult"]
        );
    });
}

#[test]
fn now_is_the_time_of_the_statement() {
    on_every_store(async |db| {
        let before = jiff::Timestamp::now();
        query!(samples.insert { seen_at: now() }).run(db).await.unwrap();
        let row = query!(samples.get where id = 1).run(db).await.unwrap();
        let seen = row.seen_at.unwrap();
        let slack = jiff::SignedDuration::from_millis(2);
        assert!(seen >= before - slack && seen <= jiff::Timestamp::now() + slack, "{seen} {before}");
        assert_eq!(query!(samples.count where seen_at <= now()).run(db).await.unwrap(), 1);
    });
}
