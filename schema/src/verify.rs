//! Schema → Schema: what only the whole file shows.
