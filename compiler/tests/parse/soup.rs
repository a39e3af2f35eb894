//! Soups.
