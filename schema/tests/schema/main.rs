//! Cases in Markdown (`tests/cases`): schema.sql in, the model or the problems out; and the DDL of each dialect.
//!
//! `UPDATE_EXPECT=1` writes the answers into the files.

mod cases;
mod ddl;
mod show;
