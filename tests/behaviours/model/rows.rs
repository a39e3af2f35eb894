//! Values at the edges of their types → rows that meet often enough to be equal.

use crate::samples;
use bigdecimal::BigDecimal;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// A value of each column.
#[derive(Debug, Clone)]
pub(super) struct Full {
    pub(super) small: i16,
    pub(super) whole: i32,
    pub(super) large: i64,
    pub(super) flag: bool,
    pub(super) ratio: f64,
    pub(super) price: BigDecimal,
    pub(super) code: String,
    pub(super) note: String,
    pub(super) data: Vec<u8>,
    pub(super) born_on: Date,
    pub(super) wakes_at: Time,
    pub(super) starts_at: DateTime,
    pub(super) seen_at: Timestamp,
    pub(super) token: Uuid,
    pub(super) mood: samples::Mood,
}

impl Full {
    /// The same values for the model, which are there.
    pub(super) fn as_new(&self) -> samples::New {
        let full = self.clone();
        samples::New {
            id: None,
            small: Some(full.small),
            whole: Some(full.whole),
            large: Some(full.large),
            flag: Some(full.flag),
            ratio: Some(full.ratio),
            price: Some(full.price),
            code: Some(full.code),
            note: Some(full.note),
            data: Some(full.data),
            born_on: Some(full.born_on),
            wakes_at: Some(full.wakes_at),
            starts_at: Some(full.starts_at),
            seen_at: Some(full.seen_at),
            token: Some(full.token),
            document: None,
            mood: Some(full.mood),
        }
    }
}

const TEXTS: [&str; 26] = [
    "a",
    "b",
    "ab",
    "A",
    "B",
    " ",
    "%",
    "_",
    "\\",
    "'",
    "\"",
    "é",
    "É",
    "e\u{301}",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "Ω",
    "😀",
    "\u{d7ff}",
    "\u{e000}",
    "\u{10ffff}",
    "0",
    "1",
    "\n",
];

/// A text of at most ten characters.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(select(TEXTS.to_vec()), 0..4).prop_map(|parts| parts.concat())
}

fn price() -> impl Strategy<Value = BigDecimal> {
    let edges = [
        "0",
        "1",
        "-1",
        "2",
        "10",
        "-10",
        "0.5",
        "-0.5",
        "1.5",
        "0.0000000001",
        "-0.0000000001",
        "9999999999.9999999999",
        "2147483647",
        "9007199254740993",
    ];
    select(edges.to_vec()).prop_map(|digits| digits.parse::<BigDecimal>().unwrap().with_scale(10))
}

fn dates() -> impl Strategy<Value = Date> {
    let edges = [
        "0001-01-01",
        "1582-10-15",
        "1969-12-31",
        "1970-01-01",
        "2000-02-29",
        "2024-02-28",
        "2024-02-29",
        "2024-03-01",
        "9999-12-31",
    ];
    select(edges.to_vec()).prop_map(|text| text.parse().unwrap())
}

fn times() -> impl Strategy<Value = Time> {
    let edges = [
        "00:00:00",
        "00:00:00.000001",
        "00:00:00.1",
        "09:59:59.999999",
        "10:00:00",
        "10:00:00.25",
        "10:00:00.5",
        "23:59:59",
        "23:59:59.999999",
    ];
    select(edges.to_vec()).prop_map(|text| text.parse().unwrap())
}

fn instants() -> impl Strategy<Value = Timestamp> {
    (dates(), times()).prop_filter_map("within what there is", |(date, time)| {
        date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

fn numbers() -> impl Strategy<Value = (i16, i32, i64)> {
    let few = -3..4_i16;
    let small = prop_oneof![8 => few.clone(), 1 => select(vec![i16::MIN, i16::MAX])];
    let whole =
        prop_oneof![8 => few.clone().prop_map(i32::from), 1 => select(vec![i32::MIN, i32::MAX, 32_768, -32_769])];
    let edges = vec![i64::MIN, i64::MIN + 1, i64::MAX, i64::MAX - 1, (1 << 53) + 1, 1 << 53, 1 << 31];
    let large = prop_oneof![12 => few.prop_map(i64::from), 1 => select(edges)];
    (small, whole, large)
}

fn ratios() -> impl Strategy<Value = f64> {
    let edges = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1.5,
        -2.5,
        0.1,
        0.2,
        0.1 + 0.2,
        1e300,
        -1e300,
        f64::MIN_POSITIVE,
        5e-324,
        1e15 + 0.3,
        4.5e15,
        0.49999999999999994,
        -0.49999999999999994,
        2.5e-9,
        4503599627370497.0,
        9007199254740993.0,
    ];
    select(edges.to_vec())
}

prop_compose! {
    pub(super) fn full()(
        (small, whole, large) in numbers(),
        (flag, ratio, price) in (any::<bool>(), ratios(), price()),
        (code, note) in (text(), text()),
        data in proptest::collection::vec(select(vec![0_u8, 1, 39, 255]), 0..3),
        (born_on, wakes_at) in (dates(), times()),
        (day, time, seen_at) in (dates(), times(), instants()),
        token in select(vec![0, 1, 0x1234_5678_9abc_def0_1234_5678_9abc_def0, u128::MAX]),
        mood in select(samples::Mood::ALL.to_vec()),
    ) -> Full {
        let (starts_at, token) = (day.to_datetime(time), Uuid::from_u128(token));
        Full { small, whole, large, flag, ratio, price, code, note, data, born_on, wakes_at, starts_at, seen_at, token, mood }
    }
}

prop_compose! {
    /// A row of which some values are NULL.
    pub(super) fn row()(full in full(), present in proptest::collection::vec(weighted(0.75, Just(())), 16)) -> samples::New {
        let mut row = full.as_new();
        let mut present = present.into_iter();
        let mut keep = || present.next().unwrap();
        row.small = keep().and(row.small);
        row.whole = keep().and(row.whole);
        row.large = keep().and(row.large);
        row.flag = keep().and(row.flag);
        row.ratio = keep().and(row.ratio);
        row.price = keep().and(row.price);
        row.code = keep().and(row.code);
        row.note = keep().and(row.note);
        row.data = keep().and(row.data);
        row.born_on = keep().and(row.born_on);
        row.wakes_at = keep().and(row.wakes_at);
        row.starts_at = keep().and(row.starts_at);
        row.seen_at = keep().and(row.seen_at);
        row.token = keep().and(row.token);
        row.document = keep().map(|()| serde_json::json!({"a": [1, null]}));
        row.mood = keep().and(row.mood);
        row
    }
}
