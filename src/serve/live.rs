//! News of builds for the pages that are open.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often a line goes to an open page when there is no news: it tells whether anyone is still there.
const PULSE: Duration = Duration::from_secs(15);

/// The script that open pages follow the builds with.
pub(super) const SCRIPT: &str = include_str!("live.js");

/// What the last build has to tell.
#[derive(Clone, Default)]
pub(super) struct Told {
    pub(super) number: u64,
    errors: usize,
    warnings: usize,
    text: String,
    /// Counts what was told, several times a build where more was found later.
    turn: u64,
}

/// News that many wait for.
#[derive(Default)]
pub(super) struct News {
    told: Mutex<Told>,
    bell: Condvar,
}

impl News {
    /// Tells of a build.
    pub(super) fn tell(&self, number: u64, errors: usize, warnings: usize, text: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = told.turn + 1;
        *told = Told { number, errors, warnings, text, turn };
        self.bell.notify_all();
    }

    /// What is new since `turn`, as soon as there is something; `None` when it is time to see whether anyone is there.
    fn after(&self, turn: u64) -> Option<Told> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(told, PULSE, |told| told.turn == turn);
        let (told, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then(|| told.clone())
    }

    /// Writes news to an open page until it is closed; `tag` gives the hash of the page as it is now.
    pub(super) fn follow(&self, out: &mut impl Write, mut tag: impl FnMut() -> Option<String>) -> io::Result<()> {
        out.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\nretry: 400\n\n")?;
        out.flush()?;
        let mut turn = 0;
        loop {
            match self.after(turn) {
                None => out.write_all(b": still here\n\n")?,
                Some(told) => {
                    turn = told.turn;
                    let state = serde_json::json!({
                        "build": told.number, "page": tag(), "errors": told.errors, "warnings": told.warnings, "text": told.text,
                    });
                    write!(out, "event: build\ndata: {state}\n\n")?;
                }
            }
            out.flush()?;
        }
    }
}
