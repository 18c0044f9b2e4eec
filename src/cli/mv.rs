//! `casebook mv`: a note or a folder renamed, with every link to it.

mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive;
use super::args::MoveArguments;
use super::error::CommandError;
use super::report;
use super::{Ending, print};
use crate::archive::{Archive, NoteIx};
use crate::build::{Drafts, Front, Request, Stats, Texts};
use crate::diagnostic::suggest;
use crate::ide::rename;
use crate::note::Note;
use crate::schema::KindIx;
use crate::source::{name_fault, shown};
use crate::text::fold;

pub(super) fn run(arguments: &MoveArguments) -> Result<Ending, CommandError> {
    let on_disk = archive::open(&arguments.location, None)?;
    let request = Request { drafts: Drafts::Published, ..Request::default() };
    let front = Front::read(&on_disk.files, &on_disk.location, &request, &mut Stats::default())?;
    let asked = Asked { archive: &front.archive, content: &on_disk.location.content, root: &on_disk.location.root };
    let texts = Texts { front: Some(&front), files: &on_disk.files };
    let (plan, remarks) = match asked.what(&arguments.old)? {
        What::Note(ix) => {
            let new = asked.new_of_note(ix, &arguments.new)?;
            let folder = new.rsplit_once('/').map_or("", |(folder, _)| folder);
            let remarks = asked.change_of_kind(front.archive.notes[ix.0 as usize].kind, front.archive.kinds.of_folder(folder));
            (rename::plan(&front.archive, &texts, ix, &new, asked.content), remarks)
        }
        What::Folder(old) => {
            let new = folder::new_id(&asked, &old, &arguments.new)?;
            (rename::plan_folder(&front.archive, &texts, &old, &new, asked.content), folder::remarks(&asked, &old, &new))
        }
    };
    if !arguments.dry_run {
        write(&on_disk, &plan)?;
    }
    let would = if arguments.dry_run { "would be " } else { "" };
    print(|out| {
        for remark in remarks {
            writeln!(out, "{remark}")?;
        }
        let Some((from, to)) = plan.moved.first() else { return Ok(()) };
        match plan.notes {
            1 => writeln!(out, "{from} {would}moved to {to}")?,
            notes => writeln!(out, "{from} {would}moved to {to}, with {notes} notes in it")?,
        }
        let others = plan.files.keys().filter(|path| *path != to).count();
        let address = if plan.notes == 1 { "the old address leads to the new one" } else { "old addresses lead to the new ones" };
        let (links, files) = (report::count(plan.links, "link"), report::count(others, "other file"));
        writeln!(out, "{links} {would}rewritten, in {files}; {address}")
    })
}

/// What is asked for: of which archive.
struct Asked<'a> {
    archive: &'a Archive,
    content: &'a str,
    root: &'a Path,
}

/// What is to be renamed.
enum What {
    Note(NoteIx),
    /// A folder below the content folder.
    Folder(String),
}

