//! Literals at the edges of their types are what is stored.

use crate::{on_every_store, samples};
use querent::query;

#[test]
fn numbers() {
    on_every_store(async |db| {
        let least = query!(samples.insert {
            small: -32768, whole: -2147483648, large: -9223372036854775808, ratio: -1.7976931348623157e308,
            price: -9999999999999999999999999999.9999999999
        });
        let least = least.run(db).await.unwrap();
        assert_eq!((least.small, least.whole, least.large), (Some(i16::MIN), Some(i32::MIN), Some(i64::MIN)));
        assert_eq!(least.ratio, Some(f64::MIN));
        assert_eq!(least.price, Some("-9999999999999999999999999999.9999999999".parse().unwrap()));
        let most = query!(samples.insert {
            small: 0x7fff, whole: 2_147_483_647, large: 0x7fff_ffff_ffff_ffff, ratio: 5e-324, price: 0.0000000001
        });
        let most = most.run(db).await.unwrap();
        assert_eq!((most.small, most.whole, most.large), (Some(i16::MAX), Some(i32::MAX), Some(i64::MAX)));
        assert_eq!(most.ratio, Some(5e-324));
        assert_eq!(most.price, Some("0.0000000001".parse().unwrap()));
        let zero = query!(samples.insert { small: -0, whole: 0b0, large: 0o0, ratio: -0.0, price: -0.0 });
        let zero = zero.run(db).await.unwrap();
        assert_eq!((zero.small, zero.whole, zero.large, zero.ratio), (Some(0), Some(0), Some(0), Some(0.0)));
        assert_eq!(zero.price, Some("0".parse().unwrap()));
        assert_eq!(query!(samples.count where large = -9223372036854775808).run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where price = 1e-10 or small = -0).run(db).await.unwrap(), 2);
    });
}

#[test]
fn texts() {
    on_every_store(async |db| {
        let row = query!(samples.insert {
            code: "😀éß\u{301}\n\"'\\%_", note: r#"\n"#, data: b"\x00'\xff", mood: "so-so", document: "{\"a\": [1, null, \"é\"]}",
            token: "12345678-9ABC-DEF0-1234-56789abcdef0"
        });
        let row = row.run(db).await.unwrap();
        assert_eq!(row.code.as_deref(), Some("😀éß\u{301}\n\"'\\%_"));
        assert_eq!((row.note.as_deref(), row.data.as_deref()), (Some("\\n"), Some(&b"\x00'\xff"[..])));
        assert_eq!(
            (row.mood, row.document),
            (Some(samples::Mood::SoSo), Some(serde_json::json!({"a": [1, null, "é"]})))
        );
        assert_eq!(row.token, Some(uuid::Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_def0)));
        assert_eq!(query!(samples.count where token = "123456789abcdef0123456789ABCDEF0").run(db).await.unwrap(), 1);
    });
}

#[test]
fn dates_and_times() {
    on_every_store(async |db| {
        let first = query!(samples.insert {
            born_on: "0001-01-01", wakes_at: "00:00", starts_at: "0001-01-01", seen_at: "0001-01-01T00:00:00Z"
        });
        let first = first.run(db).await.unwrap();
        assert_eq!(first.born_on.unwrap().to_string(), "0001-01-01");
        assert_eq!(first.wakes_at.unwrap(), jiff::civil::Time::midnight());
        assert_eq!(first.starts_at.unwrap().to_string(), "0001-01-01T00:00:00");
        assert_eq!(first.seen_at.unwrap().to_string(), "0001-01-01T00:00:00Z");
        let last = query!(samples.insert {
            born_on: "2024-02-29", wakes_at: "23:59:59.999999", starts_at: "9999-12-31T23:59:59.999999",
            seen_at: "2024-02-29 23:30:00.5-01:30"
        });
        let last = last.run(db).await.unwrap();
        assert_eq!(last.born_on.unwrap().to_string(), "2024-02-29");
        assert_eq!(last.wakes_at.unwrap().to_string(), "23:59:59.999999");
        assert_eq!(last.starts_at.unwrap().to_string(), "9999-12-31T23:59:59.999999");
        assert_eq!(last.seen_at.unwrap().to_string(), "2024-03-01T01:00:00.5Z");
        assert_eq!(query!(samples.count where seen_at = "2024-03-01T01:00:00.500000+00").run(db).await.unwrap(), 1);
        assert_eq!(query!(samples.count where starts_at < "0001-01-01T00:00:00.000001").run(db).await.unwrap(), 1);
    });
}
