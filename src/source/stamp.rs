//! Whether a file is as it was, told without reading it.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the file system says of a file: as long as it says the same, the file holds the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// When its bytes were last changed, in nanoseconds since 1970.
    modified: i128,
    /// When it was last changed or put where it is; unlike the above, nobody can set it back. Where a system has none, the above.
    touched: i128,
    /// Which file it is, where the system numbers files.
    inode: u64,
    /// Its bytes.
    size: u64,
}

impl Stamp {
    /// The stamp of a file; `None` where the system keeps no times.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        let modified = since_epoch(metadata.modified().ok()?);
        #[cfg(unix)]
        let (touched, inode) = {
            use std::os::unix::fs::MetadataExt;
            (i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec()), metadata.ino())
        };
        #[cfg(not(unix))]
        let (touched, inode) = (metadata.created().map_or(modified, |created| modified.max(since_epoch(created))), 0);
        Some(Self { modified, touched, inode, size: metadata.len() })
    }

    /// Whether it tells of a file that was at rest before that moment. One changed since may change again within the same step of
    /// the clock, and its stamp would not tell.
    #[must_use]
    pub fn is_older_than(&self, moment: SystemTime) -> bool {
        self.modified.max(self.touched) + STEP < since_epoch(moment)
    }
}

/// A step of the clock of most file systems and more, in nanoseconds.
const STEP: i128 = 20_000_000;

fn since_epoch(time: SystemTime) -> i128 {
    let nanoseconds = |duration: Duration| i128::try_from(duration.as_nanos()).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanoseconds(after),
        Err(before) => -nanoseconds(before.duration()),
    }
}
