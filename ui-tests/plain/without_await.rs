//! A future is not awaited.

struct Run;

impl Future for Run {
    type Output = Result<Vec<i64>, ()>;

    fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        std::task::Poll::Ready(Ok(Vec::new()))
    }
}

async fn case() -> Result<(), ()> {
    let rows = Run?;
    Ok(())
}

fn main() {}
