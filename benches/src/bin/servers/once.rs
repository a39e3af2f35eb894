//! `--once`: one side of one comparison, so many times and nothing else, for programs that count instructions or calls of the system.

use querent_benches::Side;

/// `--once ours 1000 "MariaDB, TCP/look-up"`
pub(crate) const ONCE: &str = "--once";

/// What is run.
pub(crate) struct Once {
    pub(crate) side: Side,
    pub(crate) times: u64,
    /// A part of the name of the comparison.
    pub(crate) name: String,
}

impl Once {
    /// Reads what stands behind the flag.
    pub(crate) fn read(words: &[String]) -> Self {
        let usage = "--once takes `ours` or `theirs`, how many times, and a part of the name of a comparison";
        let mut words = words.iter().skip_while(|word| *word != ONCE).skip(1).map(String::as_str);
        let side = match words.next() {
            Some("ours") => Side::Ours,
            Some("theirs") => Side::Theirs,
            _ => panic!("{usage}"),
        };
        let times = words.next().and_then(|times| times.parse().ok()).expect(usage);
        Once { side, times, name: words.next().expect(usage).to_owned() }
    }
}
