//! A note renamed: the file moved, every link to it rewritten, its own relative links kept, and a redirect left behind.

use std::collections::BTreeMap;

use super::fixes::edit;
use crate::archive::{Answer, Archive, NoteIx};
use crate::diagnostic::emit::Sources;
use crate::diagnostic::{Edit, Place};
use crate::note::Note;
use crate::note::body::{LinkForm, LinkUse, Target};
use crate::schema::Value;
use crate::text::{Span, VaultPath, fold};

/// What a rename changes.
#[derive(Debug)]
pub struct Rename {
    /// Where the file was.
    pub from: VaultPath,
    /// Where it will be.
    pub to: VaultPath,
    /// Files after the change, whole, by their new paths.
    pub files: BTreeMap<VaultPath, String>,
    /// How many links and references were rewritten.
    pub links: usize,
}

/// Plans the rename of a note to the id `new`; `content` is the content folder.
#[must_use]
pub fn plan(archive: &Archive, sources: &dyn Sources, ix: NoteIx, new: &str, content: &str) -> Rename {
    let note = &archive.notes[ix.0 as usize];
    let to = path_of(new, content);
    let mut edits = Vec::new();
    for (from, other) in (0..).map(NoteIx).zip(&archive.notes) {
        let answers = &archive.links[from.0 as usize];
        for (link, answer) in other.body.links.iter().zip(answers) {
            edits.extend(rewritten(archive, other, link, answer, ix, new, &to));
        }
        for (embed, answer) in other.body.embeds.iter().zip(&archive.embeds[from.0 as usize]) {
            edits.extend(rewritten(archive, other, embed, answer, ix, new, &to));
        }
        for answer in archive.references[from.0 as usize].iter().filter(|answer| leads_to(&answer.answer, ix)) {
            let value = &other.fields[answer.field as usize].values[answer.value as usize];
            edits.extend(reference(other, &value.value, value.span, note, new));
        }
    }
    let links = edits.len();
    let own = edits.iter().any(|edit: &Edit| edit.place.file == note.path);
    let mut files = edit(&edits, sources);
    let text = if own { files.remove(&note.path).unwrap_or_default() } else { note.source.to_string() };
    files.insert(to.clone(), with_redirect(&text, note.id.as_str()));
    Rename { from: note.path.clone(), to, files, links }
}

fn leads_to(answer: &Answer, ix: NoteIx) -> bool {
    matches!(answer, Answer::Note { note, .. } if *note == ix)
}

/// The new target of a link that leads to the note, or that the note itself writes relative to its old folder.
fn rewritten(
    archive: &Archive,
    in_note: &Note,
    link: &LinkUse,
    answer: &Answer,
    ix: NoteIx,
    new: &str,
    to: &VaultPath,
) -> Option<Edit> {
    let renamed = &archive.notes[ix.0 as usize];
    let Target::Internal { name, .. } = &link.target else { return None };
    if name.is_empty() {
        return None;
    }
    let is_own = in_note.id == renamed.id;
    let here = if is_own { to } else { &in_note.path };
    let replacement = match (link.form, answer) {
        (LinkForm::Wiki, answer) if leads_to(answer, ix) => wiki_name(name, renamed, new)?,
        (LinkForm::Markdown, Answer::Note { note, .. }) if *note == ix || is_own => {
            let target = if *note == ix { to.clone() } else { archive.notes[note.0 as usize].path.clone() };
            let fragment = in_note.source.get(link.target_span.range())?.split_once('#').map(|(_, fragment)| fragment);
            let path = encode(&relative(here, &target));
            fragment.map_or(path.clone(), |fragment| format!("{path}#{fragment}"))
        }
        (LinkForm::Markdown, Answer::Attachment(file)) if is_own => {
            encode(&relative(here, &archive.attachments[file.0 as usize].path))
        }
        _ => return None,
    };
    let span = match link.form {
        // The name alone: what follows `#` stays.
        LinkForm::Wiki => name_span(in_note, link.target_span, name)?,
        _ => link.target_span,
    };
    (in_note.source.get(span.range())? != replacement)
        .then(|| Edit { place: Place { file: in_note.path.clone(), span }, replacement })
}

