//! A number by chance, for what shall not happen everywhere at once.

use std::hash::{BuildHasher, Hasher, RandomState};

/// From 0 up to 1.
pub(super) fn fraction() -> f64 {
    // Each `RandomState` has keys of its own.
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}
