//! Clauses, in any order.

use crate::users;
use querent::{Database, query};

enum Sort {
    Name,
    Newest { first: bool },
}

pub(crate) async fn orders(db: &Database) -> querent::Result<()> {
    for sort in [Sort::Name, Sort::Newest { first: true }, Sort::Newest { first: false }] {
        let rows = query!(users.find order by {sort} {
            Sort::Name => name,
            Sort::Newest { first } if first => created_at desc nulls last, id,
            Sort::Newest { .. } => created_at
        })
        .run(db)
        .await?;
        assert!(rows.is_empty());
    }
    let by_alias = query!(users.find { id, lower(name) as label } orderBy label desc, id).run(db).await?;
    let distinct = query!(users.find distinct { role } order_by role).run(db).await?;
    assert!(by_alias.is_empty() && distinct.is_empty());
    Ok(())
}

pub(crate) async fn ranges(db: &Database) -> querent::Result<()> {
    let (take, skip) = (10_u8, 5_usize);
    let rows = query!(users.find take {take} skip {skip} order by id where active).run(db).await?;
    assert!(rows.is_empty());
    let rows = query!(users.find { id } skip 1 take 0 where age between {1} and 9).run(db).await?;
    assert!(rows.is_empty());
    Ok(())
}
