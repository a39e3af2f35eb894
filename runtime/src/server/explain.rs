//! A statement → the server's plan for it, as text.

use super::session::Session;
use super::{Server, User, lease};
use crate::answer::Flow;
use crate::driver::{RowSink, RowSource};
use crate::error::Result;
use crate::params::{Param, Params};
use crate::statement::Statement;
use crate::text::{Assembled, Keys, assemble};
use std::sync::Arc;
use std::task::{Context, Poll};

impl Server {
    /// The plan of the text that these parameters select.
    pub(crate) async fn explain(
        self: &Arc<Self>,
        statement: &'static Statement,
        params: &Params<'_>,
    ) -> Result<String> {
        let mut lease = lease(self, User::Statement(statement)).await?;
        let session = lease.session();
        let explained = explain(session, statement, params.as_slice()).await;
        explained.map_err(|error| error.of(statement))
    }
}

pub(super) async fn explain(
    session: &mut Session,
    statement: &'static Statement,
    params: &[Param<'_>],
) -> Result<String> {
    let features = session.dialect().features();
    let mut lines = Lines(Vec::new());
    for step in statement.programs[session.dialect() as usize].steps {
        // What the keys are is known when the step before has run; a plan is the same for any.
        let keys = Keys { number: 1, width: statement.key.len().max(1) as u16 };
        let params = [params, &vec![Param::Null; keys.values()]].concat();
        let Assembled { text, order } =
            assemble(step.pieces, &params[..params.len() - keys.values()], 1, keys, features.placeholder);
        session.query(&format!("{} {text}", features.explain), &order, &params, &mut lines).await?;
    }
    Ok(lines.0.join("\n"))
}

/// A line for each row.
struct Lines(Vec<String>);

impl RowSink for Lines {
    fn row(&mut self, row: &mut dyn RowSource) -> Result<Flow> {
        let text = |column| match row.value(column) {
            crate::decode::ValueRef::Text(text) => text.to_owned(),
            value => value.to_string(),
        };
        self.0.push((0..row.columns()).map(text).collect::<Vec<_>>().join("  "));
        Ok(Flow::More)
    }

    fn poll_resume(&mut self, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
