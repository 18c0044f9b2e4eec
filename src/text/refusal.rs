//! Why the system refused something, in plain words.

use std::io::{Error, ErrorKind};

/// The reason, without a full stop.
#[must_use]
pub fn reason(error: &Error) -> String {
    let known = match error.kind() {
        _ if error.raw_os_error().is_none() => None,
        ErrorKind::NotFound => Some("there is no such file or folder"),
        ErrorKind::PermissionDenied => Some("you are not allowed to"),
        ErrorKind::AlreadyExists => Some("it is there already"),
        ErrorKind::NotADirectory => Some("a part of the path is a file, not a folder"),
        ErrorKind::IsADirectory => Some("it is a folder"),
        ErrorKind::DirectoryNotEmpty => Some("the folder is not empty"),
        ErrorKind::ReadOnlyFilesystem => Some("the disk can only be read"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some("there is no room left on the disk"),
        ErrorKind::InvalidFilename => Some("the name is too long or holds what this disk does not take"),
        ErrorKind::AddrInUse => Some("it is in use"),
        ErrorKind::AddrNotAvailable => Some("the address is not one of this machine"),
        _ => None,
    };
    known.map_or_else(|| in_its_own_words(error), str::to_owned)
}

/// What to do about it, where that can be told.
#[must_use]
pub fn way_out(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::PermissionDenied => Some("see whose the file or folder is, and who may read it and write to it"),
        ErrorKind::ReadOnlyFilesystem => Some("choose a place on another disk"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some("make room, or choose a place on another disk"),
        _ => None,
    }
}

/// Without the number that only the system knows.
fn in_its_own_words(error: &Error) -> String {
    let words = error.to_string();
    words.split_once(" (os error").map_or(words.clone(), |(words, _)| words.to_owned())
}
