//! What generated code names. Not for anything else: it may change with any release.

pub use crate::__test_runtime_of_threads as test_runtime_of_threads;
pub use crate::answer::DecodeRow;
pub use crate::bind::{
    Bind, Braces, Compared, Form, Instant, IteratorList, ListParam, Listed, Needed, NotAList, Nullable, OptionAsList,
    OptionalIterator, OptionalListParam, OptionalReference, OptionalSlice, OptionalValue, Plain, ReferenceList,
    RowCount, Stored, Tested, choice, given, limit_bytes, limit_decimal, limit_text, operand, pattern,
};
#[cfg(feature = "uuid")]
pub use crate::bind::{ulid, uuid_v4, uuid_v7};
pub use crate::custom::bind_custom;
#[cfg(feature = "json")]
pub use crate::custom::bind_json;
pub use crate::decode::{Decode, DecodeError, RowReader};
pub use crate::enums::{EnumValue, UnknownValue, enum_deserialize, enum_from_str};
pub use crate::fields::{Fields, ReadFields, Wide, fields_debug, fields_deserialize, fields_serialize};
pub use crate::fills::{Checked, Fills};
pub use crate::locking::locking;
pub use crate::many::{RowList, insert_many_by};
pub use crate::params::{InsertRow, List, Param, Params, TakesParams, TakesRow};
pub use crate::query::{
    count, exists, first, nothing, one, query_count, query_exists, query_first, query_first_by, query_nothing,
    query_one, query_one_by, query_rows, query_rows_by, rows, with_params,
};
pub use crate::schema_file::NoSchema;
pub use crate::statement::{Facts, Piece, Program, ResultColumn, Role, State, Statement, Step, Weight, statement};
pub use crate::testing::{Test, TestArgument, run_test, test_runtime};
pub use crate::types;
#[cfg(feature = "decimal")]
pub use bigdecimal;
#[cfg(feature = "time")]
pub use jiff;
pub use querent_schema as schema;
pub use serde_core as serde;
#[cfg(feature = "json")]
pub use serde_json;
pub use tokio;
#[cfg(feature = "uuid")]
pub use uuid;
