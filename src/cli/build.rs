//! `casebook build`: the site, written only when it is without errors or asked for in spite of them.

use std::path::Path;
use std::time::Instant;

use super::Ending;
use super::archive::{self, OnDisk};
use super::args::{BuildArguments, Reporting};
use super::error::CommandError;
use super::progress::Progress;
use super::report::{self, Counts};
use crate::build::{Cache, Drafts, Front, Program, Record, Request, Sink, Stats, Texts, Unchanged, publish};
use crate::config;
use crate::diagnostic::{Code, Diagnostic};
use crate::output::{self, CONTROL, OutputFile, OutputPath, Summary, Writer, refusal};
use crate::site::context::ContextHash;
use crate::source::Files;

pub(super) fn run(arguments: &BuildArguments) -> Result<Ending, CommandError> {
    let started = Instant::now();
    threads(arguments.work.jobs);
    let on_disk = archive::open(&arguments.location, arguments.output.as_deref())?;
    refuse_unsafe_output(&on_disk)?;
    let base_url = arguments.base_url.as_deref().map(base_url).transpose()?;
    let levels = archive::levels(&arguments.reporting)?;
    let request = Request { base_url, drafts: Drafts::published_if(arguments.drafts), levels, only_findings: false };
    let mut stats = Stats::default();
    let progress = Progress::begin(arguments.reporting.quiet);
    let writer = Writer::open(&on_disk.output, arguments.verify)?;
    let program = Program::this();
    let control = on_disk.output.join(CONTROL);
    let cache = if arguments.verify { Cache::default() } else { Cache::read(&control, &program, writer.site_before()) };
    if let Some(unchanged) = stats.time("look", || unchanged(&on_disk, &cache, &writer, &request, arguments.keep_going))? {
        let files = writer.count();
        writer.abandon()?;
        drop(progress);
        let Unchanged { notes, found } = unchanged;
        report::findings(&found, &Texts { front: None, files: &on_disk.files }, &on_disk.prefix, &arguments.reporting)?;
        let counts = Counts::of(&found);
        let written = Some(Summary { files, ..Summary::default() });
        summarise(&arguments.reporting, &on_disk, written, counts, notes, started, &stats);
        return Ok(counts.ending(&arguments.reporting));
    }
    let record = Record::begin(&on_disk.files);
    let front = Front::read(&record, &on_disk.location, &request, &mut stats)?;
    let sink = ToDisk { writer: &writer, progress: &progress, cache: &cache, record: &record };
    let found = publish(&front, &record, arguments.keep_going, &sink, &mut stats);
    let mut counts = Counts::of(&found);
    let written = if counts.errors == 0 || arguments.keep_going {
        let written = stats.time("write", || writer.finish())?;
        // What a template did wrong is known of no page that is not made again.
        if written.is_ok() && !found.iter().any(|finding| finding.code == Code::TemplateError) {
            let site = output::site(&on_disk.output);
            let (asked, found) = ((&request, arguments.keep_going), (front.archive.notes.len(), &*found));
            // Without it the next build only takes longer.
            let _ = stats.time("cache", || record.leave(&control, program, site, asked, found));
        }
        written
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
    summarise(&arguments.reporting, &on_disk, written.ok(), counts, front.archive.notes.len(), started, &stats);
    // The process ends here, and its memory with it: taking a large archive apart first is time lost.
    std::mem::forget(front);
    Ok(counts.ending(&arguments.reporting))
}

/// What the last build found, where all that it read and all that it wrote is as it was.
fn unchanged(
    on_disk: &OnDisk,
    cache: &Cache,
    writer: &Writer,
    request: &Request,
    keep_going: bool,
) -> Result<Option<Unchanged>, CommandError> {
    if cache.is_empty() {
        return Ok(None);
    }
    let list = on_disk.files.list()?.value;
    Ok(cache.unchanged(&on_disk.files, &list, request, keep_going).filter(|_| writer.is_as_left()))
}

struct ToDisk<'w> {
    writer: &'w Writer,
    progress: &'w Progress,
    cache: &'w Cache,
    record: &'w Record<'w>,
}

impl Sink for ToDisk<'_> {
    fn put(&self, file: OutputFile, context: Option<ContextHash>) {
        self.writer.put(&file);
        if let Some(context) = context {
            self.record.made(&file.path, context);
        }
        self.progress.step();
    }

    fn remembers(&self) -> bool {
        true
    }

    fn keeps(&self, path: &OutputPath, context: ContextHash) -> bool {
        let is_kept = self.cache.has(path, context) && self.writer.keep(path);
        if is_kept {
            self.record.made(path, context);
            self.progress.step();
        }
        is_kept
    }
}

fn summarise(
    reporting: &Reporting,
    on_disk: &OnDisk,
    written: Option<Summary>,
    counts: Counts,
    notes: usize,
    started: Instant,
    stats: &Stats,
) {
    if reporting.verbose {
        for (stage, time) in stats.stages() {
            report::summary(reporting, &format!("{stage:>10}  {:8.1} ms", time.as_secs_f64() * 1000.0));
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let (notes, found) = (report::count(notes, "note"), counts.words());
    let line = match written {
        Some(Summary { files, written, removed, .. }) => {
            let output = shown(&on_disk.output);
            format!("{notes}, {files} files in {output} ({written} written, {removed} removed): {found}, in {seconds:.2} s")
        }
        None => format!("{notes}: {found}; nothing was written"),
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
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        // More than that only wait for each other: a thousand take seconds for nothing.
        let most = (4 * processors).max(16);
        // Fails only where the threads are there already.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs).min(most)).build_global();
    }
}

/// A site's address: `http` or `https`, with a slash at the end.
fn base_url(written: &str) -> Result<String, CommandError> {
    config::base_url(written).map(String::from).map_err(|error| CommandError::new(error.message).help(error.help))
}

/// Refuses an output folder whose files a build might mix with the archive's own.
pub(super) fn refuse_unsafe_output(on_disk: &OnDisk) -> Result<(), CommandError> {
    let root = &on_disk.location.root;
    match refusal(&on_disk.output, root, &root.join(&*on_disk.location.content)) {
        Some(message) => Err(CommandError::new(message).help("choose a folder of its own with `--output DIR`")),
        None => Ok(()),
    }
}
