//! Smallest cases in which random queries (`cargo xtask differ`) have found stores that gave another answer than the others.

use crate::{on_every_store, order_line, samples, users};
use bigdecimal::BigDecimal;
use jiff::civil::date;
use querent::{ErrorKind, query};

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

#[test]
fn a_length_is_a_number_of_64_bits() {
    on_every_store(async |db| {
        query!(users.insert { name: "ab" }).run(db).await.unwrap();
        assert_eq!(query!(users.count where length(name) > {-4_294_967_296_i64}).run(db).await.unwrap(), 1);
        let row = query!(users.find_first { length(name) * 2147483647 as product }).run(db).await.unwrap().unwrap();
        assert_eq!(row.product, 4_294_967_294_i64);
    });
}

#[test]
fn decimals_beside_rust_values_are_exact() {
    on_every_store(async |db| {
        query!(samples.insert { price: 9007199254740993 }).run(db).await.unwrap();
        let (none, tiny) = (decimal("0"), decimal("0.0000000001"));
        let row = query!(samples.get { price + {&none} as same, price - {&tiny} as less } where id = 1)
            .run(db)
            .await
            .unwrap();
        assert_eq!(row.same, Some(decimal("9007199254740993")));
        assert_eq!(row.less, Some(decimal("9007199254740992.9999999999")));
        assert!(!query!(samples.exists where price >= price + {&tiny}).run(db).await.unwrap());
    });
}

#[test]
fn lists_of_decimals_are_not_rounded() {
    on_every_store(async |db| {
        query!(samples.insert { price: 1.25 }).run(db).await.unwrap();
        assert!(!query!(samples.exists where round(price) in {[decimal("1.25")]}).run(db).await.unwrap());
        assert!(query!(samples.exists where price in {[decimal("1.25")]}).run(db).await.unwrap());
    });
}

#[test]
fn ranges_and_choices_of_decimals_are_not_rounded() {
    on_every_store(async |db| {
        let (most, less) =
            (decimal("9999999999999999999999999999.9999999999"), decimal("9999999999999999999999999999.9999999998"));
        query!(samples.insert { price: {&most} }).run(db).await.unwrap();
        assert!(query!(samples.exists where price between {&less} and {&most}).run(db).await.unwrap());
        assert!(!query!(samples.exists where price between 0 and {&less}).run(db).await.unwrap());
        assert!(!query!(samples.exists where (price - (-1)) between {&less} and price).run(db).await.unwrap());
        assert!(!query!(samples.exists where {&less} between price and price).run(db).await.unwrap());
        assert!(!query!(samples.exists where price in (5, {&less})).run(db).await.unwrap());
        assert!(query!(samples.exists where price in (5, {&most})).run(db).await.unwrap());
    });
}

#[test]
fn lists_of_texts_are_case_sensitive_for_what_is_computed() {
    on_every_store(async |db| {
        query!(users.insert { name: "ä" }).run(db).await.unwrap();
        assert!(!query!(users.exists where upper(name) in {["ä"]}).run(db).await.unwrap());
        assert!(query!(users.exists where upper(name) in {["Ä", "b"]}).run(db).await.unwrap());
        assert!(query!(users.exists where upper("ä") not in {["ä"]}).run(db).await.unwrap());
    });
}

#[test]
fn every_null_is_found_in_a_unique_column() {
    on_every_store(async |db| {
        for email in [None, None, Some("a@b.c")] {
            query!(users.insert { name: "a", email: {email} }).run(db).await.unwrap();
        }
        let (none, some) = (None::<&str>, Some("a@b.c"));
        assert_eq!(query!(users.count where email is {none}).run(db).await.unwrap(), 2);
        assert_eq!(query!(users.count where email is {some}).run(db).await.unwrap(), 1);
        assert_eq!(query!(users.count where email is not {some}).run(db).await.unwrap(), 2);
    });
}

#[test]
fn texts_that_depend_on_decimals_are_compared_as_texts() {
    on_every_store(async |db| {
        query!(samples.insert { price: 5, code: "0" }).run(db).await.unwrap();
        let below = query!(samples.count where case when price + 1 > 2 then code end <= "").run(db).await.unwrap();
        assert_eq!(below, 0);
    });
}

