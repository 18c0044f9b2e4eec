//! A folder renamed: where it may go, and what is to be said of it.

use super::{Asked, new_id as new_path, refuse_unsafe};
use crate::cli::error::CommandError;
use crate::schema::{Kind, KindIx};
use crate::text::fold;

/// The id that a folder is to have, if it can have it.
pub(super) fn new_id(asked: &Asked<'_>, old: &str, written: &str) -> Result<String, CommandError> {
    let new = new_path(written, old, asked.content);
    refuse_unsafe(&new)?;
    if new == old {
        return Err(CommandError::new(format!("the folder `{old}` has that name already")));
    }
    if within(&new, old) {
        return Err(CommandError::new(format!("`{new}` lies in `{old}`, and a folder cannot move into itself")));
    }
    let target = asked.on_disk(&new);
    // Where a disk does not tell cases apart, the folder itself is found under its new name.
    if target.exists() && fold(&new) != fold(old) {
        let help = match old.rsplit('/').next() {
            Some(name) if target.is_dir() => format!("`casebook mv {old} {new}/{name}` moves the folder into it"),
            _ => "choose another name".to_owned(),
        };
        return Err(CommandError::new(format!("there is a `{new}` already")).help(help));
    }
    let mut above = new.match_indices('/').map(|(at, _)| &new[..at]);
    if let Some(file) = above.find(|path| asked.on_disk(path).is_file()) {
        return Err(CommandError::new(format!("`{file}` is a file, so that no folder can lie in it")));
    }
    let (from, to) = (kind_around(asked, old), kind_around(asked, &new));
    if let (Some(inner), Some(outer)) = (kinds_in(asked, old).next(), to.filter(|_| from != to)) {
        let outer = asked.archive.kinds.get(outer);
        let message = format!(
            "`{old}` has a kind of its own (`{}`), and `{new}` would lie in the folder of the kind `{}`",
            inner.name, outer.name
        );
        let help = format!("move it to a place outside `{}`, or take its _kind.yaml out first", outer.folder);
        return Err(CommandError::new(message).help(help));
    }
    Ok(new)
}

/// What is to be said beside what has moved.
pub(super) fn remarks(asked: &Asked<'_>, old: &str, new: &str) -> Vec<String> {
    let mut remarks = Vec::new();
    if !kinds_in(asked, old).any(|kind| *kind.folder == *old) {
        remarks.extend(change_of_kind(asked, old, new));
    }
    remarks
}

fn change_of_kind(asked: &Asked<'_>, old: &str, new: &str) -> Option<String> {
    let (was, is) = (asked.archive.kinds.of_folder(old), kind_around(asked, new));
    let name = |kind: Option<KindIx>| match kind {
        Some(kind) => format!("of the kind `{}`", asked.archive.kinds.get(kind).name),
        None => "plain notes".to_owned(),
    };
    (was != is).then(|| {
        format!("there its notes are {}, here they were {}: see what `casebook check` says of their fields", name(is), name(was))
    })
}

/// The kind of the folder in which a folder lies.
fn kind_around(asked: &Asked<'_>, folder: &str) -> Option<KindIx> {
    asked.archive.kinds.of_folder(folder.rsplit_once('/').map_or("", |(parent, _)| parent))
}

/// The kinds that a folder and those in it have of their own.
fn kinds_in<'a>(asked: &'a Asked<'_>, folder: &'a str) -> impl Iterator<Item = &'a Kind> {
    asked.archive.kinds.all.iter().filter(move |kind| within(&kind.folder, folder))
}

fn within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
