//! Every type, its limits, NULL and odd values: what is written is what is read, bit by bit.

use crate::{on_every_store, samples};
use bigdecimal::BigDecimal;
use querent::query;

/// One test for a column: each value is written, read back, and found by equality.
macro_rules! round_trip {
    ($name:ident, $column:ident, $values:expr) => {
        #[test]
        fn $name() {
            on_every_store(async |db| {
                let values = $values;
                for value in &values {
                    let row = query!(samples.insert { $column: {value} }).run(db).await.unwrap();
                    assert_eq!(row.$column.as_ref(), Some(value));
                    let id = row.id;
                    assert_eq!(query!(samples.get where id = {id}).run(db).await.unwrap(), row);
                    let found = query!(samples.find where $column = {value} and id = {id}).run(db).await.unwrap();
                    assert_eq!(found.len(), 1, "{value:?} is found by equality");
                }
                let absent = query!(samples.insert { $column: null }).run(db).await.unwrap();
                assert_eq!(absent.$column, None);
                assert_eq!(query!(samples.count where $column is null).run(db).await.unwrap(), 1);
                assert_eq!(query!(samples.count where $column is not null).run(db).await.unwrap(), values.len() as u64);
            });
        }
    };
}

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}

fn texts() -> Vec<String> {
    let odd = [
        "",
        " ",
        "a ",
        "'",
        "\"",
        "\\",
        "%_",
        "naïve",
        "日本語",
        "\u{1f468}\u{200d}\u{1f469}",
        "\u{10ffff}",
        "\u{feff}bom",
        "1",
        "null",
        "line\nbreak\r\n",
    ];
    odd.iter().map(|text| (*text).to_owned()).chain([("ü".repeat(100_000))]).collect()
}

round_trip!(small_integers, small, vec![0_i16, 1, -1, i16::MIN, i16::MAX]);
round_trip!(integers, whole, vec![0_i32, 1, -1, i32::MIN, i32::MAX]);
round_trip!(large_integers, large, vec![0_i64, -1, i64::MIN, i64::MAX, (1 << 53) + 1, -(1 << 53) - 1]);
round_trip!(booleans, flag, vec![true, false]);
round_trip!(
    floats,
    ratio,
    vec![0.0_f64, -1.5, f64::MIN, f64::MAX, f64::MIN_POSITIVE, 5e-324, 0.1 + 0.2, 1e100, 1.0 / 3.0]
);
round_trip!(notes, note, texts());
round_trip!(codes, code, vec![String::new(), "0123456789".to_owned(), "日本語日本語日本語日".to_owned()]);
round_trip!(
    bytes,
    data,
    vec![vec![], vec![0], vec![0xff, 0, 0x27, 0x5c], (0..=255).collect::<Vec<u8>>(), vec![0xa5; 1 << 20]]
);
round_trip!(
    dates,
    born_on,
    vec![
        jiff::civil::date(1, 1, 1),
        jiff::civil::date(1969, 12, 31),
        jiff::civil::date(1970, 1, 1),
        jiff::civil::date(2024, 2, 29),
        jiff::civil::date(9999, 12, 31),
    ]
);
round_trip!(
    times,
    wakes_at,
    vec![
        jiff::civil::time(0, 0, 0, 0),
        jiff::civil::time(23, 59, 59, 999_999_000),
        jiff::civil::time(12, 30, 0, 500_000_000),
        jiff::civil::time(0, 0, 0, 1_000),
    ]
);
round_trip!(
    datetimes,
    starts_at,
    vec![
        jiff::civil::date(1, 1, 1).at(0, 0, 0, 0),
        jiff::civil::date(9999, 12, 31).at(23, 59, 59, 999_999_000),
        jiff::civil::date(2024, 2, 29).at(10, 0, 0, 120_000_000),
        jiff::civil::date(1969, 12, 31).at(23, 59, 59, 999_999_000),
    ]
);
round_trip!(
    timestamps,
    seen_at,
    vec![
        jiff::Timestamp::UNIX_EPOCH,
        "0001-01-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap(),
        "9999-12-30T22:00:00.999999Z".parse().unwrap(),
        "1969-12-31T23:59:59.999999Z".parse().unwrap(),
        "2024-02-29T10:00:00.000001Z".parse().unwrap(),
    ]
);
round_trip!(
    uuids,
    token,
    vec![uuid::Uuid::nil(), uuid::Uuid::max(), uuid::Uuid::from_u128(0x0123_4567_89ab_cdef_fedc_ba98_7654_3210)]
);
round_trip!(enumerations, mood, samples::Mood::ALL.to_vec());
round_trip!(
    decimals,
    price,
    vec![
        decimal("0"),
        decimal("-0.0000000001"),
        decimal("9999999999999999999999999999.9999999999"),
        decimal("-9999999999999999999999999999.9999999999"),
        decimal("1.5"),
        decimal("100"),
        decimal("0.1"),
    ]
);