/// The name's bytes at the front of a wikilink's target.
fn name_span(note: &Note, target: Span, name: &str) -> Option<Span> {
    let written = note.source.get(target.range())?;
    let at = written.find(name)?;
    let start = target.start as usize + at;
    Some(Span::new(start..start + name.len()))
}

/// A wikilink's name after the rename: an id as an id, a slug as a slug; a title or alias leads there still.
fn wiki_name(name: &str, renamed: &Note, new: &str) -> Option<String> {
    let bare = name.strip_suffix(".md").unwrap_or(name);
    if bare.contains('/') {
        return Some(new.to_owned());
    }
    let is_slug = fold(bare) == fold(renamed.id.slug());
    let is_title = fold(bare) == fold(&renamed.meta.title) && !renamed.meta.title.span.is_empty();
    (is_slug && !is_title).then(|| new.rsplit('/').next().unwrap_or(new).to_owned())
}

fn reference(in_note: &Note, value: &Value, span: Span, renamed: &Note, new: &str) -> Option<Edit> {
    let Value::Reference(written) = value else { return None };
    let replacement = wiki_name(written, renamed, new)?;
    let text = in_note.source.get(span.range())?;
    let at = text.find(&**written)?;
    let start = span.start as usize + at;
    let span = Span::new(start..start + written.len());
    Some(Edit { place: Place { file: in_note.path.clone(), span }, replacement })
}

/// The file of an id.
fn path_of(id: &str, content: &str) -> VaultPath {
    let slash = if content.is_empty() { "" } else { "/" };
    VaultPath::new(&format!("{content}{slash}{id}.md"))
}

/// The path of `to` as seen from the folder of `from`.
fn relative(from: &VaultPath, to: &VaultPath) -> String {
    let from: Vec<&str> = from.folder().split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = to.as_str().split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut path = "../".repeat(from.len() - shared);
    path.push_str(&to[shared..].join("/"));
    path
}

fn encode(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

/// The text with its former id under `redirect_from`.
fn with_redirect(text: &str, old: &str) -> String {
    let end_of_line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let quoted = format!("\"{}\"", old.replace('\\', "\\\\").replace('"', "\\\""));
    let has_front_matter = text[bom..].lines().next().is_some_and(|line| line.trim_end() == "---");
    if !has_front_matter {
        return format!("{}---{end_of_line}redirect_from: [{quoted}]{end_of_line}---{end_of_line}{}", &text[..bom], &text[bom..]);
    }
    let mut out = String::with_capacity(text.len() + 64);
    let mut lines = text.split_inclusive('\n').enumerate();
    let mut done = false;
    for (number, line) in lines.by_ref() {
        let closes = number > 0 && matches!(line.trim_end(), "---" | "...");
        if !done && number > 0 {
            if let Some(rest) = line.strip_prefix("redirect_from:") {
                let rest = rest.trim();
                let inside = rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
                match inside {
                    Some("") => out.push_str(&format!("redirect_from: [{quoted}]{end_of_line}")),
                    Some(inside) => out.push_str(&format!("redirect_from: [{inside}, {quoted}]{end_of_line}")),
                    None if rest.is_empty() => out.push_str(&format!("redirect_from:{end_of_line}  - {quoted}{end_of_line}")),
                    None => out.push_str(&format!("redirect_from: [{rest}, {quoted}]{end_of_line}")),
                }
                done = true;
                continue;
            }
            if closes {
                out.push_str(&format!("redirect_from: [{quoted}]{end_of_line}"));
                done = true;
            }
        }
        out.push_str(line);
        if closes {
            break;
        }
    }
    lines.for_each(|(_, line)| out.push_str(line));
    out
}
