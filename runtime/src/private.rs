//! What generated code names. Not for anything else: it may change with any release.

pub use crate::bind::{
    Bind, EnumValue, IteratorList, NotAList, OptionalIterator, OptionalReference, OptionalSlice, ReferenceList, bind,
    choice, count, limit_bytes, limit_decimal, limit_text, now, now_datetime, nullable, optional, time_now, to_text,
    today,
};
#[cfg(feature = "uuid")]
pub use crate::bind::{ulid, uuid_v4, uuid_v7};
pub use crate::custom::bind_custom;
#[cfg(feature = "json")]
pub use crate::custom::bind_json;
pub use crate::params::{InsertRow, Param, Params};
pub use crate::statement::{Piece, Program, ResultColumn, Role, State, Statement, Step, Weight};
pub use crate::types;
pub use serde;
