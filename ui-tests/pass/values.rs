//! Every type of column takes the Rust types that it holds without loss, by value and by reference.

use crate::{accounts, samples};
use bigdecimal::BigDecimal;
use jiff::civil;
use querent::{Database, query};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

pub(crate) async fn every_type(db: &Database) -> querent::Result<()> {
    let (date, time) = (civil::date(2024, 2, 29), civil::time(10, 30, 0, 0));
    let stamp: jiff::Timestamp = "2024-02-29T10:30:00.000001Z".parse().expect("this is an instant");
    let written = query!(samples.insert {
        small: {i16::MIN}, whole: {i32::MAX}, large: {i64::MIN}, flag: {true}, ratio: {0.1}, price: {BigDecimal::from(5)},
        code: {"äöü"}, note: {String::from("n")}, data: {vec![0_u8, 255]}, born_on: {date}, wakes_at: {time},
        starts_at: {date.to_datetime(time)}, seen_at: {stamp}, token: {uuid::Uuid::nil()}, document: {serde_json::json!({"a": [1]})},
        mood: {samples::Mood::Happy}
    })
    .run(db)
    .await?;
    assert_eq!((written.small, written.whole, written.large), (Some(i16::MIN), Some(i32::MAX), Some(i64::MIN)));
    assert_eq!(
        (written.flag, written.ratio, written.price.clone()),
        (Some(true), Some(0.1), Some(BigDecimal::from(5)))
    );
    assert_eq!((written.code.as_deref(), written.note.as_deref()), (Some("äöü"), Some("n")));
    assert_eq!(
        (written.data.as_deref(), written.born_on, written.wakes_at),
        (Some(&[0, 255][..]), Some(date), Some(time))
    );
    assert_eq!((written.starts_at, written.seen_at), (Some(date.to_datetime(time)), Some(stamp)));
    assert_eq!((written.token, written.mood), (Some(uuid::Uuid::nil()), Some(samples::Mood::Happy)));
    assert_eq!(written.document, Some(serde_json::json!({"a": [1]})));
    let read = query!(samples.get where id = {written.id}).run(db).await?;
    assert_eq!(read, written);
    Ok(())
}

pub(crate) async fn every_form(db: &Database) -> querent::Result<()> {
    let count = query!(samples.count where
        small = {1_i8} or small = {&1_u8} or whole = {&&1_u16} or large = {u32::MAX} or large = {1_i32} or ratio = {0.5_f32}
        or price = {1_u64} or price = {&BigDecimal::from(1)} or note = {Cow::Borrowed("a")} or note = {'a'}
        or note = {Box::<str>::from("a")} or note = {&String::from("a")} or data = {b"abc"} or data = {[1_u8, 2]}
        or data = {&[1_u8][..]} or seen_at = {jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)})
    .run(db)
    .await?;
    assert_eq!(count, 0);
    {
        let (shared, local) = (Arc::<str>::from("a"), Rc::<str>::from("b"));
        let text = query!(samples.find where note = {&shared} or note = {&local}).sql(querent::Dialect::Sqlite);
        assert!(text.contains("OR"), "{text}");
    }
    let nothing = None::<serde_json::Value>;
    let none: Option<String> = None;
    let row =
        query!(samples.insert { note: {none}, document: {&nothing}, whole: {Some(5)}, mood: {None::<samples::Mood>} })
            .run(db)
            .await?;
    assert_eq!((row.note, row.whole), (None, Some(5)));
    let too_long = query!(samples.insert { code: {"12345678901"} }).run(db).await;
    assert!(too_long.is_err());
    let any_length = query!(samples.count where code = {"12345678901"}).run(db).await?;
    assert_eq!(any_length, 0);
    let settings = query!(accounts.find { settings }).run(db).await?;
    assert!(settings.is_empty());
    Ok(())
}

/// The ways out that messages name, for values that a column does not take.
pub(crate) async fn ways_out(db: &Database) -> querent::Result<()> {
    let day = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).expect("a leap day");
    let (moment, note) = (day.and_hms_opt(10, 30, 0).expect("a time"), 5.to_string());
    let stored = query!(samples.insert {
        born_on: {day.to_string().parse::<civil::Date>().expect("chrono's text")},
        wakes_at: {moment.time().to_string().parse::<civil::Time>().expect("chrono's text")},
        starts_at: {moment.to_string().parse::<civil::DateTime>().expect("chrono's text")},
        seen_at: {jiff::Timestamp::from_microsecond(moment.and_utc().timestamp_micros()).expect("chrono's years are jiff's")},
        mood: {"happy".parse::<samples::Mood>().expect("one of the values")},
        token: {"00000000-0000-0000-0000-000000000000".parse::<uuid::Uuid>().expect("a UUID")},
        price: {"1.5".parse::<BigDecimal>().expect("a decimal")}, ratio: {f64::from(1)}, data: {note.as_bytes()},
        note: {note}, whole: {i32::try_from(5_i64).expect("it is small")}
    })
    .run(db)
    .await?;
    let starts_at = civil::date(2024, 2, 29).at(10, 30, 0, 0);
    assert_eq!((stored.born_on, stored.wakes_at), (Some(starts_at.date()), Some(starts_at.time())));
    assert_eq!(stored.starts_at, Some(starts_at));
    let utc = starts_at.to_zoned(jiff::tz::TimeZone::UTC).expect("there is UTC");
    assert_eq!(stored.seen_at.map(|seen| seen.to_zoned(jiff::tz::TimeZone::UTC).datetime()), Some(starts_at));
    assert_eq!(query!(samples.count where seen_at = {utc}).run(db).await?, 1);
    Ok(())
}
