//! The thread that builds: it looks, builds, and hands out pages of that build until something changes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::listing::{Listing, Touched};
use super::live::News;
use super::watch::Watch;
use super::{Message, Page};
use crate::build::{Front, Maker, Marks, Memo, Request, Stats, Texts, with_site};
use crate::diagnostic::emit::{Locator, human};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output::OutputPath;
use crate::source::{Disk, Location, SourceError};

/// How long files must have been at rest: an editor's save is several changes, a checkout many.
const REST: Duration = Duration::from_millis(8);
/// How long at most a build waits for that.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long nobody must have asked for anything, before all files are looked at for what the system did not tell of.
const QUIET: Duration = Duration::from_secs(1);
/// Pages kept, in case a template breaks.
const KEPT: usize = 200;

/// A build, as it is told of.
pub struct Build<'b> {
    /// From 1.
    pub number: u64,
    /// What was found, or why the archive could not be read.
    pub found: Result<&'b [Diagnostic], &'b SourceError>,
    /// Texts that findings point into.
    pub texts: &'b Texts<'b>,
    /// Notes in it.
    pub notes: usize,
    /// How long it took, from the moment the files were at rest.
    pub took: Duration,
    /// Where its time went.
    pub stats: &'b Stats,
}

pub(super) struct Builder {
    pub(super) location: Location,
    pub(super) files: Disk,
    pub(super) request: Request,
    pub(super) told: Receiver<Message>,
    pub(super) news: Arc<News>,
    pub(super) watch: Watch,
}

/// Somebody who waits for a file.
type Waiting = (OutputPath, Sender<Option<Arc<Page>>>);

/// What the next build begins with.
struct Next {
    touched: Touched,
    waiting: Vec<Waiting>,
}

/// What one build leaves to the next.
struct Held<'h> {
    memo: &'h mut Memo,
    listing: &'h mut Listing,
    kept: &'h mut Kept,
}

impl Builder {
    /// Builds again and again, until nobody is left to be served.
    pub(super) fn run(mut self, report: &mut dyn FnMut(&Build<'_>)) {
        let mut memo = Memo::default();
        let mut kept = Kept::default();
        let mut listing = Listing::default();
        let mut next = Next { touched: Touched::Anything, waiting: Vec::new() };
        let mut number = 0;
        loop {
            number += 1;
            self.watch.renew();
            let held = Held { memo: &mut memo, listing: &mut listing, kept: &mut kept };
            let Some(left) = self.build(number, held, next, report) else { return };
            next = left;
            if !self.settle(&mut next) {
                return;
            }
        }
    }

    /// One build, and its pages until something changes. `None` when nobody is left to ask.
    fn build(&self, number: u64, held: Held<'_>, next: Next, report: &mut dyn FnMut(&Build<'_>)) -> Option<Next> {
        let Held { memo, listing, kept } = held;
        let Next { touched, waiting } = next;
        let started = Instant::now();
        let mut stats = Stats::default();
        let list = stats.time("list", || listing.renew(&self.files, &touched));
        let front = list.and_then(|files| Front::read_again(memo, &files, &self.location, &self.request, &mut stats));
        let front = match front {
            Ok(front) => front,
            Err(error) => {
                let texts = Texts { front: None, files: &self.files };
                let took = started.elapsed();
                report(&Build { number, found: Err(&error), texts: &texts, notes: 0, took, stats: &stats });
                self.news.tell(number, 1, 0, error.to_string());
                return self.wait_out(waiting, kept);
            }
        };
        let waiting = with_site(&front, &self.files, Marks::All, &mut stats, |maker, stats| {
            let took = started.elapsed();
            let mut found = maker.findings();
            let texts = Texts { front: Some(&front), files: &self.files };
            let notes = front.archive.notes.len();
            report(&Build { number, found: Ok(&found), texts: &texts, notes, took, stats });
            self.tell(number, &found, &texts);
            let mut waiting = waiting.into_iter();
            loop {
                let message = match waiting.next() {
                    Some((path, reply)) => Message::Get(path, reply),
                    None if listing.is_whole() => self.told.recv().ok()?,
                    None => match self.told.recv_timeout(QUIET) {
                        Err(RecvTimeoutError::Timeout) if listing.has_missed(&self.files) => Message::Look(Touched::Anything),
                        Err(RecvTimeoutError::Timeout) => continue,
                        told => told.ok()?,
                    },
                };
                match message {
                    Message::Look(touched) => return Some(Next { touched, waiting: waiting.collect() }),
                    Message::Get(path, reply) => {
                        let page = kept.page(maker, number, &path);
                        // Only what is made shows what its templates lack.
                        if maker.faults() > 0 {
                            let now = maker.findings();
                            if now != found {
                                found = now;
                                report(&Build { number, found: Ok(&found), texts: &texts, notes, took, stats });
                                self.tell(number, &found, &texts);
                            }
                        }
                        let _ = reply.send(page);
                    }
                }
            }
        });
        // To take an archive apart takes a while, and an editor waits for the next.
        rayon::spawn(move || drop(front));
        waiting
    }