#[test]
fn documents() {
    on_every_store(async |db| {
        for document in [
            serde_json::json!(null),
            serde_json::json!({"a": [1, 2.5, "x", null, true], "b": {"ü": "\"\\"}}),
            serde_json::json!([]),
            serde_json::json!(9_007_199_254_740_993_i64),
            serde_json::json!("text"),
        ] {
            let row = query!(samples.insert { document: {&document} }).run(db).await.unwrap();
            assert_eq!(row.document, Some(document));
        }
        assert_eq!(query!(samples.insert { document: null }).run(db).await.unwrap().document, None);
    });
}

#[test]
fn literals_are_the_values_that_they_say() {
    on_every_store(async |db| {
        let row = query!(samples.insert {
            small: -32768, whole: 2147483647, large: -9223372036854775808, flag: true, ratio: 1.5, price: 12.50, code: "it's",
            note: "back\\slash \"quote\" 'single' ü", data: b"\x00\xff'", born_on: "2024-02-29", wakes_at: "07:30",
            starts_at: "2024-02-29 07:30:00.5", seen_at: "2024-02-29T07:30:00+02:00", token: "0123456789abcdef0123456789ABCDEF",
            document: "{\"a\": 1}", mood: "so-so"
        }).run(db).await.unwrap();
        assert_eq!((row.small, row.whole, row.large), (Some(i16::MIN), Some(i32::MAX), Some(i64::MIN)));
        assert_eq!((row.flag, row.ratio, row.price), (Some(true), Some(1.5), Some(decimal("12.5"))));
        assert_eq!(row.code.as_deref(), Some("it's"));
        assert_eq!(row.note.as_deref(), Some("back\\slash \"quote\" 'single' ü"));
        assert_eq!(row.data.as_deref(), Some(&b"\x00\xff'"[..]));
        assert_eq!(row.born_on, Some(jiff::civil::date(2024, 2, 29)));
        assert_eq!(row.wakes_at, Some(jiff::civil::time(7, 30, 0, 0)));
        assert_eq!(row.starts_at, Some(jiff::civil::date(2024, 2, 29).at(7, 30, 0, 500_000_000)));
        assert_eq!(row.seen_at, Some("2024-02-29T05:30:00Z".parse().unwrap()));
        assert_eq!(row.token.unwrap().to_string(), "01234567-89ab-cdef-0123-456789abcdef");
        assert_eq!(row.document, Some(serde_json::json!({"a": 1})));
        assert_eq!(row.mood, Some(samples::Mood::SoSo));
    });
}

#[test]
fn rows_go_through_serde() {
    on_every_store(async |db| {
        let row = query!(samples.insert { whole: 3, price: 1.5, mood: "happy", seen_at: "2024-01-01 00:00:00" })
            .run(db)
            .await
            .unwrap();
        let text = serde_json::to_string(&row).unwrap();
        assert!(text.contains("\"mood\":\"happy\""), "{text}");
        assert_eq!(serde_json::from_str::<samples::Row>(&text).unwrap(), row);
    });
}
