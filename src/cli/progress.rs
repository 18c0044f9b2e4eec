//! A line that says how far a long build is, where someone is looking.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Before this, a build is not long.
const PATIENCE: Duration = Duration::from_millis(800);
const BETWEEN: Duration = Duration::from_millis(100);

/// Shows the number of files made so far; goes when it is dropped.
pub(super) struct Progress {
    made: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins, if standard error is a terminal and the run is not to be quiet.
    pub(super) fn begin(quiet: bool) -> Self {
        let (made, over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let thread = (!quiet && io::stderr().is_terminal()).then(|| {
            let (made, over) = (made.clone(), over.clone());
            thread::spawn(move || show(&made, &over))
        });
        Self { made, over, thread }
    }

    /// One more file is made.
    pub(super) fn step(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn show(made: &AtomicUsize, over: &AtomicBool) {
    thread::park_timeout(PATIENCE);
    let mut shown = false;
    while !over.load(Ordering::Relaxed) {
        let made = made.load(Ordering::Relaxed);
        let text = if made == 0 { "reading notes".to_owned() } else { format!("{made} files made") };
        let _ = write!(io::stderr(), "\r\x1b[K{text}");
        let _ = io::stderr().flush();
        shown = true;
        thread::park_timeout(BETWEEN);
    }
    if shown {
        let _ = write!(io::stderr(), "\r\x1b[K");
    }
}
