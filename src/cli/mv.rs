//! `casebook mv`: a note renamed, with every link to it.

use std::fs;

use super::archive;
use super::args::MoveArguments;
use super::error::CommandError;
use super::{Ending, print};
use crate::archive::{Archive, NoteIx};
use crate::build::{Drafts, Front, Request, Stats, Texts};
use crate::diagnostic::suggest;
use crate::ide::rename;
use crate::schema::KindIx;
use crate::text::fold;

pub(super) fn run(arguments: &MoveArguments) -> Result<Ending, CommandError> {
    let on_disk = archive::open(&arguments.location, None)?;
    let request = Request { drafts: Drafts::Published, ..Request::default() };
    let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut Stats::default())?;
    let content = &*on_disk.location.content;
    let ix = find(&front.archive, &arguments.old, content)?;
    let note = &front.archive.notes[ix.0 as usize];
    if note.is_folder_index {
        return Err(CommandError::new(format!("`{}` is the text of a folder", note.id)).help("rename the folder by hand"));
    }
    let new = new_id(&arguments.new, note.id.as_str(), content);
    let taken = front.archive.notes.iter().find(|other| fold(other.id.as_str()) == fold(&new));
    if let Some(taken) = taken.filter(|taken| taken.id != note.id || taken.id.as_str() == new) {
        return Err(CommandError::new(format!("there is a note `{}` already", taken.id)));
    }
    refuse_unsafe(&new)?;
    let file = on_disk.location.root.join(content).join(format!("{new}.md"));
    if file.exists() && fold(&new) != fold(note.id.as_str()) {
        return Err(CommandError::new(format!("there is a file `{new}.md` already")).help("choose another name"));
    }
    let texts = Texts { front: Some(&front), files: &on_disk.files };
    let plan = rename::plan(&front.archive, &texts, ix, &new, content);
    if !arguments.dry_run {
        write(&on_disk, &plan)?;
    }
    let would = if arguments.dry_run { "would be " } else { "" };
    let folder = new.rsplit_once('/').map_or("", |(folder, _)| folder);
    let kind = |kind: Option<KindIx>| kind.map(|kind| front.archive.kinds.get(kind).name.to_string());
    let (was, is) = (kind(note.kind), kind(front.archive.kinds.of_folder(folder)));
    print(|out| {
        if was != is {
            let name =
                |kind: &Option<String>| kind.as_ref().map_or("a plain note".to_owned(), |kind| format!("of the kind `{kind}`"));
            writeln!(out, "there it is {}, here it was {}: see what `casebook check` says of its fields", name(&is), name(&was))?;
        }
        writeln!(out, "{} {would}moved to {}", plan.from, plan.to)?;
        let others = plan.files.keys().filter(|path| **path != plan.to).count();
        writeln!(out, "{} links {would}rewritten, in {} other files; the old address leads to the new one", plan.links, others)
    })
}

/// The note of an id, slug, title or file.
fn find(archive: &Archive, written: &str, content: &str) -> Result<NoteIx, CommandError> {
    let wanted = id_of(written, content);
    let is_id = |at: &usize| fold(archive.notes[*at].id.as_str()) == fold(&wanted);
    let is_name = |at: &usize| {
        let note = &archive.notes[*at];
        fold(note.id.slug()) == fold(&wanted) || fold(&note.meta.title) == fold(written)
    };
    let all = || 0..archive.notes.len();
    let found: Vec<usize> = all().find(is_id).map_or_else(|| all().filter(is_name).collect(), |at| vec![at]);
    match found[..] {
        [at] => Ok(NoteIx(at as u32)),
        [] => {
            let names = archive.notes.iter().flat_map(|note| [note.id.as_str(), note.id.slug()]);
            let near = suggest::nearest(&wanted, names, 3);
            let error = CommandError::new(format!("there is no note `{written}`"));
            Err(if near.is_empty() { error } else { error.help(format!("did you mean {}?", suggest::list(&near, "or"))) })
        }
        _ => {
            let ids: Vec<&str> = found.iter().map(|at| archive.notes[*at].id.as_str()).collect();
            Err(CommandError::new(format!("`{written}` is the name of several notes: {}", suggest::list(&ids, "and")))
                .help("write the id"))
        }
    }
}

/// A path or id as an id.
fn id_of(written: &str, content: &str) -> String {
    let path = written.trim().trim_start_matches("./").trim_matches('/');
    let below =
        path.strip_prefix(content).and_then(|rest| rest.strip_prefix('/')).filter(|_| !content.is_empty()).unwrap_or(path);
    crate::text::nfc(below.strip_suffix(".md").unwrap_or(below)).into_owned()
}

/// The new id; a bare name keeps the folder.
fn new_id(written: &str, old: &str, content: &str) -> String {
    let id = id_of(written, content);
    match (id.contains('/'), old.rsplit_once('/')) {
        (false, Some((folder, _))) => format!("{folder}/{id}"),
        _ => id,
    }
}

/// A note must stay below the content folder, under a name that makes it one.
fn refuse_unsafe(id: &str) -> Result<(), CommandError> {
    let is_no_name = |part: &str| matches!(part, "" | "." | ".." | "-") || part.starts_with(['.', '_']);
    let is_no_id = id.split('/').any(is_no_name)
        || id.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
        || id == "index"
        || id.ends_with("/index");
    if is_no_id {
        let help = "an id is a path below the content folder, as `concepts/bridgehead`; no part of it begins with `.` or `_`";
        return Err(CommandError::new(format!("`{id}` cannot be the id of a note")).help(help));
    }
    Ok(())
}

fn write(on_disk: &archive::OnDisk, plan: &rename::Rename) -> Result<(), CommandError> {
    let root = &on_disk.location.root;
    let folder = root.join(plan.to.folder());
    fs::create_dir_all(&folder).map_err(|error| CommandError::io("make the folder", &folder, &error))?;
    // What moves first: should anything fail after it, nothing is lost, and links that lead nowhere are found.
    for (from, to) in &plan.moved {
        let (from, to) = (root.join(from.as_str()), root.join(to.as_str()));
        fs::rename(&from, &to).map_err(|error| CommandError::io("move", &from, &error))?;
    }
    for (path, text) in &plan.files {
        let path = root.join(path.as_str());
        fs::write(&path, text).map_err(|error| CommandError::io("write", &path, &error))?;
    }
    Ok(())
}
