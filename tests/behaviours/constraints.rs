//! Constraints hold, and a violation says which.

use crate::{on_every_store, order_line, people, posts, samples, users};
use querent::query;

#[test]
fn unique_names_constraint_table_and_columns() {
    on_every_store(async |db| {
        people(db).await;
        let error = query!(users.insert { name: "Other", email: "ann@example.org" }).run(db).await.unwrap_err();
        assert!(error.is_unique_violation() && error.is_constraint_violation(), "{error}");
        assert_eq!((error.table(), error.columns()), (Some("users"), &["email".to_owned()][..]));
        let text = error.to_string();
        assert!(text.contains("users") && text.contains("email"), "{text}");
        query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 1 }).run(db).await.unwrap();
        let error = query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 2 }).run(db).await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(error.columns(), ["OrderId", "LineNo"]);
    });
}

#[test]
fn foreign_keys_hold() {
    on_every_store(async |db| {
        let error = query!(posts.insert { user_id: 99, title: "x" }).run(db).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        assert_eq!(error.table(), Some("posts"));
    });
}

#[test]
fn checks_hold() {
    on_every_store(async |db| {
        let error = query!(order_line.insert { order_id: 1, line_no: 1, unit_price: 1, quantity: {-3} })
            .run(db)
            .await
            .unwrap_err();
        assert!(error.is_check_violation(), "{error}");
        assert_eq!(error.table(), Some("OrderLine"));
    });
}

#[test]
fn a_value_that_is_too_long_is_refused_before_it_is_sent() {
    on_every_store(async |db| {
        let (long, exact) = ("ä".repeat(11), "ä".repeat(10));
        let error = query!(samples.insert { code: {&long} }).run(db).await.unwrap_err();
        assert!(error.to_string().contains("samples.code") && error.to_string().contains("10"), "{error}");
        assert_eq!(query!(samples.insert { code: {&exact} }).run(db).await.unwrap().code, Some(exact));
        let error = query!(users.insert { name: {"nul \0 character"} }).run(db).await.unwrap_err();
        assert!(error.to_string().contains("NUL"), "{error}");
        let error = query!(samples.insert { ratio: {f64::NAN} }).run(db).await.unwrap_err();
        assert!(error.to_string().contains("NaN"), "{error}");
        let price: bigdecimal::BigDecimal = "0.00000000001".parse().unwrap();
        let error = query!(samples.insert { price: {price} }).run(db).await.unwrap_err();
        assert!(error.to_string().contains("samples.price"), "{error}");
    });
}
