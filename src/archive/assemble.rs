//! From notes, each by itself, to an archive: the order in which links, references and what follows from them are found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::FileIndex;
use super::library::Library;
use super::names::{ReadIx, Tier};
use super::resolver::Resolver;
use super::{
    Answer, Archive, Attachment, AttachmentIx, NoteIx, attribution, backlinks, citations, claims, datasets, embeds, relations,
    sentence, translations,
};
use crate::config::Config;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::note::{Note, Status};
use crate::schema::Kinds;
use crate::source::SourceFile;
use crate::text::VaultPath;

/// What an archive is made of.
pub struct Parts<'p> {
    /// Settings.
    pub config: Arc<Config>,
    /// Kinds.
    pub kinds: Arc<Kinds>,
    /// All notes, ordered by id.
    pub notes: Vec<Arc<Note>>,
    /// The content folder below the root.
    pub content: &'p str,
    /// CSV files.
    pub datasets: &'p [SourceFile],
    /// Files of works.
    pub libraries: &'p [SourceFile],
    /// All other files, ordered by path.
    pub files: &'p [VaultPath],
    /// Whether drafts are published. Without it, nothing of them is in the archive.
    pub drafts: bool,
    /// Passages of an earlier build.
    pub passages: Option<&'p mut super::HeldPassages>,
    /// Reads a text that claims quote.
    pub read_text: super::quotes::ReadText<'p>,
    /// Width and height of an image in pixels.
    pub image_size: &'p (dyn Fn(&VaultPath) -> Option<(u32, u32)> + Sync),
}

impl Archive {
    /// Answers every link and reference, and finds what follows from them. Faults of drafts are found too, whether or not they are
    /// published; who builds without drafts passes over them.
    #[must_use]
    pub fn assemble(parts: Parts<'_>) -> Checked<Self> {
        let all = parts.notes;
        let is_published = |note: &Note| parts.drafts || note.meta.status != Status::Draft;
        let mut count = 0;
        let published: Vec<Option<NoteIx>> = all
            .iter()
            .map(|note| {
                is_published(note).then(|| {
                    count += 1;
                    NoteIx(count - 1)
                })
            })
            .collect();
        let texts = parts.datasets.iter().chain(parts.libraries).map(|file| &file.path);
        let paths: Vec<&VaultPath> = parts.files.iter().chain(texts).collect();
        let files = FileIndex::new(paths, parts.content);
        let mut resolver = Resolver::new(&parts.config, &parts.kinds, &all, published, files, parts.content);
        shadowed(&mut resolver);

        let (mut links, mut embeds, mut references) = (Vec::new(), Vec::new(), Vec::new());
        for (read, note) in (0..).map(ReadIx).zip(&all) {
            resolver.user = resolver.published[read.0 as usize];
            // A draft's links are answered too, for what is found on the way.
            let of_links: Vec<Answer> = note.body.links.iter().map(|link| resolver.link(read, note, link)).collect();
            let of_embeds: Vec<Answer> = note.body.embeds.iter().map(|embed| resolver.embed(read, note, embed)).collect();
            let of_references = resolver.references(note);
            if resolver.user.is_some() {
                links.push(of_links);
                embeds.push(of_embeds);
                references.push(of_references);
            }
        }
        let translations = translations::groups(&mut resolver);
        let nav = nav(&mut resolver);
        let datasets = datasets::read(&mut resolver, parts.datasets);
        let read_claims = claims::answer(&mut resolver);
        let Resolver { used, mut diagnostics, files, published, .. } = resolver;

        let attachments = attachments(&used, &files, parts.image_size);
        let renumber: BTreeMap<u32, u32> = used.keys().copied().zip(0..).collect();
        for answer in links.iter_mut().chain(&mut embeds).flatten() {
            if let Answer::Attachment(AttachmentIx(file)) = answer {
                *file = renumber[file];
            }
        }
        let (mut notes, drafts): (Vec<_>, Vec<_>) = all.into_iter().partition(|note| is_published(note));
        let mut claims = claims::assemble(read_claims, &mut notes, &published, &references, &mut [&mut links, &mut embeds]);
        diagnostics.extend(embeds::cut(&notes, &mut embeds, &parts.config.limits));
        let (relations, relations_in) = relations::edges(&notes, &parts.kinds, &references);
        let passages = sentence::of_notes(&notes, &links, parts.passages);
        let backlinks = backlinks::backlinks(&notes, &parts.kinds, &links, &passages, &datasets, &parts.config.language);
        let library = Library::read(&notes, &parts.kinds, &references, parts.libraries).into(&mut diagnostics);
        attribution::credit(&mut claims, &notes, &parts.kinds, &library);
        diagnostics.extend(super::quotes::check(&notes, parts.content, parts.read_text));
        diagnostics.extend(super::quotes::check(&drafts, parts.content, parts.read_text));
        let sources = citations::Sources {
            notes: &notes,
            drafts: &drafts,
            kinds: &parts.kinds,
            passages: &passages,
            datasets: &datasets,
            library: &library,
        };
        let citations = citations::answer(&sources, &mut diagnostics);
        let archive = Self {
            config: parts.config,
            kinds: parts.kinds,
            notes,
            links,
            embeds,
            references,
            relations,
            relations_in,
            backlinks,
            translations,
            nav,
            attachments,
            datasets,
            claims,
            library,
            citations,
        };
        Checked::new(archive, diagnostics)
    }
}

/// Names that a more direct name of another note hides.
fn shadowed(resolver: &mut Resolver<'_>) {
    let mut found = Vec::new();
    for (hit, winner) in resolver.names.shadowed() {
        let (note, winner) = (&resolver.notes[hit.note.0 as usize], &resolver.notes[winner.0 as usize]);
        if hit.span.is_empty() {
            continue;
        }
        let what = if hit.tier == Tier::Title { "title" } else { "name" };
        let written = note.source.get(hit.span.range()).unwrap_or("").trim_matches(['"', '\'']);
        let message = format!("this {what} of `{}` is also, more directly, that of `{}`", note.id, winner.id);
        let help = format!("a link to `{written}` leads to `{}`; give one of them another name", winner.id);
        found.push(Diagnostic::new(Code::ShadowedName, &note.path, hit.span, message).help(help));
    }
    resolver.diagnostics.extend(found);
}

/// Where the entries of `nav` lead; `External` for addresses.
fn nav(resolver: &mut Resolver<'_>) -> Vec<Answer> {
    let config = resolver.config;
    let Some(items) = &config.nav else { return Vec::new() };
    items.iter().map(|item| resolver.nav_item(item)).collect()
}

fn attachments(
    used: &BTreeMap<u32, Vec<NoteIx>>,
    files: &FileIndex<'_>,
    image_size: &(dyn Fn(&VaultPath) -> Option<(u32, u32)> + Sync),
) -> Vec<Attachment> {
    use rayon::prelude::*;
    let used: Vec<_> = used.iter().collect();
    let read = |(file, users): &(&u32, &Vec<NoteIx>)| {
        let path = files.path(**file).clone();
        let size = is_image(&path).then(|| image_size(&path)).flatten();
        Attachment { path, size, used_by: (*users).clone() }
    };
    used.par_iter().map(read).collect()
}

fn is_image(path: &VaultPath) -> bool {
    matches!(path.extension().as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "bmp" | "tif" | "tiff"))
}
