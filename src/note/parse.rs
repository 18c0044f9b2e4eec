//! One file read as a note.

use std::hash::Hash;

use super::body::{self, BodySettings, Event, EventKind, Tag};
use super::{Note, NoteId, Status, claims, fragment, front_matter, images, math, raw_html};
use crate::config::Config;
use crate::diagnostic::Checked;
use crate::schema::{KindIx, Kinds};
use crate::source::{SourceFile, id_of};
use crate::text::{Span, Spanned, VaultPath};

/// Reads a file below the folder `content` as a note: its front matter against its kind, its body as events.
///
/// A folder's `index.md` is a plain note: it introduces the folder, and has no fields of the kind.
#[must_use]
pub fn parse(file: &SourceFile, content: &str, kinds: &Kinds, config: &Config) -> Checked<Note> {
    let mut found = Vec::new();
    let id = id_of(&file.path, content);
    let is_folder_index = is_folder_index(&file.path);
    let kind = kind_of(&file.path, content, kinds);
    let schema = kind.map(|kind| kinds.get(kind));
    let front = front_matter::read(file, schema, &config.limits).into(&mut found);
    let settings = BodySettings { plain_note: kind.is_none(), limits: config.limits };
    let mut body = body::parse(&file.text, &file.path, front.body, &settings).into(&mut found);
    let summary = front.meta.summary.as_ref();
    let summary = summary.map_or_else(Vec::new, |text| fragment::of_text(text, file, &settings, &mut body, &mut found));
    let markdown = fragment::of_fields(&front.fields, file, &settings, &mut body, &mut found);
    let image = front.image.map_or_else(Vec::new, |image| images::of_front_matter(image, &mut body));
    let claims = front.claims.as_ref();
    let claims = claims.map(|node| claims::read(node, file, &settings, &mut body, &mut found));
    let (mut claims, unread_claims) = claims.unwrap_or_default();
    body.fit();
    let mut meta = front.meta;
    if config.adopted && meta.status_unclear {
        // Other tools have words of their own here, and nothing of a vault may go missing for them.
        meta.status = Status::Published;
    }
    claims::take_former_ids(&mut meta, &mut claims, unread_claims.is_empty(), &file.path, &mut found);
    if meta.title.value.is_empty() {
        let heading = body.headings.iter().find(|heading| heading.level == 1 && heading.event.is_some());
        meta.title_from_heading = heading.is_some_and(|heading| !heading.text.trim().is_empty());
        meta.title = match heading.filter(|_| meta.title_from_heading) {
            Some(heading) => Spanned::new(heading.text.trim().into(), heading.span),
            None => Spanned::new(name_of(file, &id).into(), Span::at(0)),
        };
    }
    let mut note = Note {
        id: NoteId::new(&id),
        path: file.path.clone(),
        is_folder_index,
        kind,
        source: file.text.clone(),
        meta,
        fields: front.fields,
        extra: front.extra,
        columns: front.columns,
        claims,
        unread_claims,
        body_start: front.body,
        body,
        summary,
        image,
        markdown,
        is_annotated: false,
    };
    let is_annotation = |event: &Event| matches!(event.kind, EventKind::Start(Tag::Annotation(_)));
    let is_annotated = note.event_lists().flatten().any(is_annotation);
    note.is_annotated = is_annotated;
    raw_html::findings(&note, &mut found);
    math::findings(&note, &mut found);
    images::findings(&note, &mut found);
    Checked::new(note, found)
}

fn is_folder_index(path: &VaultPath) -> bool {
    path.file_name().eq_ignore_ascii_case("index.md")
}

/// The kind of the note in that file below the folder `content`; `None` for a plain note.
#[must_use]
pub fn kind_of(path: &VaultPath, content: &str, kinds: &Kinds) -> Option<KindIx> {
    if is_folder_index(path) {
        return None;
    }
    let id = id_of(path, content);
    kinds.of_folder(id.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// All that [`parse`] reads notes of a kind by, or plain ones, beside their files: to be told apart by its hash.
pub fn read_by<'a>(kind: Option<KindIx>, content: &'a str, kinds: &'a Kinds, config: &Config) -> impl Hash + 'a {
    (content, kind.map(|ix| (ix, kinds.get(ix).reading())), config.limits, config.adopted)
}

/// The file's name without `.md`; of a folder's `index.md`, the folder's.
fn name_of<'n>(file: &'n SourceFile, id: &'n str) -> &'n str {
    let name = file.path.file_name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.eq_ignore_ascii_case("index") { id.rsplit('/').next().unwrap_or(id) } else { stem }
}
