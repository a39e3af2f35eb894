//! Tables by path, and a second `schema!` in a module of its own.

use querent::Database;

mod second {
    querent::schema!();
}

pub(crate) async fn by_path(db: &Database) -> querent::Result<()> {
    let here: Vec<second::users::Row> =
        querent::query!(second::users.find where role = {second::users::Role::Member}).run(db).await?;
    let there: Vec<crate::users::Row> = querent::query!(crate::users.find { * } where id = {1}).run(db).await?;
    let lines = querent::query!(super::order_line.find { order_id, r#type } where r#type = {"normal"}).run(db).await?;
    {
        use second::posts;
        assert_eq!(querent::query!(posts.count).run(db).await?, 0);
    }
    assert!(here.is_empty() && there.is_empty() && lines.iter().all(|line| line.r#type.is_empty()));
    Ok(())
}
