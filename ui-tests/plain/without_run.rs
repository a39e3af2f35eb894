//! What is no future is awaited.

struct Query;

fn query() -> Query {
    Query
}

async fn case() -> Result<(), ()> {
    let rows = query().await?;
    Ok(())
}

fn main() {}
