//! Where the links and embeds of a note's body lead.

use super::names::{Found, ReadIx};
use super::resolver::{Resolver, did_you_mean};
use super::spelling::{join, markdown_path};
use super::{Answer, Part};
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::note::Note;
use crate::note::body::{Fragment, LinkForm, LinkUse, Target};
use crate::text::{Span, VaultPath};

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

impl From<Found> for Named {
    fn from(found: Found) -> Self {
        match found {
            Found::One(ix) | Found::OtherKind(ix) => Self::Note(ix),
            Found::Several(found) => Self::Several(found),
            Found::None => Self::None,
        }
    }
}

impl Named {
    /// This answer, or another where it is none.
    fn or(self, other: impl FnOnce() -> Self) -> Self {
        if matches!(self, Self::None) { other() } else { self }
    }
}

impl Resolver<'_> {
    /// The answer to a link of `note`'s body.
    pub(super) fn link(&mut self, from: ReadIx, note: &Note, link: &LinkUse) -> Answer {
        self.answer(from, note, link, Use::Link)
    }

    /// The answer to an embed. What is not a note cannot stand in a text: it is shown as a link.
    pub(super) fn embed(&mut self, from: ReadIx, note: &Note, embed: &LinkUse) -> Answer {
        match self.answer(from, note, embed, Use::Embed) {
            Answer::External => Answer::Fault,
            answer => answer,
        }
    }

    fn answer(&mut self, from: ReadIx, note: &Note, link: &LinkUse, used_as: Use) -> Answer {
        let Target::Internal { name, fragment } = &link.target else { return Answer::External };
        let named = if name.is_empty() { Named::Note(from) } else { self.target(&note.path, name, link.form) };
        match named {
            Named::Note(ix) => match self.world.published(ix) {
                Some(published) => {
                    let part = fragment.as_ref().map_or(Part::Whole, |fragment| self.part(ix, note, link, fragment));
                    Answer::Note { note: published, part }
                }
                None => {
                    // Between drafts there is nothing to hide.
                    if self.user.is_some() {
                        self.report(to_draft(note, link, name, used_as));
                    }
                    Answer::Draft
                }
            },
            Named::File(file) => self.file(file, note, link),
            Named::Page(path) => Answer::Page(path),
            Named::Several(found) => {
                self.ambiguous(Code::AmbiguousLink, &note.path, link.span, name, &found);
                Answer::Fault
            }
            Named::SeveralFiles(files) => {
                let paths: Vec<&str> = files.iter().map(|file| self.world.files.path(*file).as_str()).collect();
                let message = format!("`{name}` is the name of several files: {}", suggest::list(&paths, "and"));
                let help = "write the path from the note's folder";
                self.report(Diagnostic::new(Code::AmbiguousLink, &note.path, link.span, message).help(help));
                Answer::Fault
            }
            Named::None => {
                self.broken(note, link, name);
                Answer::Fault
            }
        }
    }

    /// What a target means that is written in the file `from`.
    ///
    /// A target with a slash is a path: a wikilink's counts from the top, a Markdown link's from the file's folder, and each is
    /// then tried the other way. A bare name is that of a note; with an extension, first that of a file.
    pub(super) fn target(&mut self, from: &VaultPath, name: &str, form: LinkForm) -> Named {
        let path = name.trim();
        let id = strip_md(path);
        let is_markdown_file = id.len() < path.len();
        let is_path = path.contains('/') || (is_markdown_file && form != LinkForm::Wiki);
        if is_path || form != LinkForm::Wiki {
            let from_top = || self.id_or_folder(id.trim_matches('/'));
            let from_here = || self.relative(from, id).map_or(Named::None, |id| self.id_or_folder(&id));
            let named = match form {
                LinkForm::Wiki => from_top().or(from_here),
                LinkForm::Markdown | LinkForm::Autolink => from_here().or(from_top),
            };
            if !matches!(named, Named::None) {
                return named;
            }
        }
        if let Some(page) = self.world.generated.page(path) {
            return Named::Page(page.into());
        }
        let world = self.world;
        let file = || if is_markdown_file { Named::None } else { world.files.find(from.folder(), path) };
        let mut by_name = || {
            if !path.contains('/') {
                Named::from(self.bare(id, &[])).or(|| self.id_or_folder(id))
            } else if form == LinkForm::Wiki {
                world.names.id_ending(world.notes, id.trim_matches('/')).into()
            } else {
                Named::None
            }
        };
        if has_extension(path) { file().or(by_name) } else { by_name().or(file) }
    }

    /// A note by its id, a folder's note by the path of its `index.md`, or the page of a kind's table.
    fn id_or_folder(&self, id: &str) -> Named {
        let folder = id.strip_suffix("/index").unwrap_or(id).trim_end_matches('/');
        let note = match folder {
            "" => self.world.names.id("index"),
            _ => self.world.names.id(id).or_else(|| self.world.names.id(folder)),
        };
        match note {
            Some(ix) => Named::Note(ix),
            None if folder.is_empty() => Named::Page("index.html".into()),
            None => self.world.generated.folder(folder).map_or(Named::None, |page| Named::Page(page.into())),
        }
    }

    /// A path relative to a file's folder as an id; `None` where it leads out of the content.
    fn relative(&self, from: &VaultPath, path: &str) -> Option<String> {
        match path.strip_prefix('/') {
            Some(from_top) => Some(from_top.to_owned()),
            None => join(self.world.below_content(from.folder()), path),
        }
    }

    /// The part of a note that a link names; the whole of it where it has none such, which is a finding.
    fn part(&mut self, ix: ReadIx, note: &Note, link: &LinkUse, fragment: &Fragment) -> Part {
        self.anchors(ix).find(fragment).unwrap_or_else(|| {
            self.broken_anchor(note, link, ix, fragment);
            Part::Whole
        })
    }

    fn broken(&mut self, note: &Note, link: &LinkUse, name: &str) {
        let is_file = has_extension(name) && strip_md(name).len() == name.len();
        let message = format!("there is no {} `{name}`", if is_file { "file" } else { "note" });
        let diagnostic = Diagnostic::new(Code::BrokenLink, &note.path, link.span, message).label("leads nowhere");
        let id = strip_md(name.trim());
        let mut former = self.formerly(id);
        if former.is_none() && (link.form != LinkForm::Wiki || id.contains('/')) {
            former = self.relative(&note.path, id).and_then(|id| self.formerly(&id));
        }
        let diagnostic = if let Some(ix) = former {
            let target = self.note(ix);
            let now = match link.form {
                LinkForm::Wiki => target.id.to_string(),
                LinkForm::Markdown | LinkForm::Autolink => markdown_path(&note.path, &target.path),
            };
            let written = note.source.get(link.target_span.range()).unwrap_or("");
            let end = written.find('#').map_or(link.target_span.end, |at| link.target_span.start + at as u32);
            let span = Span { start: link.target_span.start, end };
            let diagnostic = diagnostic.help(format!("the note was renamed: it is `{}` now", target.id));
            match written {
                "" => diagnostic,
                _ => diagnostic.fix(format!("write `{now}`"), &note.path, span, now),
            }
        } else if is_file {
            diagnostic
                .help(did_you_mean(&self.world.files.nearest(name), "put the file below the content folder, or mend the path"))
        } else {
            let near = self.nearest(id.rsplit('/').next().unwrap_or(id), &[]);
            diagnostic.help(did_you_mean(&near, "write the note, or change the link to the name of one that is there"))
        };
        self.report(diagnostic);
    }

    fn broken_anchor(&mut self, note: &Note, link: &LinkUse, ix: ReadIx, fragment: &Fragment) {
        if let Fragment::Claim(id) = fragment {
            return self.broken_claim(&note.path, link.span, ix, id.trim());
        }
        let target = self.note(ix);
        let body = &target.body;
        let (missing, near) = match fragment {
            Fragment::Block(name) => {
                let blocks = body.blocks.iter().map(|block| &*block.name);
                (format!("block `^{name}`"), suggest::nearest(name, blocks, 3))
            }
            Fragment::Heading(written) | Fragment::Claim(written) => {
                let last = written.rsplit('#').next().unwrap_or(written);
                // In a hostile note there are as many headings as links to them.
                let headings = body.headings.iter().take(500);
                let headings =
                    headings.flat_map(|heading| [heading.text.as_str(), if heading.explicit { &heading.id } else { "" }]);
                (format!("heading `{written}`"), suggest::nearest(last, headings, 3))
            }
        };
        let message = format!("the note `{}` has no {missing}", target.id);
        let near: Vec<String> = near.into_iter().map(str::to_owned).collect();
        let help = did_you_mean(&near, "name a part that is there, or link to the note as a whole");
        self.report(Diagnostic::new(Code::BrokenAnchor, &note.path, link.span, message).help(help));
    }

    pub(super) fn ambiguous(&mut self, code: Code, file: &VaultPath, span: Span, name: &str, found: &[ReadIx]) {
        let ids: Vec<&str> = found.iter().map(|ix| self.note(*ix).id.as_str()).collect();
        let message = format!("`{name}` is the name of several notes: {}", suggest::list(&ids, "and"));
        self.report(Diagnostic::new(code, file, span, message).help("write the id of the one you mean"));
    }
}

#[derive(Clone, Copy)]
enum Use {
    Link,
    Embed,
}

/// A draft shows nothing of itself: of a link to it the written words are left, and where there are none, that is an error.
fn to_draft(note: &Note, link: &LinkUse, name: &str, used_as: Use) -> Diagnostic {
    match used_as {
        Use::Embed => {
            let message = format!("`{name}` is a draft, and nothing of it is shown");
            Diagnostic::new(Code::BareLinkToDraft, &note.path, link.span, message)
                .help("publish the draft, or take the embed out")
        }
        Use::Link if link.form == LinkForm::Wiki && link.text.is_none() => {
            let message = format!("`{name}` is a draft, and the link has no words of its own to show in its place");
            Diagnostic::new(Code::BareLinkToDraft, &note.path, link.span, message)
                .help(format!("write the words to show, as in `[[{name}|...]]`, or publish the draft"))
        }
        Use::Link => {
            let message = format!("`{name}` is a draft, so only the words of the link are shown");
            Diagnostic::new(Code::LinkToDraft, &note.path, link.span, message).help("publish the draft, or take the link out")
        }
    }
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
