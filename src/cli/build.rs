//! `casebook build`: the site, written only when it is without errors or asked for in spite of them.

use std::path::Path;
use std::time::Instant;

use super::Ending;
use super::archive::{self, OnDisk};
use super::args::{BuildArguments, Reporting};
use super::error::CommandError;
use super::progress::Progress;
use super::report::{self, Counts};
use crate::build::{Front, Request, Sink, Stats, Texts, publish};
use crate::diagnostic::Diagnostic;
use crate::output::{OutputFile, Summary, Writer};

pub(super) fn run(arguments: &BuildArguments) -> Result<Ending, CommandError> {
    let started = Instant::now();
    threads(arguments.jobs);
    let on_disk = archive::open(&arguments.location, arguments.output.as_deref())?;
    refuse_unsafe_output(&on_disk)?;
    let base_url = arguments.base_url.as_deref().map(base_url).transpose()?;
    let levels = archive::levels(&arguments.reporting)?;
    let request = Request { base_url, drafts: arguments.drafts, levels };
    let mut stats = Stats::default();
    let progress = Progress::begin(arguments.reporting.quiet);
    let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut stats)?;
    let writer = Writer::open(&on_disk.output, arguments.verify)?;
    let sink = ToDisk { writer: &writer, progress: &progress };
    let found = publish(&front, &on_disk.files, arguments.keep_going, &sink, &mut stats);
    let mut counts = Counts::of(&found);
    let written = if counts.errors == 0 || arguments.keep_going {
        stats.time("write", || writer.finish())?
    } else {
        writer.abandon()?;
        Err(Vec::new())
    };
    drop(progress);
    let texts = Texts { front: Some(&front), files: &on_disk.files };
    let in_the_way: &[Diagnostic] = written.as_ref().err().map_or(&[], |found| found);
    let all: Vec<Diagnostic> = found.into_iter().chain(in_the_way.iter().cloned()).collect();
    report::findings(&all, &texts, &on_disk.prefix, &arguments.reporting)?;
    counts.errors += in_the_way.len();
    summarise(&arguments.reporting, &on_disk, written.ok(), counts, &front, started, &stats);
    Ok(counts.ending(&arguments.reporting))
}

struct ToDisk<'w> {
    writer: &'w Writer,
    progress: &'w Progress,
}

impl Sink for ToDisk<'_> {
    fn put(&self, file: OutputFile) {
        self.writer.put(&file);
        self.progress.step();
    }
}

fn summarise(
    reporting: &Reporting,
    on_disk: &OnDisk,
    written: Option<Summary>,
    counts: Counts,
    front: &Front,
    started: Instant,
    stats: &Stats,
) {
    if reporting.verbose {
        for (stage, time) in stats.stages() {
            report::summary(reporting, &format!("{stage:>10}  {:8.1} ms", time.as_secs_f64() * 1000.0));
        }
    }
    let notes = front.archive.notes.len();
    let seconds = started.elapsed().as_secs_f64();
    let found = counts.words();
    let line = match written {
        Some(Summary { files, written, removed, .. }) => {
            let output = shown(&on_disk.output);
            format!("{notes} notes, {files} files in {output} ({written} written, {removed} removed): {found}, in {seconds:.2} s")
        }
        None => format!("{notes} notes: {found}; nothing was written"),
    };
    report::summary(reporting, &line);
}

/// A path as seen from the working directory.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// As many threads as asked for; by default one for each processor.
pub(super) fn threads(jobs: Option<u16>) {
    if let Some(jobs) = jobs {
        // Fails only where the threads are there already.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global();
    }
}

/// A site's address: `http` or `https`, with a slash at the end.
fn base_url(written: &str) -> Result<String, CommandError> {
    let is_web = written.starts_with("https://") || written.starts_with("http://");
    let has_host = written.split_once("://").is_some_and(|(_, rest)| !rest.trim_start_matches('/').is_empty());
    if !is_web || !has_host || written.contains(['?', '#', ' ', '"', '<', '>']) {
        return Err(CommandError::new(format!("`{written}` is not the address of a site"))
            .help("write it as in `https://example.org/archive/`"));
    }
    Ok(format!("{}/", written.trim_end_matches('/')))
}

/// Refuses an output folder whose files a build might mix with the archive's own.
fn refuse_unsafe_output(on_disk: &OnDisk) -> Result<(), CommandError> {
    // What is not there yet is where its nearest folder is.
    let mut real = on_disk.output.clone();
    let mut missing = Vec::new();
    let real = loop {
        match real.canonicalize() {
            Ok(found) => break missing.iter().rev().fold(found, |path: std::path::PathBuf, part| path.join(part)),
            Err(_) => {
                let Some(name) = real.file_name().map(ToOwned::to_owned) else { break on_disk.output.clone() };
                missing.push(name);
                real.pop();
            }
        }
    };
    let root = &on_disk.location.root;
    let content = root.join(&*on_disk.location.content);
    let what = if real == *root {
        "is the archive's root"
    } else if real == content {
        "is the folder of the notes"
    } else if content.starts_with(&real) {
        "holds the notes"
    } else if real.starts_with(&content) && !on_disk.location.content.is_empty() {
        "lies among the notes"
    } else if ["themes", "templates"].iter().any(|name| real.starts_with(root.join(name))) {
        "lies among the theme's files"
    } else if real.exists() && !real.is_dir() {
        "is a file"
    } else {
        return Ok(());
    };
    let message = format!("the output folder `{}` {what}", on_disk.output.display());
    Err(CommandError::new(message).help("choose a folder of its own with `--output DIR`"))
}
