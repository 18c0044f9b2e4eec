//! Where a build's time goes.

use std::time::{Duration, Instant};

/// Stages with the time each took, in order.
#[derive(Debug, Default)]
pub struct Stats {
    stages: Vec<(&'static str, Duration)>,
}

impl Stats {
    /// Runs a stage and notes how long it took.
    pub fn time<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let value = run();
        self.stages.push((stage, start.elapsed()));
        value
    }

    /// The stages run so far.
    #[must_use]
    pub fn stages(&self) -> &[(&'static str, Duration)] {
        &self.stages
    }
}
