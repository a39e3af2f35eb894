//! Schema × dialect → DDL.