impl Asked<'_> {
    /// A note by its id or file, a folder, or a note by its slug or title.
    fn what(&self, written: &str) -> Result<What, CommandError> {
        let is_file = written.trim_end().ends_with(".md");
        let id = id_of(written, self.content);
        // The text of a folder stands for the folder.
        let (id, is_file) = id.strip_suffix("/index").map_or((&*id, is_file), |folder| (folder, false));
        let is_its = |note: &&Arc<Note>| fold(note.id.as_str()) == fold(id) && (is_file || !written.ends_with('/'));
        if self.archive.notes.iter().filter(is_its).all(|note| note.is_folder_index) && !is_file {
            let is_inside = !id.is_empty() && id.split('/').all(|part| !part.starts_with('.'));
            if is_inside && self.on_disk(id).is_dir() {
                return Ok(What::Folder(id.to_owned()));
            }
        }
        let ix = find(self.archive, written, self.content)?;
        let note = &self.archive.notes[ix.0 as usize];
        if note.is_folder_index {
            let error = CommandError::new(format!("`{}` is the text of a folder", note.id));
            return Err(error.help("write the folder's path to rename it; that of the home page has its place"));
        }
        Ok(What::Note(ix))
    }

    fn on_disk(&self, id: &str) -> PathBuf {
        self.root.join(self.content).join(id)
    }

    /// The id that a note is to have.
    fn new_of_note(&self, ix: NoteIx, written: &str) -> Result<String, CommandError> {
        let note = &self.archive.notes[ix.0 as usize];
        let new = new_id(written, note.id.as_str(), self.content);
        let taken = self.archive.notes.iter().find(|other| fold(other.id.as_str()) == fold(&new));
        if let Some(taken) = taken.filter(|taken| taken.id != note.id || taken.id.as_str() == new) {
            return Err(CommandError::new(format!("there is a note `{}` already", taken.id)));
        }
        refuse_unsafe(&new)?;
        if self.on_disk(&format!("{new}.md")).exists() && fold(&new) != fold(note.id.as_str()) {
            return Err(CommandError::new(format!("there is a file `{new}.md` already")).help("choose another name"));
        }
        Ok(new)
    }

    /// What is to be said where notes of one kind become those of another.
    fn change_of_kind(&self, was: Option<KindIx>, is: Option<KindIx>) -> Vec<String> {
        let name = |kind: Option<KindIx>| match kind {
            Some(kind) => format!("of the kind `{}`", self.archive.kinds.get(kind).name),
            None => "a plain note".to_owned(),
        };
        let remark =
            || format!("there it is {}, here it was {}: see what `casebook check` says of its fields", name(is), name(was));
        if was == is { Vec::new() } else { vec![remark()] }
    }
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
            let names = archive.notes.iter().flat_map(|note| [note.id.as_str(), note.id.slug(), &*note.meta.title.value]);
            let near = suggest::nearest(&wanted, names, 3);
            let help = match &*near {
                [] => "`casebook list notes` lists them all".to_owned(),
                near => format!("did you mean {}?", suggest::list(near, "or")),
            };
            Err(CommandError::new(format!("there is no note `{written}`")).help(help))
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

/// A note must stay below the content folder, under a name that makes it one and that every system takes.
fn refuse_unsafe(id: &str) -> Result<(), CommandError> {
    let Some(why) = fault(id) else { return Ok(()) };
    let help = "an id is a path below the content folder, as `concepts/bridgehead`";
    Err(CommandError::new(format!("`{}` cannot be the id of a note: {why}", shown(id))).help(help))
}

/// Why an id cannot be one.
fn fault(id: &str) -> Option<String> {
    let of_part = |part: &str| match part {
        "" | "." | ".." => Some("no part of it may be empty, `.` or `..`".to_owned()),
        _ if part.starts_with(['.', '_']) => Some(format!("files whose names begin as `{}` does are no notes", shown(part))),
        _ => name_fault(part, true).map(|why| format!("`{}` {why}", shown(part))),
    };
    if let Some(why) = id.split('/').find_map(of_part) {
        return Some(why);
    }
    let file = format!("{}.md", id.rsplit('/').next().unwrap_or(id));
    if let Some(why) = name_fault(&file, false) {
        return Some(format!("the file name `{}` {why}", shown(&file)));
    }
    let is_index = id == "index" || id.ends_with("/index");
    is_index.then(|| "`index` is the name of a folder's own text".to_owned())
}

fn write(on_disk: &archive::OnDisk, plan: &rename::Rename) -> Result<(), CommandError> {
    let root = &on_disk.location.root;
    // What moves first: should anything fail after it, nothing is lost, and links that lead nowhere are found.
    for (from, to) in &plan.moved {
        let folder = root.join(to.folder());
        fs::create_dir_all(&folder).map_err(|error| CommandError::io("make the folder", &folder, &error))?;
        let (from, to) = (root.join(from.as_str()), root.join(to.as_str()));
        fs::rename(&from, &to).map_err(|error| CommandError::io("move", &from, &error))?;
    }
    for (path, text) in &plan.files {
        let path = root.join(path.as_str());
        fs::write(&path, text).map_err(|error| CommandError::io("write", &path, &error))?;
    }
    Ok(())
}