#[test]
fn decimals_are_compared_as_numbers_with_what_depends_on_them() {
    on_every_store(async |db| {
        query!(samples.insert { price: 10, whole: 10, code: "a" }).run(db).await.unwrap();
        let one = query!(samples.exists where price = case when 10 = price then whole else {-1} end).run(db).await;
        assert!(one.unwrap());
        let one = query!(samples.exists where case when 10 = price then whole else {-1} end = price).run(db).await;
        assert!(one.unwrap());
        let one = query!(samples.exists where case when 10 = price then whole else 1 end between 10 and price);
        assert!(one.run(db).await.unwrap());
        let one = query!(samples.exists where price between 10 and case when 10 = price then whole else {-1} end);
        assert!(one.run(db).await.unwrap());
        let one = query!(samples.exists where price in (1, case when 10 = price then whole else {-1} end));
        assert!(one.run(db).await.unwrap());
        let one = query!(samples.exists where case when 10 = price then whole else 1 end in (1, price));
        assert!(one.run(db).await.unwrap());
        let one = query!(samples.exists where price is case when 10 = price then whole else {-1} end).run(db).await;
        assert!(one.unwrap());
        let one = query!(samples.exists where price + 1 > case when 10 = price then whole else {-1} end).run(db).await;
        assert!(one.unwrap());
    });
}

#[test]
fn distinct_rows_in_the_order_of_what_is_computed_with_a_value_are_all_there() {
    on_every_store(async |db| {
        for (code, mood) in [(None, samples::Mood::Sad), (None, samples::Mood::Happy), (Some("a"), samples::Mood::Sad)]
        {
            query!(samples.insert { code: {code}, mood: {mood} }).run(db).await.unwrap();
        }
        let happy = samples::Mood::Happy;
        let rows = query!(samples.find distinct { case when mood = {happy} then mood end as cheerful, code } order by code, cheerful)
            .run(db)
            .await
            .unwrap();
        let rows: Vec<_> = rows.into_iter().map(|row| (row.cheerful, row.code)).collect();
        assert_eq!(rows, [(None, None), (Some(happy), None), (None, Some("a".to_owned()))]);
    });
}

#[test]
fn a_day_in_braces_stays_a_day() {
    on_every_store(async |db| {
        query!(samples.insert { born_on: "2024-02-29" }).run(db).await.unwrap();
        let day = date(1582, 10, 15);
        let row = query!(samples.get {
            coalesce({day}, born_on) as one, case when flag is null then born_on else {day} end as other
        } where id = 1)
        .run(db)
        .await
        .unwrap();
        assert_eq!((row.one, row.other), (day, Some(date(2024, 2, 29))));
    });
}

#[test]
fn a_text_in_braces_is_a_text_where_nothing_else_says_so() {
    on_every_store(async |db| {
        query!(samples.insert { small: 1 }).run(db).await.unwrap();
        let text = " Ü ";
        let row = query!(samples.get {
            trim(case when small > 0 then {text} end) as one,
            lower(case when small > 1 then null else {text} end) as two,
            trim({text}) as three,
            lower(coalesce({text}, {text})) as four
        } where id = 1)
        .run(db)
        .await
        .unwrap();
        assert_eq!((row.one.as_deref(), row.two.as_deref()), (Some("Ü"), Some(" ü ")));
        assert_eq!((row.three.as_str(), row.four.as_str()), ("Ü", " ü "));
    });
}

#[test]
fn a_negated_computation_is_a_whole_number() {
    on_every_store(async |db| {
        query!(samples.insert { small: 3 }).run(db).await.unwrap();
        let row = query!(samples.get { -((0) - (1)) as one, -(small - 5) as two } where id = 1).run(db).await.unwrap();
        assert_eq!((row.one, row.two), (1, Some(2)));
    });
}

