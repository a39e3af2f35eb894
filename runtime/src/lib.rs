//! Compile-time-checked SQL.
