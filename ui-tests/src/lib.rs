//! What rustc says to those who use querent: wrong programs by theme, each with the errors that it gives, and right ones that compile
//! without a warning.
