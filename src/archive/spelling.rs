//! How a note is written as the target of a link, so that it is found again.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::text::VaultPath;

/// What cannot stand in the target of a Markdown link as it is.
const TARGET: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'(').add(b')').add(b'<').add(b'>').add(b'?').add(b'\\');

/// The way from one file to another as Markdown links have it: `../concepts/bridgehead.md`.
#[must_use]
pub fn markdown_path(from: &VaultPath, to: &VaultPath) -> String {
    let folder: Vec<&str> = parts(from.folder()).collect();
    let target: Vec<&str> = parts(to.folder()).collect();
    let shared = folder.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - shared);
    let down = target[shared..].iter().copied().chain([to.file_name()]);
    let path = up.chain(down).collect::<Vec<_>>().join("/");
    utf8_percent_encode(&path, TARGET).to_string()
}

/// A path that is joined to a folder, `.` and `..` resolved; `None` where it leads out at the top.
#[must_use]
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut joined: Vec<&str> = parts(folder).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(joined.pop()?),
            part => joined.push(part),
        }
    }
    Some(joined.join("/"))
}

fn parts(folder: &str) -> impl Iterator<Item = &str> {
    folder.split('/').filter(|part| !part.is_empty())
}
