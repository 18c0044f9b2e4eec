//! Where the links and embeds of a note's body lead.

use super::names::{Found, ReadIx};
use super::resolver::Resolver;
use super::{Answer, Part};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::{Fragment, LinkForm, LinkUse, Target};
use crate::text::fold;

/// The note or file that a target names, before drafts and fragments are looked at.
pub(super) enum Named {
    Note(ReadIx),
    /// A position in the listing of files.
    File(u32),
    Page(Box<str>),
    Several(Vec<ReadIx>),
    SeveralFiles(Vec<u32>),
    None,
}

impl Resolver<'_> {
    /// The answer to a link of `note`'s body.
    pub(super) fn link(&mut self, from: ReadIx, note: &Note, link: &LinkUse) -> Answer {
        let Target::Internal { name, fragment } = &link.target else { return Answer::External };
        let named = if name.is_empty() { Named::Note(from) } else { self.target(note, name, link.form) };
        match named {
            Named::Note(ix) => self.in_note(from, ix, note, link, fragment.as_ref()),
            Named::File(file) => self.file(file, note, link),
            Named::Page(path) => Answer::Page(path),
            Named::Several(found) => {
                self.ambiguous(Code::AmbiguousLink, note, link.span, name, &found);
                Answer::Fault
            }
            Named::SeveralFiles(files) => {
                let list: Vec<_> = files.iter().map(|file| self.files.path(*file).to_string()).collect();
                let list: Vec<&str> = list.iter().map(String::as_str).collect();
                let message = format!("`{name}` is the name of several files: {}", suggest::list(&list, "and"));
                self.report(
                    Diagnostic::new(Code::AmbiguousLink, &note.path, link.span, message)
                        .help("write the path from the note's folder"),
                );
                Answer::Fault
            }
            Named::None => {
                self.broken(note, link, name);
                Answer::Fault
            }
        }
    }

    /// What a target means: paths relative to the note's folder, ids, names, files.
    pub(super) fn target(&self, note: &Note, name: &str, form: LinkForm) -> Named {
        let path = name.trim();
        let without_md = strip_md(path);
        let looks_like_file = without_md.len() == path.len() && has_extension(path);
        if let Some(page) = self.generated_page(path) {
            return Named::Page(page);
        }
        let relative = self.relative(note, without_md);
        // A wikilink's path counts from the top, a Markdown link's from the note's folder; each is then tried the other way.
        let as_ids = match form {
            LinkForm::Wiki => [Some(without_md.trim_matches('/').to_owned()), relative],
            _ => [relative, Some(without_md.trim_matches('/').to_owned())],
        };
        let is_path = path.contains('/') || (form != LinkForm::Wiki && without_md.len() < path.len());
        if is_path || form != LinkForm::Wiki {
            for id in as_ids.iter().flatten() {
                if let Some(found) = self.id_or_folder(id) {
                    return found;
                }
            }
        }
        let file = self.files.find(note.path.folder(), path);
        if looks_like_file && !matches!(file, Named::None) {
            return file;
        }
        if !path.contains('/') {
            match self.names.bare(without_md, &[], self.kinds) {
                Found::One(ix) | Found::OtherKind(ix) => return Named::Note(ix),
                Found::Several(found) => return Named::Several(found),
                Found::None => {}
            }
            if let Some(found) = self.id_or_folder(without_md) {
                return found;
            }
        } else if form == LinkForm::Wiki {
            match self.names.id_ending(without_md) {
                Found::One(ix) | Found::OtherKind(ix) => return Named::Note(ix),
                Found::Several(found) => return Named::Several(found),
                Found::None => {}
            }
        }
        file
    }

    /// A note by its id, a folder's note by the path of its `index.md`, or the page of a kind's table.
    fn id_or_folder(&self, id: &str) -> Option<Named> {
        let folder = id.strip_suffix("/index").unwrap_or(id).trim_end_matches('/');
        if let Some(ix) = self.names.id(id).or_else(|| self.names.id(folder)) {
            return Some(Named::Note(ix));
        }
        let is_folder = |kind: &&crate::schema::Kind| !kind.folder.is_empty() && fold(&kind.folder) == fold(folder);
        let kind = self.kinds.all.iter().find(is_folder)?;
        Some(Named::Page(format!("{}/index.html", kind.folder).into()))
    }

    /// A path relative to the note's folder as an id; `None` where it leads out of the content.
    fn relative(&self, note: &Note, path: &str) -> Option<String> {
        if let Some(from_top) = path.strip_prefix('/') {
            return Some(from_top.to_owned());
        }
        let folder = self.below_content(note.path.folder());
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    /// A page that casebook generates.
    fn generated_page(&self, path: &str) -> Option<Box<str>> {
        let path = path.trim_start_matches('/');
        let known = path == "-/tags.html" || path == "feed.xml" || path == "sitemap.xml" || path.starts_with("-/tags/");
        known.then(|| path.into())
    }

    /// A link into a note that was found.
    fn in_note(&mut self, from: ReadIx, ix: ReadIx, note: &Note, link: &LinkUse, fragment: Option<&Fragment>) -> Answer {
        let target = &self.notes[ix.0 as usize];
        let Some(published) = self.published[ix.0 as usize] else {
            // A draft's own links lead into it, should it be shown.
            if from != ix {
                self.to_draft(note, link);
            }
            return Answer::Draft;
        };
        let target = target.clone();
        let part = fragment.map_or(Ok(Part::Whole), |fragment| part_of(&target, fragment));
        let part = part.unwrap_or_else(|missing| {
            self.broken_anchor(note, link, &target, &missing);
            Part::Whole
        });
        Answer::Note { note: published, part }
    }

    fn to_draft(&mut self, note: &Note, link: &LinkUse) {
        let Target::Internal { name, .. } = &link.target else { return };
        let bare = link.form == LinkForm::Wiki && link.text.is_none();
        let diagnostic = if bare {
            let message = format!("`{name}` is a draft, and the link has no words of its own to show in its place");
            Diagnostic::new(Code::BareLinkToDraft, &note.path, link.span, message)
                .help(format!("write the words to show: `[[{name}|...]]`, or publish the draft"))
        } else {
            let message = format!("`{name}` is a draft, so only the words of the link are shown");
            Diagnostic::new(Code::LinkToDraft, &note.path, link.span, message).help("publish the draft, or take the link out")
        };
        self.report(diagnostic);
    }

    fn broken(&mut self, note: &Note, link: &LinkUse, name: &str) {
        let what = if has_extension(name) && strip_md(name).len() == name.len() { "file" } else { "note" };
        let message = format!("there is no {what} `{name}`");
        let key = strip_md(name).rsplit('/').next().unwrap_or(name);
        let near = if what == "file" { self.files.nearest(name) } else { self.nearest(key) };
        let mut diagnostic = Diagnostic::new(Code::BrokenLink, &note.path, link.span, message).label("leads nowhere");
        diagnostic = if near.is_empty() {
            diagnostic.help("write the note, or change the link to the name of one that is there")
        } else {
            let list: Vec<&str> = near.iter().map(String::as_str).collect();
            diagnostic.help(format!("did you mean {}?", suggest::list(&list, "or")))
        };
        self.report(diagnostic);
    }

    fn broken_anchor(&mut self, note: &Note, link: &LinkUse, target: &Note, missing: &str) {
        let message = format!("the note `{}` has no {missing}", target.id);
        let mut diagnostic = Diagnostic::new(Code::BrokenAnchor, &note.path, link.span, message);
        let wanted = missing.split('`').nth(1).unwrap_or("");
        let headings = target.body.headings.iter().flat_map(|heading| [heading.text.as_str(), &*heading.id]);
        let near = suggest::nearest(wanted, headings, 3);
        diagnostic = if near.is_empty() {
            diagnostic.help("the link leads to the top of the note until its part is mended")
        } else {
            diagnostic.help(format!("did you mean {}?", suggest::list(&near, "or")))
        };
        self.report(diagnostic);
    }

    pub(super) fn ambiguous(&mut self, code: Code, note: &Note, span: crate::text::Span, name: &str, found: &[ReadIx]) {
        let ids: Vec<String> = found.iter().map(|ix| self.notes[ix.0 as usize].id.to_string()).collect();
        let list: Vec<&str> = ids.iter().map(String::as_str).collect();
        let message = format!("`{name}` is the name of several notes: {}", suggest::list(&list, "and"));
        self.report(Diagnostic::new(code, &note.path, span, message).help("write the id of the one you mean"));
    }

    /// The answer to an embed.
    pub(super) fn embed(&mut self, from: ReadIx, note: &Note, embed: &LinkUse) -> Answer {
        match self.link(from, note, embed) {
            // What is not a note cannot stand in a text: it is a link.
            answer @ (Answer::Note { .. } | Answer::Attachment(_) | Answer::Draft | Answer::Fault | Answer::Page(_)) => answer,
            Answer::External => Answer::Fault,
        }
    }
}

