//! What the links, embeds, references and claims of each note lead to.
//!
//! Notes are answered side by side, by resolvers that only try. Where a name was not found, and others are to be looked for that are
//! near it, the note is answered again, one after another: how many are looked for has a limit, and who comes first must not matter.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::claims::{self, ReadClaim};
use super::names::{Names, ReadIx};
use super::resolver::{Resolver, World};
use super::{Answer, NoteIx, ReferenceAnswer};
use crate::diagnostic::Diagnostic;
use crate::note::Note;

/// The answers of a note.
#[derive(Clone, Debug)]
pub(super) struct NoteAnswers {
    pub(super) links: Vec<Answer>,
    pub(super) embeds: Vec<Answer>,
    pub(super) references: Vec<ReferenceAnswer>,
    pub(super) claims: Vec<ReadClaim>,
    /// Files it uses, by their place in the listing.
    files: Vec<u32>,
    /// What was found on the way.
    found: Vec<Diagnostic>,
}

/// What an archive's answers depend on, beside the text of each note, told apart by hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorldHash {
    /// Of the names of all notes, in order.
    pub names: u128,
    /// Of all else: their places, drafts, files, pages.
    pub rest: u128,
}

/// Answers of an earlier build, to be used again where nothing they depend on has changed.
#[derive(Default)]
pub(super) struct HeldAnswers {
    of: Option<WorldHash>,
    names: Option<Arc<Names>>,
    /// By the place of their note; none where others had to be looked for.
    answers: Vec<Option<(Arc<str>, Arc<NoteAnswers>)>>,
}

impl HeldAnswers {
    /// The names of the notes, which are as they were where their hash is.
    pub(super) fn names(&mut self, now: WorldHash, notes: &[Arc<Note>]) -> Arc<Names> {
        let known = self.names.take().filter(|_| self.of.is_some_and(|of| of.names == now.names));
        let names = known.unwrap_or_else(|| Arc::new(Names::new(notes)));
        self.names = Some(names.clone());
        names
    }
}

/// Answers all notes, those of drafts too, for what is found on the way.
pub(super) fn all(resolver: &mut Resolver<'_>, held: Option<(&mut HeldAnswers, WorldHash)>) -> Vec<Arc<NoteAnswers>> {
    let world = resolver.world;
    let before = held.as_ref().filter(|(held, now)| held.of == Some(*now)).map(|(held, _)| &held.answers);
    let known = |at: usize, note: &Arc<Note>| {
        let (source, answers) = before?.get(at)?.as_ref()?;
        Arc::ptr_eq(source, &note.source).then(|| answers.clone())
    };
    let tried: Vec<Option<Arc<NoteAnswers>>> = world
        .notes
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map_init(
            || Resolver::trial(world),
            |trial, (at, note)| {
                known(at, note).or_else(|| {
                    let answers = trial.answers(ReadIx(at as u32));
                    (!std::mem::take(&mut trial.has_failed)).then(|| Arc::new(answers))
                })
            },
        )
        .collect();
    if let Some((held, now)) = held {
        held.of = Some(now);
        let hold = |(note, answers): (&Arc<Note>, &Option<Arc<NoteAnswers>>)| Some((note.source.clone(), answers.clone()?));
        held.answers = world.notes.iter().zip(&tried).map(hold).collect();
    }
    let all = (0..).zip(tried).map(|(at, tried)| {
        let answers = tried.unwrap_or_else(|| Arc::new(resolver.answers(ReadIx(at))));
        resolver.diagnostics.extend(answers.found.iter().cloned());
        answers
    });
    all.collect()
}

/// Files in use, by their place in the listing, and the published notes that use them.
pub(super) fn used(world: &World<'_>, answers: &[Arc<NoteAnswers>]) -> BTreeMap<u32, Vec<NoteIx>> {
    let mut used: BTreeMap<u32, Vec<NoteIx>> = BTreeMap::new();
    for (user, answers) in world.published.iter().zip(answers) {
        let Some(user) = *user else { continue };
        answers.files.iter().for_each(|file| used.entry(*file).or_default().push(user));
    }
    used
}

impl Resolver<'_> {
    /// The answers of a note.
    fn answers(&mut self, ix: ReadIx) -> NoteAnswers {
        let note = self.note(ix);
        let before = std::mem::take(&mut self.diagnostics);
        self.user = self.world.published(ix);
        let links = note.body.links.iter().map(|link| self.link(ix, note, link)).collect();
        let embeds = note.body.embeds.iter().map(|embed| self.embed(ix, note, embed)).collect();
        let references = self.references(note);
        let claims = claims::answers(self, ix, note);
        let found = std::mem::replace(&mut self.diagnostics, before);
        NoteAnswers { links, embeds, references, claims, files: std::mem::take(&mut self.used), found }
    }
}