    /// The archive cannot be read: pages are as they last were.
    fn wait_out(&self, waiting: Vec<Waiting>, kept: &Kept) -> Option<Next> {
        for (path, reply) in waiting {
            let _ = reply.send(kept.last(&path));
        }
        loop {
            match self.told.recv().ok()? {
                Message::Look(touched) => return Some(Next { touched, waiting: Vec::new() }),
                Message::Get(path, reply) => drop(reply.send(kept.last(&path))),
            }
        }
    }

    /// Tells open pages of a build.
    fn tell(&self, number: u64, found: &[Diagnostic], texts: &Texts<'_>) {
        let count = |severity| found.iter().filter(|finding| finding.severity == severity).count();
        let shown: Vec<Diagnostic> = found.iter().filter(|finding| finding.severity > Severity::Note).take(50).cloned().collect();
        let text = human::render(&shown, &mut Locator::new(texts, ""), false);
        self.news.tell(number, count(Severity::Error), count(Severity::Warning), text);
    }

    /// Waits until the files are at rest, and takes down who asks for pages meanwhile. `false` when nobody is left to ask.
    fn settle(&self, next: &mut Next) -> bool {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match self.told.recv_timeout(REST) {
                Ok(Message::Look(touched)) => next.touched.and(touched),
                Ok(Message::Get(path, reply)) => next.waiting.push((path, reply)),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        true
    }
}

/// The pages handed out last: those of the present build, and those to be shown again while a template is at fault.
#[derive(Default)]
struct Kept {
    pages: BTreeMap<OutputPath, KeptPage>,
    turn: u64,
}

struct KeptPage {
    page: Arc<Page>,
    /// The build that made it.
    build: u64,
    /// When it was made, by counting.
    turn: u64,
}

impl Kept {
    /// The page as it is now, or, where its template is at fault, as it was.
    fn page(&mut self, maker: &Maker<'_>, build: u64, path: &OutputPath) -> Option<Arc<Page>> {
        if let Some(known) = self.pages.get(path).filter(|known| known.build == build) {
            return Some(known.page.clone());
        }
        let faults = maker.faults();
        let made = maker.file(path);
        if (maker.faults() > faults || maker.is_fallback())
            && let Some(known) = self.pages.get(path)
        {
            return Some(known.page.clone());
        }
        let page = Arc::new(Page::new(made?));
        self.turn += 1;
        self.pages.insert(path.clone(), KeptPage { page: page.clone(), build, turn: self.turn });
        if self.pages.len() > KEPT
            && let Some(oldest) = self.pages.iter().min_by_key(|(_, known)| known.turn).map(|(path, _)| path.clone())
        {
            self.pages.remove(&oldest);
        }
        Some(page)
    }

    fn last(&self, path: &OutputPath) -> Option<Arc<Page>> {
        self.pages.get(path).map(|known| known.page.clone())
    }
}
