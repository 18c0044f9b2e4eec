//! `casebook check`: as a build, drafts too, and nothing is written but the mends asked for.

use std::fs;
use std::time::Instant;

use super::Ending;
use super::archive::{self, OnDisk};
use super::args::CheckArguments;
use super::build::threads;
use super::error::CommandError;
use super::report::{self, Counts};
use crate::build::{Drafts, Front, Request, Stats, Texts, find_faults};
use crate::diagnostic::Diagnostic;
use crate::ide;

/// Rounds of mends: one may bring another to light.
const ROUNDS: usize = 4;

pub(super) fn run(arguments: &CheckArguments) -> Result<Ending, CommandError> {
    let started = Instant::now();
    threads(arguments.work.jobs);
    let on_disk = archive::open(&arguments.location, None)?;
    let levels = archive::levels(&arguments.reporting)?;
    let request = Request { base_url: None, drafts: Drafts::Checked, levels, only_findings: true };
    let mut mended = 0;
    let mut rounds = 0;
    let (front, found, stats) = loop {
        let mut stats = Stats::default();
        let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut stats)?;
        let found = find_faults(&front, &on_disk.files, &mut stats);
        rounds += 1;
        let changed = if arguments.fix && rounds <= ROUNDS { mend(&on_disk, &front, &found)? } else { 0 };
        if changed == 0 {
            break (front, found, stats);
        }
        mended += changed;
    };
    let texts = Texts { front: Some(&front), files: &on_disk.files };
    report::findings(&found, &texts, &on_disk.prefix, &arguments.reporting)?;
    let counts = Counts::of(&found);
    if arguments.reporting.verbose {
        for (stage, time) in stats.stages() {
            report::summary(&arguments.reporting, &format!("{stage:>10}  {:8.1} ms", time.as_secs_f64() * 1000.0));
        }
    }
    if arguments.fix {
        report::summary(&arguments.reporting, &format!("{} mended", report::count(mended, "finding")));
    }
    let (notes, seconds) = (front.archive.notes.len(), started.elapsed().as_secs_f64());
    report::summary(&arguments.reporting, &format!("{}: {}, in {seconds:.2} s", report::count(notes, "note"), counts.words()));
    Ok(counts.ending(&arguments.reporting))
}

/// Applies the mends that findings offer; how many.
fn mend(on_disk: &OnDisk, front: &Front, found: &[Diagnostic]) -> Result<usize, CommandError> {
    let texts = Texts { front: Some(front), files: &on_disk.files };
    let mended = ide::fixes::apply(found, &texts);
    for (path, text) in &mended.files {
        let path = on_disk.location.root.join(path.as_str());
        fs::write(&path, text).map_err(|error| CommandError::io("write", &path, &error))?;
    }
    Ok(mended.count)
}