#[test]
fn what_is_beyond_its_column_is_no_violation_of_a_check() {
    on_every_store(async |db| {
        query!(samples.insert { small: 32767, code: "abcdefghij" }).run(db).await.unwrap();
        query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 99999999.99 }).run(db).await.unwrap();
        for outcome in [
            query!(samples.update { small: small + 1 } where id = 1).run(db).await,
            query!(samples.update { code: concat(code, "k") } where id = 1).run(db).await,
            query!(order_line.update { unit_price: unit_price + 1 } all).run(db).await,
        ] {
            let error = outcome.unwrap_err();
            assert!(error.kind() == ErrorKind::Query && !error.is_check_violation(), "{error}");
        }
        let kept = query!(order_line.find_first { unit_price }).run(db).await.unwrap().unwrap();
        assert_eq!(kept.unit_price, decimal("99999999.99"));
    });
}

#[test]
fn an_upsert_refuses_a_new_row_that_could_not_be() {
    on_every_store(async |db| {
        let line = query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 1 }).run(db).await.unwrap();
        let none = 0;
        let outcome = query!(order_line.upsert where order_id = {line.order_id} and line_no = {line.line_no}
            create { unit_price: 2, quantity: {none} } update { quantity: 5 })
        .run(db)
        .await;
        assert!(outcome.unwrap_err().is_check_violation());
        assert_eq!(query!(order_line.get where order_id = 1 and line_no = 1).run(db).await.unwrap(), line);
    });
}

#[test]
fn what_cannot_be_sent_is_an_error_in_an_order_that_is_not_chosen_too() {
    on_every_store(async |db| {
        let (by_id, pattern) = (true, "\\");
        let outcome = query!(users.find order by {by_id} { true => id, false => case when name like {pattern} then 1 else 2 end })
            .run(db)
            .await;
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Bind);
    });
}

#[test]
fn a_pattern_ends_with_no_backslash_that_escapes_nothing() {
    on_every_store(async |db| {
        query!(users.insert { name: "a\\" }).run(db).await.unwrap();
        for pattern in ["\\", "a\\", "\\\\\\"] {
            let error = query!(users.count where name like {pattern}).run(db).await.unwrap_err();
            assert!(error.kind() == ErrorKind::Bind && error.to_string().contains('\\'), "{error}");
            let error = query!(users.count where name ilike {Some(pattern)}?).run(db).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Bind, "{error}");
        }
        assert_eq!(query!(users.count where name like {"a\\\\"}).run(db).await.unwrap(), 1);
    });
}

#[test]
fn the_least_number_has_no_opposite() {
    on_every_store(async |db| {
        query!(samples.insert { large: {i64::MIN}, price: 1 }).run(db).await.unwrap();
        let error = query!(samples.find { -large as minus }).run(db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Query, "{error}");
        let error = query!(samples.find { -large - price as minus }).run(db).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Query, "{error}");
        query!(samples.update { large: {i64::MAX} } all).run(db).await.unwrap();
        let row = query!(samples.find_first { -large as minus, -(-large) as plus }).run(db).await.unwrap().unwrap();
        assert_eq!((row.minus, row.plus), (Some(-i64::MAX), Some(i64::MAX)));
    });
}

#[test]
fn a_case_of_small_numbers_is_compared_with_large_ones() {
    on_every_store(async |db| {
        query!(users.insert { name: "Ann" }).run(db).await.unwrap();
        let large = 1_i64 << 31;
        assert_eq!(query!(users.count where {large} >= case when true then 0 end).run(db).await.unwrap(), 1);
        let count = query!(users.count where case when name = "x" then null else 7 end in {[7, large]}).run(db).await;
        assert_eq!(count.unwrap(), 1);
    });
}

#[test]
fn a_time_that_is_given_is_a_time_in_what_a_write_gives_back() {
    on_every_store(async |db| {
        let at: jiff::civil::DateTime = "2024-02-28T23:59:59.999999".parse().unwrap();
        let given =
            query!(samples.upsert where id = 1 create {} returning { coalesce(starts_at, {at}) as at }).run(db).await;
        assert_eq!(given.unwrap().at, at);
    });
}
