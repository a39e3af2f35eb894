//! A command → how long it took: by the clock, and by the time of all cores.

use crate::run::output;
use std::process::Command;
use std::time::Instant;

/// Seconds of the clock, and seconds of all cores together. On a busy machine only the latter says much.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

impl Cost {
    pub(crate) const WORST: Cost = Cost { wall: f64::INFINITY, cpu: f64::INFINITY };

    pub(crate) fn least(self, other: Cost) -> Cost {
        self.with(other, f64::min)
    }

    /// Both measures of both costs.
    pub(crate) fn with(self, other: Cost, each: fn(f64, f64) -> f64) -> Cost {
        Cost { wall: each(self.wall, other.wall), cpu: each(self.cpu, other.cpu) }
    }
}

/// Runs the command to its end.
pub(crate) fn timed(command: &mut Command) -> Result<Cost, String> {
    let (start, before) = (Instant::now(), cpu_of_children());
    output(command)?;
    Ok(Cost { wall: start.elapsed().as_secs_f64(), cpu: cpu_of_children() - before })
}

/// What commands that have ended took of all cores, with those that they had started themselves; Linux tells.
fn cpu_of_children() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name stands in parentheses and may hold anything; the 14th and 15th field behind it are `cutime` and `cstime`.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(f64::NAN);
    (ticks(13) + ticks(14)) / TICKS_PER_SECOND
}
