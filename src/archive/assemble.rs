//! From notes, each by itself, to an archive: the order in which links, references and what follows from them are found.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::answers::{self, HeldAnswers, LeftOut};
use super::citations::HeldCitations;
use super::drafts::HeldDrafts;
use super::files::FileIndex;
use super::generated::GeneratedPages;
use super::library::{HeldFiles, Library};
use super::names::{Names, Tier};
use super::resolver::{Resolver, World};
use super::{
    Answer, Archive, Attachment, AttachmentIx, Dataset, NoteIx, attribution, backlinks, citations, claims, datasets, drafts,
    embeds, relations,
    sentence::{self, HeldPassages},
    translations,
};
use crate::config::Config;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::note::{Note, Status};
use crate::schema::Kinds;
use crate::source::SourceFile;
use crate::text::VaultPath;
use crate::works::CiteKey;

/// What the builds of a session have in common, for texts and names that are as they were.
#[derive(Default)]
pub struct Held {
    answers: HeldAnswers,
    passages: HeldPassages,
    files: HeldFiles,
    citations: HeldCitations,
    drafts: HeldDrafts,
}

impl Held {
    /// One that overlooks some changes.
    #[doc(hidden)]
    #[must_use]
    pub fn leaving_out(what: LeftOut) -> Self {
        let mut held = Self::default();
        held.answers.left_out = Some(what);
        held
    }
}

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
    /// What an earlier build has found, and a hash of the settings and kinds that this one is made by.
    pub held: Option<(&'p mut Held, u128)>,
    /// Reads a text that claims quote.
    pub read_text: super::quotes::ReadText<'p>,
    /// What keeps a file from being published.
    pub file_fault: &'p (dyn Fn(&VaultPath) -> Option<Diagnostic> + Sync),
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
        let (held_answers, passages, library_files, citations, held_drafts) = match parts.held {
            Some((Held { answers, passages, files, citations, drafts }, settings)) => {
                (Some((answers, settings)), Some(passages), Some(files), Some(citations), Some(drafts))
            }
            None => (None, None, None, None, None),
        };
        let generated = || {
            let shown = all.iter().filter(|note| is_published(note)).map(|note| &**note);
            GeneratedPages::new(&parts.config, &parts.kinds, shown)
        };
        let world = World {
            config: &parts.config,
            kinds: &parts.kinds,
            notes: &all,
            generated: match &held_answers {
                Some((held, settings)) => held.generated((&all, &published), *settings, generated),
                None => Arc::new(generated()),
            },
            names: match &held_answers {
                Some((held, _)) => held.names(&all),
                None => Arc::new(Names::new(&all)),
            },
            published,
            files,
            content: parts.content,
        };
        let mut resolver = Resolver::new(&world);
        shadowed(&mut resolver);
        let answers = answers::all(&mut resolver, held_answers);
        let translations = translations::groups(&mut resolver);
        let nav = nav(&mut resolver);
        let datasets::Datasets { published: datasets, cited_by_drafts } = datasets::read(&mut resolver, parts.datasets);
        let mut diagnostics = resolver.diagnostics;

        let in_cells = datasets.iter().map(|(dataset, files)| (dataset.note, &**files));
        let mut used = answers::used(&world, &answers, in_cells);
        diagnostics.extend(without_faulty(&mut used, &world.files, parts.file_fault));
        let attachments = attachments(&used, &world.files, parts.image_size);
        let World { published, .. } = world;
        let of_published = || published.iter().zip(&answers).filter_map(|(note, answers)| note.map(|_| answers));
        let mut links: Vec<Vec<Answer>> = of_published().map(|answers| answers.links.clone()).collect();
        let mut embeds: Vec<Vec<Answer>> = of_published().map(|answers| answers.embeds.clone()).collect();
        let references: Vec<_> = of_published().map(|answers| answers.references.clone()).collect();
        let mut datasets: Vec<Dataset> = datasets.into_iter().map(|(dataset, _)| dataset).collect();
        let renumber: BTreeMap<u32, u32> = used.keys().copied().zip(0..).collect();
        for answer in links.iter_mut().chain(&mut embeds).flatten().chain(in_texts(&mut datasets)) {
            if let Answer::Attachment(AttachmentIx(file)) = answer {
                *answer = renumber.get(file).map_or(Answer::Fault, |file| Answer::Attachment(AttachmentIx(*file)));
            }
        }
        let (mut notes, drafts): (Vec<_>, Vec<_>) = all.into_iter().partition(|note| is_published(note));
        let described = Library::described(parts.libraries, library_files);
        let mut unfinished = citations::keys_of(&drafts, &parts.kinds);
        // A key that a published work has too says nothing of a draft.
        let finished = citations::keys_of(&notes, &parts.kinds);
        let in_files: FxHashSet<&CiteKey> = described.iter().flat_map(|file| &file.value).map(|work| &work.item.key).collect();
        unfinished.retain(|key| !finished.contains(key) && !in_files.contains(key));
        if !drafts.is_empty() {
            drafts::hide_targets(&mut notes, (&links, &embeds), &mut datasets, &unfinished, parts.config.limits, held_drafts);
        }
        let others = embeds.iter_mut().flatten().chain(in_texts(&mut datasets));
        let mut claims = claims::assemble(&answers, &mut notes, &published, &references, &mut links, others);
        diagnostics.extend(embeds::cut(&notes, &mut embeds, &parts.config.limits));
        // Neither needs the other.
        let (linking, citing) = rayon::join(
            || {
                let passages = sentence::of_notes(&notes, &links, passages);
                let backlinks = backlinks::backlinks(&notes, &parts.kinds, &links, &passages, &datasets, &parts.config.language);
                (passages, backlinks)
            },
            || {
                let library = Library::read(&notes, &parts.kinds, &references, parts.libraries, described);
                attribution::credit(&mut claims, &notes, &parts.kinds, &library.value);
                (library, relations::edges(&notes, &parts.kinds, &references))
            },
        );
        let (passages, backlinks) = linking;
        let (library, (relations, relations_in)) = citing;
        let library = library.into(&mut diagnostics);
        diagnostics.extend(super::quotes::check(&notes, parts.content, parts.read_text));
        diagnostics.extend(super::quotes::check(&drafts, parts.content, parts.read_text));
        let sources = citations::Sources {
            notes: &notes,
            drafts: &drafts,
            cited_by_drafts: &cited_by_drafts,
            kinds: &parts.kinds,
            passages: &passages,
            datasets: &datasets,
            library: &library,
        };
        let citations = citations::answer(&sources, citations, &mut diagnostics);
        drafts::hide_keys(&mut notes, &mut datasets, &mut claims, &unfinished);
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

/// The answers to what cells of datasets link to and embed.
fn in_texts(datasets: &mut [Dataset]) -> impl Iterator<Item = &mut Answer> {
    let texts = datasets.iter_mut().filter_map(|dataset| dataset.texts.as_mut());
    texts.flat_map(|texts| texts.links.iter_mut().chain(&mut texts.embeds))
}

/// Names that a more direct name of another note hides.
fn shadowed(resolver: &mut Resolver<'_>) {
    let mut found = Vec::new();
    for (hit, winner) in resolver.world.names.shadowed() {
        let (note, winner) = (resolver.note(hit.note), resolver.note(winner));
        if hit.span.is_empty() {
            continue;
        }
        let (what, written) = match hit.tier {
            Tier::Title => ("title", &*note.meta.title.value),
            _ => ("name", note.source.get(hit.span.range()).unwrap_or("").trim_matches(['"', '\''])),
        };
        let message = format!("this {what} of `{}` is also, more directly, that of `{}`", note.id, winner.id);
        let help = format!("a link to `{written}` leads to `{}`; give one of them another name", winner.id);
        found.push(Diagnostic::new(Code::ShadowedName, &note.path, hit.span, message).help(help));
    }
    resolver.diagnostics.extend(found);
}

/// Where the entries of `nav` lead; `External` for addresses.
fn nav(resolver: &mut Resolver<'_>) -> Vec<Answer> {
    let config = resolver.world.config;
    let Some(items) = &config.nav else { return Vec::new() };
    items.iter().map(|item| resolver.nav_item(item)).collect()
}

/// Takes out the files that cannot be published: what leads to them is at fault.
fn without_faulty(
    used: &mut BTreeMap<u32, Vec<NoteIx>>,
    files: &FileIndex<'_>,
    fault: &(dyn Fn(&VaultPath) -> Option<Diagnostic> + Sync),
) -> Vec<Diagnostic> {
    use rayon::prelude::*;
    let all: Vec<u32> = used.keys().copied().collect();
    let faults: Vec<(u32, Diagnostic)> = all.into_par_iter().filter_map(|file| Some((file, fault(files.path(file))?))).collect();
    for (file, _) in &faults {
        used.remove(file);
    }
    faults.into_iter().map(|(_, fault)| fault).collect()
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
