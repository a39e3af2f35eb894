//! [`plan::Query`] × [`Features`] → statements of SQL: which strategy a dialect takes (RETURNING or read back, conflict clauses, …).