/// The part of a note that a fragment names; else what is missing, in words.
fn part_of(note: &Note, fragment: &Fragment) -> Result<Part, String> {
    match fragment {
        Fragment::Block(name) => {
            let at = note.body.blocks.iter().position(|block| fold(&block.name) == fold(name));
            at.map(|at| Part::Block(at as u32)).ok_or_else(|| format!("block `^{name}`"))
        }
        // Claims are resolved with the evidence of a note; a link to one leads to the note.
        Fragment::Claim(_) => Ok(Part::Whole),
        Fragment::Heading(written) => heading(note, written).map(Part::Heading).ok_or_else(|| format!("heading `{written}`")),
    }
}

/// A heading by its id or text; of `A#B`, B somewhere under A.
fn heading(note: &Note, written: &str) -> Option<u32> {
    let parts: Vec<&str> = written.split('#').map(str::trim).filter(|part| !part.is_empty()).collect();
    let (last, above) = parts.split_last()?;
    let headings = &note.body.headings;
    let is = |at: usize, name: &str| {
        let heading = &headings[at];
        *heading.id == *name || squeezed(&heading.text) == squeezed(name) || fold(&heading.id) == fold(name)
    };
    let is_under = |at: usize| {
        let mut level = headings[at].level;
        let mut wanted = above.iter().rev();
        let Some(mut name) = wanted.next() else { return true };
        for higher in (0..at).rev() {
            if headings[higher].level < level {
                level = headings[higher].level;
                if is(higher, name) {
                    match wanted.next() {
                        Some(next) => name = next,
                        None => return true,
                    }
                }
            }
        }
        false
    };
    // An id as written beats a text.
    let by_id = headings.iter().position(|heading| *heading.id == **last).filter(|_| above.is_empty());
    let found = by_id.or_else(|| (0..headings.len()).find(|at| is(*at, last) && is_under(*at)));
    found.map(|at| at as u32)
}

/// Text as headings are compared: folded, white space and the marks that links cannot hold left out.
fn squeezed(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace() && !"#|^:%[]\\`*_".contains(*c)).collect()
}

/// A path without `.md` at its end.
pub(super) fn strip_md(path: &str) -> &str {
    let len = path.len();
    match path.get(len.saturating_sub(3)..) {
        Some(end) if len > 3 && end.eq_ignore_ascii_case(".md") => &path[..len - 3],
        _ => path,
    }
}

/// Whether the last part of a path ends as a file's name does.
fn has_extension(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty() && (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}
