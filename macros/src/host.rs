//! The program that expands the macros → whether it compiles or edits.

use std::path::Path;
use std::sync::OnceLock;

/// Programs that compile. Whatever else expands macros is taken for an editor, so that none is missed; what is emitted for one stands under
/// `cfg(rust_analyzer)` and costs a compiler that is not known here its tokens, and nothing else.
const COMPILERS: [&str; 4] = ["rustc", "rustdoc", "clippy-driver", "miri"];

/// Whether what is emitted goes to a compiler, and nobody completes names in it.
pub(crate) fn is_compiler() -> bool {
    static IS_COMPILER: OnceLock<bool> = OnceLock::new();
    *IS_COMPILER.get_or_init(|| std::env::current_exe().is_ok_and(|program| is_compiler_at(&program)))
}

fn is_compiler_at(program: &Path) -> bool {
    let name = program.file_stem().unwrap_or_default();
    COMPILERS.iter().any(|compiler| name == *compiler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiler_is_told_from_an_editor() {
        assert!(is_compiler_at(Path::new("/toolchains/stable/bin/rustc")));
        assert!(is_compiler_at(Path::new("/toolchains/stable/bin/clippy-driver")));
        assert!(!is_compiler_at(Path::new("/toolchains/stable/libexec/rust-analyzer-proc-macro-srv")));
        assert!(!is_compiler_at(Path::new("/home/me/.cargo/bin/rust-analyzer")));
    }
}
