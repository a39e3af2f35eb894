//! The order of rows.

use crate::{names, on_every_store, people, samples, users};
use querent::query;

#[test]
fn null_is_the_lowest_unless_told_otherwise() {
    on_every_store(async |db| {
        people(db).await;
        let order =
            async |query: querent::Query<querent::Rows<users::Row>>| names(&query.run(db).await.unwrap()).join(" ");
        assert_eq!(order(query!(users.find order by age, name)).await, "Dee Ann Bob Eve Cid");
        assert_eq!(order(query!(users.find order by age desc, name desc)).await, "Cid Eve Bob Ann Dee");
        assert_eq!(order(query!(users.find order by age nulls last, name)).await, "Ann Bob Eve Cid Dee");
        assert_eq!(order(query!(users.find order by age desc nulls first, name)).await, "Dee Cid Bob Eve Ann");
        assert_eq!(order(query!(users.find order by active, -age, name)).await, "Eve Dee Cid Bob Ann");
        assert_eq!(order(query!(users.find orderBy name desc)).await, "Eve Dee Cid Bob Ann");
    });
}

#[derive(Clone, Copy)]
enum Sort {
    Name,
    Oldest { nulls_last: bool },
}

#[test]
fn an_order_is_chosen_by_a_match() {
    on_every_store(async |db| {
        people(db).await;
        for (sort, expected) in [
            (Sort::Name, "Ann Bob Cid Dee Eve"),
            (Sort::Oldest { nulls_last: false }, "Dee Cid Bob Eve Ann"),
            (Sort::Oldest { nulls_last: true }, "Cid Bob Eve Ann Dee"),
        ] {
            let rows = query!(users.find order by {sort} {
                Sort::Name => name,
                Sort::Oldest { nulls_last } if nulls_last => age desc nulls last, name,
                Sort::Oldest { .. } => age desc nulls first, name,
            })
            .run(db)
            .await
            .unwrap();
            assert_eq!(names(&rows).join(" "), expected);
        }
    });
}

#[test]
fn decimals_are_ordered_by_value() {
    on_every_store(async |db| {
        let prices = [
            "10",
            "9.5",
            "-3",
            "-20.25",
            "0",
            "1234567890123456789012345678.0123456789",
            "1234567890123456789012345678.0123456788",
        ];
        for price in prices {
            let price: bigdecimal::BigDecimal = price.parse().unwrap();
            query!(samples.insert { price: {price} }).run(db).await.unwrap();
        }
        let rows = query!(samples.find { id } order by price).run(db).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [4, 3, 5, 2, 1, 7, 6]);
        assert_eq!(query!(samples.count where price > 9.5).run(db).await.unwrap(), 3);
        assert_eq!(query!(samples.count where price between -3 and 9.5).run(db).await.unwrap(), 3);
        assert_eq!(query!(samples.count where price in (10, 9.5)).run(db).await.unwrap(), 2);
    });
}
